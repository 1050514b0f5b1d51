"""Steps 13 to 17: from points and measures to the score, the band and what follows from it."""

from __future__ import annotations

from fractions import Fraction

from bonitas.rulebook.model import Dimension, Rules, ScoreItem, ScoreRule, Table

from .dates import half_away
from .expressions import Scene, is_true, value_of
from .matches import Match, per_unit, row_for
from .world import Value


def base(rules: Rules, scene: Scene) -> int:
    """The first base case whose condition is true."""
    return next((case.points for case in rules.base if is_true(case.when, scene)), 0)


def scorecard(rules: Rules, scene: Scene) -> dict[str, tuple[int, str]]:
    """Step 13. Points and bin of each item."""
    return {item.id: _item(item, scene) for item in rules.scorecard}


def _item(item: ScoreItem, scene: Scene) -> tuple[int, str]:
    value = scene.measures[item.measure]
    if isinstance(item.points, Table):
        row = row_for(item.points, value)
        assert row is not None, f"no bin of {item.id} holds {value!r}"
        return row.points, row.label
    if not isinstance(value, int):
        assert item.missing is not None, f"{item.id} is missing"
        return item.missing, "missing"
    points = per_unit(item.points, value)
    return points, str(points)


def dimensions(rules: Rules, scene: Scene) -> dict[str, int]:
    """Step 14. The points of each dimension, above the low end of the range."""
    if rules.dimensions is None:
        return {}
    span = rules.dimensions.high - rules.dimensions.low
    return {part.id: half_away(span * Fraction(part.weight, 100_000) * _scaled(part, scene)) for part in rules.dimensions.parts}


def _scaled(part: Dimension, scene: Scene) -> Fraction:
    value = value_of(part.of, scene)
    if not isinstance(value, int):
        assert part.missing is not None, f"dimension {part.id} is missing"
        return Fraction(part.missing, 1000)
    return min(max(Fraction(value - part.low, part.high - part.low), Fraction(0)), Fraction(1))


def rounded(rule: ScoreRule, total: int) -> int:
    """Step 15. Clamped, then rounded once to a multiple of the step."""
    total = total if rule.low is None else max(total, rule.low)
    total = total if rule.high is None else min(total, rule.high)
    steps = Fraction(total, rule.step)
    match rule.rounding:
        case "half away":
            return rule.step * half_away(steps)
        case "down":
            return rule.step * (steps.numerator // steps.denominator)
        case "up":
            return -rule.step * (-steps.numerator // steps.denominator)


def no_score(rules: Rules, scene: Scene) -> int | None:
    """Step 15. The first no-score condition that is true."""
    return next((n for n, reason in enumerate(rules.no_score) if is_true(reason.when, scene)), None)


def ceiling(rules: Rules, graded: list[Match]) -> str | None:
    """Step 16. The worst of the direct grades in effect."""
    return max((m.grade for m in graded if m.grade is not None), key=rules.bands.index, default=None)


def booked(rules: Rules, score: int, worst: str | None) -> int:
    """Step 16. A direct grade may book its band's lowest score."""
    if worst is None or not rules.grades.books_lowest:
        return score
    floor = rules.bands.bands[rules.bands.index(worst)].floor
    for name, booked in rules.grades.booked:
        floor = booked if name == worst else floor
    return score if floor is None else min(score, floor)


def remembers(rules: Rules, worst: str | None) -> bool:
    """Step 16. Whether the ceiling in effect remembers the band fallen from."""
    named = [memory.band for memory in rules.grades.memories]
    return worst is not None and rules.grades.remembers and (not named or worst in named)


def shown(rules: Rules, name: str | None, worst: str | None, fallen_from: str | None) -> str | None:
    """Step 16. The band as it is shown: where it is that of the ceiling, with the better one fallen from, or in words of its own."""
    if name is None or name != worst or fallen_from is None:
        return name
    for memory in rules.grades.memories:
        if memory.band == name and memory.names is not None:
            return next((word for fallen, word in memory.names if fallen == fallen_from), name)
    names = [band.name for band in rules.bands.bands]
    return name + fallen_from if names.index(fallen_from) < names.index(name) else name


def band(rules: Rules, score: int, scene: Scene, worst: str | None) -> str | None:
    """Step 17. The best band that is reached and not above the ceiling."""
    reached = _reached(rules, score, scene)
    if reached is None or worst is None:
        return worst if reached is None else reached
    return max(reached, worst, key=rules.bands.index)


def _reached(rules: Rules, score: int, scene: Scene) -> str | None:
    value = score if rules.bands.by is None else scene.measures[rules.bands.by]
    for found in rules.bands.bands:
        floor = found.floor
        above = floor is None or (isinstance(value, int) and (value > floor if found.exclusive else value >= floor))
        if above and (is_true(found.when, scene) or value is None):
            return found.name
    return None


def consequences(rules: Rules, name: str | None, scene: Scene) -> tuple[str, ...]:
    """The ids of those bound to the band whose condition is true."""
    return tuple(c.id for c in rules.consequences if name in c.bands and is_true(c.when, scene))


def conditions(rules: Rules, scene: Scene) -> tuple[Value, ...]:
    """Every condition over measures, true, false or unknown."""
    whens = [c.when for c in rules.base] + [n.when for n in rules.no_score]
    whens += [b.when for b in rules.bands.bands] + [c.when for c in rules.consequences]
    return tuple(value_of(when, scene) for when in whens if when is not None)
