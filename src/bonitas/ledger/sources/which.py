"""Which source reads what: by the ending of a file, or by the type of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from bonitas.ledger.codes import problem
from bonitas.ledger.columns import Form
from bonitas.ledger.sources.chunk import BadFile, Source
from bonitas.ledger.sources.csv_file import CsvSource
from bonitas.ledger.sources.json_file import JsonSource
from bonitas.ledger.sources.table_file import RowsSource, TableSource

#: What can be added: a path, an Arrow table, or dicts.
Input = str | Path | Sequence[Mapping[str, Any]] | Any


def source_of(what: Input, form: Form) -> Source:
    """The source that reads `what`. Raises BadFile if it cannot be used as a whole."""
    if isinstance(what, str | Path):
        return _file(Path(what), form)
    if isinstance(what, pa.RecordBatch):
        return TableSource(pa.Table.from_batches([what]), form)
    if isinstance(what, pa.Table):
        return TableSource(what, form)
    if isinstance(what, list | tuple) and all(isinstance(row, Mapping) for row in what):
        return RowsSource(what, form)
    raise BadFile(problem("L120"))


def _file(path: Path, form: Form) -> Source:
    name = str(path)
    try:
        if not path.exists():
            raise BadFile(problem("L101", file=name))
        if path.is_dir():
            raise BadFile(problem("L119", file=name, why="it is a folder"))
        match path.suffix.lower():
            case ".csv":
                return CsvSource(path, form)
            case ".jsonl" | ".ndjson" | ".json":
                return JsonSource(path, form)
            case ".parquet":
                return TableSource(path, form)
            case ending:
                raise BadFile(problem("L102", file=name, found=ending, ending=ending))
    except OSError as exc:
        raise BadFile(problem("L119", file=name, why=(exc.strerror or str(exc)).lower())) from exc
