"""Transfer: from the standing of each subject on a day of every year, a record of the same subject."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.common.amounts import decimal_of
from bonitas.common.days import date_of, day_number, iso
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import everybody
from bonitas.engine.rate import answer
from bonitas.engine.ratings import Ratings
from bonitas.engine.run import Settings
from bonitas.engine.spilling import Row
from bonitas.ledger.base import Ledger, Need
from bonitas.rulebook.expression import Const
from bonitas.rulebook.model import Band, Bands, BaseCase, DayOfYear, Period, Rulebook, Rules, Transfer

#: No score is below this.
_LOWEST = -(10**17)


def on_year(day: DayOfYear, year: int) -> int:
    """The day of a year as a number.

    >>> iso(on_year(DayOfYear(2, 29), 2023)), iso(on_year(DayOfYear(1, 15, 1), 2023))
    ('2023-02-28', '2024-01-15')
    """
    year += day.later
    return day_number(dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1])))


def transfer(book: Rulebook, catalogue: Catalogue, ledger: Ledger, furnisher: str, day: int, known: int) -> list[tuple[str, Row]]:
    """Every record from standings whose own day has come by `day`, with its rule; in order of year, rule and subject."""
    if not any(isinstance(rule, Transfer) for period in book.periods for rule in period.rules.passes_on):
        return []
    found: list[tuple[str, Row]] = []
    first = _first_day(book, catalogue, ledger)
    for year in range(date_of(first).year, date_of(day).year + 1) if first is not None else ():
        for period in book.periods:
            for rule in period.rules.passes_on:
                if isinstance(rule, Transfer) and period.start <= on_year(rule.on, year) < period.end:
                    found += _of_year(book, period, rule, catalogue, ledger, furnisher, year, day, known)
    return found


def _first_day(book: Rulebook, catalogue: Catalogue, ledger: Ledger) -> int | None:
    """No subject has a standing before this day: nothing had occurred, or nobody took part; None if there never was one."""
    if book.participation != "none":
        starts = ledger.participations(book.id).start
        return max(int(starts.min()), book.periods[0].start) if len(starts) else None
    need = Need(tuple(catalogue.kinds), (), recorded_at=False)
    days = [int(piece.occurred_on.min()) for piece in ledger.read(need) if len(piece)]
    return max(min(days), book.periods[0].start) if days else None


def _of_year(  # noqa: PLR0913, PLR0917 - the question has this many parts
    book: Rulebook, period: Period, rule: Transfer, catalogue: Catalogue, ledger: Ledger, furnisher: str, year: int, day: int, known: int
) -> Iterator[tuple[str, Row]]:  # fmt: skip
    """The records of one rule of one year."""
    on = on_year(rule.on, year)
    dated = on + 1 if rule.dated is None else on_year(rule.dated, year)
    if max(on, dated) > day:
        return
    question = everybody(ledger, on, known)
    settings = Settings(threads=0, changes=False)
    ratings = answer(book, ledger, question, settings)
    chosen = ratings.results[:, ly.R_STANDING] == ly.SCORED
    if rule.when is not None:
        met = answer(_asking(book, period, rule), ledger, question, settings).results
        chosen &= (met[:, ly.R_STANDING] == ly.SCORED) & (met[:, ly.R_BAND] == 0)
    bands = period.rules.bands.bands
    for row in np.flatnonzero(chosen).tolist():
        subject = str(question.ids[int(question.place[row])])
        made: Row = {
            "subject": subject, "kind": rule.as_, "occurred_on": iso(dated), "furnisher": furnisher, "ref": f"{rule.id}:{year}/{subject}",
        }  # fmt: skip
        place = int(ratings.results[row, ly.R_BAND])
        band = bands[place].name if place >= 0 else None
        yield rule.id, made | _attributes(rule, ratings, row, band, catalogue)


def _attributes(rule: Transfer, ratings: Ratings, row: int, band: str | None, catalogue: Catalogue) -> Row:
    found: Row = {}
    for name, given in rule.attributes:
        if given == "band":
            found[name] = band
        elif given == "score":
            found[name] = str(decimal_of(int(ratings.results[row, ly.R_SCORE])))
        elif isinstance(given, Const):
            found[name] = _fixed(given)
    return {name: value for name, value in found.items() if value is not None}


def _fixed(given: Const) -> str | None:
    """A fixed value as the cell of a file."""
    if isinstance(given.value, str):
        return given.value
    if given.type == "date":
        return iso(given.value)
    return ("yes" if given.value else "no") if given.type == "yes_no" else str(decimal_of(given.value))


def _asking(book: Rulebook, period: Period, rule: Transfer) -> Rulebook:
    """The rulebook whose better band is reached by those who meet the condition of a rule, whatever their score."""
    bands = Bands((Band("met", _LOWEST, when=rule.when), Band("not", None)))
    rules = Rules(base=(BaseCase(None, 0),), measures=period.rules.measures, bands=bands)
    return replace(book, periods=(Period(period.start, period.end, rules),))
