"""Records as a store has them in memory, to be laid straight into the rows that the kernel folds: in narrow numbers, with bits for what is
missing, and no copy in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.days import NO_DAY
from bonitas.engine.kernel import layout as ly
from bonitas.engine.laying import lay_column, lay_keys
from bonitas.engine.participation import as_read
from bonitas.ledger.arrays import fixed, numbers
from bonitas.ledger.base import Int32s, Ledger, Need, Records

if TYPE_CHECKING:
    from bonitas.ledger.arranged.pieces import Ordered

Bits = npt.NDArray[np.uint8]
#: No value of the column is missing.
ALL_THERE: Final[Bits] = np.frombuffer(b"", np.uint8)
#: What stands for a missing value of a fact; of an attribute it is MISSING.
ABSENT: Final = {"ended_on": NO_DAY, "counterparty": -1, "furnisher": -1}


@dataclass(frozen=True, slots=True)
class Column:
    """Whole numbers of 32 or 64 bits. Value i is there where bit `offset` + i is set, or always without bits; else `missing` stands for it."""

    values: npt.NDArray[Any]
    bits: Bits
    offset: int
    missing: int

    def dense(self, rows: ly.Ints) -> ly.Ints:
        """The values of some rows, with what stands for those missing."""
        found = self.values[rows].astype(np.int64)
        if len(self.bits):
            at = rows + self.offset
            found[(self.bits[at >> 3] >> (at & 7) & 1) == 0] = self.missing
        return found


class Kinds(NamedTuple):
    """For each code of a kind: its `number` in the program, and the first day on which a record of it can matter (never, of those that the
    rules do not look at)."""

    number: Int32s
    since: Int32s


@dataclass(frozen=True, slots=True)
class Piece:
    """Some records: whom each is about, of what kind, of which day; and the `columns` beside, in the order of the kernel's rows.

    `stretches`, where the ledger knows them: subjects (codes), and where the rows of each begin and end. Then they are all of theirs that lie in
    order, and they stand in order of day, furnisher and ref; the piece may have others beside them.
    """

    subject: Int32s
    kind: Int32s
    day: Int32s
    columns: Sequence[Column]
    stretches: tuple[Int32s, ly.Ints, ly.Ints] | None = None

    def __len__(self) -> int:
        return len(self.subject)

    def lay(self, begin: ly.Ints, end: ly.Ints, kinds: Kinds, cells: ly.Matrix, rows: Int32s) -> ly.Ints:
        """Write those of rows begin[i]…end[i], for each i, that can matter into the first rows of `cells`, and which they are into `rows`; where
        those of each i begin, and the end of the last."""
        at = np.empty(len(begin) + 1, np.int64)
        lay_keys(self.kind, self.day, kinds.number, kinds.since, begin, end, cells, rows, at)
        mine = rows[: at[-1]]
        for place, column in enumerate(self.columns, 1):
            lay_column(column.values, column.bits, column.offset, column.missing, mine, cells, place)
        return at

    def taken(self, rows: ly.Ints) -> Piece:
        """Some rows, as a piece of their own."""
        columns = [Column(fixed(column.dense(rows)), ALL_THERE, 0, column.missing) for column in self.columns]
        return Piece(fixed(self.subject[rows]), fixed(self.kind[rows]), fixed(self.day[rows]), columns)

    def records(self, names: Sequence[str], attributes: int, rows: ly.Ints) -> Records:
        """Some rows as the engine has them where they are brought together first. `names` of the columns, so many `attributes` first."""
        dense = [column.dense(rows) for column in self.columns]
        narrow = {"ended_on", "counterparty", "furnisher"}
        facts: dict[str, Any] = {
            name: values.astype(np.int32) if name in narrow else values
            for name, values in zip(names[attributes:], dense[attributes:], strict=True)
        }
        return Records(
            self.subject[rows], self.kind[rows], self.day[rows], dict(zip(names[:attributes], dense[:attributes], strict=True)), **facts
        )  # fmt: skip


def joined(pieces: Sequence[Piece], order: ly.Ints | None = None) -> Piece:
    """Pieces without missing bits (`taken`) one behind the other, or in another order of their rows."""

    def whole(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
        found = np.concatenate(parts)
        return fixed(found if order is None else found[order])

    columns = [
        Column(whole([piece.columns[i].values for piece in pieces]), ALL_THERE, 0, column.missing)
        for i, column in enumerate(pieces[0].columns)
    ]
    subject, kind, day = (whole([getattr(piece, name) for piece in pieces]) for name in ("subject", "kind", "day"))
    return Piece(subject, kind, day, columns)


def pieces_of(ledger: Ledger, need: Need, names: Sequence[str]) -> Iterator[Callable[[], Piece]]:
    """What a ledger has of the records needed, piece by piece, each to be fetched by whoever is to work on it. `names`: the columns
    wanted beside subject, kind and day."""
    columns = getattr(ledger, "columns", None)
    if columns is None:
        for records in ledger.read(need):
            yield partial(_of_records, records, names)
        return
    for fetch in columns(need):
        yield partial(_in_order if getattr(fetch, "in_order", False) else _of_fetch, fetch, names)


def _of_records(records: Records, names: Sequence[str]) -> Piece:
    columns = []
    for name in names:
        values = records.attributes[name] if name in records.attributes else getattr(records, name)
        columns.append(Column(as_read(values), ALL_THERE, 0, ABSENT.get(name, ly.MISSING)))
    return Piece(as_read(records.subject), as_read(records.kind), as_read(records.occurred_on), columns)


def _of_fetch(fetch: Callable[[], pa.RecordBatch], names: Sequence[str]) -> Piece:
    return _of_batch(fetch(), names)


def _in_order(fetch: Ordered, names: Sequence[str]) -> Piece:
    batch, subjects, begin, end = fetch.stretches()
    return replace(_of_batch(batch, names), stretches=(as_read(subjects), begin, end))


def _of_batch(batch: pa.RecordBatch, names: Sequence[str]) -> Piece:
    there = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [_column(there.get(name), ABSENT.get(name, ly.MISSING), batch.num_rows) for name in names]
    subject, kind, day = (numbers(there[name], np.int32) for name in ("subject", "kind", "occurred_on"))
    return Piece(subject, kind, day, columns)


def _column(found: pa.Array | None, missing: int, rows: int) -> Column:
    """A column of Arrow as it lies in memory; one that the store does not have at all is missing throughout."""
    if found is None:
        return Column(fixed(np.full(rows, missing, np.int64)), ALL_THERE, 0, missing)
    values = numbers(found, np.int64 if found.type.bit_width == 64 else np.int32)
    if not found.null_count:
        return Column(values, ALL_THERE, 0, missing)
    return Column(values, np.frombuffer(found.buffers()[0], np.uint8), found.offset, missing)
