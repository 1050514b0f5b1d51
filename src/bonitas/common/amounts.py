"""Exact numbers: everything that is added, compared or scored is an integer count of thousandths."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

#: The mark of a missing number in arrays of int64. Missing is a state, never 0.
MISSING: Final = -(2**63)
#: One unit, in thousandths.
UNIT: Final = 1000
#: No number in a ledger or a rulebook is larger than this (in units): products stay within 64 bits.
LARGEST: Final = 10**12


#: The place of the last decimal, and of the first digit of the largest number.
_SMALLEST: Final = -3
_HIGHEST: Final = 12


def beyond(number: Decimal) -> bool:
    """True if a finite number is beyond ±10^12. The place of its first digit is looked at first: with 1e999999999, arithmetic overflows
    and a comparison takes many seconds.

    >>> beyond(Decimal("1e999999999")), beyond(Decimal("-1e12")), beyond(Decimal("1000000000000.001"))
    (True, False, True)
    """
    return bool(number) and (number.adjusted() > _HIGHEST or abs(number) > LARGEST)


def thousandths(value: int | str | Decimal) -> int:
    """`value` in thousandths; ValueError if it is no finite number, has a finer part, or is beyond ±10^12.

    >>> thousandths("-0.5"), thousandths(3)
    (-500, 3000)
    >>> thousandths("0.0001")
    Traceback (most recent call last):
    ValueError: 0.0001 has more than three decimals
    """
    try:
        number = Decimal(value)
    except InvalidOperation as exc:
        msg = f"{value!r} is not a number"
        raise ValueError(msg) from exc
    if not number.is_finite():
        msg = f"{value!r} is not a finite number"
        raise ValueError(msg)
    if beyond(number):
        msg = f"{value} is beyond ±10^12"
        raise ValueError(msg)
    scaled = number * UNIT
    if (number and number.adjusted() < _SMALLEST) or scaled != scaled.to_integral_value():
        msg = f"{value} has more than three decimals"
        raise ValueError(msg)
    return int(scaled)


def decimal_of(amount: int) -> Decimal:
    """Thousandths as an exact decimal without idle zeros.

    >>> decimal_of(980_000), decimal_of(-1_500)
    (Decimal('980'), Decimal('-1.5'))
    """
    whole, part = divmod(abs(amount), UNIT)
    text = f"{whole}.{part:03d}".rstrip("0").rstrip(".")
    return Decimal(f"-{text}" if amount < 0 else text)


def shown(amount: int, *, signed: bool = False) -> str:
    """Thousandths as people write them, with a true minus sign where `signed`.

    >>> shown(15_000, signed=True), shown(-2_500, signed=True), shown(980_000)
    ('+15', '−2.5', '980')
    """
    text = str(abs(decimal_of(amount)))
    if not signed:
        return f"-{text}" if amount < 0 else text
    return f"−{text}" if amount < 0 else f"+{text}"


def half_away(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half away from zero; the denominator is positive.

    >>> half_away(5, 2), half_away(-5, 2), half_away(7, 3)
    (3, -3, 2)
    """
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient
