"""The scores that two rulebooks give to the same subjects on the same day, each different pair once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel import layout as ly
from bonitas.engine.ratings import Ratings

Truths = npt.NDArray[np.bool_]
#: An outcome: good, bad, or not known.
GOOD, BAD, UNKNOWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Scores:
    """`a`, `b`: scores in thousandths; `by_a`, `by_b`: whether there is one; `outcome`: GOOD, BAD or UNKNOWN; `count`: how many
    subjects stand so. Rows in order, none twice: no row is about one subject, and none says whose it is."""

    a: ly.Ints
    b: ly.Ints
    by_a: Truths
    by_b: Truths
    outcome: ly.Ints
    count: ly.Ints

    def among(self, rows: Truths) -> Scores:
        """Some of the rows."""
        return Scores(
            self.a[rows], self.b[rows], self.by_a[rows], self.by_b[rows], self.outcome[rows], self.count[rows]
        )  # fmt: skip

    @property
    def by_both(self) -> Scores:
        """Those with both scores."""
        return self.among(self.by_a & self.by_b)

    def total(self) -> int:
        """How many subjects."""
        return int(self.count.sum())

    def drawn(self, chance: np.random.Generator) -> Scores:
        """As many subjects drawn from these with replacement."""
        count = chance.multinomial(self.total(), self.count / self.count.sum()).astype(np.int64)
        there = Scores(self.a, self.b, self.by_a, self.by_b, self.outcome, count)
        return there.among(count > 0)


def scores_of(one: Ratings, other: Ratings, bad: Mapping[str, bool] | None = None) -> Scores:
    """Two answers to one question, put together. `bad`: the outcome of subjects, where it is known."""
    by_a, by_b = (ratings.results[:, ly.R_STANDING] == ly.SCORED for ratings in (one, other))
    a = np.where(by_a, one.results[:, ly.R_SCORE], 0)
    b = np.where(by_b, other.results[:, ly.R_SCORE], 0)
    outcome = np.full(len(one), UNKNOWN, np.int64)
    if bad:
        ids = one.question.ids
        names = ids if isinstance(ids, list) else ids.to_pylist()  # type: ignore[union-attr]
        known = [bad.get(str(names[place])) for place in one.question.place.tolist()]
        outcome = np.array([UNKNOWN if said is None else int(said) for said in known], np.int64)
    rows = np.stack([a, b, by_a, by_b, outcome], axis=1)
    unique, count = np.unique(rows, axis=0, return_counts=True)
    return Scores(
        unique[:, 0], unique[:, 1], unique[:, 2] != 0, unique[:, 3] != 0, unique[:, 4], count.astype(np.int64)
    )  # fmt: skip


def tallied(values: ly.Ints, count: ly.Ints) -> tuple[ly.Ints, ly.Ints]:
    """Each different value, in order, and how many have it.

    >>> [column.tolist() for column in tallied(np.array([5, 3, 5]), np.array([1, 2, 4]))]
    [[3, 5], [2, 5]]
    """
    unique, at = np.unique(values, return_inverse=True)
    many = np.zeros(len(unique), np.int64)
    np.add.at(many, at, count)
    return unique, many
