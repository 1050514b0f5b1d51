"""Which parts of a folder hold records of which numbers, so that what was added last is found without looking at the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from bonitas.ledger.manifest import Part
from bonitas.ledger.sql import literal


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest number of the records of a part, and when the latest of them was recorded."""

    first: int
    last: int
    latest: int


@dataclass(slots=True)
class Spans:
    """What was found out of each part. A part never changes, so it is asked once; each for itself, as its file knows it without a look at its
    rows, which DuckDB does not make use of where several files are asked together."""

    folder: Path
    known: dict[str, Span] = field(default_factory=dict)

    def of(self, con: duckdb.DuckDBPyConnection, parts: Iterable[Part]) -> list[Span]:
        """Those of some parts, in their order."""
        return [self._span(con, part) for part in parts]

    def within(self, con: duckdb.DuckDBPyConnection, parts: Sequence[Part], first: int, last: int | None) -> tuple[Part, ...]:
        """The parts with records numbered first…last (None: and on)."""
        spans = self.of(con, parts)
        return tuple(
            part for part, span in zip(parts, spans, strict=True) if span.last >= first and (last is None or span.first <= last)
        )

    def _span(self, con: duckdb.DuckDBPyConnection, part: Part) -> Span:
        if part.file not in self.known:
            columns = "COALESCE(min(entry), 0), COALESCE(max(entry), -1), COALESCE(max(recorded_at), 0)"
            found = con.execute(f"SELECT {columns} FROM read_parquet({literal(str(self.folder / part.file))})").fetchall()
            self.known[part.file] = Span(*map(int, found[0]))
        return self.known[part.file]
