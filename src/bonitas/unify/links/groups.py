"""Who is one by which links, and which standing id each group keeps."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bonitas.unify.links.model import End, Link

Groups = Mapping[int, frozenset[End]]


@dataclass(slots=True)
class Union:
    """Ends that are one, as they come together."""

    _of: dict[End, int] = field(default_factory=dict)
    _members: dict[int, set[End]] = field(default_factory=dict)

    def group(self, end: End) -> Collection[End]:
        """All that are one with an end, itself included."""
        return self._members[self._of[end]] if end in self._of else {end}

    def join(self, a: End, b: End) -> None:
        """Make two ends, and all that are one with them, one."""
        for end in (a, b):
            if end not in self._of:
                self._of[end] = len(self._of)
                self._members[self._of[end]] = {end}
        large, small = sorted((self._of[a], self._of[b]), key=lambda no: -len(self._members[no]))
        if large != small:
            for end in self._members[small]:
                self._of[end] = large
            self._members[large] |= self._members.pop(small)

    def groups(self) -> list[frozenset[End]]:
        """Every group of two or more, in order of its least member."""
        return sorted((frozenset(one) for one in self._members.values() if len(one) > 1), key=min)


def union_of(links: Iterable[Link]) -> Union:
    """Who is one by these links."""
    union = Union()
    for link in links:
        union.join(link.a, link.b)
    return union


def way(links: Iterable[Link], start: End, end: End) -> list[Link]:
    """The shortest way of links from one end to another, of the surest by number where there are several; [] if there is none."""
    beside: dict[End, list[tuple[Link, End]]] = defaultdict(list)
    for link in sorted(links, key=lambda one: (-one.weight, one.number)):
        beside[link.a].append((link, link.b))
        beside[link.b].append((link, link.a))
    before: dict[End, tuple[Link, End]] = {}
    waiting = deque([start])
    while waiting and end not in before:
        here = waiting.popleft()
        for link, there in beside[here]:
            if there not in before and there != start:
                before[there] = link, here
                waiting.append(there)
    found: list[Link] = []
    while end in before and end != start:
        link, end = before[end]
        found.append(link)
    return found[::-1]


def kept_ids(
    before: Groups, after: Sequence[frozenset[End]], fresh: int, ended: Groups = MappingProxyType({})
) -> dict[int, frozenset[End]]:
    """The standing id of each group. `before`: id → members; `after`: the groups now; `fresh`: the first number never given; `ended`: ids
    of before → whom they had last.

    An id stays with the part that has most of its members, of equal parts with the one that has the least of them. Where groups come
    together the oldest id stays. What has none gets back the oldest id whose last members are all in it (a link that was held out and
    confirmed changes nobody's id); else a new one, in order of its least member. To others an id that ended is never given.

    >>> a, b, c, d = [("x", name) for name in "abcd"]
    >>> kept_ids({1: frozenset({a, b}), 2: frozenset({c, d})}, [frozenset({a, b, c, d})], 3).keys()
    dict_keys([1])
    >>> {
    ...     no: sorted(end[1] for end in ends)
    ...     for no, ends in kept_ids({1: frozenset({a, b, c, d})}, [frozenset({c, d}), frozenset({a, b})], 2).items()
    ... }
    {1: ['a', 'b'], 2: ['c', 'd']}
    """  # noqa: E501 - an example on one line
    where = {end: at for at, group in enumerate(after) for end in group}
    claimed: dict[int, int] = {}
    for number, members in sorted(before.items()):
        parts: dict[int, list[End]] = defaultdict(list)
        for end in members:
            if end in where:
                parts[where[end]].append(end)
        if parts:
            best = min(parts, key=lambda at: (-len(parts[at]), min(parts[at])))
            claimed.setdefault(best, number)
    ids = {number: after[at] for at, number in claimed.items()}
    for at in sorted(set(range(len(after))) - claimed.keys(), key=lambda at: min(after[at])):
        again = next((number for number, last in sorted(ended.items()) if last <= after[at]), None)
        ids[fresh if again is None else again] = after[at]
        fresh += again is None
    return dict(sorted(ids.items()))
