"""Who was given what about a subject, and what it would be now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from bonitas.common.problems import BonitasError
from bonitas.engine.question import of_instant
from bonitas.engine.rate import rate
from bonitas.ledger.access import EVERYBODY, Access, Accesses, is_recorded, open_accesses
from bonitas.ledger.base import FullRecord
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook

#: Accesses that hand out nothing about a record or a rating.
EMPTY: Final = frozenset({"", "accesses", "messages", "disputes", "discretion", "forget"})
#: How a recipient without a name is addressed.
NAMELESS: Final = "unknown"


@dataclass(slots=True)
class Received:
    """The book of accesses, read for corrections."""

    ledger: Store
    accesses: Accesses | None
    books: dict[str, Rulebook | None] = field(default_factory=dict)
    """By id; None where a rulebook is not at hand."""
    known: dict[str, list[Access]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, ledger: Store, books: Iterable[Rulebook]) -> Iterator[Received]:
        """The book of a ledger; nothing was received where none is kept."""
        listed: dict[str, Rulebook | None] = {book.id: book for book in books}
        if not is_recorded(ledger):
            yield cls(ledger, None, listed)
            return
        with open_accesses(ledger) as accesses:
            yield cls(ledger, accesses, listed)

    def before(self, record: FullRecord, moment: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each recipient, by name, of something about the record's subject between the moment that it was recorded and another."""
        by_recipient: dict[str, list[Access]] = {}
        for one in self._of(record.subject):
            if record.recorded_at <= one.at < moment and one.what not in EMPTY:
                by_recipient.setdefault(one.recipient or one.by or one.login or NAMELESS, []).append(one)
        for recipient in sorted(by_recipient):
            yield recipient, [self._now(one, record.subject, moment) for one in by_recipient[recipient]]

    def _of(self, subject: str) -> list[Access]:
        if subject not in self.known:
            self.known[subject] = [] if self.accesses is None else self.accesses.of(subject)
        return self.known[subject]

    def _now(self, one: Access, subject: str, moment: int) -> dict[str, Any]:
        """What was received, and for a rating what it is as known at a moment: the same day, the same rules."""
        row: dict[str, Any] = {
            "access": one.no, "at": of_instant(one.at).isoformat(), "what": one.what, "rulebook": one.rulebook, "version": one.version,
            "hash": one.hash, "on": one.on, "standing": one.standing, "score": one.score, "band": one.band,
        }  # fmt: skip
        if not one.rulebook or not one.on:
            return {**row, "now": None, "changed": None, "because": "it was no rating on a day: ask anew"}
        book = self._book(one.rulebook)
        if book is None or (one.hash and book.hash != one.hash):
            return {**row, "now": None, "changed": None, "because": "the rulebook is not at hand in that version"}
        try:
            if one.subject == EVERYBODY:
                row |= self._rated(book, subject, one.on, one.at)
            now = self._rated(book, subject, one.on, moment)
        except BonitasError as error:
            return {**row, "now": None, "changed": None, "because": str(error.problems[0])}
        return {**row, "now": now, "changed": any(row[name] != now[name] for name in now)}

    def _rated(self, book: Rulebook, subject: str, on: str, known: int) -> dict[str, str]:
        found = next(rate(book, self.ledger, subject=subject, on=on, known_at=of_instant(known), changes=False).rows())
        return {name: "" if found[name] is None else str(found[name]) for name in ("standing", "score", "band")}

    def _book(self, name: str) -> Rulebook | None:
        if name not in self.books:
            self.books[name] = read_rulebook(name) if name in published() else None
        return self.books[name]
