"""Engines of ledgers in memory are used again, and nothing of one ledger is in the next."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from bonitas.ledger import in_memory
from bonitas.ledger.in_memory import InMemory
from bonitas.ledger.memory import memory_ledger

ROW = {"subject": "a", "kind": "payment.default", "occurred_on": "2022-01-01", "furnisher": "f", "ref": "1"}


def idle() -> int:
    return len(in_memory._IDLE.get(os.getpid(), []))


def seen(con: duckdb.DuckDBPyConnection) -> list[tuple[str]]:
    return con.execute(
        "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()


def test_the_next_ledger_is_empty() -> None:
    with memory_ledger([ROW]) as one:
        assert one.parties(["a"]).tolist() == [0]
    for _ in range(3):
        with memory_ledger() as other:
            assert other.parties(["a"]).tolist() == [-1]
            assert other.attributes == {}


def test_nothing_is_left_of_tables_views_names_and_what_was_not_kept() -> None:
    tables = InMemory()
    tables.con.execute("CREATE TABLE t AS SELECT 1 AS n")
    tables.con.execute("CREATE VIEW v AS FROM t")
    tables.con.execute("CREATE TEMP TABLE u AS FROM t")
    tables.con.register("w", tables.con.sql("FROM t").to_arrow_table())
    tables.con.execute("BEGIN")
    tables.con.execute("CREATE TABLE x AS FROM t")
    engine = tables._engine
    tables.close()
    again = InMemory()
    assert again._engine is engine
    assert seen(again.con) == []
    again.close()


def test_whoever_still_reads_has_what_he_read_and_can_ask_nothing_more() -> None:
    tables = InMemory()
    tables.con.execute("CREATE TABLE t AS SELECT range AS n FROM range(300_000)")
    cursor, engine = tables.con.cursor(), tables._engine
    reading = cursor.sql("FROM t").to_arrow_reader(1_000)
    assert reading.read_next_batch().num_rows == 1_000
    tables.close()
    again = InMemory()
    assert again._engine is engine
    again.con.execute("CREATE TABLE t AS SELECT -1 AS n")
    assert sum(batch.num_rows for batch in reading) == 299_000
    with pytest.raises(duckdb.ConnectionException):
        cursor.execute("FROM t")
    again.close()


def test_no_more_are_kept_than_there_is_use_for() -> None:
    many = [InMemory() for _ in range(in_memory.KEPT + 3)]
    assert len({id(one._engine.root) for one in many}) == len(many)
    for one in many:
        one.close()
    assert idle() == in_memory.KEPT


def test_where_it_spills_follows_the_folder_of_the_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    InMemory().close()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    tables = InMemory()
    assert tables.con.execute("SELECT current_setting('temp_directory')").fetchone() == (str(tmp_path / "bonitas-spill"),)
    tables.close()


def test_side_by_side_none_sees_anothers_rows() -> None:
    def filled(n: int) -> list[int]:
        with memory_ledger([{**ROW, "subject": f"s{n}"}]) as made:
            return [int(code) for code in made.parties([f"s{n}", f"s{n + 1}", f"s{n - 1}"])]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(filled, range(12))) == [[0, -1, -1]] * 12
