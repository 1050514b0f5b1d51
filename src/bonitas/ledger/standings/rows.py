"""Standings as they lie in files: everybody's in columns, mapped into memory; and single ones as rows of equal length, one behind another."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.days import NEVER
from bonitas.ledger.base import Int32s
from bonitas.ledger.manifest import Part
from bonitas.ledger.standings.base import Standings
from bonitas.ledger.standings.people_files import mapped, write_columns
from bonitas.ledger.standings.tables import COLUMNS, standings_of

#: The standing of a row that takes one away.
NONE: Final = -1
#: One row: 40 bytes.
ROW: Final = np.dtype(
    [("score", "<i8"), ("drawn", "<i8"), *((name, "<i4") for name in ("code", "standing", "band", "because", "next", "unused"))]
)
Rows = npt.NDArray[Any]
#: Of so many rows it is written down which is the last about whom; fewer are looked through.
MANY: Final = 20_000


def rows_of(standings: Standings, gone: Int32s) -> Rows:
    """Rows of standings, and rows that take away those of some codes."""
    found = np.zeros(len(standings) + len(gone), ROW)
    for name in COLUMNS:
        found[name][: len(standings)] = getattr(standings, name)
    found["code"][len(standings) :] = gone
    found["standing"][len(standings) :] = NONE
    return found


def of_rows(rows: Rows) -> Standings:
    """Rows as columns, in the order given."""
    return Standings(*(np.ascontiguousarray(rows[name]) for name in COLUMNS))


def read_rows(folder: Path, part: Part | None) -> Rows:
    """The rows of a file, in the order in which they came."""
    if part is None:
        return np.empty(0, ROW)
    return np.fromfile(folder / part.file, ROW, part.bytes // ROW.itemsize)


def last_of(rows: Rows, codes: Int32s) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """For each of these codes (in order, each once) the last row about it, and whether there is one."""
    last = np.full(len(codes), -1, np.int64)
    if len(codes) and len(rows):
        mine = np.flatnonzero(np.isin(rows["code"], codes))
        last[np.searchsorted(codes, rows["code"][mine])] = mine  # of several the one that came last stays
    there = last >= 0
    return rows[last[there]], there


class Newer:
    """Rows that count in place of those in the base, in the order in which they came: of several about one code the last."""

    def __init__(self, rows: Rows) -> None:
        self._room, self._count = rows, len(rows)
        self._last: Int32s | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def rows(self) -> Rows:
        """All of them."""
        return self._room[: self._count]

    def add(self, more: Rows) -> None:
        """Rows that have come since. Room is made for as many again, so that not all of them are moved each time."""
        before, after = self._count, self._count + len(more)
        if after > len(self._room):
            self._room = np.concatenate([self.rows, more, np.empty(after, ROW)])
        self._room[before:after], self._count = more, after
        if self._last is not None and len(more):
            self._last = _reaching(self._last, int(more["code"].max()))
            self._last[more["code"]] = np.arange(before, after, dtype=np.int32)

    def last_of(self, codes: Int32s) -> tuple[Rows, npt.NDArray[np.bool_]]:
        """For each of these codes (in order, each once) the last row about it, and whether there is one."""
        if self._count < MANY:
            return last_of(self.rows, codes)
        if self._last is None:
            self._last = _reaching(np.empty(0, np.int32), int(self.rows["code"].max()))
            self._last[self.rows["code"]] = np.arange(self._count, dtype=np.int32)  # of several the one that came last stays
        last = np.full(len(codes), -1, np.int32)
        inside = (codes >= 0) & (codes < len(self._last))
        last[inside] = self._last[codes[inside]]
        return self.rows[last[last >= 0]], last >= 0


def _reaching(last: Int32s, code: int) -> Int32s:
    """A table for codes up to this one."""
    return np.concatenate([last, np.full(max(code + 1 - len(last), 0), -1, np.int32)])


class Base:
    """Everybody's standing as last written together, in order of code. Only what is looked at is read from the disk."""

    def __init__(self, folder: Path, part: Part | None) -> None:
        self.ids: pa.LargeStringArray = pa.array([], pa.large_string())
        self.standings = of_rows(np.empty(0, ROW))
        self._due: tuple[int, int, Int32s] = NEVER, NEVER, np.empty(0, np.int32)
        if part is None:
            return
        batch = mapped(folder, part)
        self.standings, self.ids = standings_of(batch), batch.column("id")

    def due(self, day: int) -> Int32s:
        """Codes of those whose next change is on or before a day, in order. The answer holds until the next day on which one is."""
        first, end, found = self._due
        if not first <= day < end:
            coming = self.standings.next > day
            found = self.standings.code[~coming]
            self._due = day, int(self.standings.next.min(where=coming, initial=NEVER)), found
        return found

    def places(self, codes: Int32s) -> npt.NDArray[np.int64]:
        """Where each code stands; −1 for one that does not."""
        mine = self.standings.code
        at = np.searchsorted(mine, codes)
        inside = at < len(mine)
        there = np.zeros(len(codes), np.bool_)
        there[inside] = mine[at[inside]] == codes[inside]
        return np.where(there, at, -1)


def write_base(folder: Path, name: str, standings: Standings, ids: Any) -> Part:
    """Write everybody's standing together, flushed to the disk."""
    named = pa.array(ids, pa.large_string()) if isinstance(ids, list) else ids.cast(pa.large_string())
    return write_columns(folder, name, {column: pa.array(getattr(standings, column)) for column in COLUMNS} | {"id": named})
