"""What holds between the conducts of a crosswalk: parts without circles, and no record of two conducts at once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Protocol

from bonitas.catalogue.model import Catalogue
from bonitas.common.yamltext import Entry, Node
from bonitas.rulebook.circles import in_order
from bonitas.unify.crosswalk.fits import may_both
from bonitas.unify.crosswalk.model import Conduct, Member

Found = Mapping[str, tuple[Entry, Conduct]]


class Note(Protocol):
    """Notes a problem at a node."""

    def __call__(self, code: str, at: Node, found: str, known: tuple[str, ...] = (), **words: str) -> None: ...


def check(found: Found, catalogue: Catalogue, note: Note) -> None:
    """Note what is wrong between conducts that are sound in themselves."""
    _parts(found, note)
    wider = {conduct.part_of for _, conduct in found.values()}
    for name, (entry, conduct) in found.items():
        if not conduct.members and name not in wider:
            note("U312", entry.key, name)
        if name in catalogue.kinds and all(member.kind != name for member in conduct.members):
            note("U310", entry.key, name)
    _once(found, catalogue, note)


def _parts(found: Found, note: Note) -> None:
    """Whether every wider conduct is there, and none is a part of itself."""
    for name, (entry, conduct) in found.items():
        if conduct.part_of is not None and conduct.part_of not in found:
            note("U307", entry.key, conduct.part_of, tuple(found), conduct=name)
    needs = {name: {wider} if (wider := conduct.part_of) in found and wider else set() for name, (_, conduct) in found.items()}
    for circle in in_order(needs)[1]:
        note("U308", found[circle[0]][0].key, circle[0], circle=" → ".join([*circle, circle[0]]))


def _once(found: Found, catalogue: Catalogue, note: Note) -> None:
    """Whether each record is of one conduct, and of those that this one is part of."""
    by_kind: dict[str, list[tuple[str, Member]]] = {}
    for name, (_, conduct) in found.items():
        for member in conduct.members:
            by_kind.setdefault(member.kind, []).append((name, member))
    for kind, members in by_kind.items():
        for (one, first), (other, second) in combinations(members, 2):
            apart = one == other or first.rulebook not in (None, second.rulebook) and second.rulebook is not None
            nested = one in _above(found, other) or other in _above(found, one)
            if not apart and not nested and may_both(catalogue.kinds[kind], first.when, second.when):
                note("U309", found[other][0].key, kind, one=one, other=other)


def _above(found: Found, name: str) -> set[str]:
    """The wider conducts of one; those in a circle once."""
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at in found and found[at][1].part_of not in seen:
        at = found[at][1].part_of
        seen |= {at} if at is not None else set()
    return seen
