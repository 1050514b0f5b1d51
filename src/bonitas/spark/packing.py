"""Rows on their way from one worker to another: divided by a hash of their subject, and each part as one large cell.

Spark moves a few large cells in place of millions of rows, and never looks into them. They are streams of Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.spark.narrow import narrow

#: Where a cell goes, which table it is of, and its rows.
BLOBS: Final = "bucket int, what string, payload binary"
_SCHEMA: Final = pa.schema([("bucket", pa.int32()), ("what", pa.string()), ("payload", pa.binary())])
#: So many rows go into one cell at most: a few megabytes. Java keeps larger ones apart, each in memory of its own.
CELL: Final = 250_000
#: How cells are compressed: to a third (LZ4: to two thirds, in no less time; measured on the benchmark's records).
CODEC: Final = "zstd"
#: The part that each row goes to.
Parts = npt.NDArray[np.uint16]


def packed(what: str, table: Any, parts: Parts, mine: npt.NDArray[np.bool_] | None = None) -> Iterator[Any]:
    """The rows of a table as batches of BLOBS, each to its part; of these only those that are `mine` (None: all)."""
    rows = None if mine is None else np.flatnonzero(mine)
    found = parts if rows is None else parts[rows]
    if not len(found):
        return
    order = np.argsort(found, kind="stable")
    ends = np.cumsum(np.bincount(found))
    ordered = narrow(table.combine_chunks().take(pa.array(order if rows is None else rows[order])))
    start = 0
    for bucket, end in enumerate(ends.tolist()):
        for at in range(start, end, CELL):
            yield cell(bucket, what, as_stream(ordered.slice(at, min(CELL, end - at))))
        start = end


def cell(bucket: int, what: str, payload: Any) -> Any:
    """One row of BLOBS. `payload`: a buffer."""
    ends = pa.py_buffer(np.array([0, payload.size], np.int32))
    cells = pa.Array.from_buffers(pa.binary(), 1, [None, ends, payload])
    return pa.record_batch([pa.array([bucket], pa.int32()), pa.array([what]), cells], schema=_SCHEMA)


def as_stream(table: Any) -> Any:
    """A table as a stream of Arrow, in a buffer, compressed: what it costs here it saves several times over on its way through Spark."""
    sink = pa.BufferOutputStream()
    codec = CODEC if pa.Codec.is_available(CODEC) else None
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec, use_threads=False)) as stream:
        stream.write_table(table)
    return sink.getvalue()


def is_packed(schema: Any) -> bool:
    """Whether these are BLOBS and not rows."""
    return bool(schema.names == _SCHEMA.names)


def plain(table: Any) -> Any:
    """The same rows with texts in place of numbers of texts."""
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
    return table
