"""The default store: one DuckDB file, or none (in memory)."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.in_memory import InMemory
from bonitas.ledger.pins import KEY, Pin, as_value, pins_of
from bonitas.ledger.schema import (
    EVERY,
    FORMAT,
    LATER,
    LATER_TABLES,
    SEALS,
    TABLES,
    WITH_ATTRIBUTES,
    columns_of,
    creation,
    empty,
    in_words,
    refuse_lacking,
    type_of,
)
from bonitas.ledger.sql import column_of, connect, quoted
from bonitas.ledger.store import Store

if TYPE_CHECKING:
    from bonitas.ledger.removal.model import Removal
    from bonitas.ledger.removal.remove import Asked

#: A DuckDB file starts with three headers of 4 KiB; then come blocks of equal size.
HEADERS: Final = 3 * 4096


class DuckLedger(Store):
    """A ledger in a DuckDB file. One process at a time writes it; several may read it while none writes."""

    lacking: tuple[tuple[str, str], ...] = ()
    """Columns (table, name) that an older file does not have, and that came later."""
    without: tuple[str, ...] = ()
    """Tables that an older file does not have, and that came later."""
    tables: InMemory | None = None
    """Where they are if they are in no file."""

    def _last_call(self) -> int:
        row = self._to_write().execute("SELECT value FROM meta WHERE key = 'last_call'").fetchone()
        return int(row[0]) if row else 0

    def _keep(self, attributes: dict[str, str], additions: Iterable[tuple[str, str]]) -> None:
        con = self._to_write()
        new = {name: type_ for name, type_ in attributes.items() if name not in self.attributes}
        con.execute("BEGIN")
        try:
            for name, type_ in new.items():
                con.execute("INSERT INTO attributes VALUES (?, ?)", [name, type_])
                for table in WITH_ATTRIBUTES:
                    con.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(column_of(name))} {type_of(type_)}")
            if new:
                con.execute(in_words({**self.attributes, **new}))
            for table, select in additions:
                con.execute(f"INSERT INTO {table} BY NAME {select}")
            written = con.execute("UPDATE meta SET value = ? WHERE key = 'last_call'", [str(self.moment)]).fetchone()
            if not written or not written[0]:
                con.execute("INSERT INTO meta VALUES ('last_call', ?)", [str(self.moment)])
            con.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                con.execute("ROLLBACK")
            raise
        self.attributes.update(new)

    def _numbered(self, select: str) -> str:
        """An older file that is only read has tables without what came later, numbers among it: that is empty there, as it will be when
        the file is next written."""
        if self._limits:
            return select  # what limits it has them already
        named = [*dict.fromkeys(table for table, _ in self.lacking), *self.without]
        without = [f"{table} AS (SELECT * FROM {self._filled(table, 'main')})" for table in named]
        return f"WITH {', '.join(without)} {select}" if without else select

    def _filled(self, table: str, where: str) -> str:
        """SQL that names a table of this file with all the columns that it would have today."""
        if table in self.without:
            return f"({empty(columns_of(table, {}))})"
        later = [f", NULL::{TABLES[one][column]} AS {quoted(column)}" for one, column in self.lacking if one == table]
        return f"(SELECT *{''.join(later)} FROM {where}.{table})" if later else f"{where}.{table}"

    def _keep_pin(self, no: int, pin: Pin) -> None:
        self._to_write().execute("INSERT INTO meta VALUES (?, ?)", [f"{KEY}{no}", as_value(pin)])

    def _beneath(self, table: str) -> str:
        return self._filled(table, f"{quoted(str(self._one('SELECT current_database()')))}.main")

    def _remove(self, asked: Asked) -> Removal:
        from bonitas.ledger.removal.file import removed_from_file, removed_from_memory  # noqa: PLC0415 - seldom used

        if self.address == ":memory:":
            return removed_from_memory(self._to_write(), self.attributes, asked)
        return removed_from_file(self, self._to_write(), asked)

    def _begin_log(self, con: duckdb.DuckDBPyConnection) -> None:
        for table in SEALS:
            con.execute(creation(table, columns_of(table, {})).replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))

    def close(self) -> None:
        """Let go of the file, or of the tables in memory."""
        super().close()
        tables, self.tables = self.tables, None
        if tables is not None:
            tables.close()

    def compact(self) -> None:
        """Rewrite the records in order of subject and day, in one transaction."""
        con = self._to_write()
        with self._lock, translated(self.address):
            con.execute("BEGIN")
            try:
                con.execute("DROP VIEW records_in_words")
                con.execute("CREATE TABLE sorted AS SELECT * FROM records ORDER BY subject, occurred_on, entry")
                con.execute("DROP TABLE records")
                con.execute("ALTER TABLE sorted RENAME TO records")
                con.execute(in_words(self.attributes))
                con.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    con.execute("ROLLBACK")
                raise
            con.execute("CHECKPOINT")


def being_removed(path: Path) -> str:
    """The beginning of the names of files in which a removal writes a ledger anew."""
    return f".{path.name}.removing-"


def sweep(path: Path) -> None:
    """Remove what a removal left that was killed. For whoever has the ledger open for writing."""
    real = path.resolve()
    for left in real.parent.glob(glob.escape(being_removed(real)) + "*"):
        left.unlink(missing_ok=True)


def make_duck(path: Path, *, lab: bool, purposes: bool = False, sealed: bool = False, licensed: bool = False) -> None:
    """Make an empty ledger. It appears under its name when it is whole, and never replaces anything."""
    address = str(path)
    if path.exists():
        raise trouble("L506", address)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with translated(address):
        try:
            con = connect(str(fresh))
            _make_tables(con, lab, sealed=sealed)
            for mark, given in (("purposes", purposes), ("licensed", licensed)):
                if given:
                    con.execute("INSERT INTO meta VALUES (?, 'yes')", [mark])
            con.close()
            os.link(fresh, path)
        except FileExistsError as exc:
            raise trouble("L506", address) from exc
        finally:
            fresh.unlink(missing_ok=True)
            fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)


def _make_tables(con: duckdb.DuckDBPyConnection, lab: bool, *, sealed: bool = False) -> None:
    con.execute("BEGIN")
    con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    con.execute("CREATE TABLE attributes (name VARCHAR, type VARCHAR)")
    for table in (*TABLES, *(SEALS if sealed else ())):
        con.execute(creation(table, columns_of(table, {})))
    rows = {"bonitas_ledger": str(FORMAT), "lab": "yes" if lab else "no"}
    con.executemany("INSERT INTO meta VALUES (?, ?)", list(rows.items()))
    con.execute(in_words({}))
    con.execute("COMMIT")


def open_duck(path: Path, *, write: bool, catalogue: Catalogue | None) -> DuckLedger:
    """Open a ledger in a DuckDB file."""
    address = str(path)
    if not path.exists():
        raise trouble("L505", address)
    if path.is_dir() or path.stat().st_size < HEADERS:
        raise trouble("L503", address)
    settled = not path.with_name(path.name + ".wal").exists()
    with translated(address):
        con = connect(address, read_only=not write)
        try:
            meta, attributes = _meta(con, address)
            there = _columns(con)
            refuse_lacking(_named(there), address)
            without = tuple(table for table in LATER_TABLES if table not in there)
            lacking = tuple((table, name) for table, name in LATER if name not in there[table])
            if write:
                sweep(path)
                for table in without:
                    con.execute(creation(table, columns_of(table, {})))
                for table, column in lacking:
                    con.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(column)} {TABLES[table][column]}")
            if settled:
                _whole(con, path)
        except BaseException:
            con.close()
            raise
    lab = meta.get("lab") == "yes"
    ledger = DuckLedger(address, con, lab=lab, attributes=attributes, write=write, catalogue=catalogue)
    ledger.arrangeable = True  # one in memory has no place beside it
    ledger.sealed = bool(there.keys() & SEALS.keys())
    if not write:
        ledger.lacking, ledger.without = lacking, without
    marks, ledger.pins = {key for key, value in meta.items() if value == "yes"}, pins_of(meta)
    ledger.purposes, ledger.licensed = "purposes" in marks, "licensed" in marks
    return ledger


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of each table that there is of those that a ledger may have. Each is asked itself: the list of all columns of everything
    takes five times as long to come."""
    found = {}
    for table in EVERY:
        with contextlib.suppress(duckdb.CatalogException):
            found[table] = {str(one[0]) for one in con.execute(f"SELECT * FROM {table} LIMIT 0").description or ()}
    return found


def _named(there: Mapping[str, set[str]]) -> list[tuple[str, str, set[str]]]:
    """(what it is, table, its columns) of each table that a ledger has, or must have."""
    tables = (*TABLES, *(SEALS if there.keys() & SEALS.keys() else ()))
    return [(f"the table {table}", table, there.get(table, set())) for table in tables]


def _meta(con: duckdb.DuckDBPyConnection, address: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is said of the ledger as a whole, and its attributes. A format this program does not know is never guessed at."""
    try:
        meta = dict(con.execute("SELECT key, value FROM meta").fetchall())
        found = int(meta["bonitas_ledger"])
    except (duckdb.CatalogException, duckdb.BinderException, KeyError, ValueError) as exc:
        raise trouble("L503", address) from exc
    if found > FORMAT:
        raise trouble("L502", address, found=found, known=FORMAT)
    return meta, dict(con.execute("SELECT name, type FROM attributes").fetchall())


def _whole(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A file too short for the blocks in use was cut short; better said now than in the middle of a rating.

    Free blocks at its end may be missing rightly. Asked only if no log of later changes lies beside it: replaying one counts
    blocks that are not in the file yet.
    """
    row = con.execute("SELECT block_size * used_blocks FROM pragma_database_size()").fetchone()
    if row and path.stat().st_size < int(row[0]) + HEADERS:
        raise trouble("L504", str(path), why="the file is shorter than it should be")


def memory_store(*, lab: bool, catalogue: Catalogue | None) -> DuckLedger:
    """An empty ledger that is gone when it is closed."""
    tables = InMemory()
    _make_tables(tables.con, lab)
    ledger = DuckLedger(":memory:", tables.con, lab=lab, attributes={}, write=True, catalogue=catalogue)
    ledger.tables = tables
    return ledger
