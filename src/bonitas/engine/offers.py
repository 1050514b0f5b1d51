"""What a standing opens: the benefits and detriments in force, what the next better band would bring, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bonitas.common.amounts import decimal_of
from bonitas.common.days import iso
from bonitas.engine.forecast import MOST
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant, Question
from bonitas.engine.rate import answer, ask, catalogue_of
from bonitas.engine.run import Settings
from bonitas.engine.trace import Trace, trace
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import Band, Consequence, Rulebook
from bonitas.rulebook.prose.conditions import in_words


@dataclass(frozen=True, slots=True)
class Offers:
    """What a standing opens. `content` is what `offers --json` prints; amounts are exact Decimals, dates ISO text."""

    content: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """What `offers --json` prints."""
        return self.content


@of_one_state
def offers(
    book: Rulebook, ledger: Ledger, *, subject: str, on: Day | None = None, known_at: Instant | None = None, lang: str = "en"
) -> Offers:
    """The consequences of one subject's standing, and of the next better band.

    `in_force`, each with the first day on which it ends if nothing new is recorded (`until`; None: none is seen); `on_condition`, what
    goes with the band held on a condition that is not met; `next`, the next better band with the points that are lacking to its
    floor and what it would open and end. `band_until` is the first day on which the band itself changes. Defaults and errors as for
    `rate`. Who is not rated, or has no score, has nothing in force and no next band.
    """
    question = ask(book, ledger, on=on, known_at=known_at, subject=subject)
    row = next(answer(book, ledger, question, Settings(threads=1), lang).rows())
    content: dict[str, Any] = {
        **row,
        "title": book.title.say(lang),
        "band_until": None,
        "in_force": [],
        "on_condition": [],
        "next": None,
    }
    if row["standing"] != "scored":
        return Offers(content)
    found = trace(book, ledger, question)
    words = Words(book, ledger, found, int(question.days[0]), lang)
    until, ends = ends_of(book, ledger, question, set(found.consequences))
    return Offers(
        content
        | {
            "band_until": until,
            "in_force": [
                {**words.consequence(one), "until": ends.get(one.id)} for one in words.every if one.id in found.consequences
            ],
            "on_condition": words.on_condition(),
            "next": words.next_band(),
        }
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Says consequences and bands of the rules of one day."""

    book: Rulebook
    ledger: Ledger
    found: Trace
    day: int
    lang: str

    @property
    def every(self) -> tuple[Consequence, ...]:
        """All consequences that the rules know."""
        return self.found.compiled.rules.consequences

    def consequence(self, one: Consequence) -> dict[str, Any]:
        """One benefit or detriment; `when` is its condition in words, None if there is none."""
        return {
            "id": one.id, "kind": one.kind, "text": one.text.say(self.lang), "provider": one.provider, "context": one.context,
            "lasts": None if one.lasts is None else str(one.lasts), "when": self.when(one.when), "source": one.source,
        }  # fmt: skip

    def when(self, expr: Expr | None) -> str | None:
        """A condition in words."""
        return None if expr is None else in_words(self.book, catalogue_of(self.ledger), expr, self.day, self.lang)

    def on_condition(self) -> list[dict[str, Any]]:
        """What goes with the band held, on a condition that is not met."""
        held = self.found.consequences
        return [self.consequence(one) for one in self.every if self.found.band in one.bands and one.id not in held]

    def next_band(self) -> dict[str, Any] | None:
        """The next better band: what it needs, what it opens, what then ends. None from the best."""
        bands = self.found.compiled.rules.bands
        at = int(self.found.result[ly.R_BAND])
        place = (at if at >= 0 else len(bands.bands)) - 1
        if place < 0:
            return None
        band = bands.bands[place]
        value = self.found.values[bands.by] if bands.by else int(self.found.result[ly.R_SCORE])
        lacking = None if band.floor is None or value == ly.MISSING else max(band.floor - value, 0)
        held = set(self.found.consequences)
        return {
            "band": band.name,
            "title": band.title.say(self.lang),
            "floor": None if band.floor is None else decimal_of(band.floor),
            "exclusive": band.exclusive,
            "best": None if band.best is None else decimal_of(band.best),
            "by": bands.by,
            "lacking": None if lacking is None else decimal_of(lacking),
            "reached": reaches(band, value),
            "when": self.when(band.when),
            "under_a_direct_grade": int(self.found.result[ly.R_GRADE]) > place,
            "opens": [self.consequence(one) for one in self.every if band.name in one.bands and self.found.band not in one.bands],
            "ends": [self.consequence(one) for one in self.every if band.name not in one.bands and one.id in held],
        }


def reaches(band: Band, value: int) -> bool:
    """Whether a value (thousandths or MISSING) reaches the floor of a band."""
    if band.floor is None:
        return True
    return value != ly.MISSING and (value > band.floor if band.exclusive else value >= band.floor)


def ends_of(book: Rulebook, ledger: Ledger, question: Question, held: set[str]) -> tuple[str | None, dict[str, str | None]]:
    """The first day on which the band is another, and for each consequence held the first on which it is in force no more."""
    settings = Settings(threads=1)
    found = answer(book, ledger, question, settings)
    band, until, ends = next(found.rows())["band"], None, dict[str, str | None]()
    for _ in range(MOST):
        day = int(found.nexts[0])
        if day == ly.NEVER or (until and held == ends.keys()):
            break
        later = replace(question, days=np.array([day], np.int64))
        found = answer(book, ledger, later, settings)
        row = next(found.rows())
        if until is None and row["band"] != band:
            until = iso(day)
        there = set(trace(book, ledger, later).consequences) if row["standing"] == "scored" else set()
        ends |= {one: iso(day) for one in held - there - ends.keys()}
    return until, ends
