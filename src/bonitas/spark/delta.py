"""A Delta table as the Parquet files that it consists of now: read without Delta's own package in Spark, where the table is as plain as that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from bonitas.spark.frames import Frame


def delta_files(spark: Any, where: str) -> Frame | None:
    """The table's present files as a Spark table; None if it takes Delta to read them: rows marked as deleted, columns under other names,
    partitions; or if the library `deltalake` is not installed, or the table is not on this machine.

    A table that a reader of Delta's first version may read has none of the former.
    """
    if not hasattr(spark, "_jsparkSession") or not Path(where, "_delta_log").is_dir():
        return None
    try:
        from deltalake import DeltaTable  # noqa: PLC0415 - an extra
        from deltalake.exceptions import DeltaError  # noqa: PLC0415
    except ImportError:
        return None
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    try:
        table = DeltaTable(str(Path(where).absolute()))
        if table.protocol().min_reader_version != 1 or table.metadata().partition_columns:
            return None
        schema = from_arrow_schema(pa.schema(table.schema().to_arrow()))
    except (DeltaError, PySparkException):
        return None
    files = table.file_uris()
    return spark.read.schema(schema).parquet(*files) if files else spark.createDataFrame([], schema)
