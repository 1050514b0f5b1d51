"""Standing ratings as earlier programs kept them: a DuckDB file for each rulebook. They are read, and brought over by the next refresh.

`standings` has everybody's, written together in order of code. The rows of `newer`, which the oldest files do not have, count in their place;
one with a standing below zero says that there is none any more.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from bonitas.ledger.base import Int32s
from bonitas.ledger.errors import translated
from bonitas.ledger.sql import connect
from bonitas.ledger.standings.book import Book, appended
from bonitas.ledger.standings.rows import write_base
from bonitas.ledger.standings.tables import RUN, Run, TableStandings
from bonitas.ledger.standings.told import packed


class OlderStandings(TableStandings):
    """Standing ratings of one rulebook in a DuckDB file, to be read."""

    def __init__(self, path: Path, rulebook: str, con: duckdb.DuckDBPyConnection) -> None:
        self.path, self.rulebook, self.address = path, rulebook, str(path)
        self._con = con
        self._has_newer = _has(con, "newer")

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with translated(self.address):
            return self._con.execute(sql).fetchall()

    def _table(self, sql: str, codes: Int32s | None = None) -> pa.Table:
        with translated(self.address):
            if codes is None:
                return self._con.sql(sql).to_arrow_table()
            self._con.register("wanted", pa.table({"wanted": codes}))
            try:
                return self._con.sql(sql.replace("{among}", "code IN (SELECT wanted FROM wanted)")).to_arrow_table()
            finally:
                self._con.unregister("wanted")

    def _name(self, table: str, alias: str) -> str:
        return f"{table} {alias}"

    def _standing(self, columns: str, test: str = "true") -> str:
        if not self._has_newer:
            return f"SELECT {columns} FROM standings WHERE {test}"
        return f"""SELECT {columns} FROM standings WHERE {test} AND code NOT IN (SELECT code FROM newer)
            UNION ALL SELECT {columns} FROM newer WHERE standing >= 0 AND {test}"""

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def older_standings(path: Path, rulebook: str) -> OlderStandings:
    """Those in a file. BonitasError L541 if somebody else has it open."""
    with translated(path, in_use="L541"):
        return OlderStandings(path, rulebook, connect(str(path), read_only=True))


def brought_over(path: Path, rulebook: str, folder: Path) -> Book:
    """Write into a folder what a file holds; the book that says so."""
    with older_standings(path, rulebook) as old:
        head = old.head()
        book = Book(head=head, texts=tuple(old.texts()), turn=1)
        if head is None:
            return book
        rows = old.all()
        named = old._table(f"{old._standing('code, id')} ORDER BY code").column(1).combine_chunks()
        book = replace(book, head=replace(head, replaced=0), base=write_base(folder, "base-1.arrow", rows, named))
        runs = old._rows(f'SELECT {RUN} FROM refreshes ORDER BY "first"')
        ends = [*(run[0] for run in runs), head.seq + 1]
        for (first, *said), following in zip(runs, ends[1:], strict=True):
            told = old._table(f"SELECT * FROM changes WHERE seq >= {first} AND seq < {following} ORDER BY seq")
            book = replace(book, changes=appended(folder, book.changes, "changes-1.arrows", packed(told, Run(*said))))
        return book


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table is there; asked of it, which is ten times quicker than of the list of tables."""
    with contextlib.suppress(duckdb.CatalogException):
        con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()
        return True
    return False
