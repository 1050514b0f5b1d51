"""What an arrangement hands out: pieces in which whole subjects stand, each one's rows in order of day, furnisher and ref."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import pyarrow as pa

from bonitas.common.amounts import MISSING
from bonitas.common.days import ALWAYS, NEVER, NO_DAY
from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arrays import dense, distinct, gathered, int32s, numbers, runs_of
from bonitas.ledger.base import Int32s, Int64s, Need, Records
from bonitas.ledger.sql import column_of


class Stretches(NamedTuple):
    """Rows begin[i]…end[i] of the batch are those of subjects[i]: all that lie in the arrangement, in order of day, furnisher and ref. Among
    them are such as were not asked for, by their kind or day, and between them those of others."""

    batch: pa.RecordBatch
    subjects: Int32s
    begin: Int64s
    end: Int64s


@dataclass(frozen=True, slots=True)
class Ordered:
    """How a piece is fetched (`as_stored.Fetch`): rows begin[i]…end[i] of a batch, those of subjects[i]. `names`: column of the batch → what it
    is to be called; `since`: from which day on rows of each kind, by code, are wanted (None: all are)."""

    batch: pa.RecordBatch
    names: Mapping[str, str]
    since: Int32s | None
    subjects: Int32s
    begin: Int64s
    end: Int64s

    in_order: ClassVar[bool] = True

    def __call__(self) -> pa.RecordBatch:
        low, high = int(self.begin[0]), int(self.end[-1])
        many = self.end - self.begin
        rows = None if int(many.sum()) == high - low else runs_of(self.begin, many)
        if self.since is not None:
            kind, day = (int32s(self.batch.column(name)) for name in ("kind", "occurred_on"))
            mine = slice(low, high) if rows is None else rows
            wanted = day[mine] >= self.since[kind[mine]]
            if not wanted.all():
                rows = np.flatnonzero(wanted) + low if rows is None else rows[wanted]
        return self._taken(low, high, rows)

    def stretches(self) -> Stretches:
        """The rows without a copy, for whoever passes over those that are not wanted."""
        columns = [self.batch.column(name) for name in self.names]
        batch = pa.RecordBatch.from_arrays(columns, list(self.names.values()))
        return Stretches(batch, self.subjects, self.begin, self.end)

    def _taken(self, low: int, high: int, rows: Int64s | None) -> pa.RecordBatch:
        """Rows low…high as they lie in memory, or some rows one after the other."""
        found = [self.batch.column(name) for name in self.names]
        columns = [one.slice(low, high - low) for one in found] if rows is None else [gathered(one, rows) for one in found]
        return pa.RecordBatch.from_arrays(columns, list(self.names.values()))


def pieces(arranged: Arranged, need: Need, since: Mapping[int, int], size: int) -> Iterator[Ordered]:
    """What an arrangement has of the records needed, `size` rows a piece or a whole subject. `since`: by code of each kind needed, the day from
    which on it is."""
    days = _first_days(arranged.made.kinds, since)
    if days is not None and (days == NEVER).all():
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
        yield Ordered(arranged.batches[number], names, days, subjects[mine], begin[mine] - start, end[mine] - start)


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


def _first_days(kinds: Sequence[int], since: Mapping[int, int]) -> Int32s | None:
    """For each code of a kind that occurs the day from which on it is wanted (NEVER: it is not); None if all is wanted."""
    if all(since.get(kind, NEVER) == ALWAYS for kind in kinds):
        return None
    found = np.full(max(kinds) + 1, NEVER, np.int32)
    for kind in kinds:
        found[kind] = since.get(kind, NEVER)
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
