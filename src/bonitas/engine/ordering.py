"""Which kinds of record must be told apart in order of furnisher and ref when they fall on one day: those that share something that
fills, counts or picks in order. For all others the order cannot matter, and finding it would cost a look at every name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bonitas.rulebook.model import Rules


def shared_in_order(rules: Rules) -> Iterator[set[str]]:
    """Sets of kinds whose records meet in a limit, a running total, a memory of repeats, an overlap, or a measure that keeps the first or the last."""
    clauses = rules.clauses
    if rules.overlap == "strongest":
        yield {kind for clause in clauses for kind in clause.kinds}
    for clause in clauses:
        running = getattr(clause.points, "running", None) is not None
        if clause.limits or running or (clause.again is not None and clause.again.group is None):
            yield {kind for other in clauses if other.id == clause.id for kind in other.kinds}
    named = {clause.again.group for clause in clauses if clause.again is not None and clause.again.group is not None}
    for group in named | {name for name, found in rules.groups.items() if found.limits}:
        yield {kind for clause in clauses if clause.group == group or _asks(clause.again, group) for kind in clause.kinds}
    for measure in rules.measures:
        if measure.how in {"latest", "oldest"} or measure.once_per is not None or measure.net_per is not None:
            yield set(measure.kinds)


def _asks(again: object, group: str) -> bool:
    return getattr(again, "group", None) == group


def order_groups(rules: Rules, kinds: Sequence[str]) -> list[int]:
    """For each kind the number of its group (the least kind in it), −1 where order within a day cannot matter.

    >>> order_groups(Rules(base=()), ["a", "b"])
    [-1, -1]
    """
    group = {kind: -1 for kind in kinds}
    for together in shared_in_order(rules):
        numbers = {group[kind] for kind in together if group[kind] >= 0}
        new = min([*numbers, min((kinds.index(kind) for kind in together), default=0)])
        for kind in kinds:
            if kind in together or group[kind] in numbers:
                group[kind] = new
    return [group[kind] for kind in kinds]
