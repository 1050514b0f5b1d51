"""The changes of standing ratings as they lie in a file: those of each refresh together, one refresh after another.

Each part is three whole numbers (how many bytes follow, the number of its first change, how many changes) and an Arrow stream with the
columns of `changes`; what is the same for all of them (day, instant, version and hash of the rules) stands in the schema.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from bonitas.ledger.manifest import Part
from bonitas.ledger.standings.tables import Run

BEFORE: Final = struct.Struct("<QQQ")


def packed(rows: pa.Table, run: Run) -> bytes:
    """The changes of one refresh, as they are appended; nothing at all if there are none."""
    if not len(rows):
        return b""
    said = {"day": str(run.day), "known": str(run.known), "version": run.version, "hash": run.hash}
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema.with_metadata(said)) as stream:
        stream.write_table(rows)
    body: bytes = sink.getvalue().to_pybytes()
    return BEFORE.pack(len(body), rows.column("seq")[0].as_py(), len(rows)) + body


def unpacked(folder: Path, part: Part | None, since: int) -> Iterator[tuple[Run, pa.Table]]:
    """The refreshes with changes after number `since`, in order; the first may have some up to it."""
    if part is None:
        return
    with (folder / part.file).open("rb") as file:
        at = 0
        while at < part.bytes:
            length, first, count = BEFORE.unpack(file.read(BEFORE.size))
            at += BEFORE.size + length
            if first + count - 1 <= since:
                file.seek(at)
                continue
            rows = pa.ipc.open_stream(file.read(length)).read_all()
            yield _run(rows.schema.metadata), rows


def _run(said: dict[bytes, Any]) -> Run:
    text = {name.decode(): value.decode() for name, value in said.items()}
    return Run(int(text["day"]), int(text["known"]), text["version"], text["hash"])
