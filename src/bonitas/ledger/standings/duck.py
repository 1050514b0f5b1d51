"""Standing ratings in a DuckDB file beside an embedded ledger: one file for each rulebook.

`standings` has everybody's, written together in order of code. What a refresh brings of some is added to `newer`, and counts in their place, so
that a day costs what changed on it; when enough has come together, all are written together again. A row of `newer` with a standing below
zero says that there is none any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
import pyarrow as pa

from bonitas.ledger.base import Int32s, Ledger
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.schema import creation
from bonitas.ledger.sql import connect
from bonitas.ledger.standings.base import Kept
from bonitas.ledger.standings.tables import (
    TABLES,
    TableStandings,
    change_rows,
    refresh_rows,
    standing_rows,
    text_rows,
)

#: The standing of a row that takes one away.
NONE: Final = -1


def folder_of(address: str) -> Path:
    """Where the standing ratings of a ledger lie. BonitasError L540 for a ledger in memory.

    >>> folder_of("standing.duckdb").name
    'standing.duckdb.standings'
    """
    if address == ":memory:":
        raise trouble("L540", address)
    path = Path(address)
    return path.with_name(path.name + ".standings")


class DuckStandings(TableStandings):
    """Standing ratings of one rulebook in a file. Open for writing, it is held by a lock that dies with its process."""

    def __init__(self, path: Path, rulebook: str, con: duckdb.DuckDBPyConnection, lock: int | None) -> None:
        self.path, self.rulebook, self.address = path, rulebook, str(path)
        self._has_newer = lock is not None or _has(con, "newer")  # a file that is only read may be of an earlier time
        self._con: duckdb.DuckDBPyConnection | None = con
        self._lock = lock

    # ------------------------------------------------------------ asking

    def _to_ask(self) -> duckdb.DuckDBPyConnection:
        if self._con is None:
            raise trouble("L512", self.address)
        return self._con

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with translated(self.address):
            return self._to_ask().execute(sql).fetchall()

    def _table(self, sql: str, codes: Int32s | None = None) -> pa.Table:
        con = self._to_ask()
        with translated(self.address):
            if codes is None:
                return con.sql(sql).to_arrow_table()
            con.register("wanted", pa.table({"wanted": codes}))
            try:
                return con.sql(sql.replace("{among}", "code IN (SELECT wanted FROM wanted)")).to_arrow_table()
            finally:
                con.unregister("wanted")

    def _name(self, table: str, alias: str) -> str:
        return f"{table} {alias}"

    def _standing(self, columns: str, test: str = "true") -> str:
        if not self._has_newer:
            return f"SELECT {columns} FROM standings WHERE {test}"
        return f"""SELECT {columns} FROM standings WHERE {test} AND code NOT IN (SELECT code FROM newer)
            UNION ALL SELECT {columns} FROM newer WHERE standing >= 0 AND {test}"""

    # ------------------------------------------------------------ keeping

    def recode(self, ledger: Ledger) -> None:
        """The ledger is another one: every standing gets the code that its subject has there."""
        table = self._table(f"{self._standing('code, id')} ORDER BY code")
        exactly = getattr(
            ledger, "exactly", ledger.parties
        )  # of ledgers read as one, who is united may be found by other ids too
        codes = exactly(table.column(1).to_pylist())
        lost = np.flatnonzero(codes < 0)
        codes[lost] = -2 - np.arange(len(lost), dtype=np.int32)
        con = self._to_ask()
        with translated(self.address), self._registered(recoded=pa.table({"was": table.column(0), "is": codes})):
            con.execute("BEGIN")
            con.execute("DELETE FROM newer WHERE standing < 0")
            for one in ("standings", "newer"):
                con.execute(f'UPDATE {one} SET code = r."is" FROM recoded r WHERE r.was = {one}.code')
            con.execute("COMMIT")

    def keep(self, kept: Kept) -> None:
        """Keep what a refresh brings, in one transaction."""
        before = self.head()
        first = (before.seq if before else 0) + 1
        given = {
            "new_rows": standing_rows(kept.rows, kept.ids),
            "gone": pa.table({"code": kept.gone}),
            "new_texts": text_rows(kept, len(self.texts())),
            "new_changes": change_rows(kept.moves, first - 1),
            "new_refresh": refresh_rows(kept.head, first),
            "new_head": pa.table({"head": [kept.head.text()]}),
        }
        con = self._to_ask()
        with translated(self.address), self._registered(**given):
            con.execute("BEGIN")
            try:
                self._write(con, kept)
                con.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    con.execute("ROLLBACK")
                raise

    def _write(self, con: duckdb.DuckDBPyConnection, kept: Kept) -> None:
        if kept.whole:
            self._together(con, "SELECT * FROM new_rows")
        else:
            con.execute("DELETE FROM newer WHERE code IN (SELECT code FROM new_rows UNION ALL SELECT code FROM gone)")
            con.execute("INSERT INTO newer BY NAME SELECT * FROM new_rows")
            con.execute(f"INSERT INTO newer (code, standing) SELECT code, {NONE} FROM gone")
            if kept.head.replaced == 0 and con.execute("SELECT 1 FROM newer LIMIT 1").fetchall():
                self._together(con, f"{self._standing('*')} ORDER BY code")
        con.execute("INSERT INTO texts BY NAME SELECT * FROM new_texts")
        if len(kept.moves):
            con.execute("INSERT INTO changes BY NAME SELECT * FROM new_changes")
            con.execute("INSERT INTO refreshes BY NAME SELECT * FROM new_refresh")
        con.execute("DELETE FROM head")
        con.execute("INSERT INTO head SELECT * FROM new_head")

    def _together(self, con: duckdb.DuckDBPyConnection, select: str) -> None:
        """Write all standings together."""
        con.execute(creation("tidied", TABLES["standings"]))
        con.execute(f"INSERT INTO tidied BY NAME {select}")
        con.execute("DROP TABLE standings")
        con.execute("ALTER TABLE tidied RENAME TO standings")
        con.execute("DELETE FROM newer")

    @contextlib.contextmanager
    def _registered(self, **tables: pa.Table) -> Iterator[None]:
        con = self._to_ask()
        for name, table in tables.items():
            con.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                con.unregister(name)

    def close(self) -> None:
        """Let go of the file."""
        con, self._con = self._con, None
        lock, self._lock = self._lock, None
        try:
            if con is not None:
                con.close()
        finally:
            if lock is not None:
                os.close(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_duck_standings(address: str, rulebook: str, *, write: bool) -> DuckStandings:
    """The standing ratings of a rulebook beside an embedded ledger. BonitasError: L541 somebody else refreshes them, L542 there
    are none to read, L510 the place cannot be written."""
    folder = folder_of(address)
    path = folder / f"{rulebook}.duckdb"
    if not write:
        if not path.exists():
            raise trouble("L542", path, rulebook=rulebook)
        with translated(path, in_use="L541"):
            return DuckStandings(path, rulebook, connect(str(path), read_only=True), None)
    with translated(path):
        folder.mkdir(exist_ok=True)
        lock = _locked(folder / f"{rulebook}.lock", path)
    try:
        with translated(path, in_use="L541"):
            con = connect(str(path))
            _make(con)
    except BaseException:
        os.close(lock)
        raise
    return DuckStandings(path, rulebook, con, lock)


def _locked(file: Path, path: Path) -> int:
    """A lock held by this refresh alone, in this process too."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(handle)
        raise trouble("L541", path) from exc
    return handle


def _make(con: duckdb.DuckDBPyConnection) -> None:
    """The tables, if they are not there yet."""
    if _has(con, "newer"):
        return
    con.execute("BEGIN")
    for table, columns in {**TABLES, "newer": TABLES["standings"]}.items():
        con.execute(creation(table, columns).replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
    con.execute("COMMIT")


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table is there; asked of it, which is ten times quicker than of the list of tables."""
    with contextlib.suppress(duckdb.CatalogException):
        con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()
        return True
    return False
