"""The scale of a rulebook: how wide it is, where a file that shows nothing stands on it, and how far points move somebody."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bonitas.rulebook.model import Rules
from bonitas.rulebook.reach import clamped, reach, rounded


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` (thousandths): the scores that the rules can lead to; where they have no end, the outermost floor of a
    band stands for it. None: there is not even that. `bands`, best first, are those that go by the score alone; without them points
    say nothing of bands."""

    low: int | None
    high: int | None
    bands: tuple[str, ...]
    floors: tuple[tuple[int | None, bool], ...]
    rules: Rules

    @property
    def width(self) -> int | None:
        """In thousandths; None for a scale without two ends, or of one score only."""
        if self.low is None or self.high is None or self.high <= self.low:
            return None
        return self.high - self.low

    def share(self, points: int | None) -> Fraction | None:
        """Points as a share of the scale's width."""
        return None if points is None or self.width is None else Fraction(points, self.width)

    def band(self, score: int) -> int | None:
        """The band of a score, by its number (0 is the best); None if bands do not go by the score, or none is reached."""
        final = rounded(clamped(score, self.rules.score), self.rules.score)
        for number, (floor, exclusive) in enumerate(self.floors):
            if floor is None or final > floor or (final == floor and not exclusive):
                return number
        return None

    def moved(self, score: int, points: int | None, *, down: bool) -> int | None:
        """By how many bands points move a score: up (> 0) or down (< 0). Points without bound move it to the end, `down` or up."""
        start = self.band(score)
        if start is None:
            return None
        if points is None:
            return start - len(self.floors) + 1 if down else start
        end = self.band(score + points)
        return None if end is None else start - end


def scale_of(rules: Rules) -> Scale:
    """The scale of the rules of one period."""
    found, bands = reach(rules), rules.bands
    by_score = bands.by is None and all(band.when is None and band.best is None for band in bands.bands)
    floors = [band.floor for band in bands.bands if band.floor is not None] if bands.by is None else []
    low = found.low if found.low is not None else min(floors, default=None)
    high = found.high if found.high is not None else max(floors, default=None)
    shown = bands.bands if by_score else ()
    return Scale(
        low, high, tuple(band.name for band in shown), tuple((band.floor, band.exclusive) for band in shown), rules
    )  # fmt: skip
