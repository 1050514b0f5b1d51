"""The rulebook worked out record by record in plain Python: slow, obvious, and written apart from every contestant.

Windows and decay are asked of each record itself (`start ≤ asked < start + lasts`), not of ranges made beforehand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from benchmarks.spec import ABSENT, KINDS, Clause, Spec
from bonitas.common.amounts import UNIT, half_away

#: subject, kind, occurred_on (day number), level, amount, channel: coded as the peers' columns are.
Row = tuple[int, int, int, int, int, int]


def plain_scores(spec: Spec, rows: Iterable[Row], asked: int) -> dict[int, int]:
    """The score of each subject in thousandths on the asked day."""
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    of_kind = [spec.of_kind(kind) for kind in range(len(KINDS))]
    for subject, kind, occurred, level, amount, channel in rows:
        mine, values = totals[subject], {"level": level, "amount": amount}
        for clause in of_kind[kind]:
            if _matches(clause, values, channel):
                mine[clause.id] += _counts(clause, values, occurred, asked)
    limits = {clause.id: clause.limit for clause in spec.limited}
    return {s: spec.base + sum(_limited(points, limits.get(c)) for c, points in mine.items()) for s, mine in totals.items()}


def _matches(clause: Clause, values: dict[str, int], channel: int) -> bool:
    if clause.channels is not None and channel not in clause.channels:
        return False
    return all(values[name] != ABSENT and low <= values[name] <= high for name, (low, high) in clause.ranges.items())


def _counts(clause: Clause, values: dict[str, int], occurred: int, asked: int) -> int:
    """What one match is worth on the asked day, after its window and its decay."""
    if occurred > asked or clause.lasts.after(occurred) <= asked:
        return 0
    points = clause.fixed
    if clause.per_unit is not None:
        points = clause.per_unit.gives * min(values[clause.per_unit.by] // clause.per_unit.each, clause.per_unit.most)
    share = UNIT
    for after, left in clause.decay:
        share = left if after.after(occurred) <= asked else share
    return half_away(points * share, UNIT)


def _limited(points: int, limit: int | None) -> int:
    return points if limit is None else max(-limit, min(limit, points))
