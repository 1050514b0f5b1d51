"""Records in pieces as a store has them: narrow, with nulls, and without a copy, for whoever goes through all of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import pyarrow as pa

from bonitas.ledger.asking import Asking
from bonitas.ledger.base import Need
from bonitas.ledger.sql import column_of, quoted
from bonitas.ledger.walking import Walking

#: Rows of a piece, at most.
PIECE: Final = 245_760
#: How a piece is fetched, in whichever thread is to work on it.
Fetch = Callable[[], pa.RecordBatch]


class AsStored(Walking):
    """The question of `base.Columned`."""

    attributes: dict[str, str]

    @abstractmethod
    def _wanted(self, asking: Asking, need: Need) -> str:
        """SQL that is true for the kinds and subjects needed."""

    def columns(self, need: Need) -> Iterator[Fetch]:
        """The records needed, in pieces: columns of `Records` by name, attributes among them."""
        with self._asking() as asking:
            for batch in asking.batches(self._as_they_lie(asking, need), PIECE):
                if batch.num_rows:
                    yield partial(_given, batch)

    def _as_they_lie(self, asking: Asking, need: Need) -> str:
        """SQL for the columns needed of the records needed."""
        kept = [name for name in need.attributes if name in self.attributes]
        columns = ["subject", "kind", "occurred_on", *need.columns]
        columns += [f"{quoted(column_of(name))} AS {quoted(name)}" for name in kept]
        return f"SELECT {', '.join(columns)} FROM records WHERE {self._wanted(asking, need)}"


def _given(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch
