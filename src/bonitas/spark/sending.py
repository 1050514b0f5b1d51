"""What runs in Spark's workers first, where tables are files: read pieces of them, and send their rows to where their subjects are rated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.stage import NOBODY
from bonitas.spark.codes import problem
from bonitas.spark.failures import Refused
from bonitas.spark.lately import Int32s, Truths, matter, only_there
from bonitas.spark.murmur import Hashes, hashes, marks
from bonitas.spark.narrow import in_one
from bonitas.spark.ordered import numbers_of
from bonitas.spark.packing import CELL, cell, packed, plain
from bonitas.spark.pieces import Piece, read_piece
from bonitas.spark.plain import KEY, NAME
from bonitas.spark.plan import Plan, plan_of
from bonitas.spark.wire import SUBJECT

#: Rows of Spark's own are gathered until there are so many.
GATHERED: Final = 2 * CELL
#: What a cell is of that holds no rows but says where to read them.
STRETCH: Final = "stretch"


def send_pieces(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """Of the pieces that the rows name by their number: their rows, as cells. `text`: the plan. Refused (S305) where one cannot be read."""
    plan = plan_of(text)
    for number in _numbers(batches):
        piece = plan.pieces[number]
        for table in read_piece(piece, plan.tables[piece.what]):
            if piece.what == "records":
                yield from sent(plan, piece, table)
            else:
                yield from packed(piece.what, table, plan.part_of(in_one(table.column(SUBJECT))))


def send_stretches(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """Of the stretches that the rows name by their number: where to read them, as cells."""
    plan = plan_of(text)
    for number in _numbers(batches):
        alone = replace(plan, pieces=(), stretches=(plan.stretches[number],))
        yield cell(number, STRETCH, pa.py_buffer(alone.to_json().encode()))


def send_rows(what: str, text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """The rows of one of Spark's own tables, as cells."""
    plan = plan_of(text)
    waiting: list[Any] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= GATHERED:
            yield from gathered(plan, what, waiting)
            waiting, rows = [], 0
    if rows:
        yield from gathered(plan, what, waiting)


def gathered(plan: Plan, what: str, batches: list[Any]) -> Iterator[Any]:
    """The rows of some batches, as cells."""
    table = pa.Table.from_batches(batches)
    yield from packed(what, table, plan.part_of(in_one(table.column(SUBJECT))))


def _numbers(batches: Iterable[Any]) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()


def sent(plan: Plan, piece: Piece, table: Any) -> Iterator[Any]:
    """Records of a piece, and who else has some, as cells."""
    subject = in_one(table.column(SUBJECT))
    found = hashes(subject)
    parts = plan.part_of(subject, found)
    mine, seen = parted(plan, table, found)
    if seen is not None:
        yield from packed("seen", plain(table.select(_whom(table)).take(pa.array(seen))), parts[seen])
    yield from packed("records", travelling(plan, piece, table), parts, mine)


def records_of(plan: Plan, piece: Piece, table: Any) -> Iterator[tuple[str, Any]]:
    """The same as tables: records with the columns that travel, and who has others only (`seen`). Refused (S305) if refs do not begin as the
    file says."""
    mine, seen = parted(plan, table, hashes(in_one(table.column(SUBJECT))))
    if seen is not None:
        yield "seen", plain(table.select(_whom(table)).take(pa.array(seen)))
    sent = travelling(plan, piece, table)
    yield "records", sent if mine is None else sent.filter(pa.array(mine))


def parted(plan: Plan, table: Any, found: Hashes) -> tuple[Truths | None, Int32s | None]:
    """Which records travel (None: all), and rows that name those who have only others (None: nobody). `found`: the hashes of subjects."""
    if not plan.unread and not plan.since:
        return None, None
    mine = matter(in_one(table.column("kind")), in_one(table.column("occurred_on")), plan.unread, plan.since)
    if mine is None:
        return None, None
    subject = in_one(table.column(SUBJECT))
    mine |= np.asarray(subject.is_null())  # to be refused
    type_ = in_one(table.column("subject_type")) if "subject_type" in table.column_names else None
    return mine, only_there(subject, type_, found, mine)


def travelling(plan: Plan, piece: Piece, table: Any) -> Any:
    """Records of a piece with the columns that travel."""
    found = table.select(list(plan.send))
    if plan.marked:
        found = found.append_column(NAME, named(table))
    if plan.begins is not None:
        found = found.append_column(KEY, keys(plan.begins, piece, table))
    return found


def keys(begins: str, piece: Piece, table: Any) -> Any:
    """The refs of a piece as numbers; Refused (S305) if one is missing or begins otherwise."""
    ref = _text(table.column("ref"))
    try:
        if ref.null_count:
            raise ValueError
        return pa.array(numbers_of(ref, begins))
    except ValueError:
        raise Refused([problem("S305", path=piece.path, why="its refs are not as it says")]) from None


def _whom(table: Any) -> list[str]:
    """The columns that say whom a record is about."""
    return [name for name in (SUBJECT, "subject_type") if name in table.column_names]


def named(table: Any) -> Any:
    """A mark of each record's name; none where it has no ref."""
    ref = _text(table.column("ref"))
    nobody = pa.scalar(NOBODY)
    if "furnisher" in table.column_names:
        said = _text(table.column("furnisher"))
        furnisher = pc.if_else(pc.equal(pc.fill_null(said, ""), ""), nobody, said)
    else:
        furnisher = pa.repeat(nobody, table.num_rows)
    return pa.array(marks(furnisher, ref), mask=np.asarray(ref.is_null()) if ref.null_count else None)


def _text(column: Any) -> Any:
    return in_one(column.cast(pa.string()))
