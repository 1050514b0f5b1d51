"""An arrangement's rows looked up all over its file: one look a column, whichever batches they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.base import Int64s


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows: in which batch each lies, where in it, and which of them are the first or the last of a stretch of rows that follow one another."""

    batch: Int64s
    row: Int64s
    ends: Int64s

    @classmethod
    def of(cls, batch: Int64s, row: Int64s) -> Rows:
        """Rows, stretch by stretch."""
        begin = np.flatnonzero(row[1:] != row[:-1] + 1) + 1
        ends = np.concatenate([begin, begin - 1, [0, len(row) - 1]]) if len(row) else begin
        return cls(batch, row, ends)

    def taken(self, some: Int64s) -> Rows:
        """Some of them."""
        return Rows.of(self.batch.take(some), self.row.take(some))


@dataclass(frozen=True, slots=True)
class Column:
    """Where one column lies in the file: the values of each batch begin at `values` (counted in numbers of its width), the bits that say which
    are there at `bits` (in bytes; −1: all of them are)."""

    values: Int64s
    bits: Int64s
    width: int

    @property
    def whole(self) -> bool:
        """Whether no value is missing."""
        return bool((self.bits < 0).all())


@dataclass(frozen=True, slots=True)
class Flat:
    """The bytes of a mapped file, and where in it the columns of its batches lie."""

    bytes: npt.NDArray[np.uint8]
    numbers: dict[int, npt.NDArray[Any]]
    columns: dict[str, Column]

    @classmethod
    def of(cls, file: pa.Buffer, batches: Sequence[pa.RecordBatch]) -> Flat | None:
        """Of a file mapped into memory and the batches in it, columns of 32 or 64 bits; None if they do not lie in it as they are."""
        names = batches[0].schema.names if batches else []
        found = {name: _column(file, [batch.column(name) for batch in batches]) for name in names}
        columns = {name: column for name, column in found.items() if column is not None}
        if len(columns) < len(names):
            return None
        every = np.frombuffer(file, np.uint8)
        return cls(every, {size: every[: len(every) // size * size].view(f"<i{size}") for size in (4, 8)}, columns)

    def values(self, name: str, rows: Rows) -> npt.NDArray[Any]:
        """What stands in a column in these rows, which is anything at all where nothing is there."""
        column = self.columns[name]
        every, at = self.numbers[column.width], column.values.take(rows.batch) + rows.row
        every.take(at.take(rows.ends))  # where memory is slow, it is asked for many stretches at once
        found: npt.NDArray[Any] = every.take(at)
        return found

    def dense(self, name: str, rows: Rows, kind: Any, missing: int) -> npt.NDArray[Any]:
        """The same as numbers of one kind, with a mark where nothing is there."""
        values, column = self.values(name, rows).astype(kind, copy=False), self.columns[name]
        if column.whole:
            return values
        bits = column.bits.take(rows.batch)
        at = np.maximum(bits, 0) + (rows.row >> 3)
        self.bytes.take(at.take(rows.ends))
        there = (self.bytes.take(at) >> (rows.row & 7).astype(np.uint8) & 1).astype(np.bool_)
        there[bits < 0] = True
        found: npt.NDArray[Any] = np.where(there, values, np.array(missing, kind))
        return found


def _column(file: pa.Buffer, arrays: Sequence[pa.Array]) -> Column | None:
    """Where arrays of one column lie in a file; None if they are of another kind, or lie elsewhere."""
    kind = arrays[0].type
    if not (pa.types.is_integer(kind) or pa.types.is_date32(kind)) or kind.bit_width not in (32, 64):
        return None
    width = kind.bit_width // 8
    values, bits = [], []
    for array in arrays:
        there, data = array.buffers()
        first, size = data.address - file.address, len(array)
        mark = there.address - file.address if there is not None and array.null_count else -1
        if array.offset or first % width or not 0 <= first <= file.size - size * width or not -1 <= mark <= file.size - size // 8:
            return None
        values.append(first // width)
        bits.append(mark)
    return Column(np.array(values, np.int64), np.array(bits, np.int64), width)
