"""A plain Delta table is read by its present files, without Delta's package in Spark."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.spark.address import open_tables
from bonitas.spark.delta import delta_files
from bonitas.spark.files import tables_of
from bonitas.spark.rate import rate_frames
from engine.small import fine, notice
from spark.test_run import ON, PLAIN, expected
from spark_session import session, typed_table
from strategies.small import CATALOGUE


def test_what_a_delta_table_holds_now(tmp_path: Path) -> None:
    """Two commits, then rows are deleted: their file is still there and is not read."""
    deltalake = pytest.importorskip("deltalake")
    rows = [fine("2022-01-01", "1"), fine("2022-02-01", "2", subject="t"), fine("2022-02-03", "3")]
    for at, row in enumerate(rows):
        deltalake.write_deltalake(tmp_path / "records", typed_table([row], CATALOGUE), mode="append" if at else "error")
    deltalake.write_deltalake(tmp_path / "participations", typed_table([notice("s"), notice("t")], CATALOGUE))
    deltalake.DeltaTable(tmp_path / "records").delete("ref = '3'")
    tables = open_tables(session(), f"spark:{tmp_path}")
    assert tables_of(tables) is not None
    assert rate_frames(PLAIN, tables, on=ON, catalogue=CATALOGUE).to_arrow().to_pylist() == expected(PLAIN, rows[:2])
    deltalake.write_deltalake(tmp_path / "parted", typed_table(rows, CATALOGUE), partition_by=["kind"])
    assert delta_files(session(), str(tmp_path / "parted")) is None
    assert delta_files(session(), str(tmp_path / "nowhere")) is None
