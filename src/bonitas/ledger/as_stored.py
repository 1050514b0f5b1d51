"""Records in pieces as a store has them: narrow, with nulls, and without a copy, for whoever goes through all of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from bonitas.common.days import ALWAYS
from bonitas.ledger.arranged.pieces import pieces
from bonitas.ledger.arrays import int32s
from bonitas.ledger.asking import Asking
from bonitas.ledger.base import Int32s, Need
from bonitas.ledger.following import Following
from bonitas.ledger.lately import lately
from bonitas.ledger.sql import column_of, quoted

if TYPE_CHECKING:
    from bonitas.ledger.arranged.opened import Arranged
    from bonitas.ledger.tail import Picked, Tail

#: Rows of a piece, at most.
PIECE: Final = 245_760
#: How a piece is fetched, in whichever thread is to work on it. One from an arrangement (`arranged.pieces.Ordered`) says so: `in_order`.
Fetch = Callable[[], pa.RecordBatch]


class AsStored(Following):
    """The questions of `base.Columned`, and of whoever makes use of an arrangement."""

    attributes: dict[str, str]

    @abstractmethod
    def _wanted(self, asking: Asking, need: Need) -> str:
        """SQL that is true for the kinds and subjects needed."""

    @abstractmethod
    def _codes_of(self, need: Need) -> set[int]:
        """The codes of the kinds needed."""

    @abstractmethod
    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one never seen."""

    @abstractmethod
    def _arranged(self) -> Arranged | None:
        """The arrangement of this ledger's records, if there is one and all of it may be read."""

    @abstractmethod
    def _count(self) -> int:
        """How many records there are."""

    def columns(self, need: Need) -> Iterator[Fetch]:
        """The records needed, in pieces: columns of `Records` by name, attributes among them. First those that are arranged, in order of subject;
        then what was added later."""
        arranged = self._arranged()
        if arranged is not None:
            yield from pieces(arranged, need, self._first_days(need), PIECE)
        if arranged is None or self._more(arranged):
            yield from self._columns(need, arranged)

    def latecomers(self) -> Int32s | None:
        """Codes, in order, of the subjects with records that are not in the arrangement, where there is one: what `columns` hands out in order
        is not all of theirs. None where nothing is arranged."""
        arranged = self._arranged()
        if arranged is None:
            return None
        if not self._more(arranged):
            return np.empty(0, np.int32)
        with self._asking() as asking:
            select = f"SELECT DISTINCT subject FROM {self._later(arranged)} ORDER BY subject"
            return int32s(asking.table(select).column(0))

    def _columns(self, need: Need, arranged: Arranged | None) -> Iterator[Fetch]:
        """The records needed, or those that are not in an arrangement, from the store."""
        with self._asking() as asking:
            for batch in asking.batches(self._as_they_lie(asking, need, arranged), PIECE):
                if batch.num_rows:
                    yield partial(_given, batch)

    def _as_they_lie(self, asking: Asking, need: Need, arranged: Arranged | None = None) -> str:
        """SQL for the columns needed of the records needed, or of those that are not in an arrangement."""
        kept = [name for name in need.attributes if name in self.attributes]
        columns = ["subject", "kind", "occurred_on", *need.columns]
        columns += [f"{quoted(column_of(name))} AS {quoted(name)}" for name in kept]
        return f"SELECT {', '.join(columns)} FROM {self._beyond(asking, need, arranged)}"

    def _more(self, arranged: Arranged) -> bool:
        """Whether there are records that are not in an arrangement. (What is removed takes the arrangement with it.)"""
        return self._newest()[0] > arranged.made.until

    def _beyond(self, asking: Asking, need: Need, arranged: Arranged | None) -> str:
        """The records needed, as far as they are not in an arrangement: SQL after SELECT … FROM."""
        wanted = self._wanted(asking, need)
        if need.since:
            wanted += f" AND {self._lately(need)}"
        return f"records WHERE {wanted}" if arranged is None else f"{self._later(arranged)} AND {wanted}"

    def _lately(self, need: Need) -> str:
        """SQL that is true for records that occurred from the days on from which each kind matters."""
        days = self._first_days(need)
        return lately(days) if days else "true"

    def _first_days(self, need: Need) -> dict[int, int]:
        """The day from which on records of each kind needed, by code, matter."""
        since = need.since or (ALWAYS,) * len(need.kinds)
        return {kind: day for kind, day in zip(self.codes(need.kinds).tolist(), since, strict=True) if kind >= 0}

    def _later_needed(self, tail: Tail, arranged: Arranged, need: Need) -> Picked:
        """Which of the records that are not in an arrangement are needed."""
        return tail.wanted(need, self._first_days(need), arranged.made.until)

    def _later(self, arranged: Arranged) -> str:
        """All records that are not in an arrangement: SQL after SELECT … FROM, which can be narrowed by AND …"""
        return f"{self._numbered_from(arranged.made.until + 1)} WHERE entry > {arranged.made.until}"


def _given(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch
