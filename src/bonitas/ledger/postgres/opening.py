"""Making and opening ledgers in PostgreSQL, and bringing their tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.codes import trouble
from bonitas.ledger.pins import pins_of
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.ledger import LOCK, PostgresLedger
from bonitas.ledger.postgres.link import Link, driver

#: What is at the schema's name: nothing, a ledger, or something else.
_THERE: Final = "SELECT to_regnamespace('bonitas') IS NOT NULL, to_regclass('bonitas.migrations') IS NOT NULL"


def migrations() -> list[tuple[int, str, str]]:
    """The steps that make a ledger's tables: number, name, SQL; in order."""
    folder = resources.files("bonitas.ledger.postgres") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [(int(file.name[:4]), file.name[5:-4], file.read_text(encoding="utf-8")) for file in files]


def make_postgres(address: str, *, lab: bool, purposes: bool = False, sealed: bool = False, licensed: bool = False) -> None:
    """Make an empty ledger in a database: a schema of its own, which must not be there yet."""
    with _linked(address) as link, link.talk.transaction():
        _alone(link)
        schema, _ = _one(link, _THERE)
        if schema:
            raise trouble("L506", shown(address))
        _apply(link, 0)
        link.talk.execute("INSERT INTO bonitas.meta VALUES ('lab', %s)", ["yes" if lab else "no"])
        for mark, given in (("purposes", purposes), ("sealed", sealed), ("licensed", licensed)):
            if given:
                link.talk.execute("INSERT INTO bonitas.meta VALUES (%s, 'yes')", [mark])


def open_postgres(address: str, *, write: bool, catalogue: Catalogue | None) -> PostgresLedger:
    """Open the ledger in a database. BonitasError if there is none, or its tables are of another version than this program's."""
    driver(address)
    link = Link(address)
    try:
        with translated(address):
            found, known = _version(link, address), migrations()[-1][0]
            if found > known:
                raise trouble("L502", shown(address), found=found, known=known)
            if found < known:
                raise trouble("L525", shown(address), found=found, known=known)
            meta = dict(link.talk.execute("SELECT key, value FROM meta").fetchall())
            attributes = dict(link.talk.execute("SELECT name, type FROM attributes ORDER BY place").fetchall())
    except BaseException:
        link.close()
        raise
    ledger = PostgresLedger(address, link, lab=meta.get("lab") == "yes", attributes=attributes, write=write, catalogue=catalogue)
    ledger.purposes, ledger.sealed = meta.get("purposes") == "yes", meta.get("sealed") == "yes"
    ledger.licensed, ledger.pins = meta.get("licensed") == "yes", pins_of(meta)
    return ledger


def upgrade_postgres(address: str) -> tuple[int, int]:
    """Bring a ledger's tables up to date, all steps or none; the version before and after. The owner's matter."""
    with _linked(address) as link, link.talk.transaction():
        _alone(link)
        found, known = _version(link, address), migrations()[-1][0]
        if found > known:
            raise trouble("L502", shown(address), found=found, known=known)
        _apply(link, found)
    return found, known


@contextmanager
def _linked(address: str) -> Iterator[Link]:
    driver(address)
    link = Link(address)
    try:
        with translated(address):
            yield link
    finally:
        link.close()


def _alone(link: Link) -> None:
    link.talk.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _one(link: Link, sql: str) -> tuple[Any, ...]:
    return link.talk.execute(sql.encode()).fetchone() or (None,)


def _version(link: Link, address: str) -> int:
    """The number of the last step that was made."""
    schema, ours = _one(link, _THERE)
    if not ours:
        raise trouble("L503" if schema else "L505", shown(address))
    return int(_one(link, "SELECT max(number) FROM bonitas.migrations")[0])


def _apply(link: Link, done: int) -> None:
    """The steps after number `done`."""
    for number, name, sql in migrations():
        if number > done:
            link.talk.execute(sql.encode())
            link.talk.execute("INSERT INTO bonitas.migrations (number, name) VALUES (%s, %s)", [number, name])
