"""The rows of one partition as the worker gets them, sorted out again into records, amendments, participations and asked rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bonitas.spark.arrived import unpacked
from bonitas.spark.packing import is_packed, plain
from bonitas.spark.wire import OTHERS, PREFIX, SUBJECT

#: An Arrow table.
Table = Any


@dataclass(frozen=True, slots=True)
class Rows:
    """Tables with the columns of the interface; None where no row of the kind is in this partition."""

    records: Table | None
    amendments: Table | None
    participations: Table | None
    asked: Table | None
    seen: Table | None


def sorted_out(batches: Iterable[Any]) -> Rows:
    """The tables of a partition. Rows come in any order, or packed into cells."""
    records: list[Any] = []
    cells: list[Any] = []
    others: dict[str, list[Any]] = {name: [] for name in OTHERS}
    for batch in batches:
        if is_packed(batch.schema):
            cells.append(batch)
            continue
        left = batch
        for name in OTHERS:
            at = batch.schema.get_field_index(name)
            if at < 0:
                continue
            column = batch.column(at)
            if column.null_count < batch.num_rows:
                there = batch.filter(column.is_valid())
                others[name].append(_flat(there, there.column(at)))
            left = left.filter(pc.is_null(left.column(at))) if column.null_count < batch.num_rows else left
        if left.num_rows:
            records.append(_record(left))
    if cells:
        found = unpacked(cells)
        return Rows(found.get("records"), *(found.get(name) for name in OTHERS))
    amendments, participations, asked, seen = (pa.Table.from_batches(others[name]) if others[name] else None for name in OTHERS)
    return Rows(pa.Table.from_batches(records) if records else None, amendments, participations, asked, seen)


def _record(batch: Any) -> Any:
    """The columns of records, under their own names."""
    names = [name for name in batch.schema.names if name not in OTHERS]
    return pa.RecordBatch.from_arrays([batch.column(name) for name in names], names=[name.removeprefix(PREFIX) for name in names])


def _flat(batch: Any, structure: Any) -> Any:
    """`subject` and the columns of the structure."""
    fields = [structure.type.field(i).name for i in range(structure.type.num_fields)]
    return pa.RecordBatch.from_arrays([batch.column(SUBJECT), *structure.flatten()], names=[SUBJECT, *fields])


def known_from(table: Table, moment: int) -> Table:
    """The table with `recorded_at` filled in where it does not say: the moment (microseconds) at which the job began."""
    table = plain(table)  # `add` takes no numbers of texts
    at = table.column_names.index("recorded_at") if "recorded_at" in table.column_names else None
    instant = pa.scalar(moment, pa.timestamp("us", "UTC"))
    if at is None:
        return table.append_column("recorded_at", pa.array([moment] * table.num_rows, instant.type))
    column = table.column(at)
    if pa.types.is_string(column.type):
        text = instant.as_py().isoformat()
        filled = pc.if_else(pc.equal(pc.fill_null(column, ""), ""), text, column)
    elif pa.types.is_timestamp(column.type) and column.type.tz is not None:
        filled = pc.fill_null(column, instant.cast(column.type))
    else:
        filled = column  # not an instant: `add` says so
    return table.set_column(at, "recorded_at", filled)
