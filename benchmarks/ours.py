"""Bonitas itself: its own ledgers, filled the public way, and its own question asked of them."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks import postgres
from benchmarks.spec import RULEBOOK
from benchmarks.world import THREADS, World

CATALOGUE: Final = Path(__file__).parent / "catalogue"
#: The name of our ledger in each store: in order of arrival, sorted by subject, and in a server; and of copies with an arrangement.
STORES: Final = {
    "arrival": "ledger.duckdb", "sorted": "ledger", "postgres": "postgres_ledger",
    "arrival-arranged": "arranged.duckdb", "sorted-arranged": "arranged",
}  # fmt: skip
#: What a copy's name ends in, after that of the store it is of.
ARRANGED: Final = "-arranged"
#: What the peers' six columns are called in our tables.
COLUMNS: Final = ("subject", "kind", "occurred_on", "a_level", "a_amount", "a_channel")


def bonitas() -> Any:
    """The package, or ImportError or AttributeError if the engine is not there yet."""
    package = importlib.import_module("bonitas")
    for name in ("rate", "explain", "read_rulebook", "open_ledger", "new_ledger"):
        getattr(package, name)
    return package


def ledger_path(world: World, store: str) -> Path:
    """The ledger of this world in `store`, filled if it is not there: with records, then notices; then compacted if sorted. In PostgreSQL
    it is the folder of a server's data."""

    def fill(part: Path) -> None:
        if store == "postgres":
            with postgres.filled(part) as address:
                _fill(world, address, compact=False)
        elif store.endswith(ARRANGED):
            plain = ledger_path(world, store.removesuffix(ARRANGED))
            (shutil.copytree if plain.is_dir() else shutil.copy)(plain, part)
        else:
            _fill(world, part, compact=store == "sorted")

    path = world.ensure(STORES[store], fill)
    if store.endswith(ARRANGED):
        _arrange(world, path)
    return path


def _arrange(world: World, path: Path) -> None:
    """Arrange a ledger that is not; how long that took is kept."""
    start = time.perf_counter()
    with bonitas().open_ledger(path, catalogue=bonitas_catalogue()) as ledger:
        if ledger.latecomers() is None:
            made = bonitas().arrange(ledger)
            said = {"seconds": time.perf_counter() - start, "bytes": made.bytes, "records": made.records}
            world.path(f"{path.name}.made.json").write_text(json.dumps(said), encoding="utf-8")


def arranging(world: World) -> dict[str, dict[str, float]]:
    """What making each arrangement took, where one was made: seconds, bytes, records."""
    kept = {store: world.path(f"{name}.made.json") for store, name in STORES.items() if store.endswith(ARRANGED)}
    return {store: json.loads(path.read_text(encoding="utf-8")) for store, path in kept.items() if path.exists()}


def ledger_address(world: World, store: str) -> str | Path:
    """What to open; in PostgreSQL the server is running then."""
    path = ledger_path(world, store)
    if store != "postgres":
        return path
    from bonitas.ledger.open import upgrade_ledger  # noqa: PLC0415  (the peers must run without it)

    address = str(postgres.start(path).get_uri())
    upgrade_ledger(address)  # it may have been filled by an older program
    return address


def _fill(world: World, address: str | Path, compact: bool) -> None:
    with bonitas().new_ledger(address, catalogue=bonitas_catalogue()) as ledger:
        ledger.add(world.records_file())
        ledger.enrol(world.participations_file())
        if compact:
            ledger.compact()


def bonitas_catalogue() -> Any:
    """The benchmark's own kinds of record."""
    from bonitas.catalogue.read import read_catalogue  # noqa: PLC0415  (the peers must run without it)

    return read_catalogue(CATALOGUE)


def rating(world: World, store: str, asked: dt.date) -> Callable[[Path], None]:
    """A job that rates everybody and writes the ratings to Parquet: read, fold, write."""
    package, address = bonitas(), ledger_address(world, store)
    catalogue = bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)

    def job(out: Path) -> None:
        with package.open_ledger(address, catalogue=catalogue) as ledger:
            package.rate(book, ledger, on=asked, threads=THREADS).write(out)

    return job


def explaining(world: World, store: str, asked: dt.date) -> Callable[[int], Any]:
    """A job that explains the standing of one subject, by number, from an open ledger."""
    package, address = bonitas(), ledger_address(world, store)
    catalogue = bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    ledger = package.open_ledger(address, catalogue=catalogue)
    return lambda number: package.explain(book, ledger, subject=f"P{number:07d}", on=asked)


def rating_on_spark(world: World, asked: dt.date) -> Callable[[Path], None]:
    """A job that rates everybody on Spark and writes a folder of Parquet: the records as a furnisher hands them over, in order of arrival."""
    from benchmarks import spark_peer  # noqa: PLC0415  (it may not be installed)

    package, catalogue = bonitas(), bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    spark = spark_peer.session()
    records, notices = (spark.read.parquet(str(path)) for path in (world.records_file(), world.participations_file()))

    def job(out: Path) -> None:
        package.rate(book, records, participations=notices, on=asked, catalogue=catalogue).write(out)

    return job
