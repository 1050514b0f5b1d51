"""How well a score separates two outcomes, counted exactly: AUC, KS, and what became of each band.

A higher score is better; the outcome is what the score should warn of. Everything is counted in whole numbers and comes back as
fractions; only the Wilson interval, which is an estimate anyway, is a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from bonitas.common.intervals import wilson
from bonitas.common.problems import BonitasError, Problem

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Separation:
    """`auc`: how often one without the outcome scores above one with it, ties counting half. `ks`: the largest distance
    between the two cumulative shares, reached at `ks_at` (a score) or below."""

    auc: Fraction
    ks: Fraction
    ks_at: int
    without: int
    having: int


@dataclass(frozen=True, slots=True)
class Share:
    """`having` of `count` with the outcome, and the 95 % Wilson interval (as shares of 1). Over none all three are None."""

    name: str
    count: int
    having: int
    rate: float | None
    low: float | None
    high: float | None


def separation(scores: Ints, outcome: Flags) -> Separation:
    """AUC and KS of scores (int64, any unit) against an outcome of the same length.

    Raises BonitasError if everyone, or no one, has the outcome: there is nothing to tell apart.

    >>> found = separation(np.array([1, 2, 2, 3]), np.array([True, True, False, False]))
    >>> str(found.auc), str(found.ks), found.ks_at
    ('7/8', '1/2', 1)
    """
    having = int(np.count_nonzero(outcome))
    without = len(outcome) - having
    if not having or not without:
        message = "The outcome is the same for everyone, so there is nothing to tell apart."
        raise BonitasError(Problem("D010", message, remedy="Take subjects with both outcomes."))
    values, place = np.unique(scores, return_inverse=True)
    bad = np.bincount(place[outcome], minlength=len(values)).astype(np.int64)
    good = np.bincount(place[~outcome], minlength=len(values)).astype(np.int64)
    bad_up_to, good_up_to = np.cumsum(bad), np.cumsum(good)
    # Each one without the outcome beats those with it below, and half of those level; doubled to stay whole.
    doubled = int(np.sum(good * (2 * bad_up_to - bad)))
    distance = np.abs(bad_up_to * without - good_up_to * having)
    at = int(np.argmax(distance))
    pairs = having * without
    return Separation(Fraction(doubled, 2 * pairs), Fraction(int(distance[at]), pairs), int(values[at]), without, having)


def share(name: str, having: int, count: int) -> Share:
    """`having` of `count`, with the Wilson interval.

    >>> s = share("good", 1, 10)
    >>> round(s.low, 4), s.rate, round(s.high, 4)
    (0.0179, 0.1, 0.4042)
    """
    if not count:
        return Share(name, 0, 0, None, None, None)
    return Share(name, count, having, having / count, *wilson(having, count))


def by_band(order: Sequence[str], bands: Sequence[str | None], outcome: Flags) -> list[Share]:
    """One line a band, in `order`; a band nobody stands in has count 0. Those without a band (None) are left out."""
    held = np.array(["" if band is None else band for band in bands])
    return [share(name, int(np.count_nonzero(outcome[held == name])), int(np.count_nonzero(held == name))) for name in order]


def by_score(scores: Ints, outcome: Flags, width: int) -> list[tuple[int, Share]]:
    """Steps of `width` from low to high, none without people: (the lowest score of the step, its share).

    >>> [(low, s.count) for low, s in by_score(np.array([610, 619, 640]), np.array([False, True, False]), 10)]
    [(610, 2), (640, 1)]
    """
    steps = scores // width * width
    found = []
    for low in np.unique(steps).tolist():
        inside = steps == low
        found.append((low, share(str(low), int(np.count_nonzero(outcome[inside])), int(np.count_nonzero(inside)))))
    return found
