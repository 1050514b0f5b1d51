"""Puts typed values together, and notes where types do not agree.

A value that could not be typed is None; nothing more is said of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from bonitas.common.days import Duration
from bonitas.common.page import clipped, listed
from bonitas.rulebook.expression import Arithmetic, Call, Compare, Const, Expr, OneOf, Type
from bonitas.rulebook.quantity import AGES, CALLED, NUMERIC, in_unit, percent_beside


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with its type and place. `literal` ones still take the unit of what they stand beside."""

    expr: Expr
    type: Type
    at: int
    choices: tuple[str, ...] | None = None
    literal: bool = False
    whole: bool = False
    low: int | None = None
    high: int | None = None


class Note(Protocol):
    def __call__(  # noqa: PLR0913 (all but three are by name)
        self,
        number: str,
        at: int,
        message: str,
        *,
        found: str | None = ...,
        known: tuple[str, ...] | None = ...,
        remedy: str | None = ...,
    ) -> None: ...


Sign = Literal["+", "-", "*", "/"]
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
_WRITE: Final[dict[Type, str]] = {
    "months": "Write '6 months' or '1 year'.",
    "days": "Write '28 days'.",
    "years": "Write '2 years'.",
    "text": "Write a text in quotes.",
    "number": "Write a number.",
    "percent": "Write '80%'.",
    "date": "Write '2020-01-31'.",
    "yes_no": "Write yes or no.",
}


def said(value: Typed) -> str:
    """A value in words, for a message."""
    if isinstance(value.expr, Const) and value.type in AGES:
        return "a time"
    return CALLED[value.type]


def beside(value: Typed, other: Typed) -> Typed | None:
    """A literal in the type of what it stands beside; None if it cannot be."""
    if not value.literal or not isinstance(value.expr, Const) or value.type == other.type or other.literal:
        return value
    number = value.expr.value
    if not isinstance(number, int):
        return None
    adapted: int | None = None
    if value.type == "number" and other.type in NUMERIC:
        adapted = number
    elif value.type == "percent":
        try:
            adapted = percent_beside(number, other.type)
        except ValueError:
            return None
    elif value.type in ("months", "days"):
        adapted = in_unit(Duration(**{value.type: number // 1000}), other.type) if number else 0
    return replace(value, expr=Const(adapted, other.type), type=other.type) if adapted is not None else None


def agreed(left: Typed, right: Typed, note: Note) -> tuple[Typed, Typed] | None:
    """Both sides in one type, or a note that they have none in common."""
    one, two = beside(left, right), beside(right, left)
    if one is None or two is None or one.type != two.type:
        wanted = right if left.literal else left
        place = left.at if left.literal else right.at
        other = left if left.literal else right
        unit = {wanted.type, other.type} <= {*AGES, "number"} and wanted.type != other.type
        note(
            "310" if unit else "305",
            place,
            f"{said(wanted).capitalize()} does not go with {said(other)}.",
            remedy=_WRITE[wanted.type],
        )
        return None
    return one, two


def known_choice(item: Typed, value: Typed, note: Note) -> bool:
    """Whether a text literal is one of the texts that `item` can have; notes it if not."""
    if not value.literal or item.choices is None or not isinstance(value.expr, Const):
        return True
    word = str(value.expr.value)
    if word in item.choices:
        return True
    note("211", value.at, f"'{clipped(word)}' is not a possible value here.", found=word, known=item.choices,
         remedy=f"Possible are {listed(item.choices)}.")  # fmt: skip
    return False


def compare(operator: Comparison, left: Typed | None, right: Typed | None, at: int, note: Note) -> Typed | None:
    """`left operator right`."""
    if left is None or right is None:
        return None
    pair = agreed(left, right, note)
    if pair is None:
        return None
    left, right = pair
    if operator not in ("=", "!=") and left.type in ("text", "yes_no"):
        note("305", at, f"'{operator}' does not go with {said(left)}.", found=operator, remedy="Use '=' or '!='.")
        return None
    if not (known_choice(left, right, note) and known_choice(right, left, note)):
        return None
    return Typed(Compare(operator, left.expr, right.expr), "yes_no", left.at)


def one_of(item: Typed | None, values: list[Typed | None], note: Note) -> Typed | None:
    """`item in (values)`."""
    if item is None or any(value is None for value in values):
        return None
    consts: list[Const] = []
    for value in values:
        pair = agreed(item, value, note) if value is not None else None
        if pair is None:
            return None
        if known_choice(item, pair[1], note) and isinstance(pair[1].expr, Const):
            consts.append(pair[1].expr)
    return Typed(OneOf(item.expr, tuple(consts)), "yes_no", item.at) if len(consts) == len(values) else None


def arithmetic(sign: Sign, left: Typed | None, right: Typed | None, at: int, note: Note) -> Typed | None:
    """`left sign right`: numbers; amounts of one unit; a unit times or by a number; the days between two dates."""
    if left is None or right is None:
        return None
    if sign == "-" and left.type == right.type == "date":
        return Typed(Arithmetic("-", left.expr, right.expr, "days"), "days", left.at, whole=True)
    for side in (left, right):
        if side.type not in NUMERIC:
            remedy = "Only 'date - date' is possible: a number of days." if side.type == "date" else "Use numbers."
            note("307", side.at, f"'{sign}' does not go with {said(side)}.", found=sign, remedy=remedy)
            return None
    pair = _scaled(sign, left, right) or agreed(left, right, note)
    if pair is None:
        return None
    left, right = pair
    unit = _unit(sign, left.type, right.type)
    if unit is None:
        note(
            "307",
            at,
            f"{said(left).capitalize()} {sign} {said(right)} has no meaning.",
            found=sign,
            remedy="One of them must be a number.",
        )
        return None
    whole = left.whole and right.whole and sign != "/"
    low = left.low + right.low if sign == "+" and left.low is not None and right.low is not None else None
    return Typed(Arithmetic(sign, left.expr, right.expr, unit), unit, left.at, whole=whole, low=low)


def _scaled(sign: Sign, left: Typed, right: Typed) -> tuple[Typed, Typed] | None:
    """For `*` and `/`, sides that need not agree: one of them is a number (80% stands for 0.8), or both are measured."""
    if sign in ("+", "-"):
        return None
    number = Typed(Const(0, "number"), "number", left.at)
    one = (beside(left, number) or left) if left.type == "percent" else left
    two = (beside(right, number) or right) if right.type == "percent" else right
    return (one, two) if "number" in (one.type, two.type) else None


def _unit(sign: Sign, left: Type, right: Type) -> Type | None:
    if sign in ("+", "-"):
        return left
    if sign == "/":
        return "number" if left == right else left if right == "number" else None
    return left if right == "number" else right if left == "number" else None


_DATE_FUNCTIONS: Final[dict[str, Type]] = {
    "months_until": "months", "months_since": "months", "days_until": "days", "days_since": "days",
}  # fmt: skip
_ARGUMENTS: Final = {"abs": 1, "min": 2, "max": 2} | dict.fromkeys(_DATE_FUNCTIONS, 1) | {"months_between": 2}
FUNCTIONS: Final = tuple(_ARGUMENTS)


def call(function: str, args: list[Typed | None], at: int, note: Note) -> Typed | None:
    """`function(args)`; the name is known."""
    wanted = _ARGUMENTS[function]
    if len(args) != wanted:
        note("308", at, f"{function} takes {wanted} value{'s' if wanted > 1 else ''}, not {len(args)}.", found=function)
        return None
    first, second = args[0], args[-1]
    if first is None or second is None:
        return None
    if function in _DATE_FUNCTIONS or function == "months_between":
        return _of_dates(function, [first, second][:wanted], at, note)
    return _of_numbers(function, first, second, at, note)


def _of_dates(function: str, values: list[Typed], at: int, note: Note) -> Typed | None:
    for value in values:
        if value.type != "date":
            wanted = "a date" if len(values) == 1 else "dates"
            note("308", value.at, f"{function} takes {wanted}, not {said(value)}.", found=function)
            return None
    unit = _DATE_FUNCTIONS.get(function, "months")
    return Typed(Call(function, tuple(value.expr for value in values), unit), unit, at, whole=True)


def _of_numbers(function: str, first: Typed, second: Typed, at: int, note: Note) -> Typed | None:
    for value in (first, second):
        if value.type not in NUMERIC:
            note("308", value.at, f"{function} takes numbers, not {said(value)}.", found=function)
            return None
    if function == "abs":
        return Typed(Call("abs", (first.expr,), first.type), first.type, at, whole=first.whole, low=0)
    pair = agreed(first, second, note)
    if pair is None:
        return None
    one, two = pair
    low = min(one.low, two.low) if one.low is not None and two.low is not None else None
    return Typed(Call(function, (one.expr, two.expr), one.type), one.type, at, whole=one.whole and two.whole, low=low)
