"""Whether two scales may be put beside each other at all: enough subjects, more than one value, and one order.

Spearman's rank correlation, with the interval of Bonett & Wright (2000): tanh(artanh ρ ± 1.96 · √((1 + ρ²/2) / (n − 3))). The bound that is
asked for if nobody names one, 0.866, halves the uncertainty about one score when the other is known (1 − √(1 − ρ²) ≥ 1/2), the
criterion of Dorans (2004) for a concordance (from memory).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Final

import numpy as np

from bonitas.unify.equate.cells import Floats
from bonitas.unify.equate.codes import trouble
from bonitas.unify.equate.common import Scores, tallied

FEWEST: Final = 100
FEWEST_VALUES: Final = 5
BOUND: Final = 0.866


@dataclass(frozen=True, slots=True)
class Relation:
    """`rho` with its interval; `bound`: what was asked for, whichever sign."""

    rho: float
    low: float
    high: float
    bound: float

    @property
    def falling(self) -> bool:
        """Whether higher on one scale is lower on the other."""
        return self.rho < 0


def relation(scores: Scores, names: tuple[str, str], bound: float, *, values: int) -> Relation:
    """How the two scales of subjects with both scores hang together; `values`: so many different scores are needed on each.

    BonitasError: U410 to U413 where they may not be equated.
    """
    both = scores.by_both
    n = both.total()
    if n < FEWEST:
        by_a, by_b = (int(scores.count[there].sum()) for there in (scores.by_a, scores.by_b))
        raise trouble(
            "U410", count=f"{n:,}", one=names[0], other=names[1], a=f"{by_a:,}", b=f"{by_b:,}", fewest=FEWEST
        )  # fmt: skip
    for name, column in zip(names, (both.a, both.b), strict=True):
        different = np.unique(column)
        if len(different) == 1:
            raise trouble("U411", found=name, score=f"{int(different[0]) / 1000:g}")
        if len(different) < values:
            raise trouble("U412", found=name, count=f"{n:,}", values=len(different), fewest=values)
    rho = _spearman(both)
    wide = 1.96 * sqrt((1 + rho * rho / 2) / (n - 3))
    middle = atanh(min(max(rho, -1 + 1e-12), 1 - 1e-12))
    found = Relation(rho, tanh(middle - wide), tanh(middle + wide), bound)
    if abs(rho) < bound:
        low, high = f"{found.low:.3f}", f"{found.high:.3f}"
        raise trouble("U413", count=f"{n:,}", rho=f"{rho:.3f}", low=low, high=high, bound=f"{bound:g}")
    return found


def _spearman(both: Scores) -> float:
    a, b, many = _ranks(both.a, both.count), _ranks(both.b, both.count), both.count.astype(np.float64)
    a, b = a - float(np.sum(a * many)) / many.sum(), b - float(np.sum(b * many)) / many.sum()
    return float(np.sum(a * b * many)) / sqrt(float(np.sum(a * a * many)) * float(np.sum(b * b * many)))


def _ranks(values: np.ndarray[tuple[int], np.dtype[np.int64]], count: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Each row's place: those who stand alike share their mean place."""
    different, many = tallied(values, count)
    place: Floats = (np.cumsum(many) - (many - 1) / 2)[np.searchsorted(different, values)]
    return place
