"""Standing ratings in a DuckDB file beside an embedded ledger: one file for each rulebook."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

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

    # ------------------------------------------------------------ keeping

    def recode(self, ledger: Ledger) -> None:
        """The ledger is another one: every standing gets the code that its subject has there."""
        table = self._table("SELECT code, id FROM standings ORDER BY code")
        codes = ledger.parties(table.column(1).to_pylist())
        lost = np.flatnonzero(codes < 0)
        codes[lost] = -2 - np.arange(len(lost), dtype=np.int32)
        con = self._to_ask()
        with translated(self.address), self._registered(recoded=pa.table({"was": table.column(0), "is": codes})):
            con.execute("BEGIN")
            con.execute('UPDATE standings SET code = r."is" FROM recoded r WHERE r.was = standings.code')
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
            con.execute("DROP TABLE standings")
            con.execute(creation("standings", TABLES["standings"]))
        else:
            con.execute("DELETE FROM standings WHERE code IN (SELECT code FROM new_rows UNION ALL SELECT code FROM gone)")
        con.execute("INSERT INTO standings BY NAME SELECT * FROM new_rows")
        if not kept.whole and kept.head.replaced == 0:
            con.execute("CREATE TABLE tidied AS SELECT * FROM standings ORDER BY code")
            con.execute("DROP TABLE standings")
            con.execute("ALTER TABLE tidied RENAME TO standings")
        con.execute("INSERT INTO texts BY NAME SELECT * FROM new_texts")
        if len(kept.moves):
            con.execute("INSERT INTO changes BY NAME SELECT * FROM new_changes")
            con.execute("INSERT INTO refreshes BY NAME SELECT * FROM new_refresh")
        con.execute("DELETE FROM head")
        con.execute("INSERT INTO head SELECT * FROM new_head")

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
    if con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'head'").fetchone():
        return
    con.execute("BEGIN")
    for table, columns in TABLES.items():
        con.execute(creation(table, columns))
    con.execute("COMMIT")
