"""Writing down whom a ledger knows and what they take part in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arranged.who import JOINED, NAMES, found_of
from bonitas.ledger.arrays import int32s, numbers

if TYPE_CHECKING:
    from bonitas.ledger.store import Store

#: Rows of a batch: most ledgers have one.
BATCH: Final = 4_194_304


def write_who(ledger: Store, path: Callable[[str], Path]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Write the three files; the rulebooks that somebody takes part in, in order, and how many rows each table had at most when it was read."""
    with ledger._asking() as asking:
        said = int(
            asking.rows("SELECT count(*) FROM subjects")[0][0]
        )  # before they are read: with more later, they are not believed
        no, hashes = [np.empty(0, np.int32)], [np.empty(0, np.uint64)]
        with _writing(path("names"), NAMES_AS) as write:
            for batch in _whole(asking.batches(NAMES, BATCH)):
                no.append(int32s(batch.column("no")))
                hashes.append(numbers(batch.column("hash"), np.uint64))
                write.write_batch(batch.select(NAMES_AS.names))
        found = found_of(np.concatenate(no), np.concatenate(hashes))
        with _writing(path("found"), found.schema) as write:
            write.write_batch(found)
        rulebooks = tuple(row[0] for row in asking.rows("SELECT DISTINCT rulebook FROM participations ORDER BY rulebook"))
        joined = 0
        with _writing(path("joined"), JOINED_AS) as write:
            for batch in _whole(asking.batches(JOINED, BATCH)):
                write.write_batch(batch.cast(JOINED_AS))
                joined += len(batch)
        again = tuple(row[0] for row in asking.rows("SELECT DISTINCT rulebook FROM participations ORDER BY rulebook"))
    return rulebooks, {"parties": len(found), "subjects": said, "participations": joined if again == rulebooks else -1}


NAMES_AS: Final = pa.schema([("id", pa.string()), ("no", pa.int32()), ("organisation", pa.int32())])
JOINED_AS: Final = pa.schema(
    [("subject", pa.int32()), ("rulebook", pa.int32()), ("consent", pa.int32()), ("from", pa.date32()), ("until", pa.date32()), ("recorded_at", pa.int64())]
)  # fmt: skip


def _writing(path: Path, schema: pa.Schema) -> Any:
    return pa.ipc.new_file(str(path), schema)


def _whole(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """As few batches as may be, of about `BATCH` rows."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= BATCH:
            yield pa.Table.from_batches(held).combine_chunks().to_batches()[0]
            held = []
    if sum(map(len, held)):
        yield pa.Table.from_batches(held).combine_chunks().to_batches()[0]
