"""Tables in memory, on engines that are used again: to start one takes DuckDB longer than it takes to ask a small ledger a few questions."""

from __future__ import annotations

import atexit
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import duckdb

from bonitas.ledger.sql import connect, literal, quoted

#: So many engines without tables are kept at most; more are at work at once only where many small ledgers are.
KEPT: Final = 4
#: Process → its idle engines. One that was forked from another does not have that one's threads, and leaves its engines alone.
#: Kept for the process, and yet no state that anybody can see: an engine that is idle holds no table and no view, or it is not kept
#: (docs/decisions/0016).
_IDLE: Final[dict[int, list[_Engine]]] = {}
# Engines that are there when the interpreter goes are complained of by DuckDB.
atexit.register(lambda: _IDLE.pop(os.getpid(), None))
_TABLES: Final = """SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE NOT internal
    UNION ALL SELECT view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal"""


@dataclass(slots=True)
class _Engine:
    root: duckdb.DuckDBPyConnection
    spill: str
    """Where what does not fit in memory goes."""


@dataclass(slots=True)
class InMemory:
    """An empty database in memory; `con` is the way to it until `close`, and nothing of it is left then."""

    con: duckdb.DuckDBPyConnection = field(init=False)
    _engine: _Engine = field(init=False)

    def __post_init__(self) -> None:
        self._engine = _engine()
        self.con = self._engine.root.cursor()
        self.con.execute("SET enable_progress_bar = false")

    def close(self) -> None:
        """Let go of everything, and keep the engine for the next."""
        self.con.close()
        idle = _IDLE.setdefault(os.getpid(), [])
        if len(idle) < KEPT and _emptied(self._engine.root):
            idle.append(self._engine)


def _engine() -> _Engine:
    """One that is idle, or a new one."""
    spill = os.path.join(tempfile.gettempdir(), "bonitas-spill")
    idle = _IDLE.get(os.getpid(), [])
    with suppress(IndexError):
        while (found := idle.pop()).spill != spill:
            pass
        return found
    root = connect(":memory:")
    root.execute(f"SET temp_directory = {literal(spill)}")
    return _Engine(root, spill)


def _emptied(root: duckdb.DuckDBPyConnection) -> bool:
    """Remove every table and view; False if that fails. (Nobody has a way to them any more: closing a connection closes its cursors.)"""
    try:
        for name, what in root.execute(_TABLES).fetchall():
            root.execute(f"DROP {what} {quoted(name)}")
    except duckdb.Error:
        return False
    return True
