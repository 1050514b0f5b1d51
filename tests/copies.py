"""Ledgers that tests begin with are made once and copied, which is quicker than making each anew."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from postgres_server import copied_database, drop_database, fresh_database

#: What the file or folder is called.
NAMES: Final = {"duckdb": "a.duckdb", "parquet": "a_ledger"}
Opened = Callable[[str, Path, Catalogue], AbstractContextManager[Store]]


@cache
def empty(store: str, lab: bool = False) -> str:
    """The address of an empty ledger, to be copied and not to be opened."""
    made = fresh_database() if store == "postgres" else str(_folder() / NAMES[store])
    new_ledger(made, lab=lab).close()
    return made


def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="bonitas-copied-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def copied(address: str, folder: Path) -> str:
    """The address of a copy of a closed ledger: a file or folder of the same name in `folder`, or another database."""
    if address.startswith("postgresql://"):
        return copied_database(address)
    (shutil.copytree if Path(address).is_dir() else shutil.copy)(address, folder / Path(address).name)
    return str(folder / Path(address).name)


def filled_once(fill: Callable[[Store], Store], catalogue: Catalogue) -> Opened:
    """A way to open a ledger in a store, folder and catalogue that `fill` has filled: for each store it does so once, and each is a copy.
    One in memory is filled anew."""

    @cache
    def full(store: str) -> str:
        made = copied(empty(store), _folder())
        with open_ledger(made, write=True, catalogue=catalogue) as ledger:
            fill(ledger)
        return made

    @contextmanager
    def opened(store: str, folder: Path, catalogue: Catalogue) -> Iterator[Store]:
        if store == "memory":
            with memory_ledger(catalogue=catalogue) as made:
                yield fill(made)
            return
        with open_ledger(copied(full(store), folder), write=True, catalogue=catalogue) as made:
            yield made
        if store == "postgres":
            drop_database(made.address)

    return opened
