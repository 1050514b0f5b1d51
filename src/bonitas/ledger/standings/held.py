"""What was read of a folder of standing ratings, held for whoever refreshes again and again, as long as its files are the same."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bonitas.ledger.people import People
from bonitas.ledger.standings.book import NAME, Book
from bonitas.ledger.standings.people_files import read_people
from bonitas.ledger.standings.rows import ROW, Base, Newer, read_rows

#: Name, inode, size and time of the last change of each file.
Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(slots=True)
class Held:
    """`base` and `newer` as `book` names them; `text` is that book as it lies in the folder, `stamp` how the files looked then."""

    book: Book | None = None
    text: str = ""
    stamp: Stamp = ()
    base: Base = field(default_factory=lambda: Base(Path(), None))
    newer: Newer = field(default_factory=lambda: Newer(np.empty(0, ROW)))
    people: People | None = None

    def still_there(self, folder: Path) -> Book | None:
        """The book, if nobody has put another one in its place since, or touched a file that it names. For whoever has the folder alone."""
        book = self.book
        if book is None or not self.text:
            return None
        try:
            same = (folder / NAME).read_text(encoding="utf-8") == self.text and stamp_of(folder, book) == self.stamp
        except (OSError, ValueError):
            return None
        return book if same else None

    def read(self, folder: Path, book: Book) -> None:
        """Read what a book names. BonitasError L543 if it cannot be read."""
        self.let_go()
        self.base, self.newer, self.people = Base(folder, book.base), Newer(read_rows(folder, book.newer)), None
        self.keep(folder, book, (folder / NAME).read_text(encoding="utf-8"), same_people=True)

    def keep(self, folder: Path, book: Book, text: str, *, same_people: bool) -> None:
        """From now on it is this book; what is held has been brought up to it."""
        self.people = self.people if same_people else None
        self.stamp, self.text, self.book = stamp_of(folder, book), text, book

    def let_go(self) -> Book | None:
        """Until `keep` it is not known what counts. The book up to now."""
        book, self.book, self.text = self.book, None, ""
        return book

    def people_of(self, folder: Path) -> People | None:
        """What is kept of all people, if anything is. BonitasError L543 if it cannot be read."""
        if self.people is None and self.book is not None:
            self.people = read_people(folder, self.book.people, self.book.joined)
        return self.people


def stamp_of(folder: Path, book: Book) -> Stamp:
    """How the files of a book look now. OSError if one cannot be looked at."""
    seen = [(part.file, os.stat(folder / part.file)) for part in book.parts]
    return tuple((name, one.st_ino, one.st_size, one.st_mtime_ns) for name, one in seen)
