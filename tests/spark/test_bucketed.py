"""Tables in buckets of their subject are read bucket by bucket, without a shuffle; rows in a wrong one are noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import bonitas
from bonitas.spark import files
from bonitas.spark.bucketed import belong, bucket_stretches
from bonitas.spark.footers import File
from bonitas.spark.pieces import Stretch
from engine.small import fine, notice
from spark.test_run import ON, PLAIN, expected
from spark_session import session, typed_table
from strategies.small import CATALOGUE

PEOPLE = "abcdefgh"
ROWS = [fine(f"2022-01-{day:02}", f"{day}-{who}", subject=who) for day in range(1, 9) for who in PEOPLE]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """Records and participations, each a table in three buckets."""
    found, folder = [], tmp_path_factory.mktemp("tables")
    for name, rows in (("records", ROWS), ("notices", [notice(who) for who in PEOPLE])):
        frame = session().createDataFrame(typed_table(rows, CATALOGUE))
        where = str(folder / name)
        frame.repartition(2).write.bucketBy(3, "subject").option("path", where).saveAsTable(f"bucketed_{name}")
        found.append(session().table(f"bucketed_{name}"))
    yield found[0], found[1]
    for name in ("records", "notices"):
        session().sql(f"DROP TABLE bucketed_{name}")


def test_buckets_are_rated_where_they_are(tables: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    records, notices = tables
    monkeypatch.setattr(files, "brought", None)  # would shuffle
    found = bonitas.rate(PLAIN, records, participations=notices, on=ON, catalogue=CATALOGUE, partitions=9)
    assert found.to_arrow().to_pylist() == expected(PLAIN, ROWS)


def test_others_go_where_their_subjects_are(tables: tuple[Any, Any]) -> None:
    notices = session().createDataFrame(typed_table([notice(who) for who in PEOPLE], CATALOGUE))
    found = bonitas.rate(PLAIN, tables[0], participations=notices, on=ON, catalogue=CATALOGUE, partitions=9)
    assert found.to_arrow().to_pylist() == expected(PLAIN, ROWS)


def test_what_is_in_a_wrong_bucket() -> None:
    rows = pa.table({"subject": ["P0000042", "P0000042"]})  # of bucket 4 of 8
    assert belong(rows, Stretch(None, None, (), bucket=4), 8)
    assert not belong(rows, Stretch(None, None, (), bucket=5), 8)
    assert belong(rows, Stretch(None, None, ()), 8)
    assert bucket_stretches("records", [File("part-1_00002.c000.parquet", 1, ())], None) is None
    assert bucket_stretches("records", [File("part-1.parquet", 1, ())], 8) is None
    assert bucket_stretches("records", [File("part-1_00008.c000.parquet", 1, ())], 8) is None
