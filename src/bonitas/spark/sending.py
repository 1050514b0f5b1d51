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
from bonitas.spark.murmur import marks
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
        for what, table in read_tables(plan, plan.pieces[number]):
            yield from packed(what, table, plan.part_of)


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
            yield from packed(what, pa.Table.from_batches(waiting), plan.part_of)
            waiting, rows = [], 0
    if rows:
        yield from packed(what, pa.Table.from_batches(waiting), plan.part_of)


def _numbers(batches: Iterable[Any]) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()


def read_tables(plan: Plan, piece: Piece) -> Iterator[tuple[str, Any]]:
    """What a piece holds of which table: records that the rulebook looks at, and who has others (`seen`), or rows of another table."""
    for table in read_piece(piece, plan.tables[piece.what]):
        if piece.what == "records":
            yield from records_of(plan, piece, table)
        else:
            yield piece.what, table


def records_of(plan: Plan, piece: Piece, table: Any) -> Iterator[tuple[str, Any]]:
    """Records with the columns that travel, and the subjects of those whose kind is not looked at, each once. Refused (S305) if refs do not
    begin as the file says."""
    if plan.unread:
        away = pc.is_in(plain(table.select(["kind"])).column(0), pa.array(plan.unread))
        if pc.any(away).as_py():
            yield "seen", seen(table.filter(away))
            table = table.filter(pc.invert(away))
    sent = table.select(list(plan.send))
    if plan.marked:
        sent = sent.append_column(NAME, named(table))
    if plan.begins is not None:
        sent = sent.append_column(KEY, keys(plan.begins, piece, table))
    yield "records", sent


def keys(begins: str, piece: Piece, table: Any) -> Any:
    """The refs of a piece as numbers; Refused (S305) if one is missing or begins otherwise."""
    ref = _text(table.column("ref"))
    try:
        if ref.null_count:
            raise ValueError
        return pa.array(numbers_of(ref, begins))
    except ValueError:
        raise Refused([problem("S305", path=piece.path, why="its refs are not as it says")]) from None


def seen(table: Any) -> Any:
    """The subjects of records, each once with each type that is said."""
    by = [name for name in (SUBJECT, "subject_type") if name in table.column_names]
    return plain(table.select(by)).group_by(by, use_threads=False).aggregate([]).select(by)


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
    return column.cast(pa.string()).combine_chunks()
