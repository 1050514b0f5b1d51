"""Bands by share: "the best 10 %" becomes a floor, drawn over everybody who is rated with a score on the asked day.

Whoever is asked for, the floors come from all subjects of the ledger, from what was known at the asked instant. With the floors in
place of the shares the rules are like any others, and the same fold rates by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bonitas.engine.answer import standings
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question, everybody
from bonitas.engine.run import Folded, Settings, kept_columns
from bonitas.ledger.base import Beside, Ledger
from bonitas.rulebook.model import Band, Period, Rulebook

#: All of a population, in thousandths of a percent.
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Draw:
    """A band drawn by share on one day: of the `over` subjects rated with a score who reach its own floor, the `within` best are in,
    from the score `lowest` on (thousandths; None where nobody reaches it)."""

    band: Band
    lowest: int | None
    over: int
    within: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The floors of one asked day and instant: what they are, and the rulebook that has them."""

    day: int
    known: int
    book: Rulebook
    draws: tuple[Draw, ...]


def is_relative(book: Rulebook) -> bool:
    """Whether any band in any period is drawn by share."""
    return any(band.best is not None for period in book.periods for band in period.rules.bands.bands)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many subjects came to each score: `scores` in order, each once, and `counts` beside them. It is small where subjects are many,
    and tallies of parts of a population add up to that of the whole."""

    scores: ly.Ints
    counts: ly.Ints

    @classmethod
    def of(cls, scores: ly.Ints) -> Tally:
        """Of the scores of subjects, in any order; those that are MISSING do not count."""
        return cls(*np.unique(scores[scores != ly.MISSING], return_counts=True))

    def __add__(self, other: Tally) -> Tally:
        scores, place = np.unique(np.concatenate([self.scores, other.scores]), return_inverse=True)
        counts = np.zeros(len(scores), np.int64)
        np.add.at(counts, place, np.concatenate([self.counts, other.counts]))
        return Tally(scores, counts)


def draw(band: Band, scores: ly.Ints | Tally) -> Draw:
    """Draw one band over the scores of all who are rated with one.

    Whoever has fewer than the share above them is in: with a share of 10 %, three of 25, one of five, and always the best.
    """
    tally = scores if isinstance(scores, Tally) else Tally.of(scores)
    reach = np.ones(len(tally.scores), np.bool_)
    if band.floor is not None:
        reach = tally.scores > band.floor if band.exclusive else tally.scores >= band.floor
    best_first, above = tally.scores[reach][::-1], np.cumsum(tally.counts[reach][::-1])
    n = int(above[-1]) if len(above) else 0
    if band.best is None or n == 0:
        return Draw(band, None, n, 0)
    places = -(-n * band.best // ALL)  # rounded up: the last place is the first with at least the share above it
    last = int(np.searchsorted(above, places))
    return Draw(band, int(best_first[last]), n, int(above[last]))


def with_floors(book: Rulebook, period: Period, draws: tuple[Draw, ...]) -> Rulebook:
    """The rulebook with floors in place of shares in one of its periods; where nobody reaches a band its own floor stays."""
    drawn = {one.band.name: one.lowest for one in draws if one.lowest is not None}
    bands = tuple(
        replace(band, floor=drawn[band.name], exclusive=False) if band.name in drawn else band
        for band in period.rules.bands.bands
    )
    rules = replace(period.rules, bands=replace(period.rules.bands, bands=bands))
    return replace(book, periods=tuple(Period(p.start, p.end, rules) if p is period else p for p in book.periods))


def days_of_draws(book: Rulebook, day: int, *, changes: bool) -> dict[int, Period]:
    """The days for which floors are drawn: the asked day, and, where next changes are wanted, the first of each later period."""
    return {
        max(day, period.start): period
        for period in book.periods
        if any(band.best is not None for band in period.rules.bands.bands)
        and (period.start <= day < period.end or (changes and period.start > day))
    }


def draw_floors(book: Rulebook, day: int, known: int, scores: Mapping[int, ly.Ints | Tally]) -> Drawn:
    """Draw the floors of one asked day and instant over the `scores` of each day of `days_of_draws`."""
    resolved = book
    found: tuple[Draw, ...] = ()
    for on, period in days_of_draws(book, day, changes=True).items():
        if on in scores:
            draws = tuple(draw(band, scores[on]) for band in period.rules.bands.bands if band.best is not None)
            resolved, found = with_floors(resolved, period, draws), draws if on == day else found
    return Drawn(day, known, resolved, found)


def standings_by_share(
    book: Rulebook, ledger: Ledger, question: Question, settings: Settings, joined: Rulebook, floors: Sequence[Drawn] = ()
) -> tuple[Folded, ly.Ints, tuple[Drawn, ...]]:
    """As `standings`, each asked day and instant with floors of its own: those of `floors`, or else drawn here."""
    folded, why = Folded.empty(len(question), kept_columns(book, settings)), np.full(len(question), -1, np.int64)
    moments = np.stack([question.days, question.knowns], axis=1)
    every: list[Drawn] = []
    for day, known in np.unique(moments, axis=0).tolist():
        rows = np.flatnonzero((question.days == day) & (question.knowns == known))
        known_floors = [(np.arange(len(rows)), one) for one in floors if (one.day, one.known) == (day, known)]
        for chosen, drawn in known_floors or floors_for(book, ledger, _some(question, rows), settings, joined):
            mine = rows[chosen]
            part, reasons = standings(drawn.book, ledger, _some(question, mine), settings, joined)
            folded.results[mine], folded.nexts[mine], why[mine] = part.results, part.nexts, reasons
            every.append(drawn)
    return folded, why, tuple(every)


def floors_for(
    book: Rulebook, ledger: Ledger, question: Question, settings: Settings, joined: Rulebook
) -> list[tuple[ly.Ints, Drawn]]:
    """The floors for the rows of a question about one day and instant, and which rows they are for.

    They are the same for all rows, but where the rows are versions of one subject and all others lie in another ledger
    (`ledger.beside`): then each version stands among these alone.
    """
    day, known = int(question.days[0]), int(question.knowns[0])
    plain = replace(settings, progress=None, changes=False)
    days = list(days_of_draws(book, day, changes=settings.changes))
    if ledger.beside is None:
        scores = {on: _scores(book, ledger, everybody(ledger, on, known), plain, joined) for on in days}
        return [(np.arange(len(question)), draw_floors(book, day, known, _scored(scores)))]
    others = {on: _scores(book, ledger.beside.ledger, _but(ledger.beside, on, known), plain, joined) for on in days}
    own = {on: _scores(book, ledger, replace(question, days=np.full(len(question), on)), plain, joined) for on in days}
    grouped: dict[tuple[int, ...], list[int]] = {}
    for row in range(len(question)):
        grouped.setdefault(tuple(int(own[on][row]) for on in days), []).append(row)
    found = []
    for scores_of, rows in grouped.items():
        beside = {on: np.append(others[on], score) for on, score in zip(days, scores_of, strict=True)}
        found.append((np.array(rows, np.int64), draw_floors(book, day, known, _scored(beside))))
    return found


def tally(book: Rulebook, ledger: Ledger, question: Question, settings: Settings) -> Tally:
    """The scores of a part of everybody: see `draw_floors`."""
    return Tally.of(scores_of(book, ledger, question, settings))


def scores_of(book: Rulebook, ledger: Ledger, question: Question, settings: Settings) -> ly.Ints:
    """The score of each row that shares are drawn over; MISSING for those that have none."""
    return _scores(book, ledger, question, replace(settings, progress=None, changes=False), book)


def with_drawn_floors(book: Rulebook, ledger: Ledger, question: Question) -> Rulebook:
    """The rulebook with the floors for the one row of a question; itself if no band is drawn by share."""
    if not is_relative(book):
        return book
    ((_, drawn),) = floors_for(book, ledger, question, Settings(threads=1, changes=False), book)
    return drawn.book


def _scores(book: Rulebook, ledger: Ledger, question: Question, settings: Settings, joined: Rulebook) -> ly.Ints:
    """The score of each row; MISSING for those that have none."""
    results = standings(book, ledger, question, settings, joined)[0].results
    scores: ly.Ints = np.where(results[:, ly.R_STANDING] == ly.SCORED, results[:, ly.R_SCORE], ly.MISSING)
    return scores


def _scored(scores: Mapping[int, ly.Ints]) -> dict[int, ly.Ints]:
    """Without those that have none."""
    return {on: found[found != ly.MISSING] for on, found in scores.items()}


def _but(beside: Beside, day: int, known: int) -> Question:
    """Everybody but the one whose versions stand elsewhere."""
    found = everybody(beside.ledger, day, known)
    return _some(found, np.flatnonzero(found.codes != beside.ledger.parties([beside.subject])[0]))


def _some(question: Question, rows: ly.Ints) -> Question:
    """Some rows of a question."""
    return replace(question, place=question.place[rows], days=question.days[rows], knowns=question.knowns[rows])
