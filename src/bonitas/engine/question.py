"""The one question: which subjects, on which days, from what was known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bonitas.common.days import FIRST_DAY, LAST_DAY, day_number
from bonitas.common.yamltext import as_date
from bonitas.engine.codes import trouble
from bonitas.engine.kernel.jit import outermost
from bonitas.engine.kernel.layout import Ints
from bonitas.ledger.base import Ids, Int32s, Ledger
from bonitas.rulebook.model import Rulebook

#: A day as callers may give it.
Day = dt.date | str
#: An instant as callers may give it: with a zone.
Instant = dt.datetime | str


@dataclass(frozen=True, slots=True)
class Question:
    """Asked rows i: subject `ids[place[i]]` on `days[i]`, from what was known at `knowns[i]` (microseconds).

    Rows are in order of id, day and instant. `codes` and `organisation` go with `ids`; `everybody`: the subjects are all that
    the ledger knows.
    """

    ids: Ids
    codes: Int32s
    organisation: npt.NDArray[np.bool_]
    place: Ints
    days: Ints
    knowns: Ints
    everybody: bool

    def __len__(self) -> int:
        return len(self.place)

    @property
    def each(self) -> bool:
        """Whether everybody is asked about once: row i is about the subject at place i."""
        n = len(self.codes)
        return self.everybody and len(self.place) == n and bool(counts_up(self.place))

    def between(self, first: int, last: int) -> Question:
        """Asked rows first…last alone, of the same subjects."""
        rows = slice(first, last)
        return replace(self, place=self.place[rows], days=self.days[rows], knowns=self.knowns[rows])


@outermost
def counts_up(numbers: Ints) -> bool:
    """Whether these are 0, 1, 2 …"""
    others = 0
    for i in range(len(numbers)):
        others += numbers[i] != i
    return others == 0


def to_day(day: Day) -> int:
    """A day number from a date or ISO text; E101 if it is neither, E104 if no ledger can hold it.

    >>> to_day("1970-01-02"), to_day(dt.date(1970, 1, 3))
    (1, 2)
    """
    date = day if isinstance(day, dt.date) else as_date(day)
    if isinstance(date, dt.datetime):
        date = date.date()
    if date is None:
        raise trouble("E101", found=str(day))
    if not FIRST_DAY <= date <= LAST_DAY:
        raise trouble("E104", found=date.isoformat())
    return day_number(date)


def to_instant(moment: Instant) -> int:
    """Microseconds since 1970 UTC; E102 if it is no instant, E103 if it has no zone.

    >>> to_instant("1970-01-01T01:00:00+01:00")
    0
    """
    try:
        time = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    except ValueError:
        raise trouble("E102", found=str(moment)) from None
    if time.tzinfo is None:
        raise trouble("E103", found=time.isoformat())
    return (time - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def of_instant(known: int) -> dt.datetime:
    """The time that so many microseconds stand for.

    >>> of_instant(1_500_000).isoformat()
    '1970-01-01T00:00:01.500000+00:00'
    """
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=known)


def now() -> int:
    """This instant, in microseconds."""
    return to_instant(dt.datetime.now(dt.UTC))


def today(book: Rulebook) -> int:
    """The day it is in the rulebook's zone."""
    return day_number(dt.datetime.now(ZoneInfo(book.zone)).date())


def everybody(ledger: Ledger, day: int, known: int) -> Question:
    """Every subject of a ledger on one day."""
    codes, ids, organisation = ledger.subjects()
    n = len(codes)
    return Question(ids, codes, organisation, np.arange(n), np.full(n, day, np.int64), np.full(n, known, np.int64), True)


def pairs(ledger: Ledger, asked: Sequence[tuple[str, int, int]]) -> Question:
    """Asked (id, day, instant) rows, each once."""
    ordered = sorted(set(asked))
    ids = sorted({row[0] for row in ordered})
    codes, _, organisation = ledger.subjects(ids)
    place = {name: i for i, name in enumerate(ids)}
    return Question(
        ids=ids,
        codes=codes,
        organisation=organisation,
        place=np.array([place[row[0]] for row in ordered], np.int64),
        days=np.array([row[1] for row in ordered], np.int64),
        knowns=np.array([row[2] for row in ordered], np.int64),
        everybody=False,
    )
