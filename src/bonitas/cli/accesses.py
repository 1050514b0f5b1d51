"""Who asks, what for, and for whom: said on the command line or by the environment, and written down before anything is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bonitas.ledger.access import Access
    from bonitas.ledger.store import Store
    from bonitas.rulebook.model import Rulebook

Purpose = Annotated[
    str | None,
    typer.Option("--purpose", metavar="TEXT", envvar="BONITAS_PURPOSE", help="What the look-up is for; recorded with it."),
]
By = Annotated[str | None, typer.Option("--by", metavar="WHO", envvar="BONITAS_BY", help="Who asks; recorded with the look-up.")]
#: Where `--by` means something else already.
AskedBy = Annotated[
    str | None, typer.Option("--asked-by", metavar="WHO", envvar="BONITAS_BY", help="Who asks; recorded with the look-up.")
]
For = Annotated[
    str | None, typer.Option("--for", metavar="RECIPIENT", help="Who is given the answer, if it is handed on; recorded.")
]


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of whoever asks."""

    purpose: str | None = None
    by: str | None = None
    recipient: str | None = None

    def access(self, what: str, row: Mapping[str, Any]) -> Access:
        """An access by them, with what a row of an answer says of it."""
        from bonitas.ledger.access import Access

        named = ("subject", "rulebook", "version", "hash", "on", "standing", "score", "band")
        said: dict[str, Any] = {name: str(row[name]) for name in named if row.get(name) is not None}
        return Access(
            what=what, purpose=self.purpose or "", by=self.by or "", recipient=self.recipient or "", **{"subject": "", **said}
        )


def noted(store: Store, asker: Asker, what: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down that these rows are handed out, each about one subject. What cannot be written down is not shown."""
    from bonitas.ledger.access import note

    note(store, (asker.access(what, row) for row in rows))


def noted_one(store: Store, asker: Asker, what: str, book: Rulebook, about: Mapping[str, Any]) -> None:
    """Write down one look-up by a rulebook; `about` says of whom, and whatever else is known of the answer. Asked about no day, it was
    about today."""
    from bonitas.common.days import iso
    from bonitas.engine.question import today

    said = {"rulebook": book.id, "version": book.version, "hash": book.hash, **about}
    noted(store, asker, what, [{**said, "on": said.get("on") or iso(today(book))}])


def noted_all(store: Store, asker: Asker, what: str, book: Rulebook, on: str | None) -> None:
    """Write down that everybody was asked about at once."""
    from bonitas.ledger.access import EVERYBODY

    noted_one(store, asker, what, book, {"subject": EVERYBODY, "on": on})
