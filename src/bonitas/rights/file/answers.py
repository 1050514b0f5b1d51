"""What a rulebook says of a subject on a day, as a file holds it: the rating with its explanation, or what a register shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bonitas.common.days import date_of
from bonitas.engine.explain import explain
from bonitas.engine.lookup import lookup
from bonitas.engine.question import of_instant
from bonitas.engine.ratings import COLUMNS, plain
from bonitas.engine.shares import Drawn
from bonitas.ledger.base import Filed
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked again: of whom, by which rules, about which day (its number), from what was known when (microseconds)."""

    subject: str
    book: Rulebook
    day: int
    known: int
    lang: str

    @property
    def as_date(self) -> dt.date:
        """The day."""
        return date_of(self.day)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it, as plain data: `explanation` where the rulebook rates, `lookup` where it shows entries to others."""

    explanation: dict[str, Any] | None
    lookup: dict[str, Any] | None

    @property
    def rating(self) -> dict[str, Any] | None:
        """The row of the rating."""
        return None if self.explanation is None else {name: self.explanation[name] for name in COLUMNS}


def answered(ledger: Filed, asked: Asked, floors: Sequence[Drawn] = ()) -> Answer:
    """Ask a ledger. BonitasError where the rulebook may not be run on it (E110, E111 and what the law bars)."""
    book = asked.book
    how: dict[str, Any] = {
        "subject": asked.subject, "on": asked.as_date, "known_at": of_instant(asked.known), "lang": asked.lang,
    }  # fmt: skip
    rates = any(period.rules.rates for period in book.periods)
    shows = any(period.rules.shown for period in book.periods)
    return Answer(
        plain(explain(book, ledger, floors=floors, **how).as_dict()) if rates else None,
        plain(lookup(book, ledger, **how).as_dict()) if shows else None,
    )


def text_of(value: object) -> str:
    """Plain data as a file holds it: the same value always gives the same text.

    >>> print(text_of({"b": 1, "a": None}), end="")
    {
     "b": 1,
     "a": null
    }
    """
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def line_of(row: object) -> str:
    """Plain data as one line."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def differing(one: Any, other: Any, at: str = "") -> str | None:
    """The place of the first difference between two pieces of plain data; None if there is none.

    >>> differing({"points": [{"points": 5}]}, {"points": [{"points": 6}]})
    'points.0.points'
    """
    match one, other:
        case dict(), dict():
            names = [*one, *(name for name in other if name not in one)]
            pairs = [(name, one.get(name, ...), other.get(name, ...)) for name in names]
        case list(), list():
            pairs = [
                (str(n), one[n] if n < len(one) else ..., other[n] if n < len(other) else ...)
                for n in range(max(len(one), len(other)))
            ]
        case _:
            return None if one == other and type(one) is type(other) else at or "."
    found = (differing(mine, theirs, f"{at}.{name}" if at else str(name)) for name, mine, theirs in pairs)
    return next((place for place in found if place is not None), None)
