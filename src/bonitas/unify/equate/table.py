"""The concordance: what each score of one scale corresponds to on the other, how sure that is, and in which band it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol, Self, TypeVar

import numpy as np

from bonitas.common.amounts import decimal_of
from bonitas.engine.kernel import layout as ly
from bonitas.rulebook.model import Rules
from bonitas.unify.equate.common import Scores, tallied
from bonitas.unify.equate.methods import Map
from bonitas.unify.equate.odds import Parted
from bonitas.unify.equate.percentile import round_half_away

#: A table has about so many scores.
POINTS: Final = 40
#: Round steps from score to score.
STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Row:
    """`score` of the one scale corresponds to `equal` of the other (thousandths); `error`: its standard error; `low`, `high`: between which it
    lay in 95 of 100 draws (None without draws); `upto`: the share of the subjects at or below (of 1,000,000)."""

    score: int
    equal: int
    error: int | None
    low: int | None
    high: int | None
    upto: int
    band: str | None
    equal_band: str | None

    def as_dict(self) -> dict[str, Any]:
        """As `equate --json` prints it."""
        return {
            "score": decimal_of(self.score), "equals": decimal_of(self.equal), "error": _decimal(self.error),
            "low": _decimal(self.low), "high": _decimal(self.high), "at_or_below": Decimal(self.upto) / 1_000_000,
            "band": self.band, "equals_band": self.equal_band,
        }  # fmt: skip


def _decimal(amount: int | None) -> Decimal | None:
    return None if amount is None else decimal_of(amount)


def points_of(values: ly.Ints) -> list[int]:
    """The scores of a table: those that there are, if few, else round ones from the lowest to the highest.

    >>> points_of(np.array([1000, 2500])), points_of(np.arange(0, 400_000, 1000))[:3]
    ([1000, 2500], [0, 10000, 20000])
    """
    if len(values) <= POINTS:
        return [int(value) for value in values]
    low, high = int(values[0]), int(values[-1])
    unit = 1
    while True:
        for step in STEPS:
            if (high - low) // (step * unit) < POINTS:
                first = -(-low // (step * unit)) * step * unit
                return list(range(first, high + 1, step * unit))
        unit *= 10


def rows_of(scores: Scores, found: Map, points: list[int], draws: ly.Matrix, rules: tuple[Rules, Rules]) -> list[Row]:
    """A row for each point. `draws`: what each draw (rows) made of each point (columns), if there are any."""
    values, count = tallied(scores.a, scores.count)
    upto = np.cumsum(count)
    rows = []
    for at, point in enumerate(points):
        equal = found.at(point)
        place = int(np.searchsorted(values, point, side="right"))
        below = int(upto[place - 1]) if place else 0
        error = low = high = None
        if len(draws) > 1:
            ordered = np.sort(draws[:, at])
            error = round_half_away(float(np.std(ordered.astype(np.float64), ddof=1)))
            low, high = (int(ordered[min(len(ordered) * p // 1000, len(ordered) - 1)]) for p in (25, 975))
        share = round(1_000_000 * below / int(upto[-1]))
        rows.append(Row(point, equal, error, low, high, share, band_at(rules[0], point), band_at(rules[1], equal)))
    return rows


class Drawable(Protocol):
    """Subjects' scores, of which as many can be drawn with replacement."""

    def drawn(self, chance: np.random.Generator) -> Self:
        """One draw."""


Subjects = TypeVar("Subjects", bound=Drawable)


def drawn(
    scores: Subjects, made: Callable[[Subjects], Map], points: tuple[list[int], list[int]], many: int, seed: int
) -> tuple[ly.Matrix, ly.Matrix]:
    """What `many` draws of the subjects, with replacement, make of each point: those of the first scale, and, the way back, those of the second.
    `made`: the map that some scores give. A draw that gives none is left out."""
    chance = np.random.Generator(np.random.PCG64(seed))
    there: list[list[int]] = []
    back: list[list[int]] = []
    for _ in range(many):
        try:
            one = made(scores.drawn(chance))
        except (ZeroDivisionError, Parted):
            continue
        there.append([one.at(point) for point in points[0]])
        again = one.back()
        back.append([again.at(point) for point in points[1]])
    ours, theirs = (np.array(kept, np.int64).reshape(len(kept), len(at)) for kept, at in zip((there, back), points, strict=True))
    return ours, theirs


def band_at(rules: Rules, score: int) -> str | None:
    """The band of a score by the score alone; None where bands go by something else or by share."""
    if rules.bands.by is not None or any(band.best is not None for band in rules.bands.bands):
        return None
    for band in rules.bands.bands:
        if band.floor is None or score > band.floor or (score == band.floor and not band.exclusive):
            return band.name
    return None


def floors_of(rules: Rules) -> list[tuple[str, int]]:
    """Each band that begins at a score, best first."""
    if rules.bands.by is not None or any(band.best is not None for band in rules.bands.bands):
        return []
    return [(band.name, band.floor) for band in rules.bands.bands if band.floor is not None]
