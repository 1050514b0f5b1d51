"""Refs that travel as numbers in their order, and columns that travel in few bytes: what arrives says the same."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bonitas
from bonitas.spark import files
from bonitas.spark.footers import File, footers
from bonitas.spark.narrow import narrow, widened
from bonitas.spark.ordered import common_beginning, numbers_of
from bonitas.spark.scan import Scan
from engine.small import Row, book, gift, ledger, notice
from spark.test_files import kept
from spark.test_run import as_text
from strategies.small import CATALOGUE

ON = "2024-04-01"
#: Which of two records of one day is the second decides which counts double.
AGAIN = book("clauses: {gift: {for: civic.gift, points: {by: hours, each: 10, gives: -1}, again: double, lasts: 1 year}}\n")


@given(st.lists(st.text(max_size=6).map(lambda text: f"r-é{text}"), max_size=8), st.integers(0, 3))
def test_numbers_are_in_the_order_of_the_texts(refs: list[str], skipped: int) -> None:
    column = pa.array(["left out"] * skipped + refs, pa.string()).slice(skipped)
    found = numbers_of(column, "r-é").tolist()
    for one, number in zip(refs, found, strict=True):
        for other, another in zip(refs, found, strict=True):
            short = max(len(one.encode()), len(other.encode())) <= len("r-é".encode()) + 8 and "\0" not in one + other
            assert (number < another) <= (one.encode() < other.encode())
            assert not short or (number == another) == (one == other)


def test_refs_that_begin_otherwise_are_noticed() -> None:
    for refs in (["r-1", "s-1"], ["r-1", "r"]):
        with pytest.raises(ValueError, match="r-"):
            numbers_of(pa.array(refs), "r-")


def filed(folder: Path, refs: list[str | None], **how: Any) -> list[File]:
    path = folder / f"{random.Random(str(refs)).random()}.parquet"
    pq.write_table(
        pa.table({"subject": pa.array(["s"] * len(refs), pa.string()), "ref": pa.array(refs, pa.string())}), path, **how
    )
    found = footers(Scan((str(path),), {"subject": "string", "ref": "string"}))
    assert found is not None
    return found


def test_whether_refs_can_travel_as_numbers(tmp_path: Path) -> None:
    plain = filed(tmp_path, ["r-2026-01", "r-2026-99"], row_group_size=1)
    assert plain[0].refs == ("r-2026-01", "r-2026-99")
    assert common_beginning(plain) == "r-2026-"
    assert common_beginning([*plain, *filed(tmp_path, ["r-9"])]) == "r-"
    assert common_beginning([*plain, *filed(tmp_path, [])]) == "r-2026-"
    assert common_beginning(filed(tmp_path, ["1", "1"])) == "1"  # one twice is no reason against it
    assert common_beginning([*plain, *filed(tmp_path, ["r-1", None])]) is None
    assert common_beginning(filed(tmp_path, ["r-1", "r-2"], write_statistics=False)) is None
    assert common_beginning(filed(tmp_path, ["a", "b-long-ones-1", "b-long-ones-2"])) is None  # eight bytes do not do
    assert common_beginning([]) is None


def test_columns_in_few_bytes_say_the_same() -> None:
    table = pa.table(
        {
            "level": pa.array([1, None, 300]),
            "most": pa.array([2**62, -(2**63), None]),
            "kind": pa.array(["x", None, "y"]).dictionary_encode(),
            "amount": pa.array([Decimal("1.20"), None, Decimal("-3.45")], pa.decimal128(12, 2)),
            "wide": pa.array([Decimal(1), None, None], pa.decimal128(30, 0)),
            "ref": pa.array(["q", "r", None]),
            "key": pa.array([2**63 + 5, 1, 2], pa.uint64()),
            "nothing": pa.array([None, None, None], pa.int32()),
        }
    )
    found = narrow(table)
    assert [str(found.schema.field(name).type) for name in ("level", "most", "amount")] == ["int16", "int64", "decimal64(12, 2)"]
    assert widened(found).to_pylist() == table.to_pylist()
    parts = [widened(narrow(table.slice(at, 1))) for at in range(3)] + [widened(narrow(table.slice(0, 0)))]
    assert pa.concat_tables(parts).to_pylist() == table.to_pylist()


def made(on: str, ref: str, hours: int, **more: Any) -> Row:
    return gift(on, ref, hours=hours, **more)


def rated(folder: Path, rows: list[Row], monkeypatch: pytest.MonkeyPatch, **more: Any) -> tuple[list[Any], list[Any]]:
    """The ratings on Spark, and what the plans said of names and columns."""
    plans, planned = [], files.planned

    def watched(*args: Any) -> Any:
        plans.append(planned(*args))
        return plans[-1]

    monkeypatch.setattr(files, "planned", watched)
    records = kept(folder, "records", [as_text(row) for row in rows])
    enrolled = kept(folder, "notices", [notice(name) for name in sorted({row["subject"] for row in rows})])
    ratings = bonitas.rate(AGAIN, records, participations=enrolled, on=ON, catalogue=CATALOGUE, partitions=2, **more)
    found = ratings.to_arrow().to_pylist()
    return found, [(plan.begins, "recorded_at" in plan.send, "ref" in plan.send) for plan in plans]


def expected(rows: list[Row], **more: Any) -> list[Any]:
    with ledger(*rows) as whole:
        found: list[Any] = bonitas.rate(AGAIN, whole, on=ON, **more).to_arrow().to_pylist()
        return found


def test_records_of_one_day_count_in_order_of_their_refs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        made("2024-03-01", f"r{(place + turned) % 2}-{name}", hours, subject=name, recorded_at="2024-03-02T10:00:00Z")
        for turned, name in enumerate(["s", "t", "u", "v"])
        for place, hours in enumerate((10, 30))
    ]
    found, plans = rated(tmp_path, rows, monkeypatch)
    assert found == expected(rows)
    assert len({row["score"] for row in found}) > 1
    assert plans == [("r", False, False)]
    # Asked from an earlier day, it matters when each was recorded.
    early = "2024-03-02T09:00:00Z"
    found, plans = rated(tmp_path, rows, monkeypatch, known_at=early)
    assert found == expected(rows, known_at=early)
    assert plans == [("r", True, False)]


def test_refs_that_numbers_do_not_tell_apart_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here that shows in a worker only: nobody looks that far into the file."""
    monkeypatch.setattr("bonitas.spark.ordered._LOOKED_AT", 1)
    rows = [made("2024-03-01", ref, n) for n, ref in ((10, "a"), (20, "b-long-ones-2"), (30, "b-long-ones-1"))]
    found, plans = rated(tmp_path, rows, monkeypatch)
    assert found == expected(rows)
    assert [begins for begins, _, _ in plans] == ["", None]


def test_a_record_that_is_there_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = made("2024-03-01", "1", 10), made("2024-03-01", "2", 20)
    found, plans = rated(tmp_path, [one, one, other], monkeypatch)
    assert found == expected([one, other])
    assert [begins for begins, _, _ in plans] == ["", None]


def test_refs_that_are_not_as_the_footers_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker notices, and Spark reads the table itself."""
    rows = [made("2024-03-01", "r-1", 10), made("2024-03-01", "r-2", 30)]
    monkeypatch.setattr(files, "common_beginning", lambda _: "x")
    found, plans = rated(tmp_path, rows, monkeypatch)
    assert found == expected(rows)
    assert [begins for begins, _, _ in plans] == ["x"]
