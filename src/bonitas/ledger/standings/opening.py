"""Finding, making and locking the folder of a rulebook's standing ratings beside an embedded ledger."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.manifest import flush
from bonitas.ledger.standings.base import StandingReader
from bonitas.ledger.standings.book import NAME, Book, read_book, sweep, write_book
from bonitas.ledger.standings.files import FileStandings
from bonitas.ledger.standings.held import Held


def folder_of(address: str) -> Path:
    """Where the standing ratings of a ledger lie. BonitasError L540 for a ledger in memory.

    >>> folder_of("standing.duckdb").name
    'standing.duckdb.standings'
    """
    if address == ":memory:":
        raise trouble("L540", address)
    path = Path(address)
    return path.with_name(path.name + ".standings")


def readable(folder: Path) -> StandingReader:
    """The standing ratings in a folder. BonitasError: L541 somebody else is refreshing them, L542 there are none, L502 and L543 for those of
    a newer program and damaged ones."""
    if not (folder / NAME).exists():
        return _older(folder)
    lock = _locked(folder, fcntl.LOCK_SH)
    with _let_go_of(lock):
        return FileStandings(folder, folder.name, read_book(folder), lock)


def writable(folder: Path, held: Held | None = None) -> FileStandings:
    """The standing ratings in a folder, made if there are none, brought over from an older file if there is one. `held`: what was read of
    it some time ago, and is not read again if it is still the same. BonitasError: L541 somebody else has them open, L502 and L543 for those
    of a newer program and damaged ones, L510 they cannot be written."""
    with translated(folder):
        folder.parent.mkdir(exist_ok=True)
    lock = _locked(folder, fcntl.LOCK_EX)
    with _let_go_of(lock), translated(folder, in_use="L541"):
        same = held.still_there(folder) if held else None
        if same is not None:
            return FileStandings(folder, folder.name, same, lock, held)
        if not (folder / NAME).exists():
            _made(folder)
        for left in (file_of(folder), file_of(folder).with_suffix(".duckdb.wal")):
            left.unlink(missing_ok=True)  # what it held has been brought over
        book = read_book(folder)
        sweep(folder, book)
        return FileStandings(folder, folder.name, book, lock, held)


def file_of(folder: Path) -> Path:
    """Where an earlier program kept them."""
    return folder.with_name(f"{folder.name}.duckdb")


def _older(folder: Path) -> StandingReader:
    """Those that an earlier program kept, to be read only."""
    from bonitas.ledger.standings.older import older_standings  # noqa: PLC0415 - seldom used

    if not file_of(folder).exists():
        raise trouble("L542", folder, rulebook=folder.name)
    return older_standings(file_of(folder), folder.name)


def _made(folder: Path) -> None:
    """Make the folder. It appears under its name when it is whole; one without a book was made by no program that ended well."""
    for left in folder.parent.glob(f".{folder.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    fresh = folder.with_name(f".{folder.name}.new-{secrets.token_hex(4)}")
    try:
        fresh.mkdir()
        book = Book()
        if file_of(folder).exists():
            from bonitas.ledger.standings.older import brought_over  # noqa: PLC0415 - seldom used

            book = brought_over(file_of(folder), folder.name, fresh)
        write_book(fresh, book)
        fresh.rename(folder)
        flush(folder.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _locked(folder: Path, how: int) -> int:
    """A lock that is held by this process, here and nowhere else in it."""
    file = folder.with_name(f"{folder.name}.lock")
    with translated(folder):
        handle = os.open(file, os.O_RDWR | os.O_CREAT if how == fcntl.LOCK_EX else os.O_RDONLY, 0o644)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(handle)
        raise trouble("L541", folder) from exc
    return handle


@contextlib.contextmanager
def _let_go_of(lock: int) -> Iterator[None]:
    """What goes wrong within the block lets go of the lock."""
    try:
        yield
    except BaseException:
        os.close(lock)
        raise
