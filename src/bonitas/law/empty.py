"""The standing of an empty file: what the rules come to where nothing is recorded, as far as it can be said without asking a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Final

from bonitas.common.amounts import half_away
from bonitas.rulebook.expression import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    IsMissing,
    Not,
    OneOf,
    Ref,
)
from bonitas.rulebook.model import Band, Dimensions, Rules, ScoreItem, Table
from bonitas.rulebook.reach import clamped, rounded

#: A value in thousandths, a text, or None: missing (of a condition: unknown).
Known = int | str | None
_COMPARED: Final[dict[str, Callable[[object, object], bool]]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}  # type: ignore[dict-item]


class _CannotSay(Exception):
    """It depends on the asked day, or on the others who are rated."""


def default_band(rules: Rules) -> str | None:
    """The band of somebody who takes part and of whom nothing is recorded; None where there is no score, or it cannot be said."""
    try:
        known = _measured(rules)
        if any(truth(rule.when, known) for rule in rules.no_score):
            return None
        return _band(rules, known)
    except _CannotSay:
        return None


def _measured(rules: Rules) -> dict[str, Known]:
    """Every measure over nothing."""
    known: dict[str, Known] = {}
    for measure in rules.measures:
        found: Known = 0 if measure.how == "count" else None
        if measure.formula is not None:
            found = value(measure.formula, known)
        elif measure.states:
            found = next((name for name, when in measure.states if when is None or truth(when, known)), None)
        known[measure.name] = measure.when_missing if found is None else found
    return known


def _band(rules: Rules, known: Mapping[str, Known]) -> str | None:
    score: Known = _score(rules, known) if rules.bands.by is None else known[rules.bands.by]
    return next((band.name for band in rules.bands.bands if _reached(band, score, known)), None)


def _reached(band: Band, score: Known, known: Mapping[str, Known]) -> bool:
    if band.best is not None:
        raise _CannotSay
    if not isinstance(score, int):
        return False
    enough = band.floor is None or (score > band.floor if band.exclusive else score >= band.floor)
    return enough and (band.when is None or truth(band.when, known) is True)


def _score(rules: Rules, known: Mapping[str, Known]) -> int:
    base = next((case.points for case in rules.base if case.when is None or truth(case.when, known)), 0)
    total = base + sum(_line(line, known[line.measure]) for line in rules.scorecard)
    total += _dimensions(rules.dimensions, known) if rules.dimensions else 0
    return rounded(clamped(total, rules.score), rules.score)


def _line(line: ScoreItem, found: Known) -> int:
    if not isinstance(line.points, Table):
        if found is None:
            return line.missing or 0
        if found != 0:
            raise _CannotSay
        return 0
    for row in line.points.rows:
        fits = {
            "missing": found is None,
            "text": found is not None and found == row.text,
            "otherwise": isinstance(found, str),
            "range": isinstance(found, int) and (row.low is None or row.low <= found) and (row.high is None or found < row.high),
        }[row.kind]
        if fits:
            return row.points
    return 0


def _dimensions(whole: Dimensions, known: Mapping[str, Known]) -> int:
    total, span = whole.low, whole.high - whole.low
    for part in whole.parts:
        found = value(part.of, known)
        if isinstance(found, int):
            over, under = (
                (found - part.low, part.high - part.low) if part.high > part.low else (part.low - found, part.low - part.high)
            )
            total += half_away(span * part.weight * min(max(over, 0), under), 100_000 * under)
        elif part.missing is not None:
            total += half_away(span * part.weight * part.missing, 100_000 * 1000)
    return total


def truth(expr: Expr | None, known: Mapping[str, Known]) -> bool | None:  # noqa: PLR0911  a return for each kind of condition
    """Whether a condition over measures holds; None is unknown (three-valued, after Kleene)."""
    match expr:
        case None:
            return True
        case Both(left, right) | Either(left, right):
            strong = isinstance(expr, Either)
            both = truth(left, known), truth(right, known)
            return strong if strong in both else None if None in both else not strong
        case Not(item):
            found = truth(item, known)
            return None if found is None else not found
        case IsMissing(item):
            return value(item, known) is None
        case OneOf(item, values):
            one = value(item, known)
            return None if one is None else one in {const.value for const in values}
        case Compare(operator, left, right):
            a, b = value(left, known), value(right, known)
            return None if a is None or b is None else _COMPARED[operator](a, b)
        case _:
            held = value(expr, known)
            return None if held is None else bool(held)


def value(expr: Expr, known: Mapping[str, Known]) -> Known:
    """What an expression over measures is worth."""
    match expr:
        case Const(value=held):
            return held
        case Ref(name=name):
            return known[name]
        case Arithmetic(operator, left, right):
            return _counted(operator, value(left, known), value(right, known))
        case Call(function="abs" | "min" | "max" as name, args=args):
            found = [value(arg, known) for arg in args]
            numbers = [one for one in found if isinstance(one, int)]
            if len(numbers) < len(found):
                return None
            return {"abs": abs(numbers[0]), "min": min(numbers), "max": max(numbers)}[name]
        case Both() | Either() | Not() | Compare() | OneOf() | IsMissing():
            holds = truth(expr, known)
            return None if holds is None else int(holds)
        case _:
            raise _CannotSay


def _counted(operator: str, a: Known, b: Known) -> int | None:
    if not isinstance(a, int) or not isinstance(b, int):
        return None
    if operator == "*":
        return half_away(a * b, 1000)
    if operator == "/":
        return half_away(a * 1000, b) if b > 0 else half_away(-a * 1000, -b) if b < 0 else None
    return a + b if operator == "+" else a - b
