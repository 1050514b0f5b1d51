"""The same rows in a ledger of each store that keeps something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import open_ledger
from bonitas.ledger.arranged.write import arrange
from bonitas.ledger.store import Store
from copies import copied, empty
from postgres_server import drop_database

Rows = Sequence[Mapping[str, Any]]
STORES: Final = ("duckdb", "parquet", "postgres")
#: A DuckDB file of which some records lie in an arrangement and the others do not; and all ways in which records come to the engine.
ARRANGED: Final = "arranged"
WAYS: Final = (*STORES, ARRANGED)


@contextmanager
def address_in(store: str, lab: bool = False) -> Iterator[str]:
    """The address of a new, empty ledger; it is gone afterwards."""
    with TemporaryDirectory() as folder:
        made = copied(empty("duckdb" if store == ARRANGED else store, lab), Path(folder))
        try:
            yield made
        finally:
            if store == "postgres":
                drop_database(made)


@contextmanager
def kept_in(
    store: str, records: Rows, amendments: Rows, participations: Rows, *, catalogue: Catalogue | None = None, lab: bool = False
) -> Iterator[Store]:
    """A ledger that was filled, closed, and opened again to be read."""
    with address_in(store, lab) as address:
        with open_ledger(address, write=True, catalogue=catalogue) as ledger:
            first = 2 * len(records) // 3 if store == ARRANGED else len(records)
            for number, (rows, bring) in enumerate(
                (
                    (records[:first], ledger.add),
                    (records[first:], ledger.add),
                    (amendments, ledger.amend),
                    (participations, ledger.enrol),
                )
            ):
                if rows:
                    assert not bring(list(rows)).problems
                if store == ARRANGED and number == 0:
                    arrange(ledger)
        with open_ledger(address, catalogue=catalogue) as ledger:
            assert (ledger.latecomers() is not None) == (store == ARRANGED and first > 0)
            yield ledger
