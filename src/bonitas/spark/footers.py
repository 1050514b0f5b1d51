"""What the footers of Parquet files say: how many rows lie in which pieces of a file, and between which subjects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from bonitas.spark.scan import Scan, arrow_type
from bonitas.spark.wire import SUBJECT

#: Marks of files whose days or instants are of the calendar that Spark 2 had: Spark knows how to read them.
_OLD_CALENDAR: Final = (b"org.apache.spark.legacyDateTime", b"org.apache.spark.legacyINT96")
_VERSION: Final = b"org.apache.spark.version"
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Group:
    """A row group: how many rows, and the first and last subject in it, where the file says."""

    number: int
    rows: int
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a table. `size`: in bytes, by which a file is known again. `refs`: the bounds of its refs, if each row has one; `latest`: when the
    last of its rows was recorded (microseconds), if each says so."""

    path: str
    size: int
    groups: tuple[Group, ...]
    refs: tuple[str, str] | None = None
    latest: int | None = None

    @property
    def rows(self) -> int:
        """How many it has."""
        return sum(group.rows for group in self.groups)


def footers(scan: Scan) -> list[File] | None:
    """What all files of a table say of themselves; None if one of them is better read by Spark."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(lambda path: _footer(path, scan.columns), scan.files))
    files = [file for file in found if file is not None]
    return files if len(files) == len(found) else None


def _footer(path: str, columns: Mapping[str, str]) -> File | None:
    try:
        meta = pq.read_metadata(path)
        fits = _fits(meta, columns)
    except (OSError, pa.ArrowException):
        return None
    if not fits:
        return None
    refs, recorded = _bounds(meta, "ref"), _bounds(meta, "recorded_at")
    latest = max(high for _, high in recorded) if recorded else None
    return File(
        path, Path(path).stat().st_size, _groups(meta),
        (min(low for low, _ in refs), max(high for _, high in refs)) if refs else None,
        pa.scalar(latest, pa.timestamp("us", "UTC")).value if isinstance(latest, dt.datetime) else None,
    )  # fmt: skip


def _fits(meta: Any, columns: Mapping[str, str]) -> bool:
    """Whether each column of the table is in the file in a type that becomes the table's without a doubt, or is not there at all."""
    said = meta.metadata or {}
    if any(key in said for key in _OLD_CALENDAR) or said.get(_VERSION, b"3").startswith((b"1", b"2")):
        return False
    schema = meta.schema.to_arrow_schema()
    folded = [name.lower() for name in schema.names]
    physical = {meta.schema.column(i).path: meta.schema.column(i).physical_type for i in range(len(meta.schema))}
    for name, word in columns.items():
        if name not in schema.names:
            if name.lower() in folded:
                return False  # Spark takes columns by their names whatever the case
        elif folded.count(name.lower()) > 1 or not becomes(schema.field(name).type, arrow_type(word), physical.get(name)):
            return False
    return True


def becomes(type_: Any, wanted: Any, physical: str | None = None) -> bool:
    """Whether values of a file's type are those of the wanted type, none lost and none changed.

    >>> becomes(pa.int16(), pa.int64()), becomes(pa.int64(), pa.int16()), becomes(pa.timestamp("ns"), pa.timestamp("us"))
    (True, False, False)
    """
    of = type_.value_type if pa.types.is_dictionary(type_) else type_
    if pa.types.is_string(wanted):
        fits = pa.types.is_string(of) or pa.types.is_large_string(of)
    elif pa.types.is_timestamp(wanted) and physical == "INT96":
        fits = wanted.tz is not None
    elif pa.types.is_timestamp(wanted):
        fits = pa.types.is_timestamp(of) and of.unit in ("ms", "us") and (of.tz is None) == (wanted.tz is None)
    elif pa.types.is_integer(wanted):
        fits = pa.types.is_signed_integer(of) and of.bit_width <= wanted.bit_width
    elif pa.types.is_decimal(wanted):
        fits = pa.types.is_decimal(of) and of.scale == wanted.scale and of.precision <= wanted.precision
    else:
        fits = of == wanted
    return bool(fits)


def _groups(meta: Any) -> tuple[Group, ...]:
    bounds = _bounds_of_groups(meta, SUBJECT)
    rows = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    return tuple(Group(i, n, *(bounds[i] or (None, None))) for i, n in enumerate(rows) if n)


def _bounds(meta: Any, name: str) -> list[Any] | None:
    """The bounds of a column in all row groups that have rows; None if one does not say, or misses values."""
    rows = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    found = [one for one, n in zip(_bounds_of_groups(meta, name), rows, strict=True) if n]
    return None if any(one is None for one in found) else found


def _bounds_of_groups(meta: Any, name: str) -> list[Any]:
    """The least and the greatest value of a column in each row group; None where it does not say, or values are missing."""
    at = next((i for i in range(len(meta.schema)) if meta.schema.column(i).path == name), None)
    found = []
    for i in range(meta.num_row_groups):
        stats: Any = None if at is None else meta.row_group(i).column(at).statistics
        told = stats is not None and stats.has_min_max and stats.has_null_count and not stats.null_count
        found.append((stats.min, stats.max) if told else None)
    return found
