"""Equating by odds: scores with the same odds of a good outcome correspond.

For each scale ln(odds) = α + β · score is fitted by maximum likelihood (logistic regression on the one score). A scale's points to
double the odds (PDO) are ln 2 / β. Scores with equal odds: y = (α_x + β_x · x − α_y) / β_y.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.unify.equate.common import BAD, GOOD
from bonitas.unify.equate.percentile import round_half_away

_ROUNDS: Final = 50
_CLOSE: Final = 1e-12
#: A slope so many standard deviations of the score wide means that the outcomes do not overlap.
_STEEP: Final = 30.0


class Parted(Exception):
    """The outcomes do not overlap: the slope has no finite best value."""


@dataclass(frozen=True, slots=True)
class Fit:
    """ln(odds of good) = `alpha` + `beta` · score in thousandths; `wald`: the slope over its standard error."""

    alpha: float
    beta: float
    wald: float

    @property
    def pdo(self) -> float:
        """Points to double the odds, in thousandths: negative where a higher score is worse."""
        return log(2) / self.beta

    def odds(self, score: int) -> float:
        """Good outcomes for one bad at a score."""
        return exp(min(max(self.alpha + self.beta * score, -700), 700))


def fit(score: ly.Ints, outcome: ly.Ints, count: ly.Ints) -> Fit:
    """By Newton's method, on scores brought to mean 0 and deviation 1. Raises Parted."""
    many = count.astype(np.float64)
    total = float(many.sum())
    values = score.astype(np.float64)
    mean = float(np.sum(values * many)) / total
    spread = sqrt(float(np.sum((values - mean) ** 2 * many)) / total)
    x, good = (values - mean) / spread, (outcome == GOOD).astype(np.float64)
    share = float(np.sum(good * many)) / total
    a, b = log(share / (1 - share)), 0.0
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(a + b * x, -700, 700)))
        off, weight = (good - p) * many, p * (1 - p) * many
        g0, g1 = float(np.sum(off)), float(np.sum(off * x))
        h0, h1, h2 = float(np.sum(weight)), float(np.sum(weight * x)), float(np.sum(weight * x * x))
        size = h0 * h2 - h1 * h1
        if size <= 0 or abs(b) > _STEEP:
            raise Parted
        da, db = (h2 * g0 - h1 * g1) / size, (h0 * g1 - h1 * g0) / size
        a, b = a + da, b + db
        if abs(da) + abs(db) < _CLOSE * (1 + abs(a) + abs(b)):
            return Fit(a - b * mean / spread, b / spread, b / sqrt(h0 / size))
    raise Parted


@dataclass(frozen=True, slots=True)
class Odds:
    """Both scales' odds."""

    a: Fit
    b: Fit

    @property
    def falling(self) -> bool:
        """Whether higher on one scale is lower on the other."""
        return (self.a.beta < 0) != (self.b.beta < 0)

    def at(self, score: int) -> int:
        """What a score (thousandths) corresponds to, in thousandths."""
        return round_half_away((self.a.alpha + self.a.beta * score - self.b.alpha) / self.b.beta)

    def back(self) -> Odds:
        """The other way."""
        return Odds(self.b, self.a)


__all__ = ["BAD", "GOOD", "Fit", "Odds", "Parted", "fit"]
