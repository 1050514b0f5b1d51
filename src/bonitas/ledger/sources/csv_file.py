"""CSV with a header. Blocks without quotes go through Arrow; blocks with quotes or faults go through the exact, slower reader."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from bonitas.ledger.codes import problem
from bonitas.ledger.columns import Form, header_problems
from bonitas.ledger.sources.chunk import LINE, BadFile, BadRow, Chunk, Readable, joined, text_table

#: Bytes read at once (larger blocks parse slower: the memory is fetched anew for each), and rows of a chunk.
BLOCK: Final = 4 * 2**20
ROWS: Final = 300_000
BOM: Final = b"\xef\xbb\xbf"


class Lines:
    """Physical lines for `csv.reader`: those of a block, then, within a quoted cell, as many more of the file as it takes."""

    def __init__(self, file: BinaryIO, name: str, block: bytes, line: int) -> None:
        self.file, self.name, self.line = file, name, line
        self.pending = deque(block.splitlines(keepends=True) if b"\r" not in block else _split(block))
        self.taken: list[bytes] = []

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        raw = self.pending.popleft() if self.pending else self.file.readline()
        if not raw:
            raise StopIteration
        self.taken.append(raw)
        self.line += 1
        try:
            return raw.decode()
        except UnicodeDecodeError as exc:
            raise BadFile(problem("L105", file=self.name, line=self.line - 1)) from exc

    def begin(self) -> int:
        """A new row begins: the number of its first line."""
        self.taken.clear()
        return self.line

    def give_back(self) -> None:
        """All lines of the row but its first are read again, as rows of their own."""
        again = self.taken[1:]
        self.line -= len(again)
        self.pending.extendleft(reversed(again))


def _split(block: bytes) -> list[bytes]:
    """Lines end with a line feed only: a lone carriage return is a fault within a line."""
    parts = block.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


class CsvSource:
    """A CSV file in UTF-8, cells separated by commas, header first."""

    def __init__(self, path: Readable, form: Form) -> None:
        self.name = str(path)
        self.path = path
        with path.open("rb") as file:
            self.header, self.first_line, self.start = self._read_header(file)
        found = header_problems(form, self.header, self.name, self.first_line - 1)
        if found:
            raise BadFile(found)

    def _read_header(self, file: BinaryIO) -> tuple[tuple[str, ...], int, int]:
        """The names, the number of the line after them, and where in the file it starts."""
        start = len(BOM) if file.read(len(BOM)) == BOM else 0
        file.seek(start)
        lines = Lines(file, self.name, b"", 1)
        try:
            for cells in csv.reader(lines, strict=True):
                if cells:
                    return tuple(cells), lines.line, file.tell()
        except csv.Error as exc:
            raise BadFile(problem("L112", file=self.name, line=1)) from exc
        raise BadFile(problem("L103", file=self.name))

    def chunks(self) -> Iterator[Chunk]:
        """The rows, with the physical line each begins on."""
        any_rows = False
        held: list[Chunk] = []
        for chunk in self._blocks():
            any_rows = any_rows or chunk.rows > 0
            held.append(chunk)
            if sum(one.rows for one in held) >= ROWS:
                yield joined(held)
                held = []
        if held:
            yield joined(held)
        if not any_rows:
            raise BadFile(problem("L104", file=self.name, line=1))

    def _blocks(self) -> Iterator[Chunk]:
        with self.path.open("rb") as file:
            file.seek(self.start)
            line = self.first_line
            while block := file.read(BLOCK):
                block += file.readline()
                chunk, line = self._fast(block, line) or self._exact(file, block, line)
                yield chunk

    def _fast(self, block: bytes, line: int) -> tuple[Chunk, int] | None:
        """Through Arrow, if every physical line is plainly one row of the right width; else None."""
        if b'"' in block or b"\n\n" in block or block[:1] in b"\r\n" or b"\0" in block:
            return None
        if b"\r" in block and (block.count(b"\r") != block.count(b"\r\n") or b"\n\r" in block):
            return None
        rows = block.count(b"\n") + (not block.endswith(b"\n"))
        strings = dict.fromkeys(self.header, pa.string())
        try:
            table = pacsv.read_csv(
                pa.BufferReader(block),
                read_options=pacsv.ReadOptions(column_names=list(self.header), block_size=max(len(block) // 4, 2**20)),
                parse_options=pacsv.ParseOptions(quote_char=False, ignore_empty_lines=False),
                convert_options=pacsv.ConvertOptions(column_types=strings, null_values=[""], strings_can_be_null=True),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != rows:
            return None
        numbers: Any = pa.array(np.arange(line, line + rows, dtype=np.int64))
        return Chunk(table.append_column(LINE, numbers)), line + rows

    def _exact(self, file: BinaryIO, block: bytes, line: int) -> tuple[Chunk, int]:
        """Through the standard reader: quotes, blank lines, rows of the wrong width."""
        lines = Lines(file, self.name, block, line)
        good: list[list[str]] = []
        at: list[int] = []
        bad: list[BadRow] = []
        reader = csv.reader(lines, strict=True)
        while lines.pending:
            first = lines.begin()
            try:
                cells = next(reader, [])
            except csv.Error:
                lines.give_back()
                reader = csv.reader(lines, strict=True)
                raw = lines.taken[0].decode().rstrip("\r\n").split(",")
                bad.append(BadRow(first, self._named(raw), (problem("L112", file=self.name, line=first),)))
                continue
            if len(cells) == len(self.header):
                good.append(cells)
                at.append(first)
            elif cells:
                bad.append(self._wrong_width(cells, first))
        columns = dict(zip(self.header, zip(*good, strict=True), strict=True)) if good else dict.fromkeys(self.header, ())
        return Chunk(text_table(columns, at), tuple(bad)), lines.line

    def _wrong_width(self, cells: list[str], line: int) -> BadRow:
        said = problem("L111", file=self.name, line=line, found=str(len(cells)), expected=len(self.header))
        return BadRow(line, self._named(cells), (said,))

    def _named(self, cells: list[str]) -> dict[str, str | None]:
        """Cells by column as far as they go; what is left over stays, with its commas, in the last."""
        width = len(self.header)
        fitted = cells if len(cells) <= width else [*cells[: width - 1], ",".join(cells[width - 1 :])]
        return {name: cell or None for name, cell in zip(self.header, fitted, strict=False)}
