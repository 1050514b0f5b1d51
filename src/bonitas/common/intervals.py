"""How sure a share is: 95 % intervals of one share and of the difference between two.

Wilson's score interval for one share, and Newcombe's hybrid of two of them for a difference (his method 10, without continuity
correction: R. G. Newcombe, Statistics in Medicine 17, 1998, 873–890; the formula from memory, held against values of that paper and
of its sequel in the tests). Both stay within what is possible, and hold for small counts and for shares of 0 and 1.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

#: The normal quantile of a two-sided 95 % interval.
Z_95: Final = 1.959963984540054


def wilson(having: int, count: int) -> tuple[float, float]:
    """The interval of the share `having` of `count` (more than 0).

    >>> [round(bound, 4) for bound in wilson(1, 10)]
    [0.0179, 0.4042]
    """
    rate, square = having / count, Z_95 * Z_95
    middle = (rate + square / (2 * count)) / (1 + square / count)
    reach = Z_95 * sqrt(rate * (1 - rate) / count + square / (4 * count * count)) / (1 + square / count)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def newcombe(having: int, count: int, other_having: int, other_count: int) -> tuple[float, float]:
    """The interval of the first share less the second (both counts more than 0).

    >>> [round(bound, 4) for bound in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = having / count, other_having / other_count
    (low, high), (other_low, other_high) = wilson(having, count), wilson(other_having, other_count)
    down = sqrt((one - low) ** 2 + (other_high - two) ** 2)
    up = sqrt((high - one) ** 2 + (two - other_low) ** 2)
    return one - two - down, one - two + up
