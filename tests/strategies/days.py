"""The few days, instants and lengths of time that everything is made of, so that things collide."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from reference.dates import day

#: Days on which a rulebook may change; the first is the day it comes into force.
START = dt.date(2019, 1, 1)
CHANGES = (dt.date(2021, 7, 1), dt.date(2022, 2, 28), dt.date(2023, 1, 1))

_HOT = (
    "2019-01-01", "2019-12-30", "2020-01-29", "2020-01-30", "2020-01-31", "2020-02-28", "2020-02-29", "2020-03-01",
    "2020-12-31", "2021-01-01", "2021-03-31", "2021-06-30", "2021-07-01", "2021-08-31", "2022-01-31", "2022-02-28",
    "2022-03-01", "2022-12-31", "2023-01-01", "2023-05-31", "2023-06-30", "2023-08-29", "2024-01-31", "2024-02-29",
)  # fmt: skip
HOT = tuple(day(text) for text in _HOT)
FIRST, LAST = day("2019-01-01"), day("2024-12-31")

#: An instant after everything in every world.
LATE = (day("2027-01-01") * 24) * 3_600_000_000
_NOON = 12 * 3_600_000_000

LENGTHS = ("1 day", "10 days", "28 days", "1 month", "3 months", "6 months", "1 year", "2 years", "5 years")
UNITS = ("week", "month", "quarter", "year")


def days() -> st.SearchStrategy[int]:
    """A day number, mostly one of the few on which much happens."""
    return st.one_of(st.sampled_from(HOT), st.sampled_from(HOT), st.integers(FIRST, LAST))


def noon(number: int) -> int:
    """The instant at noon of a day, in microseconds."""
    return number * 24 * 3_600_000_000 + _NOON


def lapses() -> st.SearchStrategy[str]:
    """`1 year`, or `calendar quarter`."""
    return st.one_of(st.sampled_from(LENGTHS), st.sampled_from(LENGTHS[5:]), st.sampled_from(UNITS).map("calendar {}".format))
