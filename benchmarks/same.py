"""Any store, any number of threads, any batch size: the same bits. `python -m benchmarks.same` rates one world on all of them.

It prints the hash of all ratings (every column of every row, with the day of the next change) of each run, and exits 1 if one differs
or could not be made. `--subjects 2000` takes seconds, without options it is the full size.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import csv
from rich.console import Console
from rich.table import Table

from benchmarks import ours
from benchmarks.spec import RULEBOOK
from benchmarks.world import ASKED, World

STORES: Final = {
    "duckdb": "arrival", "duckdb-arranged": "arrival-arranged", "parquet": "sorted", "parquet-arranged": "sorted-arranged", "postgres": "postgres",
}  # fmt: skip
SPARK: Final = "spark"
THREADS: Final = (1, 2)
#: Records at once, as parts of all: everything, a third, a twentieth. On Spark, the number of parts.
PARTS: Final = (1, 3, 20)
#: Long enough to tell two apart by eye; the whole hash decides.
SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class Found:
    """One run: how it was made, and the hash of what came out or why nothing did."""

    store: str
    threads: int
    parts: int
    hash: str
    seconds: float
    failed: bool = False


def hash_of(ratings: pa.Table) -> str:
    """SHA-256 of the ratings as CSV in order of subject and day: the same rows give the same hash, however they are kept in memory.

    >>> one = pa.table({"subject": ["b", "a"], "on": [1, 1], "band": pa.array(["A", None]).dictionary_encode()})
    >>> two = pa.table({"subject": ["a", "b"], "on": [1, 1], "band": [None, "A"]})
    >>> hash_of(one) == hash_of(two), hash_of(one) == hash_of(two.slice(1))
    (True, False)
    """
    plain = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in ratings.combine_chunks().itercolumns()
    ]
    texts = pa.table([column.cast(pa.string()) for column in plain], names=ratings.column_names)
    found = hashlib.sha256()
    csv.write_csv(texts.sort_by([("subject", "ascending"), ("on", "ascending")]), _Sink(found))
    return found.hexdigest()


class _Sink:
    """Takes what is written and keeps its hash alone."""

    closed = False

    def __init__(self, found: Any) -> None:
        self.found = found

    def write(self, data: bytes) -> int:
        self.found.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""


def runs(world: World, stores: Sequence[str]) -> Iterator[Found]:
    """Every store with every number of threads and every batch size, one after the other."""
    for store in stores:
        for threads in THREADS:
            with rating(world, store, threads) as rate:
                for parts in PARTS:
                    yield _one(store, threads, parts, rate)


def _one(store: str, threads: int, parts: int, rate: Any) -> Found:
    start = time.perf_counter()
    try:
        found, failed = hash_of(rate(parts)), False
    except Exception as exc:  # whatever it is, the table is printed to its end and says so
        found, failed = f"{type(exc).__name__}: {exc}", True
    return Found(store, threads, parts, found, time.perf_counter() - start, failed)


@contextmanager
def rating(world: World, store: str, threads: int) -> Iterator[Any]:
    """Rates everybody of the world, given in how many parts; gives the ratings as an Arrow table."""
    package, catalogue = ours.bonitas(), ours.bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    if store == SPARK:
        with _spark_rating(world, threads, package, catalogue, book) as rate:
            yield rate
        return
    with package.open_ledger(ours.ledger_address(world, STORES[store]), catalogue=catalogue) as ledger:

        def rate(parts: int) -> pa.Table:
            rows = world.records // parts + 1
            return package.rate(book, ledger, on=ASKED, threads=threads, batch_rows=rows).to_arrow()

        yield rate


@contextmanager
def _spark_rating(world: World, threads: int, package: Any, catalogue: Any, book: Any) -> Iterator[Any]:
    """The same on Spark, with so many cores; it writes a folder, as it would where the ratings are too many for one machine."""
    from benchmarks import spark_peer  # noqa: PLC0415  (it may not be installed)

    spark = spark_peer.session(threads)
    records, notices = (spark.read.parquet(str(path)) for path in (world.records_file(), world.participations_file()))

    def rate(parts: int) -> pa.Table:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "ratings"
            question = {"participations": notices, "on": ASKED, "catalogue": catalogue, "partitions": threads * parts}
            package.rate(book, records, **question).write(out)
            return ds.dataset(out, format="parquet").to_table()

    try:
        yield rate
    finally:
        spark.stop()


def show(found: Sequence[Found], world: World, console: Console) -> None:
    """Print the table of hashes."""
    table = Table(
        "store", "threads", "parts", "hash of all ratings", "seconds", title=f"{world.subjects:,} subjects × {world.records:,}"
    )
    for one in found:
        shown = one.hash if one.failed else one.hash[:SHOWN]
        table.add_row(one.store, str(one.threads), str(one.parts), shown, f"{one.seconds:.1f}")
    console.print(table)


def agree(found: Sequence[Found]) -> bool:
    """Whether every run was made and all hashes are one."""
    return bool(found) and not any(one.failed for one in found) and len({one.hash for one in found}) == 1


def main() -> int:
    """Rate one world on every store. Exits 1 if anything differs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, help="20 a subject if not given")
    parser.add_argument("--stores", nargs="+", choices=(*STORES, SPARK), default=(*STORES, SPARK))
    options = parser.parse_args()
    console = Console()
    world = World(options.subjects, options.records or 20 * options.subjects)
    found = []
    for one in runs(world, options.stores):
        found.append(one)
        console.print(f"{one.store}, threads {one.threads}, parts {one.parts}: {one.hash[:SHOWN]} {one.seconds:.1f} s")
    show(found, world, console)
    same = agree(found)
    console.print(f"All {len(found)} hashes are equal: {found[0].hash}" if same else "They differ.")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
