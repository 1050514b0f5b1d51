"""Opening the book of accesses: the ledger says where it lies."""

from __future__ import annotations

from pathlib import Path

from bonitas.ledger.access.book import Accesses
from bonitas.ledger.access.file import FileAccesses
from bonitas.ledger.codes import trouble
from bonitas.ledger.postgres.address import is_postgres
from bonitas.ledger.store import Store


def open_accesses(ledger: Store, *, write: bool = False) -> Accesses:
    """The book of who asked about a ledger's subjects, for reading, or for noting too. Close it after use.

    A ledger that nobody was looked up in has an empty book. BonitasError: L640 the ledger is in memory, L641 the book cannot be
    written, L643 something else lies there.
    """
    place = ledger._place()
    if place == ":memory:":
        raise trouble("L640", place)
    if is_postgres(place):
        from bonitas.ledger.postgres.accesses import PostgresAccesses  # noqa: PLC0415 - only where it is used

        book: Accesses = PostgresAccesses(place)
    else:
        book = FileAccesses(beside(place), write=write, like=Path(place))
    book.purposes = ledger.purposes
    return book


def beside(ledger: str | Path) -> Path:
    """Where the book of an embedded ledger lies.

    >>> beside("standing.duckdb").name
    'standing.duckdb.accesses'
    """
    path = Path(ledger)
    return path.with_name(path.name + ".accesses")
