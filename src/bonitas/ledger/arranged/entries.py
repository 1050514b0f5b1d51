"""Single entries of an arrangement, found by whom they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from bonitas.common.amounts import MISSING
from bonitas.common.days import NO_DAY
from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arrays import dense, distinct, gathered, int32s, numbers, runs_of
from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.sql import column_of


def rows_of(arranged: Arranged, entries: Int64s, about: Int32s) -> Int64s:
    """The rows, in order, of those of some entries (in order, each once) that are about these subjects and lie here."""
    places = arranged.places(distinct(about))
    found = []
    for number, start in enumerate(arranged.starts[:-1].tolist()):
        begin, end = arranged.begin[places], arranged.begin[places + 1]
        mine = (begin >= start) & (begin < arranged.starts[number + 1])
        if mine.any():
            rows = runs_of(begin[mine] - start, (end - begin)[mine])
            entry = numbers(arranged.batches[number].column("entry"), np.int64)[rows]
            found.append(rows[np.isin(entry, entries)] + start)
    return np.concatenate([np.empty(0, np.int64), *found])


def named(arranged: Arranged, entries: Int64s, about: Int32s) -> dict[int, tuple[int, str]]:
    """Who furnished (as code) those of some entries that lie here, and what they call them."""
    found: dict[int, tuple[int, str]] = {}
    for batch, local, refs in _by_batch(arranged, rows_of(arranged, entries, about)):
        entry, furnisher = numbers(batch.column("entry"), np.int64)[local], int32s(batch.column("furnisher"))[local]
        found |= dict(zip(entry.tolist(), zip(furnisher.tolist(), refs, strict=True), strict=True))
    return found


def names_at(arranged: Arranged, rows: Int64s) -> Iterator[tuple[int, str]]:
    """Who furnished (as code) the records in these rows (in order), and what they call them."""
    for batch, local, refs in _by_batch(arranged, rows):
        yield from zip(int32s(batch.column("furnisher"))[local].tolist(), refs, strict=True)


def told(arranged: Arranged, entries: Int64s, about: Int32s, attributes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Those of some entries that lie here, as rows: entry, subject, kind, days, moment, furnisher, ref, counterparty (None: none) and attributes (MISSING
    where they have none), in codes and numbers."""
    for batch, local, refs in _by_batch(arranged, rows_of(arranged, entries, about)):
        cells = {name: gathered(batch.column(name), local) for name in batch.schema.names}
        days = (dense(cells[name], np.int32, NO_DAY).tolist() for name in ("occurred_on", "ended_on"))
        columns = [*(cells[name].to_pylist() for name in ("entry", "subject", "kind")), *days]
        columns += [cells["recorded_at"].to_pylist(), cells["furnisher"].to_pylist(), refs, cells["counterparty"].to_pylist()]
        for name in attributes:
            cell = cells.get(column_of(name))
            columns.append([MISSING] * len(local) if cell is None else dense(cell, np.int64, MISSING).tolist())
        yield from zip(*columns, strict=True)


def _by_batch(arranged: Arranged, rows: Int64s) -> Iterator[tuple[pa.RecordBatch, Int64s, list[str]]]:
    """Rows (in order) batch by batch: the batch, where in it they are, and what their furnishers call them."""
    batch, part = arranged.batch_of(rows), np.searchsorted(arranged.made.refs, rows, side="right") - 1
    refs = [
        arranged.refs[number].column("ref")[at].as_py()
        for number, at in zip(part.tolist(), (rows - np.array(arranged.made.refs, np.int64)[part]).tolist(), strict=True)
    ]
    for number in np.unique(batch).tolist():
        first, last = np.searchsorted(batch, [number, number + 1])
        yield arranged.batches[number], rows[first:last] - arranged.starts[number], refs[first:last]
