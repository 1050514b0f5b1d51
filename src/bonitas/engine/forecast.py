"""Forecasting: every coming day on which a standing changes if nothing new happens. The same fold, asked on later days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from bonitas.common.days import LAST_DAY, day_number, iso
from bonitas.engine.at_hand import at_hand
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant, Question, to_day
from bonitas.engine.rate import answer, ask
from bonitas.engine.ratings import Ratings
from bonitas.engine.run import Settings
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

#: What a standing is, for a forecast.
STANDING = ("standing", "score", "band", "because")
#: A forecast stops after so many changes; ask again from its last day for more.
MOST = 1000


@of_one_state
def forecast(
    book: Rulebook,
    ledger: Ledger,
    *,
    subject: str,
    on: Day | None = None,
    until: Day | None = None,
    known_at: Instant | None = None,
    lang: str = "en",
) -> list[dict[str, Any]]:
    """The coming days, after `on` and up to and with `until`, on which the standing of one subject changes: `on`, `standing`,
    `score` (Decimal), `band`, `because`. Points that end without changing the standing are passed over."""
    ledger = at_hand(ledger)
    question = ask(book, ledger, on=on, known_at=known_at, subject=subject)
    last = day_number(LAST_DAY) if until is None else to_day(until)
    settings = Settings(threads=1)
    found = answer(book, ledger, question, settings, lang)
    before = _standing(found)
    listed: list[dict[str, Any]] = []
    while len(listed) < MOST:
        day = int(found.nexts[0])
        if day == ly.NEVER or day > last:
            return listed
        found = answer(book, ledger, _on(question, day), settings, lang)
        now = _standing(found)
        if now != before:
            listed.append({"on": iso(day), **now})
        before = now
    return listed


def _on(question: Question, day: int) -> Question:
    """The same question about another day."""
    return replace(question, days=np.array([day], np.int64))


def _standing(found: Ratings) -> dict[str, Any]:
    """What is shown of the one row."""
    row = next(found.rows())
    return {name: row[name] for name in STANDING}
