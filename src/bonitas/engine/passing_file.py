"""Records passed on, as a file that `bonitas add` takes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bonitas.engine.written import write_whole

#: The columns that come first; attributes follow in order of name.
FIRST: Final = ("subject", "kind", "occurred_on", "ended_on", "furnisher", "ref", "counterparty")


def write_rows(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write by the ending of `path`, whole or not at all. BonitasError: E120 another ending, E121 the file cannot be written."""
    write_whole(rows, path, _WRITERS)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of a file of these rows.

    >>> columns_of([{"subject": "a", "kind": "k", "points": "1"}])[-2:]
    ['counterparty', 'points']
    """
    return [*FIRST, *sorted({name for row in rows for name in row} - set(FIRST))]


def _csv(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    names = columns_of(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([row.get(name) or "" for name in names] for row in rows)


def _jsonl(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _parquet(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    names = columns_of(rows)
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), path)


_WRITERS: Final[Mapping[str, Callable[[Sequence[Mapping[str, Any]], Path], None]]] = {
    ".csv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".parquet": _parquet,
}  # fmt: skip
