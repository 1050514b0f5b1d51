"""The three ways of putting one scale beside another, made from the scores of subjects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from bonitas.unify.equate.cells import cut, lattice
from bonitas.unify.equate.codes import trouble
from bonitas.unify.equate.common import BAD, GOOD, UNKNOWN, Scores, tallied
from bonitas.unify.equate.linear import Linear, moments
from bonitas.unify.equate.odds import Fit, Odds, Parted, fit
from bonitas.unify.equate.percentile import Percentile
from bonitas.unify.equate.smooth import smoothed

Method = Literal["linear", "equipercentile", "odds"]
METHODS: Final[tuple[Method, ...]] = ("linear", "equipercentile", "odds")
#: Outcomes of each kind that odds need, and how many standard errors a slope must be from 0.
FEWEST_OUTCOMES: Final = 30
STEEP_ENOUGH: Final = 3.0


class Map(Protocol):
    """From one scale to another; both in thousandths."""

    def at(self, score: int) -> int:
        """What a score corresponds to."""

    def back(self) -> Map:
        """The other way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to equate: the method, whether the scales run against each other, the moments that smoothing keeps (None: as AIC says, 0:
    none), and the cells of both scales, which stay the same for every draw."""

    method: Method
    falling: bool = False
    smooth: int | None = None
    at_a: tuple[int, int, int] = (0, 1, 1)
    at_b: tuple[int, int, int] = (0, 1, 1)


def asked_of(scores: Scores, method: Method, *, falling: bool, smooth: int | None) -> Asked:
    """The question, with the cells of both scales laid out."""
    both = scores.by_both
    if method != "equipercentile":
        return Asked(method, falling)
    return Asked(method, falling, smooth, lattice(np.unique(both.a)), lattice(np.unique(both.b)))


def made(scores: Scores, asked: Asked) -> Map:
    """The map that these scores give. ZeroDivisionError or Parted where they give none (a draw may)."""
    makers: dict[Method, Callable[[Scores, Asked], Map]] = {
        "linear": _linear, "equipercentile": _percentile, "odds": lambda found, _: _odds(found),
    }  # fmt: skip
    return makers[asked.method](scores, asked)


def _linear(scores: Scores, asked: Asked) -> Linear:
    both = scores.by_both
    a, b = (moments(*tallied(column, both.count)) for column in (both.a, both.b))
    if not a.variance or not b.variance:
        raise ZeroDivisionError
    return Linear(a, b, asked.falling)


def _percentile(scores: Scores, asked: Asked) -> Percentile:
    both = scores.by_both
    n = both.total()
    a, kept_a = smoothed(cut(both.a, both.count, asked.at_a), n, asked.smooth)
    b, kept_b = smoothed(cut(both.b, both.count, asked.at_b), n, asked.smooth)
    return Percentile(a, b, asked.falling, (kept_a, kept_b))


def _odds(scores: Scores) -> Odds:
    return Odds(*(_fit(scores, mine) for mine in ("a", "b")))


def _fit(scores: Scores, which: str) -> Fit:
    mine = scores.among((scores.by_a if which == "a" else scores.by_b) & (scores.outcome != UNKNOWN))
    score = mine.a if which == "a" else mine.b
    good, bad = (int(mine.count[mine.outcome == one].sum()) for one in (GOOD, BAD))
    if not good or not bad or len(np.unique(score)) == 1:
        raise ZeroDivisionError
    return fit(score, mine.outcome, mine.count)


def odds_allowed(scores: Scores, names: tuple[str, str], named: int) -> None:
    """`named`: so many subjects have an outcome. BonitasError U411, U414 to U416 or U421 where the outcomes give no odds to a scale."""
    for which, name in zip(("a", "b"), names, strict=True):
        there = scores.by_a if which == "a" else scores.by_b
        mine = scores.among(there & (scores.outcome != UNKNOWN))
        if not len(mine.count):
            raise trouble("U421", found=name, count=f"{named:,}")
        good, bad = (int(mine.count[mine.outcome == one].sum()) for one in (GOOD, BAD))
        if min(good, bad) < FEWEST_OUTCOMES:
            raise trouble("U414", found=name, good=f"{good:,}", bad=f"{bad:,}", fewest=FEWEST_OUTCOMES)
        values = np.unique(mine.a if which == "a" else mine.b)
        if len(values) == 1:
            raise trouble("U411", found=name, score=f"{int(values[0]) / 1000:g}")
        try:
            wald = _fit(scores, which).wald
        except Parted:
            raise trouble("U416", found=name) from None
        if abs(wald) < STEEP_ENOUGH:
            raise trouble("U415", found=name, slope=f"{wald:.2f}", bound=f"{STEEP_ENOUGH:g}")
