"""Bands by share: "the best 10 %" becomes a floor, drawn over everybody who is rated with a score on the asked day.

Whoever is asked for, the floors come from all subjects of the ledger, from what was known at the asked instant. With the floors in
place of the shares the rules are like any others, and the same fold rates by them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bonitas.engine.answer import standings
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question, everybody
from bonitas.engine.run import Folded, Settings
from bonitas.ledger.base import Ledger
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


def draw(band: Band, scores: ly.Ints) -> Draw:
    """Draw one band over the scores of all who are rated with one.

    Whoever has fewer than the share above them is in: with a share of 10 %, three of 25, one of five, and always the best.
    """
    reach = scores
    if band.floor is not None:
        reach = scores[scores > band.floor] if band.exclusive else scores[scores >= band.floor]
    n = len(reach)
    if band.best is None or n == 0:
        return Draw(band, None, n, 0)
    places = -(-n * band.best // ALL)  # rounded up: the last place is the first with at least the share above it
    lowest = int(np.partition(reach, n - places)[n - places])
    return Draw(band, lowest, n, int((reach >= lowest).sum()))


def with_floors(book: Rulebook, period: Period, draws: tuple[Draw, ...]) -> Rulebook:
    """The rulebook with floors in place of shares in one of its periods; where nobody reaches a band its own floor stays."""
    drawn = {one.band.name: one.lowest for one in draws if one.lowest is not None}
    bands = tuple(
        replace(band, floor=drawn[band.name], exclusive=False) if band.name in drawn else band
        for band in period.rules.bands.bands
    )
    rules = replace(period.rules, bands=replace(period.rules.bands, bands=bands))
    return replace(book, periods=tuple(Period(p.start, p.end, rules) if p is period else p for p in book.periods))


def draw_floors(book: Rulebook, ledger: Ledger, day: int, known: int, settings: Settings, joined: Rulebook) -> Drawn:
    """Draw the floors of the period that a day is in, and, where next changes are wanted, those of each later period on its first
    day."""
    resolved = book
    found: tuple[Draw, ...] = ()
    for period in book.periods:
        within = period.start <= day < period.end
        if not within and not (settings.changes and period.start > day):
            continue
        shared = [band for band in period.rules.bands.bands if band.best is not None]
        if not shared:
            continue
        question = everybody(ledger, max(day, period.start), known)
        folded, _ = standings(book, ledger, question, replace(settings, progress=None, changes=False), joined)
        scores = folded.results[folded.results[:, ly.R_STANDING] == ly.SCORED, ly.R_SCORE]
        draws = tuple(draw(band, scores) for band in shared)
        resolved, found = with_floors(resolved, period, draws), draws if within else found
    return Drawn(day, known, resolved, found)


def standings_by_share(
    book: Rulebook, ledger: Ledger, question: Question, settings: Settings, joined: Rulebook
) -> tuple[Folded, ly.Ints, tuple[Drawn, ...]]:
    """As `standings`, each asked day and instant with floors of its own."""
    folded, why = Folded.empty(len(question)), np.full(len(question), -1, np.int64)
    moments = np.stack([question.days, question.knowns], axis=1)
    drawn = []
    for day, known in np.unique(moments, axis=0).tolist():
        rows = np.flatnonzero((question.days == day) & (question.knowns == known))
        drawn.append(draw_floors(book, ledger, day, known, settings, joined))
        some = replace(question, place=question.place[rows], days=question.days[rows], knowns=question.knowns[rows])
        part, reasons = standings(drawn[-1].book, ledger, some, settings, joined)
        folded.results[rows], folded.nexts[rows], why[rows] = part.results, part.nexts, reasons
    return folded, why, tuple(drawn)
