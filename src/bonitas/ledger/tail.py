"""The records that were added to a ledger last, kept in memory: whoever follows it, or reads what an arrangement does not have yet, asks of few others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.amounts import MISSING
from bonitas.common.days import NO_DAY
from bonitas.ledger.arrays import dense, distinct, fixed, runs_of
from bonitas.ledger.base import Int32s, Int64s, Need, Records
from bonitas.ledger.sql import column_of

#: Up to so many records are kept.
KEPT: Final = 100_000
#: The numbers of each column, and what stands in it where there is none. Attributes are like the last.
KINDS: Final[Mapping[str, tuple[Any, int]]] = {
    "entry": (np.int64, -1), "subject": (np.int32, -1), "kind": (np.int32, -1), "occurred_on": (np.int32, NO_DAY), "ended_on": (np.int32, NO_DAY),
    "recorded_at": (np.int64, 0), "furnisher": (np.int32, -1), "counterparty": (np.int32, -1),
}  # fmt: skip
ATTRIBUTE: Final[tuple[Any, int]] = np.int64, MISSING


@dataclass(frozen=True, slots=True)
class Tail:
    """All records numbered above `after` and up to `last`, in order of number: `columns` as `base.Records` has them (an attribute that none
    of them was kept with is not there) and what their furnishers call them. `latest`: the latest `recorded_at` up to `last`."""

    after: int
    last: int
    latest: int
    columns: Mapping[str, npt.NDArray[Any]]
    refs: tuple[str, ...]
    rows_of: Int64s
    """All rows in order of subject, each one's in order of number."""
    subjects: Int32s
    """Whom those are about."""

    @classmethod
    def none(cls, last: int, latest: int) -> Tail:
        """Nothing yet behind a number."""
        return _tail(last, last, latest, {name: np.empty(0, kind) for name, (kind, _) in KINDS.items()}, ())

    def __len__(self) -> int:
        return len(self.refs)

    def with_later(self, rows: pa.Table) -> Tail:
        """The same with what came behind it (columns as they are stored)."""
        if not len(rows):
            return self
        columns, refs = _columns(rows)
        latest = max(self.latest, int(columns["recorded_at"].max()))
        return _tail(self.after, int(columns["entry"][-1]), latest, _joined(self.columns, columns), (*self.refs, *refs))

    def with_earlier(self, rows: pa.Table, after: int) -> Tail:
        """The same with all that lies before it down to a number."""
        if not len(rows):
            return replace(self, after=after)
        columns, refs = _columns(rows)
        return _tail(after, self.last, self.latest, _joined(columns, self.columns), (*refs, *self.refs))

    def subjects_above(self, entry: int) -> Int32s:
        """Whom those above a number are about: codes, in order, each once."""
        found: Int32s = np.unique(self.columns["subject"][int(np.searchsorted(self.columns["entry"], entry, side="right")) :])
        return found

    def row_of(self, entry: int) -> int:
        """Where a record stands; −1 if it is not here (any more)."""
        at = int(np.searchsorted(self.columns["entry"], entry))
        return at if at < len(self) and self.columns["entry"][at] == entry else -1

    def named(self, entries: Sequence[int]) -> dict[int, tuple[int, str]]:
        """Who furnished (as code) those of some entries that are here, and what they call them."""
        rows = {entry: self.row_of(entry) for entry in entries}
        return {entry: (int(self.columns["furnisher"][row]), self.refs[row]) for entry, row in rows.items() if row >= 0}

    def wanted(self, need: Need, first: Mapping[int, int], above: int) -> Int64s:
        """The rows above a number that are needed. `first`: for each kind needed, by code, the day from which on its records are."""
        rows, days = self.rows_of, np.full(max([0, *first]) + 2, np.iinfo(np.int64).max)  # the last for all others
        if need.subjects is not None:
            begin, end = (np.searchsorted(self.subjects, distinct(need.subjects), side=side) for side in ("left", "right"))
            rows = rows[runs_of(begin, end - begin)]
        days[list(first)] = list(first.values())
        kind, day, entry = (self.columns[name][rows] for name in ("kind", "occurred_on", "entry"))
        found: Int64s = rows[(day >= days[np.minimum(kind, len(days) - 1)]) & (entry > above)]
        return found

    def records(self, need: Need, rows: Int64s) -> Records:
        """Some rows as `base.Ledger.read` hands them out."""
        nothing = fixed(np.full(len(rows), MISSING, np.int64))
        there = {name: self.columns.get(column_of(name)) for name in need.attributes}
        values = {name: nothing if column is None else fixed(column[rows]) for name, column in there.items()}
        subject, kind, day, *beside = (
            fixed(self.columns[name][rows]) for name in ("subject", "kind", "occurred_on", *need.columns)
        )
        return Records(subject, kind, day, values, **dict(zip(need.columns, beside, strict=True)))


def _tail(after: int, last: int, latest: int, columns: Mapping[str, npt.NDArray[Any]], refs: tuple[str, ...]) -> Tail:
    order = np.argsort(columns["subject"], kind="stable")
    return Tail(after, last, latest, columns, refs, order, columns["subject"][order])


def _columns(rows: pa.Table) -> tuple[dict[str, npt.NDArray[Any]], list[str]]:
    """Rows in order of number: columns, and refs."""
    found, refs = {}, rows.column("ref").to_pylist()
    for name in rows.column_names:
        if name != "ref":
            found[name] = dense(rows.column(name).combine_chunks(), *KINDS.get(name, ATTRIBUTE))
    order = np.argsort(found["entry"], kind="stable")
    return {name: values[order] for name, values in found.items()}, [refs[row] for row in order.tolist()]


def _joined(one: Mapping[str, npt.NDArray[Any]], other: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Columns one behind the other; an attribute that one side does not have is missing there."""
    ends = [(part, len(part["entry"])) for part in (one, other)]
    return {
        name: np.concatenate([part[name] if name in part else np.full(count, MISSING, np.int64) for part, count in ends])
        for name in dict.fromkeys([*one, *other])
    }
