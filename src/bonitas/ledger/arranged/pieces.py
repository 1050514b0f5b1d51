"""What an arrangement hands out: pieces in which whole subjects stand, each one's rows in order of day, furnisher and ref."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.amounts import MISSING
from bonitas.common.days import NO_DAY
from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arrays import dense, distinct, gathered, int32s, numbers, runs_of
from bonitas.ledger.base import Int32s, Int64s, Need, Records
from bonitas.ledger.sql import column_of


class Stretches(NamedTuple):
    """Rows at[i]…at[i + 1] of the batch are those of subjects[i]: all that lie in the arrangement, in order of day, furnisher and ref."""

    batch: pa.RecordBatch
    subjects: Int32s
    at: Int64s


@dataclass(frozen=True, slots=True)
class Ordered:
    """How a piece is fetched (`as_stored.Fetch`): rows begin[i]…end[i] of a batch, those of subjects[i]. `names`: column of the batch → what it
    is to be called; `kinds`: whether rows of each kind, by code, are wanted (None: all are)."""

    batch: pa.RecordBatch
    names: Mapping[str, str]
    kinds: npt.NDArray[np.bool_] | None
    subjects: Int32s
    begin: Int64s
    end: Int64s

    in_order: ClassVar[bool] = True

    def __call__(self) -> pa.RecordBatch:
        return self.stretches().batch

    def stretches(self) -> Stretches:
        """The piece, and whose rows are where in it."""
        low, high = int(self.begin[0]), int(self.end[-1])
        at = np.append(0, np.cumsum(self.end - self.begin))
        rows = None if at[-1] == high - low else runs_of(self.begin, self.end - self.begin)
        subjects = self.subjects
        if self.kinds is not None:
            kind = int32s(self.batch.column("kind"))
            wanted = self.kinds[kind[low:high] if rows is None else kind[rows]]
            if not wanted.all():
                rows = np.flatnonzero(wanted) + low if rows is None else rows[wanted]
                at = np.append(0, np.cumsum(wanted))[at]
                left = at[1:] > at[:-1]
                subjects, at = subjects[left], np.append(at[:-1][left], at[-1])
        return Stretches(self._taken(low, high, rows), subjects, at)

    def _taken(self, low: int, high: int, rows: Int64s | None) -> pa.RecordBatch:
        """Rows low…high as they lie in memory, or some rows one after the other."""
        found = [self.batch.column(name) for name in self.names]
        columns = [one.slice(low, high - low) for one in found] if rows is None else [gathered(one, rows) for one in found]
        return pa.RecordBatch.from_arrays(columns, list(self.names.values()))


def pieces(arranged: Arranged, need: Need, kinds: set[int], size: int) -> Iterator[Ordered]:
    """What an arrangement has of the records needed, `size` rows a piece or a whole subject. `kinds`: the codes of those needed."""
    some = None if kinds >= set(arranged.made.kinds) else _among(kinds & set(arranged.made.kinds), max(arranged.made.kinds))
    if some is not None and not some.any():
        return
    names = _names(arranged, need)
    subjects, begin, end = arranged.subjects, arranged.begin[:-1], arranged.begin[1:]
    if need.subjects is not None:
        places = arranged.places(distinct(need.subjects))
        subjects, begin, end = subjects[places], begin[places], end[places]
    ends = np.searchsorted(begin, arranged.starts[1:]).tolist()
    for number, first, last in parts(end - begin, ends, size):
        start = arranged.starts[number]
        mine = slice(first, last)
        yield Ordered(arranged.batches[number], names, some, subjects[mine], begin[mine] - start, end[mine] - start)


def parts(lengths: Int64s, ends: Sequence[int], size: int) -> Iterator[tuple[int, int, int]]:
    """In batch number … subjects first…last, which have `size` rows together, at most, or are one. `ends`: of each batch, the subject at
    which it ends.

    >>> list(parts(np.array([3, 2, 9, 1, 1]), [4, 5], 5))
    [(0, 0, 2), (0, 2, 3), (0, 3, 4), (1, 4, 5)]
    """
    total = np.append(0, np.cumsum(lengths))
    first = 0
    for number, end in enumerate(ends):
        while first < end:
            last = int(np.searchsorted(total, total[first] + size, side="right")) - 1
            last = min(max(last, first + 1), end)
            yield number, first, last
            first = last


def _among(kinds: set[int], most: int) -> npt.NDArray[np.bool_]:
    """For each code of a kind whether it is one of these."""
    found = np.zeros(most + 1, np.bool_)
    found[sorted(kinds)] = True
    return found


def _names(arranged: Arranged, need: Need) -> dict[str, str]:
    """The columns needed: what each is called in the files, and by whoever asks. An attribute that no record here has is not there."""
    names = {name: name for name in ("subject", "kind", "occurred_on", *need.columns)}
    return names | {column_of(name): name for name in need.attributes if name in arranged.made.attributes}


def records_of(batch: pa.RecordBatch, need: Need) -> Records:
    """A piece as `base.Ledger.read` hands it out."""
    column = dict(zip(batch.schema.names, batch.columns, strict=True))
    nothing = None
    values: dict[str, Int64s] = {}
    for name in need.attributes:
        if name in column:
            values[name] = dense(column[name], np.int64, MISSING)
        else:
            nothing = np.full(batch.num_rows, MISSING, np.int64) if nothing is None else nothing
            values[name] = nothing
    return Records(
        subject=int32s(column["subject"]),
        kind=int32s(column["kind"]),
        occurred_on=int32s(column["occurred_on"]),
        attributes=values,
        ended_on=dense(column["ended_on"], np.int32, NO_DAY) if need.ended else None,
        counterparty=dense(column["counterparty"], np.int32, -1) if need.counterparty else None,
        furnisher=int32s(column["furnisher"]) if need.furnisher else None,
        recorded_at=numbers(column["recorded_at"], np.int64) if need.recorded_at else None,
        entry=numbers(column["entry"], np.int64) if need.entry else None,
    )
