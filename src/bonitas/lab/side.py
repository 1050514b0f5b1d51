"""All systems over the same people: who is rated by each, into which bands, and whether two systems put people in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from bonitas.common.days import iso
from bonitas.engine.kernel import layout as ly
from bonitas.engine.order import Floats, order_of
from bonitas.engine.question import to_day
from bonitas.engine.rate import rate
from bonitas.engine.ratings import Ratings
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

#: Fewer subjects in common than this say nothing about an order.
FEWEST: Final = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One system over the subjects: on which day, how many were scored, had no score or were not rated, and how many in each band.

    `standing` is each subject's place in order, best highest, NaN where not scored, and `organisation` whether it is one; subjects
    stand in the ledger's order.
    """

    rulebook: str
    subjects: str
    on: str
    scored: int
    no_score: int
    not_rated: int
    bands: tuple[tuple[str, int], ...]
    standing: Floats
    organisation: npt.NDArray[np.bool_]

    def as_dict(self) -> dict[str, Any]:
        """As `systems --over --json` prints it."""
        rated = self.scored + self.no_score
        return {
            "rulebook": self.rulebook, "subjects": self.subjects, "on": self.on, "rated": rated, "scored": self.scored,
            "no_score": self.no_score, "not_rated": self.not_rated,
            "bands": [{"band": name, "count": count} for name, count in self.bands],
        }  # fmt: skip


def side_by_side(books: Iterable[Rulebook], ledger: Ledger, on: str, progress: Callable[[int], None] | None = None) -> list[Side]:
    """Rate every subject of a ledger by every rulebook on one day.

    A rulebook that is not in force on that day is asked on the nearest day on which it is. `progress` is called with the number of
    rulebooks done.
    """
    day = to_day(on)
    found = []
    for done, book in enumerate(books, 1):
        asked = iso(min(max(day, book.periods[0].start), book.periods[-1].end - 1))
        found.append(_side(rate(book, ledger, on=asked, changes=False)))
        if progress:
            progress(done)
    return found


def _side(ratings: Ratings) -> Side:
    standing = ratings.results[:, ly.R_STANDING]
    names, index = ratings.band_names()
    scored = standing == ly.SCORED
    counts = np.bincount(index[scored & (index >= 0)], minlength=len(names)) if names else np.empty(0, np.int64)
    places = np.full(len(ratings), np.nan)
    places[scored] = order_of(ratings.results[scored, ly.R_BAND], ratings.results[scored, ly.R_SCORE])
    at = {name: place for place, name in enumerate(names)}
    best_first = [band.name for period in ratings.book.periods for band in period.rules.bands.bands if band.name in at]
    return Side(
        ratings.book.id, ratings.book.subjects, iso(int(ratings.question.days[0])) or "" if len(ratings) else "",
        int(scored.sum()), int((standing == ly.NO_SCORE).sum()), int((standing == ly.NOT_RATED).sum()),
        tuple((name, int(counts[at[name]])) for name in dict.fromkeys([*best_first, *names])), places,
        ratings.question.organisation[ratings.question.place],
    )  # fmt: skip


def agreement(one: Floats, other: Floats) -> float | None:
    """Spearman's rank correlation over the subjects scored by both: 1 the same order, 0 none, −1 the reverse.

    None where fewer than FEWEST are scored by both, or one of them puts all in one place.
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < FEWEST:
        return None
    a, b = _ranks(one[both]), _ranks(other[both])
    if a.std() == 0 or b.std() == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Mean ranks."""
    _, level, count = np.unique(values, return_inverse=True, return_counts=True)
    found: Floats = (np.cumsum(count) - (count - 1) / 2)[level.ravel()]
    return found


def agreements(sides: Sequence[Side], who: Literal["person", "organisation"]) -> Mapping[tuple[str, str], float | None]:
    """The agreement of every two systems on the subjects of one type, each pair once, in the order of `sides`."""
    mine = [
        (side, np.where(side.organisation == (who == "organisation"), side.standing, np.nan))
        for side in sides
        if concerns(side, who)
    ]
    return {(a.rulebook, b.rulebook): agreement(one, other) for at, (a, one) in enumerate(mine) for b, other in mine[at + 1 :]}


def concerns(side: Side, who: Literal["person", "organisation"]) -> bool:
    """Whether a system rates subjects of a type and has scored somebody."""
    return side.subjects in (who, "both") and side.scored > 0
