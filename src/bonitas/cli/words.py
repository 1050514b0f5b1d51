"""Small things said alike everywhere: dates, counts, points, bands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from bonitas.common.days import day_number
from bonitas.rulebook.model import Rulebook

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
STANDINGS: Final = {"scored": "scored", "no_score": "no score", "not_rated": "not rated"}


def day_in_words(iso: str) -> str:
    """An ISO date as people write it.

    >>> day_in_words("2026-11-23")
    '23 November 2026'
    """
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def signed(points: object) -> str:
    """Points with their sign.

    >>> signed(Decimal("-12.5")), signed(20), signed(0)
    ('−12.5', '+20', '0')
    """
    number = Decimal(str(points))
    sign = "−" if number < 0 else "+" if number else ""
    return f"{sign}{abs(number).normalize():f}"


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal.

    >>> share(1, 3), share(0, 0)
    ('33.3 %', '')
    """
    return f"{100 * part / whole:.1f} %" if whole else ""


def band_titles(book: Rulebook, iso: str, lang: str) -> dict[str, str]:
    """What each band is called on a day: its title if it has one, else its name; best first."""
    rules = book.rules_on(day_number(dt.date.fromisoformat(iso)))
    return {band.name: band.title.say(lang) or band.name for band in rules.bands.bands} if rules else {}


def highest_score(book: Rulebook, iso: str) -> Decimal | None:
    """The most that a score can come to on a day, if the rulebook says so."""
    from bonitas.common.amounts import decimal_of

    rules = book.rules_on(day_number(dt.date.fromisoformat(iso)))
    return decimal_of(rules.score.high) if rules is not None and rules.score.high is not None else None


def said(item: str | Mapping[str, Any]) -> str:
    """A step or a reason, which may be a text or carry one as `text`."""
    return item if isinstance(item, str) else str(item.get("text", ""))
