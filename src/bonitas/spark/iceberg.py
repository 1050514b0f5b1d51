"""An Iceberg table as the Parquet files that it consists of now: read without Iceberg's own package in Spark, where the table is as plain as that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from bonitas.spark.frames import Frame
from bonitas.spark.scan import local

#: What Iceberg calls the column that a field of a Parquet file is of, whatever its name is.
_FIELD: Final = b"PARQUET:field_id"
_NUMBER: Final = re.compile(r"v?(\d+)\b.*\.metadata\.json")


def iceberg_files(spark: Any, where: str) -> Frame | None:
    """The table's present files as a Spark table; None if it takes Iceberg to read them: rows marked as deleted, columns that had other names
    when a file was written, other formats; or if it cannot be told which state is the present one, the library `pyiceberg` is not installed,
    or the table is not on this machine.
    """
    metadata = present_metadata(Path(where))
    if metadata is None or not hasattr(spark, "_jsparkSession"):
        return None
    try:
        from pyiceberg.table import StaticTable  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    try:
        table = StaticTable.from_metadata(str(metadata))
        ids = {field.name: field.field_id for field in table.schema().fields}
        tasks = list(table.scan().plan_files())
        schema = from_arrow_schema(pa.schema([field.remove_metadata() for field in table.schema().as_arrow()]))
    except (OSError, ValueError, PySparkException):
        return None
    if any(task.delete_files for task in tasks):
        return None
    files = [local(task.file.file_path) for task in tasks]
    if not all(file is not None and _as_named(file, ids) for file in files):
        return None
    return spark.read.schema(schema).parquet(*files) if files else spark.createDataFrame([], schema)


def present_metadata(folder: Path) -> Path | None:
    """The file that describes the table's present state: the one that it points to, else that with the highest number; None if there are two."""
    found: dict[int, list[Path]] = {}
    for path in folder.glob("metadata/*.metadata.json"):
        if number := _NUMBER.fullmatch(path.name):
            found.setdefault(int(number[1]), []).append(path)
    hint = folder / "metadata" / "version-hint.text"
    said = hint.read_text().strip() if hint.is_file() else ""
    last = found.get(int(said) if said.isdigit() else max(found, default=-1), [])
    return last[0] if len(last) == 1 else None


def _as_named(file: str, ids: dict[str, int]) -> bool:
    """Whether each column in a Parquet file is the table's column of that name, and of no other."""
    try:
        schema = pq.read_schema(file)
    except (OSError, pa.ArrowException):
        return False
    there = {field.name: int((field.metadata or {}).get(_FIELD, -1)) for field in schema}
    return all(ids.get(name) == number for name, number in there.items() if name in ids or number in ids.values())
