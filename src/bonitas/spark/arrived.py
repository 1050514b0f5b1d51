"""What a worker has got, as tables again: cells of rows that others have sent, and stretches of files that it reads itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from bonitas.spark.bucketed import belong
from bonitas.spark.codes import problem
from bonitas.spark.failures import Refused
from bonitas.spark.narrow import widened
from bonitas.spark.pieces import BATCH, Piece, Stretch, read_piece
from bonitas.spark.plan import Plan, plan_of
from bonitas.spark.sending import STRETCH, records_of
from bonitas.spark.wire import SUBJECT

#: Rows of the head of a row group that are read at a time.
_HEAD: Final = 8192


def unpacked(batches: Iterable[Any]) -> dict[str, Any]:
    """The tables in batches of BLOBS, by name. Refused (S305) where a file cannot be read as planned."""
    found: dict[str, list[Any]] = {}
    for what, table in _tables(batches):
        if table.num_rows:
            found.setdefault(what, []).append(table)
    return {what: pa.concat_tables(tables) for what, tables in found.items()}


def _tables(batches: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for batch in batches:
        for what, payload in zip(batch.column("what").to_pylist(), batch.column("payload"), strict=True):
            if what == STRETCH:
                plan = plan_of(payload.as_py().decode())
                yield from read_stretch(plan, plan.stretches[0])
            else:
                yield what, widened(pa.ipc.open_stream(payload.as_buffer()).read_all())


def read_stretch(plan: Plan, stretch: Stretch) -> Iterator[tuple[str, Any]]:
    """The rows about a stretch of subjects, by table."""
    for piece in stretch.own:
        if piece.what == "records":
            for table in own_rows(plan, piece, stretch):
                if not belong(table, stretch, plan.parts):
                    raise _disordered(piece)
                yield from records_of(plan, piece, table)
        else:
            for table in _checked(plan, piece, BATCH):
                if not belong(table, stretch, plan.parts):
                    raise _disordered(piece)
                yield piece.what, _within(table, stretch)
    for piece in stretch.heads:
        for table in head_rows(plan, piece, stretch):
            yield from records_of(plan, piece, table)


def own_rows(plan: Plan, piece: Piece, stretch: Stretch) -> Iterator[Any]:
    """The rows of a piece but for its head, if that is about the last subject of the stretch before."""
    begun = stretch.after is None or piece.first != stretch.after
    for table in _checked(plan, piece, BATCH):
        if begun and (stretch.after is None or piece.first != stretch.after):
            yield table
            continue
        later = pc.greater(table.column(SUBJECT), stretch.after)
        head = _before(later, table.num_rows)
        if (begun and head) or not pc.all(later.slice(head)).as_py():
            raise _disordered(piece)
        begun = begun or head < table.num_rows
        yield table.slice(head)


def head_rows(plan: Plan, piece: Piece, stretch: Stretch) -> Iterator[Any]:
    """The rows that a piece begins with, as long as they are about the last subject of the stretch. (The piece's own worker makes sure
    that there are no more.)"""
    for table in _checked(plan, piece, _HEAD):
        head = _before(pc.greater(table.column(SUBJECT), stretch.upto), table.num_rows)
        yield table.slice(0, head)
        if head < table.num_rows:
            return


def _before(truths: Any, rows: int) -> int:
    """How many rows come before the first that is true."""
    at = int(pc.index(truths, True).as_py())
    return rows if at < 0 else at


def _within(table: Any, stretch: Stretch) -> Any:
    """The rows about subjects of the stretch."""
    subjects = table.column(SUBJECT)
    if stretch.after is not None:
        table = table.filter(pc.greater(subjects, stretch.after))
    if stretch.upto is not None:
        table = table.filter(pc.less_equal(table.column(SUBJECT), stretch.upto))
    return table


def _checked(plan: Plan, piece: Piece, batch: int) -> Iterator[Any]:
    """The rows of a piece; Refused if a subject lies outside of what the file says of it."""
    for table in read_piece(piece, plan.tables[piece.what], batch):
        if piece.first is not None and table.num_rows:
            bounds = pc.min_max(table.column(SUBJECT)).as_py()
            if bounds["min"] is None or bounds["min"] < piece.first or bounds["max"] > piece.last:
                raise _disordered(piece)
        yield table


def _disordered(piece: Piece) -> Refused:
    return Refused([problem("S305", path=piece.path, why="its rows are not in the order that it says")])
