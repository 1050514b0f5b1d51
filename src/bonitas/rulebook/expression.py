"""Conditions and values as typed trees. Text becomes one of these in `parse`; the engine compiles them.

Every number in a tree is in thousandths, every date a day number. Logic is three-valued: a comparison with something
missing is unknown, and unknown is neither true nor false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `number`; `percent` (a share in percent, e.g. 98 for 98 %); `months`, `days`, `years` (ages and spans of time, in whole
#: units); `text`; `yes_no`; `date`.
Type = Literal["number", "percent", "months", "days", "years", "text", "yes_no", "date"]

#: What is known of every record without being an attribute.
FACTS: dict[str, Type] = {
    "settled": "yes_no",  # settled_on ≤ asked day; never missing
    "settled_on": "date",  # missing until it has come
    "occurred_on": "date",
    "ended_on": "date",  # missing while the act goes on
    "ongoing": "yes_no",  # not ended by the asked day; never missing
    "counterparty": "text",
    "furnisher": "text",
}

#: `asked_on` is the asked day; it may be used everywhere.
ASKED_ON = "asked_on"


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: thousandths for numbers (and ages, percents), a day number for dates, 0 or 1 for yes_no."""

    value: int | str
    type: Type


@dataclass(frozen=True, slots=True)
class Attr:
    """An attribute of the record at hand."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Fact:
    """One of FACTS of the record at hand, or `asked_on`."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A measure of the subject, by name (in conditions over a subject, not over a record)."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Call:
    """`months_until(d)`, `months_since(d)`, `days_until(d)`, `days_since(d)`: from or to the asked day, in whole units;
    `months_between(a, b)`: whole months from a to b; `abs(x)`, `min(x, y)`, `max(x, y)`. Missing if an argument is."""

    function: str
    args: tuple[Expr, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /` on numbers; `date - date` gives days. The result is rounded once, half away from zero, to a thousandth.
    Missing if a side is missing, if the divisor is 0, or if the result is beyond ±10^15."""

    operator: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class OneOf:
    """`x in (a, b, …)`; unknown if x is missing."""

    item: Expr
    values: tuple[Const, ...]


@dataclass(frozen=True, slots=True)
class IsMissing:
    """`x is missing`: never unknown itself."""

    item: Expr


@dataclass(frozen=True, slots=True)
class Not:
    item: Expr


@dataclass(frozen=True, slots=True)
class Both:
    """`left and right` (Kleene)."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Either:
    """`left or right` (Kleene)."""

    left: Expr
    right: Expr


Expr = Const | Attr | Fact | Ref | Call | Arithmetic | Compare | OneOf | IsMissing | Not | Both | Either


def type_of(expr: Expr) -> Type:
    """The type of an expression's value; every condition is `yes_no`."""
    match expr:
        case Const() | Attr() | Fact() | Ref() | Call() | Arithmetic():
            return expr.type
        case _:
            return "yes_no"
