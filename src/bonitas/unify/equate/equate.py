"""Equating: a concordance of two rulebooks' scores over the same subjects on the same day, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.impact import named
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant, to_day, today
from bonitas.engine.rate import answer, ask
from bonitas.engine.run import Settings
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook, Rules
from bonitas.unify.equate.chain import Links, Through, Triple
from bonitas.unify.equate.chain import through as through_of
from bonitas.unify.equate.codes import trouble
from bonitas.unify.equate.common import Scores, scores_of
from bonitas.unify.equate.methods import METHODS, Map, Method, asked_of, made, odds_allowed
from bonitas.unify.equate.odds import Odds
from bonitas.unify.equate.outcomes import read_outcomes
from bonitas.unify.equate.percentile import Percentile
from bonitas.unify.equate.relation import BOUND, FEWEST_VALUES, Relation, relation
from bonitas.unify.equate.smooth import MOST_MOMENTS
from bonitas.unify.equate.table import Row, drawn, floors_of, points_of, rows_of

DRAWS: Final = 200
MOST_DRAWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Equated:
    """Two scales side by side. `to`: from the first to the second; `rows`: the concordance; `floors`: where the first one's bands begin;
    `relation`: None for odds, which need no subjects in common."""

    on: int
    one: Rulebook
    other: Rulebook
    method: Method
    scores: Scores
    to: Map
    rows: tuple[Row, ...]
    back: tuple[Row, ...]
    floors: tuple[Row, ...]
    relation: Relation | None
    draws: int
    seed: int
    through: Through | None = None
    """The anchor, where the map is a chain."""

    def at(self, score: int) -> int:
        """What a score (thousandths) of the first corresponds to on the second, in thousandths."""
        return self.to.at(score)

    def as_dict(self) -> dict[str, Any]:
        """As `equate --json` prints it."""
        scores, to = self.scores, self.to
        found: dict[str, Any] = {
            "on": iso(self.on), "one": named(self.one), "other": named(self.other), "method": self.method,
            "scored_by_one": int(scores.count[scores.by_a].sum()), "scored_by_other": int(scores.count[scores.by_b].sum()),
            "scored_by_both": scores.by_both.total(), "draws": self.draws, "seed": self.seed,
            "rows": [row.as_dict() for row in self.rows], "back": [row.as_dict() for row in self.back],
            "bands": [row.as_dict() for row in self.floors],
        }  # fmt: skip
        if self.relation is not None:
            said = self.relation
            found["relation"] = {
                "rank_correlation": round(said.rho, 4), "low": round(said.low, 4), "high": round(said.high, 4), "asked": said.bound,
                "falling": said.falling,
            }  # fmt: skip
        if self.through is not None:
            found["through"] = self.through.as_dict()
        if isinstance(to, Percentile):
            found["moments_kept"] = list(to.kept)
        if isinstance(to, Odds):
            found["falling"] = to.falling
            found["points_to_double_odds"] = [decimal_of(round(fit.pdo)) for fit in (to.a, to.b)]
        return found


@of_one_state
def equate(  # noqa: PLR0913 - a question has as many words as it needs
    one: Rulebook,
    other: Rulebook,
    ledger: Ledger,
    *,
    method: Method = "equipercentile",
    outcome: Path | str | None = None,
    on: Day | None = None,
    known_at: Instant | None = None,
    smooth: int | None = None,
    at_least: float = BOUND,
    draws: int = DRAWS,
    seed: int = 1,
    through: Rulebook | None = None,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Equated:
    """What scores under `one` correspond to under `other`, over the subjects of a ledger who take part in each.

    `method`: linear or equipercentile, through subjects scored by both, or odds, through the `outcome` (a file with `subject` and `bad`).
    `smooth`: how many moments smoothing keeps (None: as AIC says; 0: no smoothing). `at_least`: the rank correlation below which it is
    refused. `draws`: for standard errors, by the `seed`; the same seed gives the same numbers with any number of threads. `through`: a third
    rulebook, the anchor: the map is then a chain over those scored by `one` and it, and those scored by it and `other` (`chain`).
    BonitasError: as `rate` does; U401 to U421 where the scales may not be put side by side.
    """
    day = today(one) if on is None else to_day(on)
    rules = checked(one, other, day, method, outcome)
    _in_bounds(smooth, at_least, draws)
    if through is not None:
        return _chained(
            (one, through, other), ledger, day, known_at, rules, Asking(method, smooth, at_least, draws, seed, threads)
        )
    bad = None if outcome is None else read_outcomes(outcome)
    scores = _rated(one, other, ledger, day, known_at, bad, threads)
    found, ours, theirs = _admitted(scores, (one.id, other.id), method, at_least, len(bad or ()))
    asked = asked_of(scores, method, falling=found is not None and found.falling, smooth=smooth)
    to = made(scores, asked)
    points = _points(ours.a, rules[0]), _points(theirs.b, rules[1])
    draw = drawn(scores, lambda mine: made(mine, asked), points, draws, seed)
    tables = _tables(ours, theirs, to, points, draw, rules)
    return Equated(day, one, other, method, scores, to, *tables, found, draws, seed)


def _admitted(
    scores: Scores, names: tuple[str, str], method: Method, at_least: float, named: int
) -> tuple[Relation | None, Scores, Scores]:  # fmt: skip
    """How the scales hang together (None for odds), and the subjects of each that count. BonitasError where they may not be equated."""
    if method == "odds":
        odds_allowed(scores, names, named)
        return None, scores.among(scores.by_a), scores.among(scores.by_b)
    found = relation(scores, names, at_least, values=FEWEST_VALUES if method == "equipercentile" else 2)
    return found, scores.by_both, scores.by_both


def _tables(  # noqa: PLR0913, PLR0917 - what a table is made of
    ours: Scores, theirs: Scores, to: Map, points: tuple[list[int], list[int]], draw: tuple[ly.Matrix, ly.Matrix], rules: tuple[Rules, Rules]
) -> tuple[tuple[Row, ...], tuple[Row, ...], tuple[Row, ...]]:  # fmt: skip
    """The concordance, the way back, and where the first one's bands begin."""
    rows = rows_of(ours, to, points[0], draw[0], rules)
    back = rows_of(_mirrored(theirs), to.back(), points[1], draw[1], (rules[1], rules[0]))
    bands = len(floors_of(rules[0])), len(floors_of(rules[1]))
    return tuple(rows[: len(rows) - bands[0]]), tuple(back[: len(back) - bands[1]]), tuple(rows[len(rows) - bands[0] :])


@dataclass(frozen=True, slots=True)
class Asking:
    """How a chain is asked for."""

    method: Method
    smooth: int | None
    at_least: float
    draws: int
    seed: int
    threads: int


def _chained(  # noqa: PLR0913, PLR0917 - what three are asked
    books: tuple[Rulebook, Rulebook, Rulebook], ledger: Ledger, day: int, known_at: Instant | None, rules: tuple[Rules, Rules], how: Asking
) -> Equated:  # fmt: skip
    one, anchor, other = books
    if how.method == "odds":
        raise trouble("U405", what="The method of a chain", found="odds", remedy="Choose linear or equipercentile.")
    if anchor.id in (one.id, other.id):
        raise trouble("U418", found=anchor.id)
    checked(one, anchor, day, how.method, None)
    question, settings = ask(one, ledger, on=iso(day), known_at=known_at), Settings(threads=how.threads, changes=False)
    ours, middle, theirs = (answer(book, ledger, question, settings) for book in books)
    triple = Triple.of((ours, middle, theirs))
    found = through_of(triple, (one.id, anchor.id, other.id), anchor.version, how.at_least, how.method)
    links = Links.of(triple, how.method, found, how.smooth)
    to, first, second = links.made(triple), triple.pair(0, 1).by_both, triple.pair(1, 2).by_both
    points = _points(first.a, rules[0]), _points(second.b, rules[1])
    draw = drawn(triple, links.made, points, how.draws, how.seed)
    tables = _tables(first, second, to, points, draw, rules)
    return Equated(day, one, other, how.method, triple.pair(0, 2), to, *tables, None, how.draws, how.seed, found)


def checked(one: Rulebook, other: Rulebook, day: int, method: Method, outcome: object) -> tuple[Rules, Rules]:
    """The rules of both on the day. BonitasError U401 to U405."""
    if method not in METHODS:
        raise trouble("U405", what="The method", found=method, remedy=f"Choose one of {', '.join(METHODS)}.")
    if {one.subjects, other.subjects} == {"person", "organisation"}:
        plural = {"person": "persons", "organisation": "organisations", "both": "both"}
        raise trouble("U401", found=one.id, one=plural[one.subjects], other=other.id, others=plural[other.subjects])
    if method == "odds" and outcome is None:
        raise trouble("U403")
    if method != "odds" and outcome is not None:
        raise trouble("U404")
    rules = []
    for book in (one, other):
        mine = book.rules_on(day)
        if mine is None:
            raise trouble("U402", found=book.id, on=iso(day))
        rules.append(mine)
    return rules[0], rules[1]


def _in_bounds(smooth: int | None, at_least: float, draws: int) -> None:
    if smooth is not None and not (smooth == 0 or 2 <= smooth <= MOST_MOMENTS):  # noqa: PLR2004 - one moment keeps no spread
        raise trouble("U405", what="The moments to keep", found=smooth, remedy=f"Say 2 to {MOST_MOMENTS}, or 0 for no smoothing.")
    if not 0 <= at_least <= 1:
        raise trouble("U405", what="The least rank correlation", found=at_least, remedy="Say a number from 0 to 1.")
    if not 0 <= draws <= MOST_DRAWS:
        raise trouble("U405", what="The number of draws", found=draws, remedy=f"Say 0 to {MOST_DRAWS:,}.")


def _rated(  # noqa: PLR0913, PLR0917 - what both are asked
    one: Rulebook, other: Rulebook, ledger: Ledger, day: int, known_at: Instant | None, bad: dict[str, bool] | None, threads: int
) -> Scores:
    question = ask(one, ledger, on=iso(day), known_at=known_at)
    settings = Settings(threads=threads, changes=False)
    ours, theirs = (answer(book, ledger, question, settings) for book in (one, other))
    return scores_of(ours, theirs, bad)


def _mirrored(scores: Scores) -> Scores:
    return replace(scores, a=scores.b, b=scores.a, by_a=scores.by_b, by_b=scores.by_a)


def _points(scores: ly.Ints, rules: Rules) -> list[int]:
    """The scores of a scale's table, and behind them those at which its bands begin."""
    return points_of(np.unique(scores)) + [floor for _, floor in floors_of(rules)]
