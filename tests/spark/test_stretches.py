"""However a table of records lies in files, each row is read by one worker, and all rows about a subject by the same."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonitas.spark.arrived import unpacked
from bonitas.spark.failures import Refused
from bonitas.spark.files import Table, Tables, columns, divided
from bonitas.spark.footers import footers
from bonitas.spark.plan import Plan, pieces_of
from bonitas.spark.scan import Scan, arrow_type
from bonitas.spark.sending import send_pieces, send_stretches
from bonitas.spark.stretches import stretches_of

TYPES = {"subject": "string", "kind": "string", "ref": "string", "occurred_on": "date"}
EPOCH = dt.date(1970, 1, 1)
#: Records of kind "b" are too old before this day.
SINCE = 5
KINDS = ("a", "b", "unread")
#: Kinds and days of records that travel.
SENT = {("a", SINCE - 1), ("a", SINCE), ("b", SINCE)}
Row = tuple[str, str, str, int]


def kept(folder: Path, name: str, rows: Sequence[Row], size: int) -> Path:
    """A file with row groups of so many rows."""
    types = (arrow_type(word) for word in TYPES.values())
    table = pa.table(
        {key: pa.array([row[at] for row in rows], type_) for (at, key), type_ in zip(enumerate(TYPES), types, strict=True)}
    )
    pq.write_table(table, folder / name, row_group_size=size)
    return folder / name


def table_of(*files: Path) -> Table:
    scan = Scan(tuple(str(file) for file in files), TYPES)
    found = footers(scan)
    assert found is not None
    return Table(scan, found)


def plan_over(records: Table, notices: Table, parts: int) -> Plan:
    what = {
        "records": columns(records.scan, list(TYPES), frozenset({"kind"})),
        "participation": columns(notices.scan, list(TYPES), frozenset()),
    }
    return divided(Tables(records, notices), Plan(parts, what, (), tuple(TYPES), ("unread",), {"b": SINCE}))


def brought(plan: Plan) -> list[dict[str, Any]]:
    """What the worker of each part gets."""
    cells: dict[int, list[Any]] = {}
    for send, many in ((send_stretches, len(plan.stretches)), (send_pieces, len(plan.pieces))):
        numbers = pa.record_batch({"id": pa.array(range(many), pa.int64())})
        for batch in send(plan.to_json(), [numbers]):
            cells.setdefault(batch.column(0)[0].as_py(), []).append(batch)
    assert set(cells) <= set(range(plan.parts))
    return [unpacked(found) for found in cells.values()]


def rows_of(found: dict[str, Any], what: str) -> list[Row]:
    rows = found[what].select(list(TYPES)).to_pylist() if what in found else []
    return [(row["subject"], row["kind"], row["ref"], (row["occurred_on"] - EPOCH).days) for row in rows]


names = st.sampled_from([f"s{n}" for n in range(12)] + ["é", "\U0001f600", "￿"])


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[list[Row]], list[Row], int, int]:
    """Records in several files, in order of subject or not; notices; rows in a row group; parts."""
    subjects = draw(st.lists(names, min_size=1, max_size=60))
    ordered = draw(st.sampled_from(("sorted", "clustered", "none")))
    subjects = sorted(subjects) if ordered == "sorted" else subjects
    subjects = sorted(subjects, key=lambda one: one[:1]) if ordered == "clustered" else subjects
    records = [(who, draw(st.sampled_from(KINDS)), str(n), draw(st.integers(SINCE - 1, SINCE))) for n, who in enumerate(subjects)]
    cut = draw(st.integers(0, len(records)))
    files = [part for part in (records[:cut], records[cut:]) if part]
    notices = [(who, "a", "", 0) for who in draw(st.permutations(sorted(set(subjects))))]
    return draw(st.permutations(files)), notices, draw(st.integers(1, 9)), draw(st.integers(1, 6))


@settings(max_examples=40)
@given(layouts())
def test_each_row_is_read_once_and_a_subjects_together(layout: tuple[list[list[Row]], list[Row], int, int]) -> None:
    files, notices, size, parts = layout
    with tempfile.TemporaryDirectory() as found:
        folder = Path(found)
        records = table_of(*(kept(folder, f"{n}.parquet", rows, size) for n, rows in enumerate(files)))
        plan = plan_over(records, table_of(kept(folder, "n", notices, size)), parts)
        got = brought(plan)
    whole = [row for rows in files for row in rows]
    assert sorted(row for one in got for row in rows_of(one, "records")) == sorted(
        row for row in whole if row[1:2] + row[3:] in SENT
    )
    assert sorted(row for one in got for row in rows_of(one, "participation")) == sorted(notices)
    seen = [set(one["seen"].column("subject").to_pylist()) if "seen" in one else set() for one in got]
    assert set().union(*seen) <= {row[0] for row in whole if row[1:2] + row[3:] not in SENT}
    assert {row[0] for one in got for row in rows_of(one, "records")}.union(*seen) == {row[0] for row in whole}
    subjects = [{row[0] for what in ("records", "participation") for row in rows_of(one, what)} | also
                for one, also in zip(got, seen, strict=True)]  # fmt: skip
    assert sum(len(one) for one in subjects) == len(set().union(*subjects))


def test_a_table_in_order_is_not_shuffled(tmp_path: Path) -> None:
    rows = [(f"s{n // 7:03}", "a", str(n), 0) for n in range(700)]
    table = table_of(kept(tmp_path, "sorted", rows, 50))
    plan = plan_over(table, table, 4)
    assert (plan.pieces, len(plan.stretches)) == ((), 4)
    assert [stretch.upto for stretch in plan.stretches] == ["s028", "s057", "s085", None]
    mixed = table_of(kept(tmp_path, "mixed", rows[::7] * 7, 70))
    assert stretches_of("records", mixed.files, 4) is None
    assert len(pieces_of("records", mixed.files)) == 1


def test_what_the_footers_say_is_checked(tmp_path: Path) -> None:
    rows = [(f"s{n // 3}", "a", str(n), 0) for n in range(10)]
    plan = plan_over(table_of(kept(tmp_path, "f", rows, 4)), table_of(kept(tmp_path, "n", rows, 100)), 2)
    (_, second) = plan.stretches
    assert second.own[0].first == second.after == "s2"
    later = replace(second.own[0], first="s3")
    with pytest.raises(Refused, match="S305"):
        brought(replace(plan, stretches=(replace(second, own=(later,)),)))
    swapped = [rows[8], rows[9], rows[8]]
    path = kept(tmp_path, "g", swapped, 4)
    size = path.stat().st_size
    unsorted = replace(second.own[0], path=str(path), size=size, groups=(0,))
    with pytest.raises(Refused, match="S305.*not in the order"):
        brought(replace(plan, stretches=(replace(second, own=(unsorted,)),)))
    with pytest.raises(Refused, match="S305.*its size has changed"):
        brought(replace(plan, stretches=(replace(second, own=(replace(unsorted, size=size + 1),)),)))
