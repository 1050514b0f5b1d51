"""Which Spark tables are plain Parquet files that Python can read as well as Spark: whole, with nothing in between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

import pyarrow as pa

from bonitas.spark.frames import Frame

#: Nodes of a plan that only give a name to what is below them.
_NAMES: Final = frozenset({"SubqueryAlias", "View"})
_FORMAT: Final = "org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat"
_DECIMAL: Final = re.compile(r"decimal\((\d+),(\d+)\)")
#: Spark's types of columns, as they come to Python.
TYPES: Final = MappingProxyType({
    "string": pa.string(), "boolean": pa.bool_(), "tinyint": pa.int8(), "smallint": pa.int16(), "int": pa.int32(),
    "bigint": pa.int64(), "float": pa.float32(), "double": pa.float64(), "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"), "timestamp_ntz": pa.timestamp("us"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a table on this machine, and the names of the table's columns with Spark's words for their types. `buckets`: how many
    the table has, if it is kept in buckets of its subject."""

    files: tuple[str, ...]
    columns: dict[str, str]
    buckets: int | None = None


def scan_of(frame: Frame) -> Scan | None:
    """The files that a Spark table is read from, if it is nothing else than these files; None if Spark must read it."""
    relation = _relation(frame)
    columns = dict(frame.dtypes) if relation is not None else {}
    if relation is None or any(arrow_type(type_) is None for type_ in columns.values()):
        return None
    files = tuple(place for uri in frame.inputFiles() if (place := local(uri)) is not None)
    if len(files) != relation.location().inputFiles().__len__():
        return None
    return Scan(files, columns, _buckets(relation))


def arrow_type(word: str) -> Any | None:
    """The Arrow type of a Spark type by its word; None for those that only Spark reads.

    >>> str(arrow_type("decimal(12,2)")), arrow_type("array<int>")
    ('decimal128(12, 2)', None)
    """
    found = _DECIMAL.fullmatch(word)
    return pa.decimal128(int(found[1]), int(found[2])) if found else TYPES.get(word)


def local(uri: str) -> str | None:
    """The path of a file of this machine; None if the address is elsewhere or no such file is here.

    >>> local("s3a://bucket/part.parquet") is None
    True
    """
    if "://" in uri and not uri.startswith("file:///"):
        return None
    path = unquote(uri.removeprefix("file://").removeprefix("file:"))
    return path if Path(path).is_file() else None


def _relation(frame: Frame) -> Any | None:
    """Spark's own description of the files; None where the plan holds anything else: a filter, a join, another format, partitions by
    folder. (Over a connection there is no plan to look at.)"""
    if not hasattr(frame, "_jdf"):
        return None
    plan = frame._jdf.queryExecution().analyzed()
    while plan.getClass().getSimpleName() in _NAMES:
        plan = plan.child()
    if plan.getClass().getSimpleName() != "LogicalRelation" or plan.isStreaming():
        return None
    relation = plan.relation()
    if relation.getClass().getSimpleName() != "HadoopFsRelation" or relation.fileFormat().getClass().getName() != _FORMAT:
        return None
    return relation if relation.partitionSchema().isEmpty() else None


def _buckets(relation: Any) -> int | None:
    found = re.fullmatch(
        r"Some\((\d+) buckets, bucket columns: \[subject\](, sort columns: .*)?\)", relation.bucketSpec().toString()
    )
    return int(found[1]) if found else None
