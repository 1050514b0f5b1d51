"""Equipercentile equating: scores below which the same share of the subjects stands correspond.

Kolen & Brennan (2014), section 2.5: e(x) = Q⁻¹(P(x)), with the shares smoothed first (`smooth.py`) and spread over cells (`cells.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.unify.equate.cells import Cells


@dataclass(frozen=True, slots=True)
class Percentile:
    """`a`, `b`: both scales; `falling`: higher on one is lower on the other; `kept`: how many moments smoothing kept on each."""

    a: Cells
    b: Cells
    falling: bool
    kept: tuple[int, int] = (0, 0)

    def at(self, score: int) -> int:
        """What a score (thousandths) corresponds to, in thousandths."""
        rank = self.a.rank(score)
        return round_half_away(self.b.score(1 - rank if self.falling else rank))

    def back(self) -> Percentile:
        """The other way."""
        return Percentile(self.b, self.a, self.falling, (self.kept[1], self.kept[0]))


def round_half_away(value: float) -> int:
    """To a whole number.

    >>> round_half_away(2.5), round_half_away(-2.5)
    (3, -3)
    """
    whole = int(abs(value) + 0.5)
    return -whole if value < 0 else whole
