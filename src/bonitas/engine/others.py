"""Bands by share, for one subject whose own score is still open: the floors that all the others leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bonitas.engine.answer import standings
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import everybody
from bonitas.engine.run import Settings
from bonitas.engine.shares import ALL, is_relative
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Band, Period, Rulebook


def among_others(book: Rulebook, ledger: Ledger, subject: str, day: int, known: int) -> Rulebook:
    """The rulebook with floors in place of shares, such that one subject of the ledger stands by it as by the shares, whatever their
    own score comes to. Floors are those of the day, and of later periods those of their first day, as for every rating."""
    if not is_relative(book):
        return book
    periods = [
        period if period.end <= day else _fixed(book, ledger, subject, period, max(day, period.start), known)
        for period in book.periods
    ]
    return replace(book, periods=tuple(periods))


def _fixed(book: Rulebook, ledger: Ledger, subject: str, period: Period, day: int, known: int) -> Period:
    """A period with the floors that the others leave on a day."""
    question = everybody(ledger, day, known)
    folded, _ = standings(book, ledger, question, Settings(changes=False), book)
    others = np.array([str(name) != subject for name in question.ids], np.bool_)[question.place]
    scored = folded.results[:, ly.R_STANDING] == ly.SCORED
    scores = folded.results[others & scored, ly.R_SCORE]
    bands = tuple(fixed(band, scores) for band in period.rules.bands.bands)
    return replace(period, rules=replace(period.rules, bands=replace(period.rules.bands, bands=bands)))


def fixed(band: Band, scores: ly.Ints) -> Band:
    """A band by share with the floor that one more subject must reach to be in, given the scores of all the others.

    Of n others and oneself the best ⌈(n + 1) · share⌉ are in, and whoever is level with the last of them: one is in with a score of
    at least that of the other who has this place.
    """
    if band.best is None:
        return band
    reach = scores
    if band.floor is not None:
        reach = scores[scores > band.floor] if band.exclusive else scores[scores >= band.floor]
    places = -(-(len(reach) + 1) * band.best // ALL)
    if places > len(reach):
        return replace(band, best=None)
    lowest = int(np.sort(reach)[len(reach) - places])
    return replace(band, floor=lowest, exclusive=False, best=None)
