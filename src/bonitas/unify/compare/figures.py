"""Exact figures over a few numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


def median(values: Iterable[Fraction | int]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle; None of nothing.

    >>> median([3, 1, 2]), median([1, 2]), median([])
    (Fraction(2, 1), Fraction(3, 2), None)
    """
    ordered = sorted(Fraction(value) for value in values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def middle(ordered: Sequence[T]) -> T | None:
    """The item in the middle, of two the first; None of nothing.

    >>> middle("abc"), middle("abcd"), middle("") is None
    ('b', 'b', True)
    """
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def ratio(part: int, whole: int) -> Fraction | None:
    """A share; None of nothing.

    >>> ratio(1, 3), ratio(0, 0) is None
    (Fraction(1, 3), True)
    """
    return Fraction(part, whole) if whole else None
