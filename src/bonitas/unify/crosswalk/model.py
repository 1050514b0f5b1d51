"""The crosswalk: conducts, and the kinds of record that tell of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bonitas.catalogue.model import Kind
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import Source
from bonitas.unify.crosswalk.fits import may_both

#: How well a kind of record fits a conduct: it is just that; much the same with a different edge; or wider than it.
Sure = Literal["exact", "close", "broad"]


@dataclass(frozen=True, slots=True)
class Member:
    """Records of `kind` (those for which `when` is true, in the `rulebook` that is named; of every rulebook if none is) tell of the
    conduct. `said` is the condition as it was written, `because` why the kind is not just that conduct."""

    kind: str
    when: Expr | None = None
    said: str = ""
    rulebook: str | None = None
    sure: Sure = "exact"
    because: str = ""


@dataclass(frozen=True, slots=True)
class Conduct:
    """What somebody does, whatever a scheme calls it. `part_of`: a wider conduct that it belongs to. A kind of record that the file
    names nowhere is a conduct of its own (`own`)."""

    id: str
    title: Text
    members: tuple[Member, ...]
    part_of: str | None = None
    source: Source | None = None
    sure: Sure = "exact"
    own: bool = False

    @classmethod
    def alone(cls, kind: Kind) -> Conduct:
        """A kind as a conduct of its own."""
        return cls(kind.name, kind.title, (Member(kind.name),), own=True)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All conducts: those of the file in its order, then each kind of the catalogue that it does not name."""

    title: Text
    conducts: tuple[Conduct, ...]
    file: str | None = None
    _by_id: Mapping[str, Conduct] = field(init=False, repr=False, compare=False)
    _by_kind: Mapping[str, tuple[tuple[Conduct, Member], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kind: dict[str, list[tuple[Conduct, Member]]] = {}
        for conduct in self.conducts:
            for member in conduct.members:
                by_kind.setdefault(member.kind, []).append((conduct, member))
        object.__setattr__(self, "_by_id", {conduct.id: conduct for conduct in self.conducts})
        object.__setattr__(self, "_by_kind", {kind: tuple(found) for kind, found in by_kind.items()})

    def conduct(self, name: str) -> Conduct | None:
        """The conduct of that name."""
        return self._by_id.get(name)

    def above(self, conduct: Conduct) -> tuple[Conduct, ...]:
        """The wider conducts that one is part of, the nearest first."""
        found: list[Conduct] = []
        at = conduct
        while at.part_of is not None:
            at = self._by_id[at.part_of]
            found.append(at)
        return tuple(found)

    def of(self, rulebook: str, kind: Kind, when: Expr | None = None) -> tuple[tuple[Conduct, Member], ...]:
        """The conducts that a rule of a rulebook about records of `kind` for which `when` is true speaks of, in the file's order.

        Where the file knows the kind under other conditions only, or not at all, the kind is a conduct of its own.
        """
        found = tuple(
            (conduct, member)
            for conduct, member in self._by_kind.get(kind.name, ())
            if member.rulebook in (None, rulebook) and may_both(kind, when, member.when)
        )
        return found or ((Conduct.alone(kind), Member(kind.name)),)

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """The conducts of the file as plain data."""
        return {
            "title": self.title.say(lang),
            "conducts": [_plain(conduct, lang) for conduct in self.conducts if not conduct.own],
        }


def _plain(conduct: Conduct, lang: str) -> dict[str, Any]:
    members = [
        {"kind": one.kind, "when": one.said or None, "rulebook": one.rulebook, "sure": one.sure} for one in conduct.members
    ]
    return {
        "conduct": conduct.id, "title": conduct.title.say(lang), "part_of": conduct.part_of, "sure": conduct.sure,
        "source": conduct.source.title if conduct.source else None, "members": members,
    }  # fmt: skip
