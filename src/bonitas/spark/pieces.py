"""Pieces of files as they are told to workers, and reading one: only the columns that are wanted, as Spark would have delivered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bonitas.spark.codes import problem
from bonitas.spark.failures import Refused
from bonitas.spark.footers import becomes
from bonitas.spark.scan import arrow_type

#: Rows that are read at a time: a piece may be larger than memory.
BATCH = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Row groups of one file that holds rows of the table `what`. `size`: of the whole file, in bytes; `first`, `last`: the bounds of its
    subjects, where the file says."""

    what: str
    path: str
    size: int
    groups: tuple[int, ...]
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one worker reads by itself: the subjects after one and up to another (None: no bound). `own`: pieces that it reads whole;
    `heads`: pieces that begin with the last of its subjects. `bucket`: or else the subjects of one of Spark's buckets."""

    after: str | None
    upto: str | None
    own: tuple[Piece, ...]
    heads: tuple[Piece, ...] = ()
    bucket: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What of a table is read: its columns with Spark's words for their types, and those of few different texts."""

    types: dict[str, str]
    few: tuple[str, ...] = ()

    @property
    def schema(self) -> Any:
        """Of the tables that are read; texts of which there are few different ones are kept as such."""
        return pa.schema([
            (name, pa.dictionary(pa.int32(), pa.string()) if name in self.few else arrow_type(word))
            for name, word in self.types.items()
        ])  # fmt: skip


def read_piece(piece: Piece, columns: Columns, batch: int = BATCH) -> Iterator[Any]:
    """The rows of a piece in tables of up to `batch` rows. Refused (S305) if the file is not there or not as it was planned."""
    try:
        if Path(piece.path).stat().st_size != piece.size:
            raise OSError("its size has changed")
        with pq.ParquetFile(piece.path, read_dictionary=list(columns.few), coerce_int96_timestamp_unit="us") as file:
            there = [name for name in columns.types if name in file.schema_arrow.names]
            for found in file.iter_batches(batch, list(piece.groups), there, use_threads=False):
                yield as_told(pa.Table.from_batches([found]), columns)
    except (OSError, pa.ArrowException) as exc:
        raise Refused([problem("S305", path=piece.path, why=str(exc).splitlines()[0].rstrip("."))]) from exc


def as_told(table: Any, columns: Columns) -> Any:
    """The table with the columns that were told, in their types; what the file does not have is missing in all rows."""
    schema = columns.schema
    cells = [_cells(table, field) for field in schema]
    return pa.table(cells, schema=schema)


def _cells(table: Any, field: Any) -> Any:
    if field.name not in table.column_names:
        return pa.nulls(table.num_rows, field.type)
    column = table.column(field.name)
    if column.type == field.type:
        return column
    wanted = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_timestamp(column.type) and column.type.tz is None and wanted.tz is not None:
        return pc.assume_timezone(column, "UTC").cast(wanted)  # an instant of 96 bits
    if not becomes(column.type, wanted):
        raise pa.ArrowInvalid(f"its column {field.name} is {column.type} now")
    plain = column.cast(wanted)
    return plain.dictionary_encode() if pa.types.is_dictionary(field.type) else plain
