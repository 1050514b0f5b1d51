"""Columns of Arrow as arrays of NumPy, without copies where they lie so in memory; and rows of a few cells as columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.days import NO_DAY
from bonitas.ledger.base import Int32s

EPOCH: Final = dt.date(1970, 1, 1).toordinal()


def int32s(column: Any) -> Int32s:
    """A column without nulls as int32."""
    found: Int32s = numbers(column, np.int32)
    return found


def numbers(column: Any, kind: Any) -> npt.NDArray[Any]:
    """A column of numbers without nulls, as it lies in memory. (Arrow's own way would first import pandas, where that is installed.)"""
    array = column if isinstance(column, pa.Array) else column.combine_chunks()
    if len(array) == 0:
        return np.empty(0, kind)
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def truths(column: Any) -> npt.NDArray[np.bool_]:
    """A column of truth values without nulls."""
    array = column if isinstance(column, pa.Array) else column.combine_chunks()
    if len(array) == 0:
        return np.empty(0, np.bool_)
    return _unpacked(array, 1)


def there(array: Any, rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.bool_]:
    """Which values of an array that lacks some are there, or which of some rows.

    >>> some = pa.array([1, None, 3, 4]).slice(1)
    >>> there(some).tolist(), there(some, np.array([2, 0])).tolist()
    ([False, True, True], [True, False])
    """
    if rows is None:
        return _unpacked(array, 0)
    bits, at = np.frombuffer(array.buffers()[0], np.uint8), rows + array.offset
    found: npt.NDArray[np.bool_] = (bits[at >> 3] >> (at & 7) & 1).astype(np.bool_)
    return found


def _unpacked(array: Any, buffer: int) -> npt.NDArray[np.bool_]:
    """The bits of one of an array's buffers, as far as they are its own."""
    first, begun = divmod(array.offset, 8)
    mine = np.frombuffer(array.buffers()[buffer], np.uint8)[first : (array.offset + len(array) + 7) // 8]
    return np.unpackbits(mine, bitorder="little")[begun : begun + len(array)].view(np.bool_)


def dense(array: Any, kind: Any, missing: int) -> npt.NDArray[Any]:
    """An array of whole numbers or days, of 32 or 64 bits, as numbers of one kind, with a mark where missing.

    >>> dense(pa.array([7, None], pa.int32()), np.int64, -1).tolist()
    [7, -1]
    """
    values = numbers(array, np.int64 if array.type.bit_width == 64 else np.int32).astype(kind, copy=bool(array.null_count))
    if array.null_count:
        values[~there(array)] = missing
    return values


def fixed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same, not to be written to, as what comes from a store: the kernel is compiled for one sort of array."""
    values.flags.writeable = False
    return values


def gathered(column: pa.Array, rows: npt.NDArray[np.int64]) -> pa.Array:
    """Some rows of a column of whole numbers or days."""
    values = fixed(numbers(column, np.int64 if column.type.bit_width == 64 else np.int32)[rows])
    bits = pa.py_buffer(np.packbits(there(column, rows), bitorder="little")) if column.null_count else None
    return pa.Array.from_buffers(column.type, len(rows), [bits, pa.py_buffer(values)])


def days_of(column: Any, missing: int = NO_DAY) -> Int32s:
    """A column of dates as day numbers, with a mark where missing."""
    array = column if isinstance(column, pa.Array) else column.combine_chunks()
    days: Int32s = dense(array, np.int32, missing)
    return days


def runs_of(first: npt.NDArray[Any], many: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The places of several runs, one run after the other: `many[i]` places from `first[i]` on.

    >>> runs_of(np.array([7, 2]), np.array([2, 3])).tolist()
    [7, 8, 2, 3, 4]
    """
    found: npt.NDArray[np.int64] = np.repeat(first - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
    return found


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each value once, in order. What comes so, as subjects mostly do, is only looked at.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    return values if bool((values[1:] > values[:-1]).all()) else np.unique(values)


def batch_of(rows: Sequence[Sequence[Any]], names: Sequence[str], types: Sequence[pa.DataType]) -> pa.RecordBatch:
    """Rows as columns: whole numbers, truth values, texts, and dates, of which some may be missing."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.RecordBatch.from_arrays([_array(one, kind) for one, kind in zip(cells, types, strict=True)], names)


def _array(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """One column. Only texts are left to Arrow, which would first import pandas, where that is installed."""
    n = len(cells)
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(kind, n, [None, _bits([bool(one) for one in cells])])
    if pa.types.is_date32(kind):
        there = _bits([one is not None for one in cells]) if None in cells else None
        days = np.array([0 if one is None else one.toordinal() - EPOCH for one in cells], np.int32)
        return pa.Array.from_buffers(kind, n, [there, pa.py_buffer(days)])
    if pa.types.is_integer(kind):
        return pa.Array.from_buffers(kind, n, [None, pa.py_buffer(np.array(cells, kind.to_pandas_dtype()))])
    return pa.array(cells, kind)


def _bits(flags: Sequence[bool]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.array(flags, np.bool_), bitorder="little"))
