"""Columns of Arrow as arrays of NumPy, without copies where they lie so in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.days import NO_DAY
from bonitas.ledger.base import Int32s


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
    return numbers(column.cast(pa.int8()), np.int8).astype(np.bool_)


def days_of(column: Any, missing: int = NO_DAY) -> Int32s:
    """A column of dates as day numbers, with a mark where missing."""
    array = column if isinstance(column, pa.Array) else column.combine_chunks()
    days: Int32s = numbers(array, np.int32)
    if not array.null_count:
        return days
    bits = np.unpackbits(np.frombuffer(array.buffers()[0], np.uint8), bitorder="little")[array.offset :][: len(array)]
    return np.where(bits, days, np.int32(missing)).astype(np.int32)


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each value once, in order. What comes so, as subjects mostly do, is only looked at.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    return values if bool((values[1:] > values[:-1]).all()) else np.unique(values)
