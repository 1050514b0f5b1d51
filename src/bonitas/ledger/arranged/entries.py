"""Single entries of an arrangement, found by whom they are about."""

from __future__ import annotations

import numpy as np

from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arrays import distinct, int32s, numbers
from bonitas.ledger.base import Int32s, Int64s


def rows_of(arranged: Arranged, entries: Int64s, about: Int32s) -> Int64s:
    """The rows, in order, of those of some entries (in order, each once) that are about these subjects and lie here."""
    places = arranged.places(distinct(about))
    found = []
    for number, start in enumerate(arranged.starts[:-1].tolist()):
        begin, end = arranged.begin[places], arranged.begin[places + 1]
        mine = (begin >= start) & (begin < arranged.starts[number + 1])
        if mine.any():
            lengths = (end - begin)[mine]
            before = np.cumsum(lengths) - lengths
            rows = np.repeat(begin[mine] - start - before, lengths) + np.arange(int(lengths.sum()))
            entry = numbers(arranged.batches[number].column("entry"), np.int64)[rows]
            found.append(rows[np.isin(entry, entries)] + start)
    return np.concatenate([np.empty(0, np.int64), *found])


def named(arranged: Arranged, entries: Int64s, about: Int32s) -> dict[int, tuple[int, str]]:
    """Who furnished (as code) those of some entries that lie here, and what they call them."""
    rows = rows_of(arranged, entries, about)
    batch, refs = arranged.batch_of(rows), np.searchsorted(arranged.made.refs, rows, side="right") - 1
    found = {}
    for row, number, part in zip(rows.tolist(), batch.tolist(), refs.tolist(), strict=True):
        at = row - int(arranged.starts[number])
        columns = arranged.batches[number]
        ref = arranged.refs[part].column("ref")[row - arranged.made.refs[part]].as_py()
        found[int(numbers(columns.column("entry"), np.int64)[at])] = (int(int32s(columns.column("furnisher"))[at]), ref)
    return found
