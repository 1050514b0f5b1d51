"""A small catalogue, and one ledger in each store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bonitas.catalogue.model import Attribute, Catalogue, Kind
from bonitas.common.days import Duration
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from bonitas.ledger.arranged.write import arrange
from bonitas.ledger.postgres.ledger import PostgresLedger
from copies import NAMES, copied, empty
from postgres_server import drop_database

from .arranging import JOINED, MANY, gifts

STORES = ("memory", "duckdb", "parquet", "postgres")
#: The stores that are files or folders.
ON_DISK = ("duckdb", "parquet")


def small_catalogue() -> Catalogue:
    """Two kinds with attributes of every type."""
    fine = {
        "fine": Attribute("fine", "money"),
        "level": Attribute("level", "choice", ("low", "high")),
        "points_off": Attribute("points_off", "integer"),
    }
    gift = {
        "amount": Attribute("amount", "money"),
        "thanked": Attribute("thanked", "yes_no"),
        "thanked_on": Attribute("thanked_on", "date"),
        "hours": Attribute("hours", "decimal"),
        "note": Attribute("note", "text"),
        "level": Attribute("level", "choice", ("small", "large")),
    }
    keep = Duration(months=60)
    return Catalogue(
        {
            "traffic.penalty": Kind("traffic.penalty", "traffic", fine, keep),
            "civic.gift": Kind("civic.gift", "civic", gift, keep, lasting=True),
        }
    )


@pytest.fixture
def catalogue() -> Catalogue:
    return small_catalogue()


def make(store: str, folder: Path, catalogue: Catalogue) -> Store:
    """An empty ledger, open for writing."""
    if store == "memory":
        return memory_ledger(catalogue=catalogue)
    return open_ledger(copied(empty(store), folder), write=True, catalogue=catalogue)


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """An empty ledger, open for writing, in every store."""
    with make(request.param, tmp_path, catalogue) as made:
        yield made
    if isinstance(made, PostgresLedger):
        drop_database(made.address)


@pytest.fixture(params=ON_DISK)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a ledger on disk may be made, for every store on disk."""
    return tmp_path / NAMES[request.param]


@pytest.fixture
def arranged(address: Path, catalogue: Catalogue) -> Iterator[Store]:
    """A ledger that was arranged when it was made, open for writing."""
    with new_ledger(address, sealed=False, catalogue=catalogue) as made:
        assert made.add(gifts(MANY)).added == len(MANY)
        assert made.enrol(JOINED).added == len(JOINED)
        arrange(made)
        yield made
