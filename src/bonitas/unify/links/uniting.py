"""From links to united subjects as they are read: who is one by links sure enough, by which links, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bonitas.unify.links.groups import union_of
from bonitas.unify.links.model import End, Link, Turn, shown, united_id


@dataclass(frozen=True, slots=True)
class United:
    """Subjects that are one, in order, and the links among them that count."""

    members: tuple[End, ...]
    links: tuple[Link, ...]


def unite(links: Iterable[Link], standing: Mapping[int, Iterable[End]], least: int = 0) -> dict[str, United]:
    """United subjects by id, of the links in force that are at least so sure (millionths).

    Where only surer links are asked for, a standing group may be in parts: the one with most of its members (of equal ones the first)
    keeps the id, others are called by their first member as well.

    >>> links = [
    ...     Link(1, ("a", "1"), ("b", "1"), 10**6, "exact", (), "linked", "", 0),
    ...     Link(2, ("b", "1"), ("c", "1"), 5, "probable", (), "linked", "", 0),
    ... ]
    >>> {name: len(one.members) for name, one in unite(links, {4: [("a", "1"), ("b", "1"), ("c", "1")]}, 10).items()}
    {'united:4': 2}
    """  # noqa: E501 - an example on one line
    use = [link for link in links if link.in_force and link.weight >= least]
    holder = {end: number for number, members in standing.items() for end in members}
    by: dict[End, list[Link]] = {}
    union = union_of(use)
    for link in use:
        by.setdefault(min(union.group(link.a)), []).append(link)
    parts: dict[int, list[United]] = {}
    for group in union.groups():
        parts.setdefault(holder[min(group)], []).append(United(tuple(sorted(group)), tuple(by[min(group)])))
    found: dict[str, United] = {}
    for number, mine in sorted(parts.items()):
        for place, one in enumerate(sorted(mine, key=lambda part: (-len(part.members), part.members))):
            found[united_id(number) + (f"/{shown(one.members[0])}" if place else "")] = one
    return found


def standing_at(turns: Sequence[Turn]) -> dict[int, frozenset[End]]:
    """Each standing id with its members after these turns, in order."""
    members: dict[int, set[End]] = {}
    for turn in turns:
        group = members.setdefault(turn.united, set())
        (group.add if turn.joined else group.discard)(turn.end)
    return {number: frozenset(group) for number, group in sorted(members.items()) if group}


def ended_by(turns: Sequence[Turn]) -> dict[int, frozenset[End]]:
    """Each standing id that ended, with the members that it had last."""
    now = standing_at(turns)
    last: dict[int, set[End]] = {}
    when: dict[int, int] = {}
    for turn in turns:
        if turn.united not in now and not turn.joined:
            if when.get(turn.united) != turn.decision:
                last[turn.united], when[turn.united] = set(), turn.decision
            last[turn.united].add(turn.end)
    return {number: frozenset(ends) for number, ends in last.items()}


def became(turns: Sequence[Turn]) -> dict[int, int]:
    """For each standing id that ended, the one that has all the members that it had last, if one has."""
    holder = {end: number for number, members in standing_at(turns).items() for end in members}
    found = {old: {holder.get(end) for end in ends} for old, ends in ended_by(turns).items()}
    return {old: new for old, news in found.items() if len(news) == 1 and (new := next(iter(news))) is not None}
