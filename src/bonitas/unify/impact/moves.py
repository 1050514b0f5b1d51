"""Who moves from one rulebook to another: from which band to which, who rises and who falls.

Scores on different scales say nothing held against each other, and neither do bands of different names. What can always be compared is
the place: where somebody stands in the order of all who have a score under both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bonitas.engine.impact import named, spread
from bonitas.engine.kernel import layout as ly
from bonitas.engine.order import order_of, ranked
from bonitas.engine.ratings import STANDINGS, Ratings
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.reach import reach

#: A place has moved if it is higher or lower by more than one in so many of all who are compared.
STEP: Final = 10
#: What becomes of somebody, in this order everywhere.
BETTER, SAME, WORSE, NOT_COMPARED = range(4)
OUTCOMES: Final = ("better", "same", "worse", "not_compared")


@dataclass(frozen=True, slots=True)
class Standings:
    """Where each row stands: `names[index]`; the first `bands` of them are bands, best first, the others (as far as there is anybody)
    no score and not rated."""

    names: tuple[str, ...]
    index: ly.Ints
    bands: int

    @property
    def counts(self) -> ly.Ints:
        """How many stand in each."""
        counts: ly.Ints = np.bincount(self.index, minlength=len(self.names)).astype(np.int64)
        return counts


def standings_of(ratings: Ratings) -> Standings:
    """The bands as shown, best first, with those who are in none behind them."""
    shown, index = ratings.band_names()
    standing, band, fallen = (ratings.results[:, column] for column in (ly.R_STANDING, ly.R_BAND, ly.R_FALLEN))
    scored = (standing == ly.SCORED) & (index >= 0)
    rank = []
    for i, name in enumerate(shown):
        rows = np.flatnonzero(scored & (index == i))
        rank.append((int(band[rows[0]]), int(fallen[rows[0]]), name, i) if len(rows) else (ly.NEVER, 0, name, i))
    rank.sort()
    place = np.empty(len(shown) + 1, np.int64)
    for at, (*_, i) in enumerate(rank):
        place[i] = at
    names = [name for *_, name, _ in rank]
    found = np.where(scored, place[np.where(scored, index, -1)], -1)
    for number, words in enumerate((None, *STANDINGS[1:])):
        rest = (found < 0) & (standing == number)
        if rest.any():
            found[rest] = len(names)
            names.append(words or "no band")
    return Standings(tuple(names), found, len(rank))


def same_ladder(old: Rulebook, new: Rulebook, day: int) -> bool:
    """Whether two rulebooks have the same bands, by name and order, on a day."""
    one, other = (
        None if (rules := book.rules_on(day)) is None else [band.name for band in rules.bands.bands] for book in (old, new)
    )
    return one is not None and one == other


def same_scale(old: Rulebook, new: Rulebook, day: int) -> bool:
    """Whether the scores of two rulebooks have the same least and greatest value on a day, as far as these can be proved; two drafts of
    one rulebook are taken to be on one scale."""
    one, other = old.rules_on(day), new.rules_on(day)
    if one is None or other is None:
        return False
    ends = [(found.low, found.high) for found in (reach(one), reach(other))]
    return old.id == new.id or (ends[0] == ends[1] and None not in ends[0])


@dataclass(frozen=True, slots=True)
class Move:
    """From one rulebook to another, row by row. `place` and `band` are numbers of OUTCOMES; `band` is None where the bands differ."""

    old: Ratings
    new: Ratings
    before: Standings
    after: Standings
    both: ly.Ints
    place: ly.Ints
    band: ly.Ints | None
    scale: bool

    @property
    def measure(self) -> str:
        """By what it is told who is better off: by band where the bands are the same, else by place."""
        return "place" if self.band is None else "band"

    @property
    def outcome(self) -> ly.Ints:
        """What becomes of each row, by that measure."""
        return self.place if self.band is None else self.band

    @property
    def matrix(self) -> ly.Matrix:
        """How many go from where (rows) to where (columns)."""
        wide = len(self.after.names)
        cells = np.bincount(self.before.index * wide + self.after.index, minlength=len(self.before.names) * wide)
        return cells.reshape(len(self.before.names), wide).astype(np.int64)

    def as_dict(self) -> dict[str, Any]:
        """As `impact --json` prints it."""
        change = (self.new.results[:, ly.R_SCORE] - self.old.results[:, ly.R_SCORE])[self.both]
        return {
            "from": named(self.old.book), "to": named(self.new.book),
            "compared": len(self.both),
            "measure": self.measure,
            "by_band": None if self.band is None else counted(self.band),
            "by_place": counted(self.place),
            "score_change": spread(change) if self.scale else None,
            "migration": {"from": list(self.before.names), "to": list(self.after.names), "subjects": self.matrix.tolist()},
        }  # fmt: skip


def move(old: Ratings, new: Ratings, before: Standings, after: Standings) -> Move:
    """Hold two ratings of the same question against each other."""
    day = int(old.question.days[0]) if len(old) else 0
    both = np.flatnonzero((old.results[:, ly.R_STANDING] == ly.SCORED) & (new.results[:, ly.R_STANDING] == ly.SCORED))
    place = np.full(len(old), NOT_COMPARED, np.int64)
    place[both] = _by_place(old.results[both], new.results[both])
    band = None
    if same_ladder(old.book, new.book, day):
        band = np.full(len(old), NOT_COMPARED, np.int64)
        one, other = (ranked(ratings.results[both]) for ratings in (old, new))
        band[both] = np.where(other < one, BETTER, np.where(other > one, WORSE, SAME))
    return Move(old, new, before, after, both, place, band, same_scale(old.book, new.book, day))


def counted(outcome: ly.Ints) -> dict[str, int]:
    """How often each outcome occurs."""
    return dict(zip(OUTCOMES, np.bincount(outcome, minlength=len(OUTCOMES)).tolist(), strict=True))


def _by_place(old: ly.Matrix, new: ly.Matrix) -> ly.Ints:
    """Whether each place is higher, about the same or lower. Places are whole or half, so that the comparison is exact."""
    if not len(old):
        return np.empty(0, np.int64)
    before, after = (order_of(ranked(one), one[:, ly.R_SCORE]) for one in (old, new))
    step = len(old) / STEP
    moved: ly.Ints = np.where(after - before > step, BETTER, np.where(before - after > step, WORSE, SAME))
    return moved


def moves_between(every: Sequence[Ratings], standings: Sequence[Standings]) -> list[Move]:
    """Every two rulebooks, the earlier named first."""
    return [move(every[i], every[j], standings[i], standings[j]) for i in range(len(every)) for j in range(i + 1, len(every))]
