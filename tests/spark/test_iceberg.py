"""A plain Iceberg table is read by its present files, without Iceberg's package in Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bonitas.spark.address import open_tables
from bonitas.spark.files import tables_of
from bonitas.spark.iceberg import iceberg_files, present_metadata
from bonitas.spark.rate import rate_frames
from engine.small import fine, notice
from spark.test_run import ON, PLAIN, expected
from spark_session import session, typed_table
from strategies.small import CATALOGUE


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    """A catalogue whose tables lie under a folder."""
    sql = pytest.importorskip("pyiceberg.catalog.sql")
    found = sql.SqlCatalog("test", uri="sqlite:///:memory:", warehouse=tmp_path.as_uri())
    found.create_namespace("shop")
    yield found
    found.close()


def table(shop: Any, name: str, rows: Any) -> Any:
    """A new table of these rows."""
    made = shop.create_table(f"shop.{name}", schema=rows.schema)
    made.append(rows)
    return made


def test_what_an_iceberg_table_holds_now(shop: Any, tmp_path: Path) -> None:
    """Three commits, then rows are deleted: their file is still there and is not read."""
    rows = [fine("2022-01-01", "1"), fine("2022-02-01", "2", subject="t"), fine("2022-02-03", "3")]
    records = table(shop, "records", typed_table(rows[:1], CATALOGUE))
    for row in rows[1:]:
        records.append(typed_table([row], CATALOGUE))
    table(shop, "participations", typed_table([notice("s"), notice("t")], CATALOGUE))
    records.delete("ref = '3'")
    assert len(list(tmp_path.glob("shop/records/data/*.parquet"))) == 3
    tables = open_tables(session(), f"spark:{tmp_path / 'shop'}")
    assert tables_of(tables) is not None
    assert rate_frames(PLAIN, tables, on=ON, catalogue=CATALOGUE).to_arrow().to_pylist() == expected(PLAIN, rows[:2])


def test_what_only_iceberg_can_read(shop: Any, tmp_path: Path) -> None:
    """A column had another name when a file was written: its values would be taken for missing."""
    rows = typed_table([fine("2022-01-01", "1")], CATALOGUE)
    records = table(shop, "renamed", rows)
    where = tmp_path / "shop" / "renamed"
    assert iceberg_files(session(), str(where)) is not None
    with records.update_schema() as changes:
        changes.rename_column("ref", "reference")
    assert iceberg_files(session(), str(where)) is None
    assert iceberg_files(session(), str(tmp_path / "nowhere")) is None


def test_which_state_is_the_present_one(tmp_path: Path) -> None:
    folder = tmp_path / "metadata"
    folder.mkdir()
    assert present_metadata(tmp_path) is None
    for name in ("00009-a.metadata.json", "00010-b.metadata.json"):
        (folder / name).touch()
    assert present_metadata(tmp_path) == folder / "00010-b.metadata.json"
    (folder / "version-hint.text").write_text("9")
    assert present_metadata(tmp_path) == folder / "00009-a.metadata.json"
    (folder / "version-hint.text").unlink()
    (folder / "v10.metadata.json").touch()
    assert present_metadata(tmp_path) is None
