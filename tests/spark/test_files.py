"""Tables that are plain Parquet files are read by the workers themselves, to the same ratings and the same problems."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.spark import rate, scan
from bonitas.spark.files import tables_of
from bonitas.spark.footers import becomes, footers
from bonitas.spark.frames import Frames
from bonitas.spark.murmur import hashes, marks
from engine.situations import FEWER, asked_rows, ledger_of
from engine.small import fine, notice
from reference.world import World
from spark.test_run import ON, PLAIN, expected, refused
from spark.test_same import situations
from spark_session import session, typed_table
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE


def kept(folder: Path, name: str, rows: Any, size: int = 1 << 20, order: str | None = None) -> Any:
    """A Spark table of a file with these rows; None of no rows."""
    if not rows:
        return None
    table = typed_table(rows, CATALOGUE)
    pq.write_table(table if order is None else table.sort_by(order), folder / f"{name}.parquet", row_group_size=size)
    return session().read.parquet(str(folder / f"{name}.parquet"))


@settings(FEWER, max_examples=1)
@given(situations())
def test_random_worlds(tmp_path_factory: pytest.TempPathFactory, situation: tuple[Any, World, Any]) -> None:
    """In order of subject, where there is nothing to shuffle, and in no order."""
    book, world, asked = situation
    with ledger_of(world) as ledger:
        wanted = bonitas.rate(book, ledger, asked=asked_rows(asked)).to_arrow().to_pylist()
    for order in (None, "subject"):
        folder = tmp_path_factory.mktemp("files")
        records = kept(folder, "records", record_dicts(world), 20, order)
        others = {
            "amendments": kept(folder, "amendments", amendment_dicts(world)),
            "participations": kept(folder, "participations", participation_dicts(world), 10, order),
        }
        found = bonitas.rate(book, records, asked=asked_rows(asked), catalogue=CATALOGUE, partitions=3, **others)
        assert found.to_arrow().to_pylist() == wanted


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    first = fine("2022-01-01", "1")
    rows = [first, first, {**first, "occurred_on": "2022-01-02"}]
    enrolled = kept(tmp_path, "n", [notice("s")])

    def rated(name: str, found: Any, **more: Any) -> Any:
        return bonitas.rate(
            PLAIN, kept(tmp_path, name, found), participations=enrolled, on=ON, catalogue=CATALOGUE, **more
        ).to_arrow()

    assert rated("twice", rows[:2]).to_pylist() == expected(PLAIN, rows[:1])
    said = refused(lambda: rated("wrong", [*rows, {**first, "ref": "2", "subject": None}]))
    assert "L217 A record '1' of furnisher 'f' is there with other content." in said
    assert "L201 'subject' is empty." in said


def test_files_that_workers_cannot_read_are_left_to_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the plan says another size than the files have."""
    one, two = fine("2022-01-01", "1"), fine("2022-02-01", "22", subject="t")
    records, enrolled = kept(tmp_path, "records", [one, two]), kept(tmp_path, "n", [notice("s"), notice("t")])

    def misread(frames: Frames) -> Any:
        tables = tables_of(frames)
        assert tables is not None
        files = [replace(file, size=file.size + 1) for file in tables.records.files]
        return replace(tables, records=replace(tables.records, files=files))

    monkeypatch.setattr(rate, "tables_of", misread)
    ratings = bonitas.rate(PLAIN, records, participations=enrolled, on=ON, catalogue=CATALOGUE)
    assert ratings.to_arrow().to_pylist() == expected(PLAIN, [one, two])


def test_only_what_is_nothing_but_files(tmp_path: Path) -> None:
    rows = [fine("2022-01-01", "1"), fine("2022-02-01", "2", subject="t")]
    frame = kept(tmp_path, "a b", rows)
    assert scan.scan_of(frame).files == (str(tmp_path / "a b.parquet"),)
    frame.createOrReplaceTempView("named")
    assert scan.scan_of(session().table("named")) is not None
    for other in (
        frame.where("subject = 's'"),
        frame.select("subject", "kind"),
        frame.limit(1),
        frame.withColumn("x", frame["kind"]),
    ):
        assert scan.scan_of(other) is None
    frame.write.partitionBy("kind").parquet(str(tmp_path / "folders"))
    assert scan.scan_of(session().read.parquet(str(tmp_path / "folders"))) is None
    assert scan.local("s3a://b/x") is scan.local("file:///no/such") is None
    assert tables_of(Frames(frame.withColumn("kind", frame["kind"].cast("binary")))) is None


def test_instants_of_96_bits_and_missing_columns(tmp_path: Path) -> None:
    """As Spark writes them by itself; another file has no such column."""
    rows = [fine("2022-01-01", "1", recorded_at="2022-01-20T23:30:00Z"), fine("2022-02-01", "2", subject="t")]
    table = typed_table(rows, CATALOGUE)
    (tmp_path / "r").mkdir()
    pq.write_table(table.slice(0, 1), tmp_path / "r" / "a.parquet", use_deprecated_int96_timestamps=True)
    pq.write_table(table.drop_columns(["recorded_at"]).slice(1), tmp_path / "r" / "b.parquet")
    frame = session().read.option("mergeSchema", "true").parquet(str(tmp_path / "r"))
    enrolled = kept(tmp_path, "n", [notice("s"), notice("t")])
    assert tables_of(Frames(frame, enrolled)) is not None
    more = {"participations": enrolled, "catalogue": CATALOGUE, "on": ON, "known_at": "2022-01-20T23:45:00Z", "whole": True}
    both = [bonitas.rate(PLAIN, frame, files=files, **more).to_arrow().to_pylist() for files in (True, False)]
    assert both[0] == both[1]
    pq.write_table(table.rename_columns([name.upper() for name in table.column_names]), tmp_path / "r" / "b.parquet")
    found = scan.scan_of(frame)
    assert found is not None
    assert footers(found) is None


def test_types_that_lose_nothing() -> None:
    assert becomes(pa.dictionary(pa.int32(), pa.string()), pa.string())
    assert becomes(pa.decimal128(9, 2), pa.decimal128(12, 2))
    assert not becomes(pa.decimal128(9, 1), pa.decimal128(12, 2))
    assert not becomes(pa.timestamp("us"), pa.timestamp("us", "UTC"))
    assert not becomes(pa.uint8(), pa.int16())
    assert not becomes(pa.binary(), pa.string())


def test_the_hash_is_sparks() -> None:
    texts = [None, *("abcdefghijklmn"[:n] for n in range(14)), "é\U0001f600\u07ff", "P0000042"]
    found = session().createDataFrame(pa.table({"n": range(len(texts)), "a": pa.array(texts, pa.string())}))
    rows = found.selectExpr("n", "hash(a) AS h").orderBy("n").collect()
    column = pa.array(texts, pa.string())
    assert hashes(column).astype(np.int32).tolist() == [row["h"] for row in rows]
    assert hashes(column.slice(3, 5)).tolist() == hashes(column).tolist()[3:8]
    assert len(pc.unique(pa.array(marks(column, column)))) == len(texts)


def test_problems_are_raised_as_ever(tmp_path: Path) -> None:
    frame = kept(tmp_path, "r", [fine("2022-01-01", "1")])
    with pytest.raises(BonitasError, match="L107"):
        bonitas.rate(PLAIN, frame.withColumnRenamed("ref", "reff"), catalogue=CATALOGUE)
