"""Chained equating through a third scheme, the anchor: from the first scale to it over those who have both, and on to the second over those
who have it and the second. Nobody need have scores on both.

Kolen & Brennan (2014), section 4.4 (chained equipercentile; chained linear is the same with two lines), and Livingston, Equating Test
Scores (2nd ed. 2014), "chained equating" (both from memory). What it assumes: each of the two links is the same for the other's subjects. That is not
tested by any figure, but three things that speak against it are told: how far the two groups stand apart on the anchor, how many
of the first have anchor scores that nobody of the second has, and how loosely each link holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np

from bonitas.common.problems import BonitasError
from bonitas.engine.kernel import layout as ly
from bonitas.engine.ratings import Ratings
from bonitas.unify.equate.codes import trouble
from bonitas.unify.equate.common import UNKNOWN, Scores, tallied
from bonitas.unify.equate.linear import moments
from bonitas.unify.equate.methods import Asked, Map, Method, asked_of, made
from bonitas.unify.equate.relation import FEWEST_VALUES, Relation, relation

#: Of those with the first score so many (of 100) may have anchor scores beyond all that the other group has. Our own bound.
MOST_BEYOND: Final = 10


@dataclass(frozen=True, slots=True)
class Chained:
    """One map after another."""

    first: Map
    second: Map

    def at(self, score: int) -> int:
        """What a score (thousandths) corresponds to, in thousandths; rounded once at each link."""
        return self.second.at(self.first.at(score))

    def back(self) -> Chained:
        """The other way."""
        return Chained(self.second.back(), self.first.back())


@dataclass(frozen=True, slots=True)
class Triple:
    """Scores by three rulebooks (columns: the first, the anchor, the second) in thousandths, whether there is one, and how many subjects
    stand so; rows in order, none twice."""

    score: ly.Matrix
    there: ly.Matrix
    count: ly.Ints

    @classmethod
    def of(cls, answers: tuple[Ratings, Ratings, Ratings]) -> Triple:
        """Three answers to one question."""
        there = np.stack([one.results[:, ly.R_STANDING] == ly.SCORED for one in answers], axis=1).astype(np.int64)
        score = np.stack([one.results[:, ly.R_SCORE] for one in answers], axis=1) * there
        rows, count = np.unique(np.concatenate([score, there], axis=1), axis=0, return_counts=True)
        return cls(rows[:, :3], rows[:, 3:], count.astype(np.int64))

    def pair(self, a: int, b: int) -> Scores:
        """Two of the three, as if they were all there is."""
        columns = (self.score[:, a], self.score[:, b], self.there[:, a], self.there[:, b])
        rows, at = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        count = np.zeros(len(rows), np.int64)
        np.add.at(count, at.reshape(-1), self.count)
        return Scores(rows[:, 0], rows[:, 1], rows[:, 2] != 0, rows[:, 3] != 0, np.full(len(rows), UNKNOWN, np.int64), count)

    def drawn(self, chance: np.random.Generator) -> Triple:
        """As many subjects drawn with replacement; who has all three scores stays in both links."""
        count = chance.multinomial(int(self.count.sum()), self.count / self.count.sum()).astype(np.int64)
        kept = count > 0
        return Triple(self.score[kept], self.there[kept], count[kept])


@dataclass(frozen=True, slots=True)
class Through:
    """The anchor, both links, and what speaks against the chain. `apart`: how far the means of the two groups on the anchor lie from each other,
    in standard deviations of both together; `beyond`: of the first group the share with anchor scores that lie outside the second's."""

    anchor: str
    version: str
    links: tuple[Relation, Relation]
    subjects: tuple[int, int]
    apart: float
    beyond: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "rulebook": self.anchor, "version": self.version, "groups_apart": round(self.apart, 3), "beyond": round(self.beyond, 4),
            "links": [
                {"subjects": n, "rank_correlation": round(one.rho, 4), "low": round(one.low, 4), "high": round(one.high, 4), "asked": one.bound}
                for n, one in zip(self.subjects, self.links, strict=True)
            ],
        }  # fmt: skip


def through(triple: Triple, names: tuple[str, str, str], version: str, bound: float, method: Method) -> Through:
    """Whether the chain may be made. BonitasError U417 where a link does not hold, U419 where the anchor's scores do not meet."""
    values = FEWEST_VALUES if method == "equipercentile" else 2
    pairs = (triple.pair(0, 1), triple.pair(1, 2))
    links = []
    for scores, mine in zip(pairs, (names[:2], names[1:]), strict=True):
        try:
            links.append(relation(scores, (mine[0], mine[1]), bound, values=values))
        except BonitasError as error:
            why = error.problems[0]
            raise trouble("U417", found=mine[0], other=mine[1], why=f"{why.code} {why.message}") from None
    first, second = (pairs[0].by_both, pairs[1].by_both)
    beyond = int(first.count[(first.b < second.a.min()) | (first.b > second.a.max())].sum()) / first.total()
    if beyond * 100 > MOST_BEYOND:
        raise trouble("U419", found=names[1], one=names[0], other=names[2], share=f"{100 * beyond:.0f}", bound=MOST_BEYOND)
    return Through(names[1], version, (links[0], links[1]), (first.total(), second.total()), _apart(first, second), beyond)


def _apart(first: Scores, second: Scores) -> float:
    a, b = moments(*tallied(first.b, first.count)), moments(*tallied(second.a, second.count))
    spread = sqrt(float(a.variance + b.variance) / 2)
    return float(a.mean - b.mean) / spread


@dataclass(frozen=True, slots=True)
class Links:
    """How each link is made; the cells of the scales stay the same for every draw."""

    first: Asked
    second: Asked

    @classmethod
    def of(cls, triple: Triple, method: Method, found: Through, smooth: int | None) -> Links:
        pairs = (triple.pair(0, 1), triple.pair(1, 2))
        asked = [
            asked_of(pair, method, falling=link.falling, smooth=smooth) for pair, link in zip(pairs, found.links, strict=True)
        ]
        return cls(asked[0], asked[1])

    def made(self, triple: Triple) -> Chained:
        """The chain that these scores give. ZeroDivisionError where they give none (a draw may)."""
        return Chained(made(triple.pair(0, 1), self.first), made(triple.pair(1, 2), self.second))
