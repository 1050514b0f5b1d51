"""What a folder of standing ratings consists of: a small file that names the others, and how many bytes of each count.

A refresh appends to some of them, or writes others beside, and then puts a new `book.json` in the old one's place in one step. What lies beyond
the bytes that count was left by a process that was killed, and is not looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.manifest import Part, flush, put_in_place
from bonitas.ledger.standings.base import Head

NAME: Final = "book.json"
FORMAT: Final = 1
FILES: Final = ("base", "newer", "named", "changes", "people", "joined")


@dataclass(frozen=True, slots=True)
class Book:
    """`base`: everybody's, as last written together; `newer`: rows that count in place of some of them; `named`: ids of those who are
    not in `base`; `changes`: what the feed tells; `people`, `joined`: who they are and what they take part in. None: there is nothing yet.
    `turn` numbers the files that are made."""

    head: Head | None = None
    texts: tuple[str, ...] = ()
    base: Part | None = None
    newer: Part | None = None
    named: Part | None = None
    changes: Part | None = None
    people: Part | None = None
    joined: Part | None = None
    turn: int = 0

    @property
    def parts(self) -> Iterator[Part]:
        """The files that count."""
        return (part for part in (getattr(self, name) for name in FILES) if part is not None)


def read_book(folder: Path) -> Book:
    """The book of a folder. BonitasError: L502 it is of a newer program, L543 it is damaged or a file is too short."""
    try:
        given: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if given["bonitas_standings"] > FORMAT:
            raise trouble("L502", folder, found=given["bonitas_standings"], known=FORMAT)
        parts = {name: _part(given.get(name)) for name in FILES}
        head = None if given["head"] is None else Head.of(json.dumps(given["head"]))
        book = Book(head, tuple(map(str, given["texts"])), turn=int(given["turn"]), **parts)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise trouble("L543", folder, why=f"its {NAME} cannot be read") from exc
    for part in book.parts:
        path = folder / part.file
        if "/" in part.file or not path.is_file() or path.stat().st_size < part.bytes:
            raise trouble("L543", folder, why=f"the file {part.file} is missing or shorter than it should be")
    return book


def _part(given: Any) -> Part | None:
    return None if given is None else Part(str(given["file"]), int(given["bytes"]))


def write_book(folder: Path, book: Book) -> str:
    """Make a book the one that counts, at once and for good; as text."""
    text = json.dumps({"bonitas_standings": FORMAT, **asdict(book)}) + "\n"
    put_in_place(folder / NAME, text)
    return text


def appended(folder: Path, part: Part | None, name: str, more: bytes) -> Part | None:
    """A file with something behind what counts of it, flushed to the disk; `name`: what it is to be called if there is none yet."""
    if not more:
        return part
    found = part or Part(name, 0)
    handle = os.open(folder / found.file, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.ftruncate(handle, found.bytes)
        os.lseek(handle, found.bytes, os.SEEK_SET)
        rest = memoryview(more)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    return Part(found.file, found.bytes + len(more))


def sweep(folder: Path, book: Book) -> None:
    """Remove what a killed process left, and what has been replaced."""
    counted = {NAME, *(part.file for part in book.parts)}
    left = [path for path in folder.iterdir() if path.name not in counted]
    for path in left:
        path.unlink(missing_ok=True)
    if left:
        flush(folder)
