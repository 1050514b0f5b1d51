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
class Part:
    """Some records in order of number: `columns` as `base.Records` has them (an attribute that none of them was kept with is not there) and what
    their furnishers call them. `rows_of`: all rows in order of subject, each one's in order of number; `subjects`: whom those are about."""

    columns: Mapping[str, npt.NDArray[Any]]
    refs: pa.StringArray
    rows_of: Int64s
    subjects: Int32s

    @classmethod
    def of(cls, columns: Mapping[str, npt.NDArray[Any]], refs: pa.StringArray) -> Part:
        """Of columns and refs."""
        order = np.argsort(columns["subject"], kind="stable")
        return cls(columns, refs, order, columns["subject"].take(order))

    def __len__(self) -> int:
        return len(self.refs)

    def wanted(self, need: Need, days: Int64s, above: int) -> Int64s:
        """The rows above a number that are needed; `days`: by code of a kind the day from which on its records are, the last one for all others."""
        rows = self.rows_of
        if need.subjects is not None:
            begin, end = (np.searchsorted(self.subjects, distinct(need.subjects), side=side) for side in ("left", "right"))
            rows = rows.take(runs_of(begin, end - begin))
        kind, day, entry = (self.columns[name].take(rows) for name in ("kind", "occurred_on", "entry"))
        found: Int64s = rows[(day >= days.take(np.minimum(kind, len(days) - 1))) & (entry > above)]
        return found


@dataclass(frozen=True, slots=True)
class Picked:
    """Some rows of some parts."""

    rows: tuple[tuple[Part, Int64s], ...]

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self.rows)

    def column(self, name: str, kind: Any = np.int64, missing: int = MISSING) -> npt.NDArray[Any]:
        """What stands in a column, as numbers of this kind; `missing` where a part does not have it."""
        found = [
            part.columns[name].take(rows) if name in part.columns else np.full(len(rows), missing, kind)
            for part, rows in self.rows
        ]
        return np.concatenate([np.empty(0, kind), *found])

    def records(self, need: Need) -> Records:
        """They, as `base.Ledger.read` hands them out."""
        values = {name: fixed(self.column(column_of(name))) for name in need.attributes}
        names = "subject", "kind", "occurred_on", *need.columns
        subject, kind, day, *beside = (fixed(self.column(name, *KINDS[name])) for name in names)
        return Records(subject, kind, day, values, **dict(zip(need.columns, beside, strict=True)))


@dataclass(frozen=True, slots=True)
class Tail:
    """All records numbered above `after` and up to `last`, in `parts` that follow one another. `latest`: the latest `recorded_at` up to `last`."""

    after: int
    last: int
    latest: int
    parts: tuple[Part, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def with_later(self, rows: pa.Table) -> Tail:
        """The same with what came behind it (columns as they are stored). Of parts of like size one is made: so each record is moved a few
        times, and no question goes through many parts."""
        if not len(rows):
            return self
        parts = [*self.parts, _part(rows)]
        entry, recorded_at = (parts[-1].columns[name] for name in ("entry", "recorded_at"))
        while len(parts) > 1 and len(parts[-2]) <= 2 * len(parts[-1]):
            parts[-2:] = [_joined(*parts[-2:])]
        return Tail(self.after, int(entry[-1]), max(self.latest, int(recorded_at.max())), tuple(parts))

    def with_earlier(self, rows: pa.Table, after: int) -> Tail:
        """The same with all that lies before it down to a number."""
        return replace(self, after=after, parts=(_part(rows), *self.parts) if len(rows) else self.parts)

    def subjects_above(self, entry: int) -> Int32s:
        """Whom those above a number are about: codes, in order, each once."""
        found = [
            part.columns["subject"][int(np.searchsorted(part.columns["entry"], entry, side="right")) :] for part in self.parts
        ]
        return np.unique(np.concatenate([np.empty(0, np.int32), *found]))

    def said(self, entry: int, *names: str) -> tuple[Any, ...] | None:
        """What a record says in some columns, and its ref; None if it is not here (any more)."""
        for part in self.parts:
            numbers = part.columns["entry"]
            at = int(np.searchsorted(numbers, entry))
            if at < len(part) and numbers[at] == entry:
                return (*(int(part.columns[name][at]) for name in names), part.refs[at].as_py())
        return None

    def named(self, entries: Sequence[int]) -> dict[int, tuple[int, str]]:
        """Who furnished (as code) those of some entries that are here, and what they call them."""
        found = {entry: self.said(entry, "furnisher") for entry in entries}
        return {entry: (said[0], said[1]) for entry, said in found.items() if said is not None}

    def wanted(self, need: Need, first: Mapping[int, int], above: int) -> Picked:
        """Those above a number that are needed. `first`: for each kind needed, by code, the day from which on its records are."""
        days = np.full(max([0, *first]) + 2, np.iinfo(np.int64).max)
        days[list(first)] = list(first.values())
        return Picked(tuple((part, part.wanted(need, days, above)) for part in self.parts))


def _part(rows: pa.Table) -> Part:
    """Rows as they are stored."""
    column = {name: rows.column(name).combine_chunks() for name in rows.column_names}
    refs = column.pop("ref")
    found = {name: dense(values, *KINDS.get(name, ATTRIBUTE)) for name, values in column.items()}
    if not (found["entry"][1:] > found["entry"][:-1]).all():
        order = np.argsort(found["entry"], kind="stable")
        found, refs = {name: values.take(order) for name, values in found.items()}, refs.take(pa.array(order))
    return Part.of(found, refs)


def _joined(one: Part, other: Part) -> Part:
    """Two parts as one; an attribute that one of them does not have is missing there."""
    names = dict.fromkeys([*one.columns, *other.columns])
    every = [
        (name, [part.columns[name] if name in part.columns else np.full(len(part), MISSING, np.int64) for part in (one, other)])
        for name in names
    ]
    return Part.of({name: np.concatenate(values) for name, values in every}, pa.concat_arrays([one.refs, other.refs]))
