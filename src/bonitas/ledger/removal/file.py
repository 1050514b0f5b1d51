"""Removing from a DuckDB file: it is written anew without what goes, and takes the old one's place in one step.

Rows deleted in place would stay readable in the file's free blocks. Until the new file is renamed the old one is whole, and after it
the new one is; a file left by a process that was killed is removed by the next that opens the ledger for writing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from bonitas.common.problems import BonitasError
from bonitas.ledger.codes import trouble
from bonitas.ledger.duck import DuckLedger, being_removed
from bonitas.ledger.errors import translated
from bonitas.ledger.manifest import flush
from bonitas.ledger.removal.going import NAMES, STAYS, audit, kept, touched
from bonitas.ledger.removal.model import Removal
from bonitas.ledger.removal.remove import Asked, begun
from bonitas.ledger.sql import connect, literal, quoted

#: Seconds to wait for somebody who has opened the new file at once.
PATIENCE: Final = 2.0


def removed_from_memory(con: duckdb.DuckDBPyConnection, attributes: Mapping[str, str], asked: Asked) -> Removal:
    """Remove from tables in memory."""
    con.execute("BEGIN")
    try:
        removal = begun(con, attributes, asked)
        for table in STAYS:
            con.execute(f"CREATE OR REPLACE TEMP TABLE staying AS {kept(table, table)}")
            con.execute(f"DELETE FROM {table}")
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staying")
        for table, name in NAMES.items():
            con.execute(f"UPDATE {table} SET {name} = '~removed-' || no WHERE {touched(table)}")
        for table, select in audit(removal).items():
            con.execute(f"INSERT INTO {table} BY NAME {select}")
        con.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    return removal


def removed_from_file(ledger: DuckLedger, con: duckdb.DuckDBPyConnection, asked: Asked) -> Removal:
    """Remove from a file, which is closed and opened again. BonitasError L501 if others have it open."""
    path = Path(ledger.address).resolve()
    fresh = path.with_name(f"{being_removed(path)}{secrets.token_hex(4)}")
    try:
        con.execute("CHECKPOINT")
        removal = begun(con, ledger.attributes, asked)
        _copy(con, fresh, removal)
        shutil.copymode(path, fresh)
        flush(fresh)
        was = path.stat()
        ledger.close()
        with _held(path, was):
            ledger._disarrange()  # one that another thread made meanwhile
            _forget_spilled(path)
            fresh.replace(path)
            flush(path.parent)
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            left.unlink(missing_ok=True)
        _open_again(ledger)
    return removal


def _copy(con: duckdb.DuckDBPyConnection, fresh: Path, removal: Removal) -> None:
    """Write every table and view into a new file, without what goes."""
    here = "NOT internal AND NOT temporary AND database_name = current_database()"
    tables = con.execute(f"SELECT table_name, sql FROM duckdb_tables() WHERE {here} ORDER BY table_oid").fetchall()
    later = con.execute(
        f"SELECT sql FROM duckdb_views() WHERE {here} UNION ALL "
        "SELECT sql FROM duckdb_indexes() WHERE sql IS NOT NULL AND database_name = current_database()"
    ).fetchall()
    main = quoted(str((con.execute("SELECT current_database()").fetchone() or [""])[0]))
    con.execute(f"ATTACH {literal(str(fresh))} AS fresh")
    con.execute("USE fresh")
    con.execute("BEGIN")
    for table, made in tables:
        con.execute(made)
        con.execute(f"INSERT INTO fresh.main.{quoted(table)} BY NAME {kept(table, f'{main}.main.{quoted(table)}')}")
    for table, select in audit(removal).items():
        con.execute(f"INSERT INTO fresh.main.{table} BY NAME {select}")
    for (made,) in later:
        con.execute(made)
    con.execute("COMMIT")
    con.execute(f"USE {main}")
    con.execute("DETACH fresh")


@contextmanager
def _held(path: Path, was: os.stat_result) -> Iterator[None]:
    """Within the block nobody else can open the file, and it is as it was when it was last looked at; BonitasError L501 if not."""
    with translated(path):
        connect(str(path), read_only=True).close()  # refused if this process has it open elsewhere
    handle = os.open(path, os.O_RDWR)
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise trouble("L501", path) from exc
        now = path.stat()
        same = (now.st_ino, now.st_size, now.st_mtime_ns) == (was.st_ino, was.st_size, was.st_mtime_ns)
        if not same or path.with_name(f"{path.name}.wal").exists():
            raise trouble("L501", path)
        yield
    finally:
        os.close(handle)


def _forget_spilled(path: Path) -> None:
    """Remove what a process that was killed had no room for in memory. (Nobody has the ledger open.)"""
    for left in path.with_name(f"{path.name}.tmp").glob("duckdb_temp_*"):
        left.unlink(missing_ok=True)


def _open_again(ledger: DuckLedger) -> None:
    """The ledger goes on with what now lies there. If somebody else was quicker, it stays closed: what was removed is removed."""
    if ledger._con is not None:
        with contextlib.suppress(duckdb.Error):
            ledger._con.execute("ROLLBACK")
        return
    until = time.monotonic() + PATIENCE
    while ledger._con is None and time.monotonic() < until:
        with contextlib.suppress(BonitasError), translated(ledger.address):
            ledger._con = connect(ledger.address)
            return
        time.sleep(0.05)
