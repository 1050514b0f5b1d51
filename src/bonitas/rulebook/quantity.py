"""Amounts as an author writes them (`500`, `80%`, `6 months`) in the unit of what they stand beside."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bonitas.common.amounts import UNIT, thousandths
from bonitas.common.days import Duration
from bonitas.rulebook.expression import Type

AGES: Final[tuple[Type, ...]] = ("months", "days", "years")
NUMERIC: Final[tuple[Type, ...]] = ("number", "percent", *AGES)
#: What a value of a type is called in a sentence.
CALLED: Final[dict[Type, str]] = {
    "number": "a number", "percent": "a percentage", "months": "an age in months", "days": "a number of days",
    "years": "an age in years", "text": "a text", "yes_no": "a yes or no", "date": "a date",
}  # fmt: skip
_AMOUNT: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s*(%|days?|weeks?|months?|years?)?\Z", re.ASCII)


def in_unit(duration: Duration, unit: Type) -> int | None:
    """A duration in whole `unit`s, in thousandths; None if it cannot be told exactly.

    >>> in_unit(Duration(months=12), "years"), in_unit(Duration(months=6), "days") is None
    (1000, True)
    """
    if unit == "months" and duration.months:
        return duration.months * UNIT
    if unit == "years" and duration.months and duration.months % 12 == 0:
        return duration.months // 12 * UNIT
    if unit == "days" and duration.days:
        return duration.days * UNIT
    return None


def percent_beside(share: int, unit: Type) -> int | None:
    """A percentage (98 % is 98 000) beside a percentage, or a fraction beside a number; ValueError if that is too fine."""
    if unit == "percent":
        return share
    if unit != "number":
        return None
    if share % 100:
        msg = "finer than a thousandth"
        raise ValueError(msg)
    return share // 100


def amount(raw: str, unit: Type, else_in: str = "") -> int:
    """`raw` in thousandths of `unit`; a bare number means so many units, or so many of `else_in`. ValueError if it cannot be.

    >>> amount("1 year", "months"), amount("80%", "number"), amount("6", "months"), amount("1", "months", "years")
    (12000, 800, 6000, 12000)
    """
    found = _AMOUNT.match(raw.strip())
    if found is None:
        msg = f"'{raw}' is not an amount"
        raise ValueError(msg)
    digits, sign = found[1], found[2] or else_in
    if not sign:
        return thousandths(digits)
    if sign == "%":
        share = percent_beside(thousandths(Decimal(digits)), unit)
        if share is None:
            msg = f"{CALLED[unit]} is no percentage"
            raise ValueError(msg)
        return share
    if unit not in AGES:
        msg = f"{CALLED[unit]} has no {sign}"
        raise ValueError(msg)
    if Decimal(digits) == 0:
        return 0
    value = in_unit(Duration.parse(f"{digits} {sign}"), unit)
    if value is None:
        msg = f"{digits} {sign} cannot be told in {unit}"
        raise ValueError(msg)
    return value


def unit_of(raw: str) -> str:
    """The unit that `raw` names, or ''."""
    found = _AMOUNT.match(raw.strip())
    return (found[2] or "") if found else ""
