"""Which of the pairs that were found become links at once, and which a person is to look at first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bonitas.unify.links.groups import Union, union_of
from bonitas.unify.links.model import End, Link, What, shown
from bonitas.unify.match.pairs import Pair

#: What is said of a link that waits for no other reason than its certainty.
UNSURE: Final = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A pair with what becomes of it, and why if it waits."""

    pair: Pair
    what: What
    because: str


def admit(
    pairs: Iterable[Pair],
    standing: Iterable[Link],
    apart: Mapping[End, Collection[End]],
    types: Mapping[End, bool],
    link_from: int,
) -> list[Admitted]:
    """The surest first: a pair is linked if it is sure enough and contradicts nothing that is sure or was decided.

    `apart`: who is not one with whom by somebody's word; `types`: whether an end is an organisation. The answer is in order of ends.
    """
    union = union_of(standing)
    found = []
    for pair in sorted(pairs, key=lambda one: (-one.certainty, one.ends)):
        a, b = pair.ends[:2], pair.ends[2:]
        why = against(union, a, b, apart, types)
        if pair.certainty >= link_from and not why:
            union.join(a, b)
            found.append(Admitted(pair, "linked", ""))
        else:
            found.append(Admitted(pair, "queued", why))
    return sorted(found, key=lambda one: one.pair.ends)


def against(union: Union, a: End, b: End, apart: Mapping[End, Collection[End]], types: Mapping[End, bool]) -> str:
    """Why two ends should not become one without a person; empty if nothing speaks against it."""
    if types[a] != types[b]:
        return "one is a person, the other an organisation"
    left, right = union.group(a), union.group(b)
    if b in left:
        return ""
    for one, other in (sorted(both) for both in split(left, right, apart)):
        return f"it would make {shown(one)} and {shown(other)} one, which was decided against"
    twice = {end[0] for end in left} & {end[0] for end in right}
    return f"it would make two subjects of {min(twice)} one" if twice else ""


def split(left: Collection[End], right: Collection[End], apart: Mapping[End, Collection[End]]) -> list[tuple[End, End]]:
    """Ends of two groups that somebody has said to be two, in order."""
    return sorted((one, other) for one in left for other in apart.get(one, ()) if other in right)
