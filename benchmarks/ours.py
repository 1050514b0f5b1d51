"""Bonitas itself: its own ledgers, filled the public way, and its own question asked of them."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.spec import RULEBOOK
from benchmarks.world import World

CATALOGUE: Final = Path(__file__).parent / "catalogue"
THREADS: Final = 2
#: The name of our ledger in each store: in order of arrival, and sorted by subject.
STORES: Final = {"arrival": "ledger.duckdb", "sorted": "ledger"}
#: What the peers' six columns are called in our tables.
COLUMNS: Final = ("subject", "kind", "occurred_on", "a_level", "a_amount", "a_channel")


def bonitas() -> Any:
    """The package, or ImportError or AttributeError if the engine is not there yet."""
    package = importlib.import_module("bonitas")
    for name in ("rate", "explain", "read_rulebook", "open_ledger", "new_ledger"):
        getattr(package, name)
    return package


def ledger_path(world: World, store: str) -> Path:
    """The ledger of this world in `store`, filled if it is not there: with records, then notices; then compacted if sorted."""

    def fill(part: Path) -> None:
        with bonitas().new_ledger(part, catalogue=bonitas_catalogue()) as ledger:
            ledger.add(world.records_file())
            ledger.enrol(world.participations_file())
            if store == "sorted":
                ledger.compact()

    return world.ensure(STORES[store], fill)


def bonitas_catalogue() -> Any:
    """The benchmark's own kinds of record."""
    from bonitas.catalogue.read import read_catalogue  # noqa: PLC0415  (the peers must run without it)

    return read_catalogue(CATALOGUE)


def rating(world: World, store: str, asked: dt.date) -> Callable[[Path], None]:
    """A job that rates everybody and writes the ratings to Parquet: read, fold, write."""
    package, path = bonitas(), ledger_path(world, store)
    catalogue = bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)

    def job(out: Path) -> None:
        with package.open_ledger(path, catalogue=catalogue) as ledger:
            package.rate(book, ledger, on=asked, threads=THREADS).write(out)

    return job


def explaining(world: World, store: str, asked: dt.date) -> Callable[[int], Any]:
    """A job that explains the standing of one subject, by number, from an open ledger."""
    package, path = bonitas(), ledger_path(world, store)
    catalogue = bonitas_catalogue()
    book = package.read_rulebook(RULEBOOK, catalogue=catalogue)
    ledger = package.open_ledger(path, catalogue=catalogue)
    return lambda number: package.explain(book, ledger, subject=f"P{number:07d}", on=asked)
