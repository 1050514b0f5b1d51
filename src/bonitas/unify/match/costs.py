"""From what a mistake costs to where a link begins: the thresholds that make the expected cost least.

Of a pair that is one subject with probability p, linking costs (1 − p) × a false link, leaving it alone p × a missed one, and having a
person look costs a look. Linking is cheapest from p = 1 − look / false on, leaving it alone up to p = look / missed; between the two a
person looks. Where a look is dearer than the choice between the other two, nobody looks, and a link begins at false / (false + missed).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bonitas.unify.match.codes import trouble

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Costs:
    """What a false link, a missed link and a look by a person cost, in any one unit: whole numbers above 0. BonitasError U125."""

    false: int = 100
    missed: int = 10
    look: int = 1

    def __post_init__(self) -> None:
        for which, cost in (("a false link", self.false), ("a missed link", self.missed), ("a look", self.look)):
            if isinstance(cost, bool) or not isinstance(cost, int) or cost <= 0:
                raise trouble("U125", found=str(cost), which=which)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """In millionths: pairs are linked from `link` on, and looked at by a person from `review` on up to there."""

    link: int
    review: int


def thresholds(costs: Costs) -> Thresholds:
    """The thresholds that make the expected cost least, each rounded up.

    >>> thresholds(Costs(false=100, missed=10, look=1))
    Thresholds(link=990000, review=100000)
    >>> thresholds(Costs(false=1, missed=1, look=5))
    Thresholds(link=500000, review=500000)
    """
    link, review = 1 - Fraction(costs.look, costs.false), Fraction(costs.look, costs.missed)
    if review >= link:
        link = review = Fraction(costs.false, costs.false + costs.missed)
    return Thresholds(_up(link), _up(review))


def _up(part: Fraction) -> int:
    return -(-part.numerator * MILLION // part.denominator)
