"""Linear equating: scores that stand equally many standard deviations from their means correspond.

Kolen & Brennan, Test Equating, Scaling, and Linking (3rd ed. 2014), section 2.4: l(x) = μ(Y) + σ(Y)/σ(X) · (x − μ(X)). All in whole
numbers; the one square root is rounded once, half away from zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from bonitas.engine.kernel import layout as ly

#: Sums below this fit into 64 bits.
_ROOM: Final = 2**62
#: The square root is taken to a millionth of a thousandth before it is added to the mean.
_FINE: Final = 10**6


@dataclass(frozen=True, slots=True)
class Moments:
    """How many, their mean (thousandths) and variance (its square), exactly."""

    count: int
    mean: Fraction
    variance: Fraction


def moments(values: ly.Ints, count: ly.Ints) -> Moments:
    """Of values that so many have each.

    >>> import numpy as np
    >>> moments(np.array([1, 4]), np.array([2, 1]))
    Moments(count=3, mean=Fraction(2, 1), variance=Fraction(2, 1))
    """
    low = int(values.min())
    apart, n = values - low, int(count.sum())
    if n * int(apart.max()) ** 2 < _ROOM:
        total, squares = int((apart * count).sum()), int((apart * apart * count).sum())
    else:
        pairs = list(zip(apart.tolist(), count.tolist(), strict=True))
        total, squares = sum(many * value for value, many in pairs), sum(many * value * value for value, many in pairs)
    mean = Fraction(total, n)
    return Moments(n, low + mean, Fraction(squares, n) - mean * mean)


@dataclass(frozen=True, slots=True)
class Linear:
    """`falling`: higher on one scale is lower on the other."""

    a: Moments
    b: Moments
    falling: bool

    def at(self, score: int) -> int:
        """What a score (thousandths) corresponds to, in thousandths."""
        apart = score - self.a.mean
        moved = _root(apart * apart * self.b.variance / self.a.variance)
        up = (apart >= 0) != self.falling
        return _rounded(self.b.mean + (moved if up else -moved))

    def back(self) -> Linear:
        """The other way."""
        return Linear(self.b, self.a, self.falling)


def _root(square: Fraction) -> Fraction:
    return Fraction(isqrt(square.numerator * _FINE * _FINE // square.denominator), _FINE)


def _rounded(value: Fraction) -> int:
    """Half away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole
