"""A ledger as somebody asks it: each answer is written into the book of accesses before it is handed out.

The functions of the package note nothing by themselves. Who answers people from a program asks by a desk, as the commands do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.lookup import lookup
from bonitas.engine.offers import offers
from bonitas.engine.path import path
from bonitas.engine.rate import rate
from bonitas.engine.ratings import Ratings
from bonitas.engine.what_if import what_if
from bonitas.ledger.store import Store
from bonitas.rights.asker import Asker, noted, noted_all, noted_one
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks a ledger for somebody: `by` whom, for what `purpose`, for which `recipient` if the answer is handed on.

    Each question takes the words of the function of its name. What cannot be written down is not answered: BonitasError L641, or L642
    where the ledger demands a purpose and none is given.

    >>> from bonitas.ledger.memory import memory_ledger
    >>> from bonitas.rulebook.read import read_rulebook
    >>> with memory_ledger() as ledger:  # of one in memory nothing is written down
    ...     desk = Desk(ledger, by="desk 4", purpose="loan 17")
    ...     [row["standing"] for row in desk.rate(read_rulebook("de-schufa-2026"), subject="ann").rows()]
    ['not_rated']
    """

    ledger: Store
    by: str = ""
    purpose: str = ""
    recipient: str = ""

    @property
    def asker(self) -> Asker:
        """Who asks."""
        return Asker(self.purpose, self.by, self.recipient)

    def rate(self, book: Rulebook, **question: Any) -> Ratings:
        """Rate as `bonitas.rate`: noted is each subject that is named, or that everybody was asked about."""
        found = rate(book, self.ledger, **question)
        if question.get("subject") is not None or question.get("asked") is not None:
            noted(self.ledger, self.asker, "rate", found.rows())
        else:
            noted_all(self.ledger, self.asker, "rate", book, question.get("on"))
        return found

    def explain(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """Explain as `bonitas.explain`."""
        found = explain(book, self.ledger, subject=subject, **question)
        noted_one(self.ledger, self.asker, "explain", book, found.as_dict())
        return found

    def lookup(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """Look up in a register as `bonitas.lookup`."""
        return self._asked("lookup", lookup, book, subject, question)

    def forecast(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """Forecast as `bonitas.forecast`."""
        return self._asked("forecast", forecast, book, subject, question)

    def what_if(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """Suppose as `bonitas.what_if`."""
        return self._asked("what-if", what_if, book, subject, question)

    def path(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """The way to a band as `bonitas.path`."""
        return self._asked("path", path, book, subject, question)

    def offers(self, book: Rulebook, *, subject: str, **question: Any) -> Any:
        """What a standing opens as `bonitas.offers`."""
        return self._asked("offers", offers, book, subject, question)

    def _asked(self, what: str, ask: Any, book: Rulebook, subject: str, question: Mapping[str, Any]) -> Any:
        found = ask(book, self.ledger, subject=subject, **question)
        noted_one(self.ledger, self.asker, what, book, {"subject": subject, "on": question.get("on")})
        return found
