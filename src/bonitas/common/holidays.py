"""Working days by the public holidays of a place: who keeps the calendars is the library `holidays`, and its version is said.

A calendar is a country (`DE`) or a part of one (`DE-BE`), by ISO 3166. It knows the weekend of the place, and weekend days that are
worked instead of others where a government orders that (as in China).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from bonitas.common.days import date_of, day_number

if TYPE_CHECKING:
    from holidays import HolidayBase


def is_calendar(code: str) -> bool:
    """Whether there is a calendar of that code.

    >>> is_calendar("DE-BE"), is_calendar("EU")
    (True, False)
    """
    country, _, part = code.partition("-")
    parts = _countries().get(country)
    return parts is not None and (part in parts if part else "-" not in code)


def calendars(country: str = "") -> list[str]:
    """The codes there are: of countries, or of a country and its parts."""
    parts = _countries().get(country)
    return sorted(_countries()) if parts is None else [country, *(f"{country}-{part}" for part in parts)]


def calendar_version() -> str:
    """Who keeps the calendars, and which edition is in use: a later one may know of holidays that were decided since."""
    return f"holidays {version('holidays')}"


@lru_cache(maxsize=100_000)
def working_day_after(code: str, number: int, count: int) -> int:
    """The last of so many working days after a day, by a calendar.

    >>> working_day_after("DE", day_number(dt.date(2026, 5, 22)), 1) == day_number(dt.date(2026, 5, 26))  # over Whit Monday
    True
    """
    calendar, day, one = _calendar(code), date_of(number), dt.timedelta(days=1)
    for _ in range(count):
        day += one
        while not calendar.is_working_day(day):
            day += one
    return day_number(day)


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    """Each country and its parts."""
    import holidays  # noqa: PLC0415 - seldom used, and slow to load

    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=64)
def _calendar(code: str) -> HolidayBase:
    import holidays  # noqa: PLC0415 - seldom used, and slow to load

    country, _, part = code.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)
