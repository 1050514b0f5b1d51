"""The world that is made in stretches: its ledger rates as one that was filled the public way; and a run of a size ends in a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import bonitas

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import big, big_world, ours  # noqa: E402
from benchmarks.spec import RULEBOOK  # noqa: E402
from benchmarks.world import ASKED  # noqa: E402

SUBJECTS = 300


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of 300 people in three stretches."""
    monkeypatch.setattr(big_world, "STRETCH", 100)
    path = tmp_path / "small.duckdb"
    big_world._make(path, SUBJECTS)
    return path


def test_it_rates_as_a_ledger_filled_the_public_way(small: Path) -> None:
    catalogue = ours.bonitas_catalogue()
    book = bonitas.read_rulebook(str(RULEBOOK), catalogue=catalogue)
    with duckdb.connect(str(small), read_only=True) as con:
        records = con.sql("""
            SELECT subject, kind, occurred_on, recorded_at_utc AS recorded_at, furnisher, ref, level, amount, channel
            FROM records_in_words""").to_arrow_table()
        notices = con.sql("""
            SELECT p.id AS subject, rulebook, 'notice' AS basis, "from", make_timestamp(recorded_at) AS recorded_at
            FROM participations JOIN parties p ON p.no = subject""").to_arrow_table()
        schema = con.sql("DESCRIBE records").fetchall()
    with bonitas.memory_ledger(catalogue=catalogue) as public, bonitas.open_ledger(str(small), catalogue=catalogue) as made:
        assert public.add(_zoned(records)).added == SUBJECTS * big_world.EACH
        assert public.enrol(_zoned(notices)).added == SUBJECTS
        assert public._to_write().sql("DESCRIBE records").fetchall() == schema
        assert public.attributes == made.attributes
        rated = [bonitas.rate(book, one, on=ASKED).to_arrow() for one in (public, made)]
    assert rated[0].to_pylist() == rated[1].to_pylist()
    assert len(set(rated[0]["score"].to_pylist())) > SUBJECTS // 2


def _zoned(table: pa.Table) -> pa.Table:
    """Times in UTC, as files have them."""
    at = table.schema.get_field_index("recorded_at")
    return table.set_column(at, "recorded_at", table["recorded_at"].cast(pa.timestamp("us", "UTC")))


def test_a_run_of_two_sizes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything but the processes: these would make a world in the common folder."""

    def started(subjects: int, folder: Path, _threads: int, _batch_rows: int) -> int:
        folder.mkdir()
        (folder / "part-000000.parquet").write_bytes(b"x" * 2**20)
        return subjects

    def said(subjects: int) -> dict[str, object]:
        return {"subjects": subjects, "parts": 2, "seconds": subjects / 100, "processor": subjects / 50, "peak_mib": 400.0}

    monkeypatch.setattr(big, "started", started)
    monkeypatch.setattr(big, "said", said)
    monkeypatch.setattr(big, "DATA", tmp_path)
    monkeypatch.setattr(big, "big_ledger", lambda subjects: None)
    options = argparse.Namespace(repeats=2, threads=2, batch_rows=10, kill=False)
    found = list(big.growth([100, 1000], options))
    assert list(big.table(found)) == [
        "| subjects | records | parts | seconds | processor s | µs a record | peak MiB | ratings MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
        "| 100 | 2,000 | 2 | 1.00 | 2.00 | 500.000 | 400 | 1.0 |",
        "| 1,000 | 20,000 | 2 | 10.00 | 20.00 | 500.000 | 400 | 1.0 |",
    ]
    assert list(tmp_path.iterdir()) == []
