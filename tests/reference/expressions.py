"""What an expression is worth. None is missing; of a condition it means unknown (three-valued logic after Kleene)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bonitas.rulebook.expression import (
    Arithmetic,
    Attr,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    Fact,
    IsMissing,
    Not,
    OneOf,
    Ref,
    type_of,
)

from .dates import half_away, whole_months
from .world import Seen, Value

#: Results beyond this many thousandths are missing.
TOO_LARGE = 10**18
_NONE: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Scene:
    """What an expression can see: the asked day, and either one record or the measures of the subject."""

    on: int
    record: Seen | None = None
    measures: Mapping[str, Value] = field(default_factory=lambda: _NONE)


def is_true(condition: Expr | None, scene: Scene) -> bool:
    """Whether a condition is true; none at all always is, an unknown one is not."""
    return condition is None or value_of(condition, scene) is True


def value_of(expr: Expr, scene: Scene) -> Value:  # noqa: PLR0911  one line for each kind of expression
    match expr:
        case Const():
            return bool(expr.value) if expr.type == "yes_no" else expr.value
        case Attr():
            return _record(scene).attributes.get(expr.name)
        case Fact():
            return scene.on if expr.name == "asked_on" else _fact(expr.name, _record(scene))
        case Ref():
            return scene.measures[expr.name]
        case Call():
            return _call(expr, scene)
        case Arithmetic():
            return _arithmetic(expr, scene)
        case Compare():
            return _compare(expr, scene)
        case OneOf():
            item = value_of(expr.item, scene)
            return None if item is None else any(item == value_of(v, scene) for v in expr.values)
        case IsMissing():
            return value_of(expr.item, scene) is None
        case Not():
            item = value_of(expr.item, scene)
            return None if item is None else not item
        case Both():
            sides = (value_of(expr.left, scene), value_of(expr.right, scene))
            return False if False in sides else None if None in sides else True
        case Either():
            sides = (value_of(expr.left, scene), value_of(expr.right, scene))
            return True if True in sides else None if None in sides else False


def _record(scene: Scene) -> Seen:
    assert scene.record is not None, "an expression over measures asks for a fact of a record"
    return scene.record


def _fact(name: str, record: Seen) -> Value:
    facts: dict[str, Value] = {
        "settled": record.settled_on is not None,
        "settled_on": record.settled_on,
        "occurred_on": record.occurred_on,
        "ended_on": record.ended_on,
        "ongoing": record.ended_on is None,
        "counterparty": record.counterparty,
        "furnisher": record.furnisher,
    }
    return facts[name]


def _call(call: Call, scene: Scene) -> int | None:  # noqa: PLR0911  one line for each function
    args = [value_of(arg, scene) for arg in call.args]
    numbers = [arg for arg in args if isinstance(arg, int)]
    if len(numbers) < len(args):
        return None
    match call.function:
        case "months_until":
            return 1000 * whole_months(scene.on, numbers[0])
        case "months_since":
            return 1000 * whole_months(numbers[0], scene.on)
        case "days_until":
            return 1000 * (numbers[0] - scene.on)
        case "days_since":
            return 1000 * (scene.on - numbers[0])
        case "months_between":
            return 1000 * whole_months(numbers[0], numbers[1])
        case "abs":
            return abs(numbers[0])
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
        case other:
            raise AssertionError(other)


def _arithmetic(sum_: Arithmetic, scene: Scene) -> int | None:
    left, right = value_of(sum_.left, scene), value_of(sum_.right, scene)
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    if type_of(sum_.left) == "date":  # date − date: a number of days
        return 1000 * (left - right)
    match sum_.operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = half_away(Fraction(left * right, 1000))
        case "/":
            if right == 0:
                return None
            result = half_away(Fraction(1000 * left, right))
    return None if abs(result) > TOO_LARGE else result


def _compare(compare: Compare, scene: Scene) -> bool | None:
    left, right = value_of(compare.left, scene), value_of(compare.right, scene)
    if left is None or right is None:
        return None
    if compare.operator == "=":
        return left == right
    if compare.operator == "!=":
        return left != right
    assert isinstance(left, int) and isinstance(right, int), "only numbers and dates have an order"
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[compare.operator]
