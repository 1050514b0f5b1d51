"""A rulebook made ready for a ledger, to answer for one subject after another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bonitas.catalogue.model import Catalogue
from bonitas.engine.at_hand import AtHand, Shelf
from bonitas.engine.explain import Explanation, explain
from bonitas.engine.question import Day, Instant
from bonitas.engine.rate import rate
from bonitas.engine.ratings import Ratings
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.ledger.open import open_ledger
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook


class Prepared:
    """What `prepare` gives. Answers are those of `rate` and `explain`, to the bit; threads may share it."""

    def __init__(self, book: Rulebook, ledger: Store, *, lang: str, close: bool) -> None:
        self.book, self.ledger, self.lang = book, ledger, lang
        self._shelf, self._close = Shelf(), close

    def rate(self, subject: str, *, on: Day | None = None, known_at: Instant | None = None) -> dict[str, Any]:
        """The rating of one subject, as `Ratings.rows` has it: dates as ISO text, the score as an exact Decimal."""
        return next(self.rate_many([subject], on=on, known_at=known_at).rows())

    def rate_many(self, subjects: Sequence[str], *, on: Day | None = None, known_at: Instant | None = None) -> Ratings:
        """The ratings of some subjects on one day, each once, in order of id. Asked together they cost far less than one by one."""
        return rate(self.book, self._now(), on=on, known_at=known_at, subject=subjects, lang=self.lang)

    def explain(self, subject: str, *, on: Day | None = None, known_at: Instant | None = None) -> Explanation:
        """The rating of one subject with all its reasons."""
        return explain(self.book, self._now(), subject=subject, on=on, known_at=known_at, lang=self.lang)

    def _now(self) -> AtHand:
        """The ledger for one question: what has been added since the last one counts. The question itself holds it to one state."""
        return AtHand(self.ledger, self._shelf)

    def close(self) -> None:
        """Close the ledger, if `prepare` opened it."""
        if self._close:
            self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def prepare(book: Rulebook, ledger: Store | str | Path, *, lang: str = "en", catalogue: Catalogue | None = None) -> Prepared:
    """Make a rulebook ready for a ledger: it is compiled once, and every later question only reads the subjects it is about.

    `ledger`: an open one, which stays open, or the address of one, which is opened for reading and closed with the service. What the
    ledger gets later counts in the next answer. `lang`: the language of reasons; `catalogue`: as for `open_ledger`.
    Raises BonitasError as `rate` and `open_ledger` do.

    >>> import bonitas
    >>> ledger = bonitas.memory_ledger(
    ...     records=[{"subject": "ada", "kind": "payment.default", "occurred_on": "2026-03-01"}],
    ...     participations=[{"subject": "ada", "rulebook": "de-schufa-2026", "basis": "notice", "from": "2026-03-17"}],
    ... )
    >>> with ledger, bonitas.prepare(bonitas.read_rulebook("de-schufa-2026"), ledger) as service:
    ...     service.rate("ada", on="2026-11-23")["because"]
    'An unpaid payment default is on file.'
    """
    refuse_registers(book)
    opened = open_ledger(ledger, catalogue=catalogue) if isinstance(ledger, str | Path) else ledger
    try:
        refuse_outside_lab(book, opened)
    except BaseException:
        if opened is not ledger:
            opened.close()
        raise
    return Prepared(book, opened, lang=lang, close=opened is not ledger)
