"""Who asks, what for, and for whom; written down before an answer is handed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bonitas.engine.question import Day
    from bonitas.ledger.access import Access
    from bonitas.ledger.base import Filed
    from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of whoever asks."""

    purpose: str | None = None
    by: str | None = None
    recipient: str | None = None

    def access(self, what: str, row: Mapping[str, Any]) -> Access:
        """An access by them, with what a row of an answer says of it."""
        from bonitas.ledger.access import Access  # noqa: PLC0415 - the book of accesses is opened last

        named = ("subject", "rulebook", "version", "hash", "on", "standing", "score", "band")
        said: dict[str, Any] = {name: str(row[name]) for name in named if row.get(name) is not None}
        return Access(
            what=what, purpose=self.purpose or "", by=self.by or "", recipient=self.recipient or "", **{"subject": "", **said}
        )


def noted(store: Filed, asker: Asker, what: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down that these rows are handed out, each about one subject. What cannot be written down is not shown."""
    from bonitas.ledger.access import note  # noqa: PLC0415 - the same

    note(store, (asker.access(what, row) for row in rows))


def noted_one(store: Filed, asker: Asker, what: str, book: Rulebook, about: Mapping[str, Any]) -> None:
    """Write down one look-up by a rulebook; `about` says of whom, and whatever else is known of the answer. Asked about no day, it was
    about today."""
    from bonitas.common.days import iso  # noqa: PLC0415 - the same
    from bonitas.engine.question import to_day, today  # noqa: PLC0415

    said = {"rulebook": book.id, "version": book.version, "hash": book.hash, **about}
    day = said.get("on")
    noted(store, asker, what, [{**said, "on": iso(today(book) if not day else to_day(day))}])


def noted_all(store: Filed, asker: Asker, what: str, book: Rulebook, on: Day | None) -> None:
    """Write down that everybody was asked about at once."""
    from bonitas.ledger.access import EVERYBODY  # noqa: PLC0415 - the same

    noted_one(store, asker, what, book, {"subject": EVERYBODY, "on": on})
