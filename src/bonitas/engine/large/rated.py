"""What a run into a folder gives back: its parts, to be gone through without holding them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from bonitas.common.amounts import UNIT, decimal_of
from bonitas.engine.shares import Drawn
from bonitas.engine.written import COLUMNS
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class RatedFolder:
    """Ratings in a folder of Parquet, in order of subject, then date, from part to part.

    `already`: so many parts were there before. `drawn`: where bands are drawn by share, the floors of each asked day and instant.
    """

    book: Rulebook
    path: Path
    files: tuple[Path, ...]
    count: int
    already: int
    drawn: tuple[Drawn, ...] = ()

    def __len__(self) -> int:
        return self.count

    def tables(self) -> Iterator[pa.Table]:
        """The parts one by one, each as `Ratings.to_arrow` gives it."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import, and every command that rates comes past here

        for file in self.files:
            yield pq.read_table(file).replace_schema_metadata(None)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as plain data: dates as ISO text, the score as an exact Decimal. As `Ratings.rows`."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - as above

        for file in self.files:
            with pq.ParquetFile(file) as parts:
                for batch in parts.iter_batches(columns=list(COLUMNS)):
                    yield from map(_plain, batch.to_pylist())


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a part as `Ratings.rows` gives it."""
    score: Decimal | None = row["score"]
    next_ = row["next_change_on"]
    return {
        **row,
        "on": row["on"].isoformat(),
        "score": None if score is None else decimal_of(int(score * UNIT)),
        "next_change_on": None if next_ is None else next_.isoformat(),
    }
