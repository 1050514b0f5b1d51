"""Standings as they lie in files: everybody's in columns, mapped into memory; and single ones as rows of equal length, one behind another."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


class Base:
    """Everybody's standing as last written together, in order of code. Only what is looked at is read from the disk."""

    def __init__(self, folder: Path, part: Part | None) -> None:
        self.ids: pa.LargeStringArray = pa.array([], pa.large_string())
        self.standings = of_rows(np.empty(0, ROW))
        if part is None:
            return
        batch = mapped(folder, part)
        self.standings, self.ids = standings_of(batch), batch.column("id")

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
