"""Cutting everybody, in order of id, into stretches that fit in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.base import Int64s

#: A rating takes about as much memory as so many records: subjects with few records are not for nothing.
RATING: Final = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """The subjects from `first` to `last`, both included, in order of id: how many rows are asked about them, and how many records
    they have (0 where that is not known)."""

    first: str
    last: str
    rows: int
    records: int

    @property
    def weight(self) -> int:
        """What it takes in memory, counted in records."""
        return self.records + RATING * self.rows


def stretches(weights: Iterable[tuple[pa.StringArray, Int64s, Int64s]], most: int) -> list[Stretch]:
    """Stretches of at most `most` records or what takes as much. `weights`: ids in order, with how many rows are asked about each and how
    many records it has. A subject that takes more than that stands alone.

    >>> ids, one = pa.array(["a", "b", "c", "d"]), np.ones(4, np.int64)
    >>> [(s.first, s.last) for s in stretches([(ids, one, np.array([1, 90, 5, 5]))], 30)]
    [('a', 'a'), ('b', 'b'), ('c', 'd')]
    """
    found: list[Stretch] = []
    open_: Stretch | None = None
    for ids, counts, records_of in weights:
        rows, records = (np.concatenate([[0], np.cumsum(values)]) for values in (counts, records_of))
        total = records + RATING * rows
        start = 0
        while start < len(ids):
            room = most - (open_.weight if open_ else 0)
            end = int(np.searchsorted(total, total[start] + room, side="right")) - 1
            if end <= start and open_:
                found.append(open_)
                open_ = None
                continue
            end = max(end, start + 1)
            before = open_ or Stretch(ids[start].as_py(), "", 0, 0)
            more = int(rows[end] - rows[start]), int(records[end] - records[start])
            open_ = Stretch(before.first, ids[end - 1].as_py(), before.rows + more[0], before.records + more[1])
            start = end
    return [*found, open_] if open_ else found
