"""Ratings as a file: Parquet, CSV or JSON Lines; the file appears whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bonitas.engine.codes import trouble

if TYPE_CHECKING:
    import pyarrow as pa

    from bonitas.engine.ratings import Ratings

T = TypeVar("T")

COLUMNS = ("subject", "on", "standing", "score", "band", "because", "next_change_on", "rulebook", "version", "hash")
#: Columns with few different values.
REPEATED: Final = ("standing", "band", "because", "rulebook", "version", "hash")


def write(ratings: Ratings, path: Path) -> None:
    """Write by the ending of `path`. BonitasError: E120 another ending, E121 the file cannot be written."""
    write_whole(ratings, path, WRITERS)


def write_whole(what: T, path: Path, writers: Mapping[str, Callable[[T, Path], None]]) -> None:
    """Let the writer of a path's ending write, to the whole or not at all. BonitasError: E120 and E121 as above."""
    writer = writers.get(path.suffix)
    if writer is None:
        raise trouble("E120", found=path.suffix, name=path.name)
    try:
        with whole(path) as beside:
            writer(what, beside)
    except OSError as exc:
        raise trouble("E121", name=path.name, why=reason(exc)) from exc


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to; it takes the place of `path` when the block ends, and is gone if the block fails."""
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        beside.replace(path)
    except BaseException:  # Ctrl-C too leaves nothing behind
        if beside.is_file():
            beside.unlink()
        raise


def reason(exc: OSError) -> str:
    """What the system says of a failure, to stand in a sentence."""
    return (os.strerror(exc.errno) if exc.errno else exc.strerror or str(exc)).lower()


def _parquet(ratings: Ratings, path: Path) -> None:
    pieces = getattr(ratings, "pieces", None)
    if pieces is None:
        save(ratings.to_arrow(), path)
    else:
        save_pieces(pieces(), path)


def save(table: pa.Table, path: Path) -> None:
    """A table as a Parquet file."""
    save_pieces(iter((table,)), path)


def save_pieces(tables: Iterator[pa.Table], path: Path) -> None:
    """Tables with the same columns (one at least) as one Parquet file: while one is written, the next is made. Ids and scores are not
    worth a dictionary, and what has one is not worth the least and the greatest value."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    first = next(tables)
    repeated = [name for name in REPEATED if name in first.column_names]
    others = [name for name in first.column_names if name not in repeated]
    with (
        pq.ParquetWriter(path, first.schema, use_dictionary=repeated, write_statistics=others) as writer,
        ThreadPoolExecutor(1) as pool,
    ):
        table: pa.Table | None = first
        while table is not None:
            coming = pool.submit(next, tables, None)
            writer.write_table(table)
            table = coming.result()


def _csv(ratings: Ratings, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in ratings.rows():
            writer.writerow(["" if row[name] is None else row[name] for name in COLUMNS])


def _jsonl(ratings: Ratings, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json_line(row) + "\n" for row in ratings.rows())


WRITERS: Final[Mapping[str, Callable[[Ratings, Path], None]]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
}


def json_line(row: object) -> str:
    """Compact JSON; exact decimals become numbers with just the digits they have.

    >>> json_line({"score": Decimal("980"), "points": [Decimal("-2.5"), None]})
    '{"score": 980, "points": [-2.5, null]}'
    """
    return json.dumps(plain(row), ensure_ascii=False)


def plain(value: Any) -> Any:
    """JSON has numbers, not decimals: whole ones become integers, others the float that prints with the same three decimals."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value
