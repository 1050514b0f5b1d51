"""What every source hands over: rows as columns of text, and the rows that have no proper form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal, Protocol

import pyarrow as pa

from bonitas.common.problems import BonitasError, Problem

#: The column of line numbers. No attribute can be called so.
LINE: Final = "#line"

Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not added: its line, its cells as they stood, and why."""

    line: int
    cells: Cells
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows. `table` has a column of strings for each column of the file (null where empty), and `LINE` (int64, rising)."""

    table: Any
    bad: tuple[BadRow, ...] = ()

    @property
    def rows(self) -> int:
        return int(self.table.num_rows) + len(self.bad)


class Readable(Protocol):
    """What bytes are read from, more than once: a path, or the text of a file that had another encoding."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes, from the beginning."""


class Source(Protocol):
    """A file or table that can be read more than once, from its beginning."""

    @property
    def name(self) -> str | None:
        """The file, as it was named; None for a table."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns; for JSON Lines those seen so far."""

    def chunks(self) -> Iterator[Chunk]:
        """The rows. Raises BadFile where the file as a whole cannot be used."""


class BadFile(BonitasError):
    """The file as a whole cannot be used; nothing of it is added."""


def text_table(columns: Mapping[str, Sequence[str | None]], lines: Sequence[int]) -> Any:
    """Columns of Python strings ('' and None are missing) as an Arrow table with line numbers."""
    arrays = {name: pa.array([cell or None for cell in cells], pa.string()) for name, cells in columns.items()}
    return pa.table({**arrays, LINE: pa.array(lines, pa.int64())})


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Several chunks of the same columns as one."""
    return Chunk(pa.concat_tables([chunk.table for chunk in chunks]), tuple(row for chunk in chunks for row in chunk.bad))
