"""Making and opening ledgers: the address says which store it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.codes import trouble
from bonitas.ledger.duck import make_duck, open_duck
from bonitas.ledger.parquet import make_parquet, open_parquet
from bonitas.ledger.postgres.address import is_postgres
from bonitas.ledger.store import Store

#: Endings of a DuckDB file; any other path is a folder of Parquet.
DUCK: Final = (".duckdb", ".db")
#: The ending of files of links between ledgers.
LINKS: Final = ".links"


def new_ledger(  # noqa: PLR0913 - what a ledger is from the first
    address: str | Path, *, lab: bool = False, purposes: bool = False, sealed: bool | None = None, licensed: bool = False,
    catalogue: Catalogue | None = None,
) -> Store:  # fmt: skip
    """Make an empty ledger and open it for writing. `lab` marks a ledger of synthetic people, `purposes` one in which nobody is looked
    up without a stated purpose, `licensed` one that is read only under a licence; all for good. `sealed`: each entry gets a leaf in a log
    that shows tampering; without a word, where the people are real.

    In PostgreSQL it becomes a schema of its own in the database of the address. BonitasError if something is there already or the
    place cannot be written.
    """
    sealed = not lab if sealed is None else sealed
    if is_postgres(address):
        from bonitas.ledger.postgres.opening import make_postgres  # noqa: PLC0415 - only where it is used

        make_postgres(str(address), lab=lab, purposes=purposes, sealed=sealed, licensed=licensed)
        return open_ledger(address, write=True, catalogue=catalogue)
    path = _path(address)
    if not path.parent.is_dir():
        raise trouble("L510", address, why="the folder it should lie in is not there")
    if path.suffix.lower() in DUCK:
        make_duck(path, lab=lab, purposes=purposes, sealed=sealed, licensed=licensed)
    else:
        make_parquet(path, lab=lab, purposes=purposes, sealed=sealed, licensed=licensed)
    return open_ledger(path, write=True, catalogue=catalogue)


def open_ledger(
    address: str | Path, *, write: bool = False, catalogue: Catalogue | None = None, allowed: Allowed | None = None,
    keeper: bool = False,
) -> Store:  # fmt: skip
    """Open a ledger for reading, or for adding too. Use it with `with`, or close it.

    BonitasError if there is none, it is in use, damaged, or of a newer format. `catalogue` says what may be added (None: the
    published one, read when something is added). `allowed`: answer only what this operator may read (`bonitas.licence`). One that was made to be
    read only under a licence is not opened to be read without one (L650), but by whoever keeps it (`keeper`) and shows nobody's records; and
    under no other licences than those that its keeper pinned (L653).
    """
    store = _opened(address, write=write, catalogue=catalogue)
    if allowed is not None:
        try:
            return store.limit(allowed)
        except BaseException:
            store.close()
            raise
    if store.licensed and not (write or keeper):
        shown = store.address
        store.close()
        raise trouble("L650", shown)
    return store


def _opened(address: str | Path, *, write: bool, catalogue: Catalogue | None) -> Store:
    if is_postgres(address):
        from bonitas.ledger.postgres.opening import open_postgres  # noqa: PLC0415 - only where it is used

        return open_postgres(str(address), write=write, catalogue=catalogue)
    path = _path(address)
    opener = open_duck if path.suffix.lower() in DUCK else open_parquet
    return opener(path, write=write, catalogue=catalogue)


def _path(address: str | Path) -> Path:
    scheme, found, _ = str(address).partition("://")
    if found:
        raise trouble("L509", address, scheme=scheme)
    path = Path(address)
    if path.suffix.lower() == LINKS:
        raise trouble("L514", address, found=path.name)
    return path


def upgrade_ledger(address: str | Path) -> tuple[int, int]:
    """Bring the tables of a ledger in PostgreSQL up to date; the version before and after. BonitasError L532 for other stores."""
    if not is_postgres(address):
        raise trouble("L532", address)
    from bonitas.ledger.postgres.opening import upgrade_postgres  # noqa: PLC0415 - only where it is used

    return upgrade_postgres(str(address))
