"""The book of accesses of an embedded ledger: a SQLite file beside it, which many processes write at once."""

from __future__ import annotations

import getpass
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bonitas.ledger.access.book import Accesses, Fresh, Row
from bonitas.ledger.access.entry import START, chained, digested
from bonitas.ledger.codes import trouble

FORMAT: Final = 1
#: Seconds that one process waits for the others.
PATIENCE: Final = 30
_COLUMNS: Final = ("no", "at", "login", "subject", "entry", "salt", "digest", "chain")
_TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE accesses (
    no INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, login TEXT NOT NULL,
    subject TEXT, entry TEXT, salt BLOB, digest BLOB NOT NULL, chain BLOB NOT NULL
);
CREATE INDEX accesses_by_subject ON accesses (subject);
CREATE TRIGGER never_removed BEFORE DELETE ON accesses BEGIN SELECT RAISE(ABORT, 'an access is never removed'); END;
CREATE TRIGGER only_emptied BEFORE UPDATE ON accesses
WHEN NEW.entry IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.subject IS NOT NULL OR NEW.no <> OLD.no OR NEW.at <> OLD.at
    OR NEW.login <> OLD.login OR NEW.digest <> OLD.digest OR NEW.chain <> OLD.chain
BEGIN SELECT RAISE(ABORT, 'an access is never changed'); END;
"""


class FileAccesses(Accesses):
    """Rows in a SQLite file, made when the first is noted. BonitasError: L641 it cannot be written, L643 it is something else."""

    def __init__(self, path: Path, *, write: bool, like: Path | None = None) -> None:
        self.address = str(path)
        self._con: sqlite3.Connection | None = None
        with self._translated():
            there = path.exists() and (not path.is_file() or path.stat().st_size > 0)  # another process may have just begun it
            self._con = _connected(path if write or there else None, write=write)
            if write or not there:
                self._begin(path if write else None, like)
            self._learn()

    def _begin(self, path: Path | None, like: Path | None) -> None:
        """Make the tables, if they are not there; the file may be read and written by whoever may do so with the ledger."""
        con = self._open()
        con.execute("BEGIN IMMEDIATE")
        if not con.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _statements():
                con.execute(statement)
            con.execute("INSERT INTO meta VALUES ('bonitas_accesses', ?)", [str(FORMAT)])
            if path is not None and like is not None:
                os.chmod(path, like.stat().st_mode & 0o666)
        con.execute("COMMIT")

    def _learn(self) -> None:
        """Which format it has and what it demands. What is something else is never written to."""
        try:
            meta = dict(self._open().execute("SELECT key, value FROM meta").fetchall())
            found = int(meta["bonitas_accesses"])
        except (sqlite3.OperationalError, KeyError, ValueError) as exc:
            self.close()
            raise trouble("L643", self.address) from exc
        if found > FORMAT:
            self.close()
            raise trouble("L502", self.address, found=found, known=FORMAT)

    def _rows(self, *, after: int = 0, subjects: list[str] | None = None) -> Iterator[Row]:
        where, given = "no > ?", [after] if subjects is None else subjects
        if subjects is not None:
            where = f"subject IN ({', '.join('?' * len(subjects))})"
        with self._translated():
            # A cursor that waits for its reader would keep writers waiting: rows are fetched in pieces.
            last = 0
            while True:
                sql = f"SELECT {', '.join(_COLUMNS)} FROM accesses WHERE {where} AND no > {last} ORDER BY no LIMIT 10000"
                rows = self._open().execute(sql, given).fetchall()
                for row in rows:
                    yield Row(*row)
                if len(rows) < 10_000:
                    return
                last = int(rows[-1][0])

    def _last(self) -> int:
        with self._translated():
            row = self._open().execute("SELECT seq FROM sqlite_sequence WHERE name = 'accesses'").fetchone()
        return int(row[0]) if row else 0

    def _keep(self, fresh: list[Fresh]) -> None:
        with self._alone() as con:
            _append(con, fresh)

    def _empty(self, numbers: list[int], note: Fresh) -> None:
        with self._alone() as con:
            con.executemany(
                "UPDATE accesses SET subject = NULL, entry = NULL, salt = NULL WHERE no = ?", [(no,) for no in numbers]
            )
            _append(con, [note])

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """A transaction while which nobody else writes."""
        con = self._open()
        with self._translated():
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                if con.in_transaction:
                    con.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as exc:
            spoilt = "not a database" in str(exc) or "malformed" in str(exc)
            raise trouble("L643" if spoilt else "L641", self.address, why=str(exc)) from exc
        except OSError as exc:
            raise trouble("L641", self.address, why=(exc.strerror or str(exc)).lower()) from exc

    def _open(self) -> sqlite3.Connection:
        if self._con is None:
            raise trouble("L512", self.address)
        return self._con

    def close(self) -> None:
        """Let go of the file."""
        con, self._con = self._con, None
        if con is not None:
            con.close()


def _connected(path: Path | None, *, write: bool) -> sqlite3.Connection:
    """A connection without transactions of its own; None: to an empty book in memory."""
    place = "file::memory:" if path is None else path.absolute().as_uri() + ("" if write else "?mode=ro")
    con = sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None)
    con.execute("PRAGMA secure_delete = ON")  # what is emptied is overwritten
    con.execute("PRAGMA synchronous = FULL")
    return con


def _statements() -> list[str]:
    """The tables' SQL, one statement each: `executescript` would commit before it begins."""
    found, text = [], ""
    for line in _TABLES.strip().splitlines():
        text += line + "\n"
        if sqlite3.complete_statement(text):
            found.append(text)
            text = ""
    return found


def _append(con: sqlite3.Connection, fresh: list[Fresh]) -> None:
    """Append rows to the chain. The clock of a machine may be set back; the book's moments never go back."""
    row = con.execute("SELECT no, at, chain FROM accesses ORDER BY no DESC LIMIT 1").fetchone()
    no, last, link = row or (0, 0, START)
    at, login = max(time.time_ns() // 1000, last), _login()
    rows = []
    for subject, entry, salt in fresh:
        no += 1
        digest = digested(salt, entry)
        link = chained(link, no, at, login, digest)
        rows.append((no, at, login, subject, entry, salt, digest, link))
    con.executemany(f"INSERT INTO accesses ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})", rows)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return str(os.getuid())
