"""Where a book of identifiers lies: what it asks of that place, and the file beside an embedded ledger."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.sql import connect

#: One row: subject, scheme, keyed hash, when it was recorded (microseconds).
Row = tuple[str, str, str, int]


class Shelf(Protocol):
    """Rows of subject, scheme and digest, and the proof of the key that they were hashed with."""

    def proof(self) -> str | None:
        """The proof that it was begun with."""

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""

    def alone(self) -> AbstractContextManager[None]:
        """Within the block nobody else adds, and all that is kept is kept when it ends well."""

    def all(self) -> list[tuple[str, str, str]]:
        """Subject, scheme and digest of every row."""

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""

    def close(self) -> None:
        """Let go of it."""


class FileShelf:
    """A DuckDB file of its own beside the ledger. BonitasError: L608 there is none, L609 it is something else."""

    def __init__(self, path: Path, proof: str, *, write: bool) -> None:
        self.path = path
        if not path.exists():
            if not write:
                raise trouble("L608", path)
            _begin(path, proof)
        with translated(path):
            self._con = connect(str(path), read_only=not write)
            try:
                row = self._con.execute("SELECT value FROM meta WHERE key = 'proof'").fetchone()
            except duckdb.CatalogException as exc:
                self._con.close()
                raise trouble("L609", path) from exc
        self._proof = None if row is None else str(row[0])

    def proof(self) -> str | None:
        """The proof that it was begun with."""
        return self._proof

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""
        with translated(self.path):
            found = self._con.execute("SELECT subject FROM identifiers WHERE scheme = ? AND digest = ?", [scheme, digest])
            return [str(subject) for (subject,) in found.fetchall()]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever has the file open for writing is alone; `keep` is one transaction."""
        yield

    def all(self) -> list[tuple[str, str, str]]:
        """Subject, scheme and digest of every row."""
        with translated(self.path):
            return self._con.execute("SELECT subject, scheme, digest FROM identifiers").fetchall()

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""
        names = ("subject", "scheme", "digest", "recorded_at")
        table = pa.table(dict(zip(names, map(list, zip(*fresh, strict=True)), strict=True)))
        with translated(self.path):
            self._con.register("fresh", table)
            self._con.execute("INSERT INTO identifiers BY NAME SELECT * FROM fresh")
            self._con.unregister("fresh")

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def _begin(path: Path, proof: str) -> None:
    """Make an empty book: it appears when it is whole, readable by its owner alone."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with translated(path):
        try:
            con = connect(str(fresh))
            con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
            con.execute("INSERT INTO meta VALUES ('proof', ?)", [proof])
            con.execute("CREATE TABLE identifiers (subject VARCHAR, scheme VARCHAR, digest VARCHAR, recorded_at BIGINT)")
            con.close()
            os.chmod(fresh, 0o600)
            with contextlib.suppress(FileExistsError):  # somebody else has begun it meanwhile
                os.link(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
