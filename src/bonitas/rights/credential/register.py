"""The issuer's book of what it issued, beside its key: which place of which status list stands for whom, and what was revoked.

It is a small SQLite file that only its owner may read; several processes may use it at once. Whoever has the key has the book: a list
signed without it would make revoked credentials good again.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bonitas.rights.credential.codes import trouble

#: How many credentials one status list has room for: 128 KiB before it is packed.
PLACES: Final = 1 << 20
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS issued (
  no INTEGER PRIMARY KEY, list INTEGER NOT NULL, place INTEGER NOT NULL, ledger TEXT NOT NULL, subject TEXT, rulebook TEXT NOT NULL,
  band TEXT, floors TEXT NOT NULL, ends INTEGER NOT NULL, revoked INTEGER, why TEXT, UNIQUE (list, place)
)"""
_COLUMNS: Final = "no, list, place, ledger, subject, rulebook, band, floors, ends, revoked, why"
#: The mark of the file's form, so that another SQLite file is not taken for a book.
_FORM: Final = 0x626F6E31
#: Bands are kept as one text; no name of a band holds a line's end.
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True)
class Says:
    """What a credential can show: the band (None: it does not say) and bands that are reached. `among`: how many bands there are."""

    band: str | None
    floors: tuple[str, ...]
    among: int


@dataclass(frozen=True, slots=True)
class Issued:
    """One credential: its number in the book, its place in a status list, whom it is about and what it can show.

    `band` None: it does not say the band. `floors`: the bands that it can show to be reached. `ends` and `revoked` in seconds since 1970;
    `subject` None: forgotten.
    """

    no: int
    list: int
    place: int
    ledger: str
    subject: str | None
    rulebook: str
    band: str | None
    floors: tuple[str, ...]
    ends: int
    revoked: int | None
    why: str | None


class Register:
    """The book of a key. A context manager. BonitasError G505 if it cannot be used."""

    def __init__(self, key: str | Path, *, begin: bool = False) -> None:
        self.path = Path(f"{key}.issued")
        with self._working():
            if begin:
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            elif not self.path.exists():
                raise trouble("G505", name=self.path, why="it is not there")
            self._con = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            with self._alone():
                self._check()
        except BaseException:
            self._con.close()
            raise

    def _check(self) -> None:
        """An empty file becomes a book; a file that is something else is none."""
        form = self._con.execute("PRAGMA user_version").fetchone()[0]
        if form == 0 and not self._con.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            self._con.execute(_TABLES)
            self._con.execute(f"PRAGMA user_version = {_FORM}")
        elif form != _FORM:
            raise trouble("G505", name=self.path, why="it is something else")

    def enter(self, ledger: str, subject: str, rulebook: str, says: Says, ends: int) -> Issued:
        """Give a new credential its number and a place drawn at random, in the first list with room (half of its places)."""
        with self._alone():
            used = self._con.execute("SELECT list, count(*) FROM issued GROUP BY list ORDER BY list DESC LIMIT 1").fetchone() or (
                1,
                0,
            )
            number = used[0] if used[1] < PLACES // 2 else used[0] + 1
            taken = "SELECT 1 FROM issued WHERE list = ? AND place = ?"
            place = secrets.randbelow(PLACES)
            while self._con.execute(taken, (number, place)).fetchone():
                place = secrets.randbelow(PLACES)
            row = (number, place, ledger, subject, rulebook, says.band, _BETWEEN.join(says.floors), ends)
            put = (
                "INSERT INTO issued (list, place, ledger, subject, rulebook, band, floors, ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            )
            no = self._con.execute(put, row).lastrowid or 0
        return Issued(no, number, place, ledger, subject, rulebook, says.band, says.floors, ends, None, None)

    def good(self, at: int, *, subject: str | None = None, no: int | None = None, rulebook: str | None = None) -> list[Issued]:
        """Those neither ended nor revoked: of a subject, of a number, or by a rulebook; in order."""
        wanted = {"subject": subject, "no": no, "rulebook": rulebook}
        named = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(["revoked IS NULL", "ends > :at", *(f"{name} = :{name}" for name in named)])
        with self._working():
            rows = self._con.execute(f"SELECT {_COLUMNS} FROM issued WHERE {where} ORDER BY no", {"at": at, **named}).fetchall()
        return [_issued(row) for row in rows]

    def revoke(self, numbers: Sequence[int], at: int, why: str) -> None:
        """Mark these as revoked: all of them, or none if the machine stops."""
        with self._alone():
            self._con.executemany(
                "UPDATE issued SET revoked = ?, why = ? WHERE no = ? AND revoked IS NULL", [(at, why, no) for no in numbers]
            )

    def forget(self, subject: str) -> int:
        """Take a subject's id off every row, and what each could show: the places stay given out, and revoked where they were."""
        with self._alone():
            self._con.execute("PRAGMA secure_delete = ON")
            done = self._con.execute(
                "UPDATE issued SET subject = NULL, band = NULL, floors = '', why = NULL WHERE subject = ?", (subject,)
            )
            return done.rowcount

    def revoked(self, number: int) -> list[int]:
        """The places of a list that are revoked. Those that have ended stay, so that a list never takes a revocation back."""
        with self._working():
            found = self._con.execute("SELECT place FROM issued WHERE list = ? AND revoked IS NOT NULL", (number,)).fetchall()
        return [int(place) for (place,) in found]

    def lists(self) -> list[int]:
        """The numbers of all lists; the first is there before anything is issued."""
        with self._working():
            found = self._con.execute("SELECT DISTINCT list FROM issued ORDER BY list").fetchall()
        return [int(number) for (number,) in found] or [1]

    def close(self) -> None:
        """Let go of it."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One transaction, while nobody else writes."""
        with self._working():
            self._con.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._con.execute("COMMIT")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("ROLLBACK")
                raise

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Where the file fails, it is said so."""
        try:
            yield
        except OSError as exc:
            raise trouble("G505", name=self.path, why=(exc.strerror or str(exc)).lower()) from exc
        except sqlite3.Error as exc:
            raise trouble("G505", name=self.path, why=str(exc)) from exc


def _issued(row: tuple[int, int, int, str, str | None, str, str | None, str, int, int | None, str | None]) -> Issued:
    return Issued(*row[:7], tuple(row[7].split(_BETWEEN)) if row[7] else (), *row[8:])
