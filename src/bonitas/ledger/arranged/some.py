"""The records of a few subjects, brought together from an arrangement and from what was added since.

They are numbered as suits whoever is to put them in order: those that are arranged by their places, which are below zero. So nothing need be
looked up to put such records of one day in order, and their numbers need not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bonitas.common.amounts import MISSING
from bonitas.common.days import NEVER, NO_DAY
from bonitas.ledger.arranged.entries import names_at
from bonitas.ledger.arranged.flat import Flat, Rows
from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arrays import fixed, runs_of
from bonitas.ledger.base import Int32s, Int64s, Need, Records
from bonitas.ledger.sql import column_of
from bonitas.ledger.tail import Tail

#: The number of the record at place 0; those of records that are not arranged are 0 and above.
FIRST: Final = -(2**62)
#: The columns that may be needed beside, and what stands in them where nothing is there.
BESIDE: Final[Mapping[str, tuple[Any, int]]] = {
    "ended_on": (np.int32, NO_DAY), "counterparty": (np.int32, -1), "furnisher": (np.int32, -1), "recorded_at": (np.int64, 0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Some:
    """`words`: the words behind codes. `_read`: of the records that were read, their numbers, the subjects, the place of each one's, and its day."""

    arranged: Arranged
    flat: Flat
    tail: Tail
    words: Callable[[Sequence[int]], list[str]]
    _read: list[tuple[Int64s, Int32s, Int32s, Int32s]] = field(default_factory=list)

    def records(self, need: Need, first: Mapping[int, int]) -> Records:
        """The records needed of some subjects (in order, each once): first those that are arranged. In the place of its subject's code each has the
        subject's place among them. `first`: for each kind needed, by code, the day from which on its records are."""
        assert need.subjects is not None
        rows, subject, kind, day = self._arranged_rows(need.subjects, first)
        later = self.tail.wanted(need, first, self.arranged.made.until)

        def both(name: str, kind: Any, missing: int) -> npt.NDArray[Any]:
            known = name in self.flat.columns
            here = self.flat.dense(name, rows, kind, missing) if known else np.full(len(rows.row), missing, kind)
            return fixed(np.concatenate([here, later.column(name, kind, missing)]))

        theirs = np.searchsorted(need.subjects, later.column("subject", np.int32))
        place = fixed(np.concatenate([subject, theirs]).astype(np.int32))
        number = rows.row + self.arranged.starts.take(rows.batch) + FIRST
        kind, day, entry = (
            fixed(np.concatenate([one, later.column(name, one.dtype)]))
            for name, one in (("kind", kind), ("occurred_on", day), ("entry", number))
        )
        self._read.append((entry, need.subjects, place, day))
        beside = {name: both(name, *BESIDE[name]) for name in need.columns if name != "entry"}
        values = {name: both(column_of(name), np.int64, MISSING) for name in need.attributes}
        return Records(place, kind, day, values, entry=entry if need.entry else None, **beside)

    def _arranged_rows(self, subjects: Int32s, first: Mapping[int, int]) -> tuple[Rows, Int64s, Int32s, Int32s]:
        """The rows needed; place of the subject, kind and day of each."""
        arranged = self.arranged
        places, here = arranged.places_in(subjects)
        begin, many = arranged.begin.take(places), arranged.lengths(places)
        batch = arranged.batch_of(begin)
        rows = Rows.of(np.repeat(batch, many), runs_of(begin - arranged.starts.take(batch), many))
        kind, day = (self.flat.values(name, rows) for name in ("kind", "occurred_on"))
        days = np.full(max([*arranged.made.kinds, *first]) + 1, NEVER, np.int64)
        days[list(first)] = list(first.values())
        wanted = np.flatnonzero(day >= days.take(kind))
        return rows.taken(wanted), np.repeat(here, many).take(wanted), kind.take(wanted), day.take(wanted)

    def tie_order(self, entries: Int64s) -> Int64s:
        """For each of these numbers a rank: in order of furnisher and ref among the records of one subject and day. Those that are arranged stand
        in that order; names are looked up only where one that is not falls on the day of others."""
        once, place = np.unique(entries, return_inverse=True)
        rank = once - FIRST
        mixed = self._mixed(once)
        if len(mixed):
            names = self._names(once[mixed])
            order = sorted(range(len(mixed)), key=names.__getitem__)
            rank[mixed[order]] = np.arange(len(mixed))
        found: Int64s = rank[place]
        return found

    def _mixed(self, entries: Int64s) -> Int64s:
        """Which of these numbers (in order, each once) are of a subject and day of which one is not arranged."""
        later = int(np.searchsorted(entries, 0))
        if later == len(entries):
            return np.empty(0, np.int64)
        parts = [(entry, subjects.take(place), day) for entry, subjects, place, day in self._read]
        number, subject, day = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(number, kind="stable")
        at = order[np.searchsorted(number, entries, sorter=order)]
        key = (subject[at].astype(np.int64) << 32) + day[at]
        found: Int64s = np.flatnonzero(np.isin(key, key[later:]))
        return found

    def _names(self, entries: Int64s) -> list[tuple[str, str]]:
        """Who furnished each of these (in order), and what they call it."""
        later = int(np.searchsorted(entries, 0))
        said = [*names_at(self.arranged, entries[:later] - FIRST), *self.tail.named(entries[later:].tolist()).values()]
        codes = sorted({furnisher for furnisher, _ in said})
        word = dict(zip(codes, self.words(codes), strict=True))
        return [(word[furnisher], ref) for furnisher, ref in said]
