"""Which kinds of record must be told apart in order of furnisher and ref when they fall on one day: those that share something that
fills, counts or picks in order. For all others the order cannot matter, and finding it would cost a look at every name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bonitas.rulebook.model import Measure, Rules


def shared_in_order(rules: Rules) -> Iterator[set[str]]:
    """Sets of kinds whose records meet in a limit, a running total, a memory of repeats, an overlap, or a measure that keeps the
    first or the last."""
    if rules.overlap == "strongest":
        yield {kind for clause in rules.clauses for kind in clause.kinds}
    by_id: dict[str, set[str]] = {}
    by_group: dict[str, set[str]] = {}
    for clause in rules.clauses:
        by_id.setdefault(clause.id, set()).update(clause.kinds)
        for group in {clause.group, clause.again.group if clause.again is not None else None}:
            if group is not None:
                by_group.setdefault(group, set()).update(clause.kinds)
    for clause in rules.clauses:
        running = getattr(clause.points, "running", None) is not None
        if clause.limits or running or (clause.again is not None and clause.again.group is None):
            yield by_id[clause.id]
    named = {clause.again.group for clause in rules.clauses if clause.again is not None and clause.again.group is not None}
    for name in named | {name for name, found in rules.groups.items() if found.limits}:
        yield by_group.get(name, set())
    for measure in rules.measures:
        if picks_in_order(measure):
            yield set(measure.kinds)


def picks_in_order(measure: Measure) -> bool:
    """Whether a measure keeps the first or the last of some records."""
    return measure.how in {"latest", "oldest"} or measure.once_per is not None or measure.net_per is not None


def order_groups(rules: Rules, kinds: Sequence[str]) -> list[int]:
    """For each kind the number of its group (the least kind in it), −1 where order within a day cannot matter.

    >>> order_groups(Rules(base=()), ["a", "b"])
    [-1, -1]
    """
    place = {kind: n for n, kind in enumerate(kinds)}
    above = list(range(len(kinds)))  # of each kind one of its group that comes no later; the first of a group is above itself
    met = [False] * len(kinds)

    def first(n: int) -> int:
        while above[n] != n:
            above[n] = above[above[n]]
            n = above[n]
        return n

    for together in shared_in_order(rules):
        firsts = {first(place[kind]) for kind in together}
        least = min(firsts, default=0)
        for n in firsts:
            above[n] = least
        for kind in together:
            met[place[kind]] = True
    return [first(n) if met[n] else -1 for n in range(len(kinds))]
