"""The book of identifiers beside a ledger in files: a DuckDB file of its own, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pyarrow as pa

from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.identity.shelf import Copy, Row
from bonitas.ledger.sql import connect

SCHEMA: Final = pa.schema(
    [("subject", pa.string()), ("scheme", pa.string()), ("digest", pa.string()), ("recorded_at", pa.int64()),
     ("sealed", pa.binary()), ("sealed_to", pa.string())]
)  # fmt: skip
#: Rows that are held in memory at once when a book is written anew.
BATCH: Final = 100_000


class FileShelf:
    """Rows in a file. BonitasError: L608 there is none, L609 it is something else."""

    def __init__(self, path: Path, proof: str, *, write: bool) -> None:
        self.path = path
        if not path.exists():
            if not write:
                raise trouble("L608", path)
            with translated(path), _made(path, proof) as fresh, contextlib.suppress(FileExistsError):
                os.link(fresh, path)  # fails if somebody else has begun it meanwhile
        with translated(path):
            self._con = connect(str(path), read_only=not write)
        try:
            with translated(path):
                self._read(write)
        except BaseException:
            self._con.close()
            raise

    def _read(self, write: bool) -> None:
        try:
            row = self._con.execute("SELECT value FROM meta WHERE key = 'proof'").fetchone()
            names = [column[0] for column in self._con.execute("SELECT * FROM identifiers LIMIT 0").description or ()]
        except duckdb.CatalogException as exc:
            raise trouble("L609", self.path) from exc
        self._proof = None if row is None else str(row[0])
        self._sealed = "sealed" in names  # a book of before has no such column
        if write and not self._sealed:
            self._con.execute("ALTER TABLE identifiers ADD COLUMN sealed BLOB")
            self._con.execute("ALTER TABLE identifiers ADD COLUMN sealed_to VARCHAR")
            self._sealed = True

    def proof(self) -> str | None:
        """The proof that it was begun with, or rotated to."""
        return self._proof

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""
        with translated(self.path):
            found = self._con.execute("SELECT subject FROM identifiers WHERE scheme = ? AND digest = ?", [scheme, digest])
            return [str(subject) for (subject,) in found.fetchall()]

    def copies(self, subject: str) -> list[Copy]:
        """The sealed copies of a subject's numbers, by scheme."""
        if not self._sealed:
            return []
        sql = "SELECT scheme, sealed, sealed_to FROM identifiers WHERE subject = ? AND sealed IS NOT NULL ORDER BY scheme"
        with translated(self.path):
            return [Copy(*row) for row in self._con.execute(sql, [subject]).fetchall()]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever has the file open for writing is alone; what the block keeps is one transaction."""
        with translated(self.path):
            self._con.begin()
            try:
                yield
            except BaseException:
                self._con.rollback()
                raise
            self._con.commit()

    def all(self) -> list[tuple[str, str, str, bool]]:
        """Subject, scheme, digest, and whether there is a sealed copy, of every row."""
        with translated(self.path):
            return self._con.execute("SELECT subject, scheme, digest, sealed IS NOT NULL FROM identifiers").fetchall()

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""
        with translated(self.path):
            _insert(self._con, fresh)

    def keep_copies(self, fresh: Sequence[Row]) -> None:
        """Put sealed copies to rows that have none."""
        with translated(self.path):
            self._con.register("fresh", _table(fresh))
            self._con.execute(
                "UPDATE identifiers AS i SET sealed = f.sealed, sealed_to = f.sealed_to FROM fresh AS f "
                "WHERE i.subject = f.subject AND i.scheme = f.scheme AND i.sealed IS NULL"
            )
            self._con.unregister("fresh")

    def rehash(self, again: Callable[[str], str], proof: str) -> int:
        """Put another digest in the place of each, and another proof: all of them or none. How many there are.

        The book is written anew and takes the place of the old one, so that no digest of before stays in a free part of the file.
        """
        kept = 0
        with translated(self.path):
            self._con.execute("CHECKPOINT")  # nothing of the old file is still to be written when it has been replaced
            _clear(self.path)
            with _made(self.path, proof) as fresh:
                con = connect(str(fresh))
                try:
                    rows = self._con.execute("SELECT * FROM identifiers")
                    while batch := rows.fetchmany(BATCH):
                        _insert(con, [_again(Row(*row), again) for row in batch])
                        kept += len(batch)
                finally:
                    con.close()
                flushed(fresh)
                os.replace(fresh, self.path)
            flushed(self.path.parent)
        self._proof = proof
        self.close()
        return kept

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()


def _again(row: Row, again: Callable[[str], str]) -> Row:
    return row._replace(digest=again(row.digest))


def flushed(path: Path) -> None:
    """What was written to a file or folder outlives a power cut from here on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _insert(con: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> None:
    con.register("fresh", _table(rows))
    con.execute("INSERT INTO identifiers BY NAME SELECT * FROM fresh")
    con.unregister("fresh")


def _start(path: Path) -> str:
    return f".{path.name}."


def _clear(path: Path) -> None:
    """What a process that was stopped has left; whoever calls has the book to itself."""
    for left in path.parent.iterdir():
        if left.name.startswith(_start(path)):
            shutil.rmtree(left, ignore_errors=True)


def _table(rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist([row._asdict() for row in rows], SCHEMA)


@contextmanager
def _made(path: Path, proof: str) -> Iterator[Path]:
    """An empty book in a folder of its own beside `path`, which nobody else may look into; both are gone after the block."""
    with TemporaryDirectory(dir=path.parent, prefix=_start(path)) as folder:
        fresh = Path(folder) / "book"
        con = connect(str(fresh))
        con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
        con.execute("INSERT INTO meta VALUES ('proof', ?)", [proof])
        con.execute(
            "CREATE TABLE identifiers (subject VARCHAR, scheme VARCHAR, digest VARCHAR, recorded_at BIGINT, sealed BLOB, "
            "sealed_to VARCHAR)"
        )
        con.close()
        os.chmod(fresh, 0o600)
        yield fresh
