"""Columns in as few bytes as they need, for the way from one worker to another, and as they were."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_WIDTHS: Final = (pa.int8(), pa.int16(), pa.int32())
#: Digits of a decimal that fit in 64 bits.
_DIGITS: Final = 18


def narrow(table: Any) -> Any:
    """The same table with whole numbers, decimals and numbers of texts in fewer bytes."""
    for at, field in enumerate(table.schema):
        if pa.types.is_signed_integer(field.type) or pa.types.is_dictionary(field.type) or pa.types.is_decimal128(field.type):
            column = in_one(table.column(at))
            table = table.set_column(at, field.name, _narrow(column))
    return table


def widened(table: Any) -> Any:
    """The same table with whole numbers of 64 bits, decimals of 128 and numbers of texts of 32."""
    for at, field in enumerate(table.schema):
        if pa.types.is_signed_integer(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.int64()))
        elif pa.types.is_decimal64(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.decimal128(field.type.precision, field.type.scale)))
        elif pa.types.is_dictionary(field.type):
            column = in_one(table.column(at))
            indices = column.indices.cast(pa.int32())
            table = table.set_column(at, field.name, pa.DictionaryArray.from_arrays(indices, column.dictionary))
    return table


def in_one(column: Any) -> Any:
    """A column in one array, without a copy where it is."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _narrow(column: Any) -> Any:
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices.cast(_fitting(0, len(column.dictionary))), column.dictionary)
    if pa.types.is_decimal128(column.type):
        digits = column.type.precision
        return column.cast(pa.decimal64(digits, column.type.scale)) if digits <= _DIGITS else column
    bounds = pc.min_max(column).as_py()
    return column if bounds["min"] is None else column.cast(_fitting(bounds["min"], bounds["max"]))


def _fitting(low: int, high: int) -> Any:
    """The narrowest whole numbers that hold both."""
    for type_ in _WIDTHS:
        most = np.iinfo(type_.to_pandas_dtype()).max
        if -most <= low and high <= most:
            return type_
    return pa.int64()
