"""Records straight from the row groups of a folder's parts: each is read by the thread that is to work on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from bonitas.ledger.as_stored import Fetch
from bonitas.ledger.codes import trouble

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData


def row_groups(parts: Sequence[Path], names: Mapping[str, str]) -> Iterator[Fetch] | None:
    """How to fetch each row group; None where a part holds anything but numbers of 32 or 64 bits and dates in the columns that are wanted.
    `names`: column of the file → what it is to be called. A part need not have every one."""
    found = [(part, _metadata(part)) for part in parts]
    if not all(_plain(metadata, names) for _, metadata in found):
        return None
    return (
        partial(_fetched, part, metadata, group, names) for part, metadata in found for group in range(metadata.num_row_groups)
    )  # fmt: skip


def _metadata(part: Path) -> FileMetaData:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    try:
        return pq.read_metadata(part)
    except (pa.ArrowException, OSError) as exc:
        raise _damaged(part, exc) from exc


def _plain(metadata: FileMetaData, names: Mapping[str, str]) -> bool:
    schema = metadata.schema.to_arrow_schema()
    types = [field.type for field in schema if field.name in names]
    return all(one in (pa.int32(), pa.int64(), pa.date32()) for one in types)


def _fetched(part: Path, metadata: FileMetaData, group: int, names: Mapping[str, str]) -> pa.RecordBatch:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    there = [field for field in metadata.schema.names if field in names]
    try:
        with pq.ParquetFile(part, metadata=metadata, memory_map=True) as file:
            table = file.read_row_group(group, columns=there, use_threads=False)
    except (pa.ArrowException, OSError) as exc:
        raise _damaged(part, exc) from exc
    columns = [column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, [names[name] for name in table.column_names])


def _damaged(part: Path, exc: Exception) -> Exception:
    """What is wrong with a part, as a problem of its ledger."""
    text = str(exc).splitlines()[0][:200] if str(exc) else type(exc).__name__
    return trouble("L504", str(part.parent), why=f"the part {part.name} cannot be read: {text}")
