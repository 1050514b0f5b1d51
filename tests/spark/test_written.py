"""Ratings that workers write themselves: each once, all or nothing, and none that Spark does not know of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bonitas.common.problems import BonitasError
from bonitas.spark import ratings as of_ratings
from bonitas.spark.failures import Refused
from bonitas.spark.written import FILES, folder_of, write_file, write_files
from engine.small import fine
from spark.test_run import PLAIN, expected, people, rated, refused
from spark_session import session

NOBODY = pa.table({"subject": pa.array([], pa.string())})


class Names:
    """A frame of names of files."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def collect(self) -> list[dict[str, str]]:
        return [{"name": name} for name in self.names]


def test_what_is_written_is_what_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also under an address; in place of what a run that did not end has left; and never beside what is there."""
    monkeypatch.setattr(of_ratings, "write_parquet", None)  # Spark's own
    found, place = rated(PLAIN, people(30), partitions=3), tmp_path / "a folder"
    (place / "_temporary" / "old").mkdir(parents=True)
    (place / "part-00000-old.parquet").touch()
    found.write(f"file://{tmp_path}/a%20folder")
    read = pq.read_table(place).sort_by("subject")
    assert read.to_pylist() == found.to_arrow().to_pylist() == expected(PLAIN, people(30))
    assert sorted(path.name.split("-")[0] for path in place.iterdir()) == [
        "_SUCCESS",
        *["part"] * len(list(place.glob("part-*"))),
    ]
    assert session().read.parquet(str(place)).orderBy("subject").collect() == found.frame.orderBy("subject").collect()
    assert f"S401 There is something at '{place}' already." in refused(lambda: found.write(place))


def test_of_nobody_a_file_with_its_columns_is_written(tmp_path: Path) -> None:
    found = rated(PLAIN, people(2), asked=[])
    found.write(tmp_path / "nobody")
    assert (pq.read_table(tmp_path / "nobody").to_pylist(), session().read.parquet(str(tmp_path / "nobody")).count()) == ([], 0)


def test_rows_that_cannot_be_used_leave_nothing(tmp_path: Path) -> None:
    found = rated(PLAIN, [fine("2022-01-01", "1"), fine("2022-01-02", "1")])
    assert "L217" in refused(lambda: found.write(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def test_only_files_whose_names_arrive_are_taken(tmp_path: Path) -> None:
    """Of two attempts at one task both have written; the answer of one came in."""
    place = tmp_path / "deep" / "out"

    def twice(folder: str) -> Any:
        write_file(NOBODY, folder)
        return Names([write_file(pa.table({"subject": ["a"]}), folder)])

    write_files(twice, lambda: NOBODY, place)
    assert pq.read_table(place).to_pylist() == [{"subject": "a"}]
    assert not (place / "_temporary").exists()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BonitasError, match=r"S402 The ratings could not be written to '.*/file/out': not a directory\."):
        write_files(lambda _: Names([]), lambda: NOBODY, tmp_path / "file" / "out")
    with pytest.raises(BonitasError, match=r"S402 .*/out': no such file or directory\."):  # another machine's folder
        write_files(lambda _: Names(["not-here.parquet"]), lambda: NOBODY, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(Refused, match=r"S402.*not all machines have this folder\."):
        write_file(NOBODY, str(tmp_path / "gone"))


def test_where_spark_must_write() -> None:
    frame = session().createDataFrame([], FILES)
    assert folder_of(frame, "s3a://bucket/out") is folder_of(frame, "hdfs:///out") is None
    assert folder_of(object(), "/out") is None  # connected
    assert [folder_of(frame, place) for place in ("/out", "file:/out", "file:///out")] == [Path("/out")] * 3
    assert folder_of(frame, "out") == Path.cwd() / "out"
