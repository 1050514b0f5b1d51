"""What lies beside a ledger follows it: whoever is removed there leaves the books of identifiers, standing ratings and accesses too.

In PostgreSQL identifiers and standing ratings go by triggers. Beside a file each book is written anew.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from bonitas.ledger.errors import translated
from bonitas.ledger.manifest import flush
from bonitas.ledger.postgres.address import is_postgres
from bonitas.ledger.sql import among, connect, literal
from bonitas.ledger.standings.book import NAME
from bonitas.ledger.standings.opening import writable

if TYPE_CHECKING:
    from bonitas.ledger.store import Store


def forget_beside(ledger: Store, ids: Sequence[str], *, by: str, why: str) -> None:
    """Remove these subjects from the books beside a ledger. Asked again, it finishes what was stopped."""
    place = ledger._place()
    if place == ":memory:" or not ids:
        return
    if not is_postgres(place):
        from_files(Path(place), ids)
    if not ledger.lab:
        from bonitas.ledger.access import open_accesses  # noqa: PLC0415 - it stands on the stores

        with open_accesses(ledger) as book:
            known = [one for one in ids if book.of(one, everybody=False)]
        if known:
            with open_accesses(ledger, write=True) as book:
                for one in known:
                    book.forget(one, by=by, why=why)


def from_files(place: Path, ids: Sequence[str]) -> None:
    """Identifiers are a DuckDB file of their own, and standing ratings those of an earlier program. What was told of changes stays, without
    names."""
    identities = place.with_name(f"{place.name}.identities")
    if identities.exists():
        anew(identities, lambda con: con.execute(f"DELETE FROM identifiers WHERE {among('subject', ids)}"))
    beside = place.with_name(f"{place.name}.standings")
    for standings in sorted(beside.glob("*.duckdb")):
        anew(standings, lambda con: _nameless(con, ids))
    for book in sorted(beside.glob(f"*/{NAME}")):
        with writable(book.parent) as kept:
            kept.forget(ids)


def _nameless(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    with suppress(duckdb.CatalogException):  # a file of an earlier time has none
        con.execute(f"DELETE FROM newer WHERE {among('id', ids)}")
    con.execute(f"DELETE FROM standings WHERE {among('id', ids)}")
    con.execute(f"UPDATE changes SET id = '~removed-' || code WHERE {among('id', ids)}")


def anew(path: Path, change: Callable[[duckdb.DuckDBPyConnection], object]) -> None:
    """Change a file and write it anew, so that what is gone is not left in its free blocks. It takes the old one's place at once."""
    fresh = path.with_name(f".{path.name}.removing-{secrets.token_hex(4)}")
    for left in path.parent.glob(f".{path.name}.removing-*"):
        left.unlink(missing_ok=True)
    try:
        with translated(path, in_use="L541" if path.suffix == ".duckdb" else "L501"):
            con = connect(str(path))
            try:
                change(con)
                row = con.execute("SELECT current_database()").fetchone()
                con.execute("CHECKPOINT")
                con.execute(f"ATTACH {literal(str(fresh))} AS fresh")
                con.execute(f'COPY FROM DATABASE "{row[0] if row else ""}" TO fresh')
                con.execute("DETACH fresh")
                shutil.copymode(path, fresh)
                flush(fresh)
                fresh.replace(path)  # while nobody else can have opened the old one
            finally:
                con.close()
        flush(path.parent)
    finally:
        fresh.unlink(missing_ok=True)
