"""Parquet files, Arrow tables and lists of dicts: typed values become the text a person would have written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bonitas.ledger.codes import problem
from bonitas.ledger.columns import Form, header_problems
from bonitas.ledger.sources.chunk import LINE, BadFile, BadRow, Chunk, text_table

ROWS: Final = 500_000
MIDNIGHT: Final = r" 00:00:00(\.0+)?$"


class TableSource:
    """A Parquet file or an Arrow table. A row's line is its number, from 1."""

    def __init__(self, what: Path | Any, form: Form) -> None:
        self.name = str(what) if isinstance(what, Path) else None
        self.what = what
        schema = self._open().schema_arrow if isinstance(what, Path) else what.schema
        self.header: tuple[str, ...] = tuple(schema.names)
        found = header_problems(form, self.header, self.name, None)
        if found:
            raise BadFile(found)
        self._dates = {name for name, kind in form.known.items() if kind == "date"}

    def _open(self) -> Any:
        try:
            return pq.ParquetFile(self.what)
        except (pa.ArrowException, OSError) as exc:
            raise BadFile(problem("L110", file=self.name)) from exc

    def chunks(self) -> Iterator[Chunk]:
        """The rows, `ROWS` at a time, as text."""
        line = 1
        # a table put together from many small ones is taken as one: each batch costs a query of its own
        batches = self._batches() if isinstance(self.what, Path) else self.what.combine_chunks().to_batches(max_chunksize=ROWS)
        for batch in batches:
            if not batch.num_rows:
                continue
            arrays = {name: self._text(name, batch.column(at)) for at, name in enumerate(self.header)}
            lines = pa.array(np.arange(line, line + batch.num_rows, dtype=np.int64))
            yield Chunk(pa.table({**arrays, LINE: lines}))
            line += batch.num_rows
        if line == 1:
            raise BadFile(problem("L104", file=self.name))

    def _batches(self) -> Iterator[Any]:
        file = self._open()
        try:
            yield from file.iter_batches(batch_size=ROWS)
        except (pa.ArrowException, OSError) as exc:
            raise BadFile(problem("L110", file=self.name)) from exc
        finally:
            file.close()

    def _text(self, name: str, array: Any) -> Any:
        """One column as strings, null where missing or empty."""
        try:
            text = as_text(array)
        except (pa.ArrowException, UnicodeDecodeError) as exc:
            raise BadFile(problem("L118", file=self.name, column=name, type=str(array.type))) from exc
        if name in self._dates and pa.types.is_timestamp(array.type):
            text = pc.replace_substring_regex(text, MIDNIGHT, "")
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def as_text(array: Any) -> Any:
    """An Arrow array of any plain type as strings; ArrowException for lists, structs and the like.

    >>> as_text(pa.array([1.5, 1000000.0, None])).to_pylist()
    ['1.5', '1000000', None]
    """
    kind = array.type
    if pa.types.is_dictionary(kind):
        return as_text(array.dictionary_decode())
    if pa.types.is_boolean(kind):
        return pc.if_else(array, "yes", "no")
    if pa.types.is_floating(kind):
        coded = array.dictionary_encode()
        words = [np.format_float_positional(x, trim="-") for x in coded.dictionary.to_numpy(zero_copy_only=False)]
        return pa.DictionaryArray.from_arrays(coded.indices, pa.array(words, pa.string())).dictionary_decode()
    if pa.types.is_timestamp(kind):
        return array.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False).cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_duration(kind) or pa.types.is_time(kind):
        raise pa.ArrowInvalid(str(kind))
    return array.cast(pa.string())


class RowsSource:
    """A list of dicts, such as a test or a form on a page has them. A row's line is its place in the list, from 1."""

    name = None

    def __init__(self, rows: Sequence[Mapping[str, Any]], form: Form) -> None:
        self.rows = rows
        self.header: tuple[str, ...] = tuple(dict.fromkeys(name for row in rows for name in row))
        if not rows:
            raise BadFile(problem("L104"))
        found = header_problems(form, self.header, None, None)
        if found:
            raise BadFile(found)

    def chunks(self) -> Iterator[Chunk]:
        """The rows, `ROWS` at a time, as text."""
        for start in range(0, len(self.rows), ROWS):
            good: list[dict[str, str | None]] = []
            at: list[int] = []
            bad: list[BadRow] = []
            for line, row in enumerate(self.rows[start : start + ROWS], start + 1):
                cells = {name: cell_text(value) for name, value in row.items()}
                nested = [name for name, cell in cells.items() if cell is NotImplemented]
                if nested:
                    said = tuple(problem("L115", line=line, column=name) for name in nested)
                    bad.append(BadRow(line, {n: str(v) for n, v in row.items()}, said))
                else:
                    good.append(cells)
                    at.append(line)
            columns = {name: [row.get(name) for row in good] for name in self.header}
            yield Chunk(text_table(columns, at), tuple(bad))


def cell_text(value: Any) -> Any:  # noqa: PLR0911 - one answer for each type
    """A Python value as the text of a cell; NotImplemented for what no cell can hold.

    >>> cell_text(True), cell_text(Decimal("12.50")), cell_text(dt.date(2026, 1, 2)), cell_text(0.1)
    ('yes', '12.50', '2026-01-02', '0.1')
    """
    if isinstance(value, np.generic):
        value = value.item()
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case float():
            return np.format_float_positional(value, trim="-")
        case dt.date():
            return value.isoformat()
        case int():
            return str(value)
        case _:
            return NotImplemented
