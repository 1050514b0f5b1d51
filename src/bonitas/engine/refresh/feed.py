"""The feed of changes as a file: JSON Lines, appended to, each change exactly once whatever stops the program in between.

The changes themselves are kept with the standings, in the transaction that made them. The file follows: what its last whole line does
not have yet is appended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bonitas.engine.codes import trouble
from bonitas.engine.question import of_instant
from bonitas.engine.written import json_line, reason
from bonitas.ledger.standings.base import StandingReader

#: Bytes looked at from the end, to find the last line.
PIECE = 1 << 16


def told(store: StandingReader, since: int) -> Iterator[dict[str, Any]]:
    """The changes after number `since`, as a feed tells them: with times as text."""
    for row in store.changes(since):
        yield {**row, "known_at": of_instant(row["known_at"]).isoformat()}


def write_feed(store: StandingReader, path: Path, rulebook: str) -> None:
    """Append the changes that a file does not have yet. BonitasError: E160 it cannot be written, E161 it is another's."""
    try:
        with path.open("a+b") as file:
            last = _last(file, path, rulebook)
            head = store.head()
            if head is not None and last > head.seq:
                raise trouble(
                    "E161", name=path.name, rulebook=rulebook, why=f"it goes up to {last}, the changes up to {head.seq}"
                )
            for row in told(store, last):
                file.write((json_line(row) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise trouble("E160", name=path.name, why=reason(exc)) from exc


def _last(file: BinaryIO, path: Path, rulebook: str) -> int:
    """The number of the last change in a file; 0 if it is empty. A line cut short at its end is taken away."""
    end = file.seek(0, os.SEEK_END)
    tail = b""
    while end > 0 and tail.count(b"\n") < 2:  # a whole line stands between two ends of lines
        start = max(end - PIECE, 0)
        file.seek(start)
        tail, end = file.read(end - start) + tail, start
    lines = tail.split(b"\n")
    cut = lines.pop()
    if cut:
        file.truncate(file.seek(0, os.SEEK_END) - len(cut))
    if not lines:
        return 0
    try:
        row: Any = json.loads(lines[-1])
        number, found = int(row["seq"]), row["rulebook"]
    except (ValueError, KeyError, TypeError) as exc:
        raise trouble("E161", name=path.name, rulebook=rulebook, why="its last line is no change") from exc
    if found != rulebook:
        raise trouble("E161", name=path.name, rulebook=rulebook, why=f"it tells of '{found}'")
    return number
