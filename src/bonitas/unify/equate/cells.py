"""A scale cut into equal cells, which hold the subjects whose scores lie in them."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import Final

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel import layout as ly

#: A scale is cut into no more than this.
MOST: Final = 401
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """`first`: the middle of the lowest cell; `width`: of each (both in thousandths); `share`: of the subjects in each, adding up to 1."""

    first: int
    width: int
    share: Floats

    def rank(self, score: int | float) -> float:
        """The share of subjects below a score, as if they were spread evenly over each cell (Kolen & Brennan 2014, 2.5.1)."""
        at = (score - self.first) / self.width + 0.5
        cell = min(max(int(np.floor(at)), 0), len(self.share) - 1)
        below = float(self.share[:cell].sum())
        return min(max(below + float(self.share[cell]) * (at - cell), 0.0), 1.0)

    def score(self, rank: float) -> float:
        """The score below which that share is: in the middle, where more than one is."""
        upto = np.cumsum(self.share)
        slack = 1e-12  # of what is added up differently
        low = int(np.searchsorted(upto, rank - slack, side="left"))
        high = int(np.searchsorted(upto, rank + slack, side="right"))
        return (self._within(low, rank, upto) + self._within(high, rank, upto)) / 2

    def _within(self, cell: int, rank: float, upto: Floats) -> float:
        cell = min(cell, len(upto) - 1)
        share = float(self.share[cell])
        below = float(upto[cell]) - share
        part = min(max((rank - below) / share, 0.0), 1.0) if share > 0 else 0.5
        return self.first + (cell - 0.5 + part) * self.width


def lattice(values: ly.Ints) -> tuple[int, int, int]:
    """First middle, width and number of cells for some different scores in order: one for each score that the scale may have, if these are not
    too many, else cells of several.

    >>> lattice(np.array([1000, 3000, 6000]))
    (1000, 1000, 6)
    """
    low, high = int(values[0]), int(values[-1])
    step = gcd(*(value - low for value in values.tolist())) or 1
    several = -(-((high - low) // step + 1) // MOST)
    width = step * several
    first = low + (several - 1) * step // 2
    return first, width, (high - low) // width + 1


def cut(values: ly.Ints, count: ly.Ints, at: tuple[int, int, int]) -> Cells:
    """So many subjects with these scores, in the cells of a lattice."""
    first, width, cells = at
    low = first - width / 2
    place = np.clip(np.floor((values - low) / width).astype(np.int64), 0, cells - 1)
    many = np.zeros(cells)
    np.add.at(many, place, count.astype(np.float64))
    return Cells(first, width, many / many.sum())
