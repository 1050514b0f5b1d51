"""Standing ratings in a folder beside an embedded ledger, one for each rulebook.

Everybody's lie together in order of code, mapped into memory. What a refresh brings of some is appended to a second file, and counts in their
place, so that a day costs what changed on it; when enough has come together, all are written together again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from bonitas.ledger.arrays import distinct, truths
from bonitas.ledger.base import Int32s, Ledger
from bonitas.ledger.errors import translated
from bonitas.ledger.people import People
from bonitas.ledger.standings.base import Head, Kept, Standings, joined
from bonitas.ledger.standings.book import Book, appended, sweep, write_book
from bonitas.ledger.standings.held import Held
from bonitas.ledger.standings.people_files import write_people
from bonitas.ledger.standings.rows import NONE, Base, Newer, of_rows, rows_of, write_base
from bonitas.ledger.standings.tables import TOLD, Run, change_rows, told
from bonitas.ledger.standings.told import packed, unpacked


class FileStandings:
    """Standing ratings of one rulebook in a folder. Open, it is held by a lock that dies with its process."""

    def __init__(self, folder: Path, rulebook: str, book: Book, lock: int | None, held: Held | None = None) -> None:
        self.folder, self.rulebook, self.address = folder, rulebook, str(folder)
        self._book, self._lock, self._held = book, lock, held or Held()
        self._loaded: tuple[Standings, pa.Array] | None = None
        if self._held.book is not book:
            self._read()

    def _read(self) -> None:
        with translated(self.address):
            self._held.read(self.folder, self._book)
        self._loaded = None

    @property
    def _base(self) -> Base:
        return self._held.base

    @property
    def _newer(self) -> Newer:
        return self._held.newer

    # ------------------------------------------------------------ asking

    def head(self) -> Head | None:
        """What they were made from; None before the first refresh."""
        return self._book.head

    def texts(self) -> list[str]:
        """The texts that `band` and `because` number."""
        return list(self._book.texts)

    def count(self) -> int:
        """How many standings there are."""
        return len(self.all())

    def people(self) -> People | None:
        """What is kept of all people, if anything is."""
        with translated(self.address):
            return self._held.people_of(self.folder)

    def due(self, day: int) -> Int32s:
        """Codes of those whose next change is on or before a day, in order."""
        newer = self._newer.rows
        found: Int32s = np.unique(np.concatenate([self._base.due(day), newer["code"][newer["next"] <= day]]))
        now = self.among(found)
        return now.code[now.next <= day]

    def among(self, codes: Int32s) -> Standings:
        """The standings of those of these codes that have one, in order of code."""
        once = distinct(codes)
        if self._loaded is not None:
            rows, _ = self._loaded
            return rows.take(np.flatnonzero(np.isin(rows.code, once)))
        newer, replaced = self._newer.last_of(once)
        places = self._base.places(once[~replaced])
        found = joined(self._base.standings.take(places[places >= 0]), of_rows(newer[newer["standing"] != NONE]))
        return found.take(np.argsort(found.code))

    def all(self) -> Standings:
        """All standings, in order of code."""
        return self._everything()[0]

    def ids(self, codes: Int32s) -> list[str]:
        """The ids of subjects that have a standing, in the order given."""
        found: list[str] = self.named(codes).to_pylist()
        return found

    def named(self, codes: Int32s) -> pa.Array:
        """The same as an array of Arrow."""
        if self._loaded is not None:
            rows, ids = self._loaded
            return ids.take(pa.array(np.searchsorted(rows.code, codes))).cast(pa.string())
        places = self._base.places(codes)
        known = self._base.ids.take(pa.array(places[places >= 0])).cast(pa.string())
        if len(known) == len(codes):
            return known
        name = dict(zip(codes[places >= 0].tolist(), known.to_pylist(), strict=True)) | self._named()
        return pa.array([name[code] for code in codes.tolist()], pa.string())

    def _named(self) -> dict[int, str]:
        """The ids of those who are not in the base, by code."""
        part = self._book.named
        if part is None:
            return {}
        with (self.folder / part.file).open("rb") as file:
            return dict(json.loads(line) for line in file.read(part.bytes).splitlines())

    def _everything(self) -> tuple[Standings, pa.Array]:
        """All standings, in order of code, and their ids."""
        if self._loaded is None:
            self._loaded = self._merged()
        return self._loaded

    def _merged(self) -> tuple[Standings, pa.Array]:
        if not len(self._newer):
            return self._base.standings, self._base.ids
        newer, _ = self._newer.last_of(np.unique(self._newer.rows["code"]))
        old = np.flatnonzero(~np.isin(self._base.standings.code, newer["code"]))
        now = newer[newer["standing"] != NONE]
        ids = [self._base.ids.take(pa.array(old)), pa.array(self.ids(now["code"]), pa.large_string())]
        rows = joined(self._base.standings.take(old), of_rows(now))
        order = np.argsort(rows.code)
        return rows.take(order), pa.concat_arrays(ids).take(pa.array(order))

    def ratings(self) -> pa.Table:
        """All standings with their texts, in order of subject: subject, standing, score, band, because, next."""
        rows, ids = self._everything()
        words = pa.array(self._book.texts, pa.string())
        table = pa.table(
            {
                "subject": ids.cast(pa.string()), "standing": rows.standing, "score": rows.score,
                "band": words.take(pa.array(rows.band, mask=rows.band < 0)),
                "because": words.take(pa.array(rows.because, mask=rows.because < 0)), "next": rows.next,
            }
        )  # fmt: skip
        return table.sort_by("subject")

    def changes(self, since: int) -> Iterator[dict[str, Any]]:
        """The feed after number `since`, in order, as rows of plain data."""
        word = dict(enumerate(self._book.texts))
        with translated(self.address):
            for run, rows in unpacked(self.folder, self._book.changes, since):
                for row in zip(*(rows.column(name).to_pylist() for name in TOLD), strict=True):
                    if row[0] > since:
                        yield told(row, run, word, self.rulebook)

    # ------------------------------------------------------------ keeping

    def recode(self, ledger: Ledger) -> None:
        """The ledger is another one: every standing gets the code that its subject has there. Everybody is rated next; nothing is kept before."""
        rows, ids = self._everything()
        exactly = getattr(
            ledger, "exactly", ledger.parties
        )  # of ledgers read as one, who is united may be found by other ids too
        codes = exactly(ids.to_pylist())
        lost = np.flatnonzero(codes < 0)
        codes[lost] = -2 - np.arange(len(lost), dtype=np.int32)
        order = np.argsort(codes)
        self._loaded = replace(rows, code=codes).take(order), ids.take(pa.array(order))

    def keep(self, kept: Kept) -> None:
        """Keep what a refresh brings: it counts from the moment on at which the book that names it is in place."""
        with translated(self.address):
            old, before = self._book, self._held.let_go()
            book = self._peopled(self._with(kept), kept)
            text = write_book(self.folder, book)
            self._book = book
            if {part.file for part in book.parts} != {part.file for part in old.parts}:
                sweep(self.folder, book)
            if book.base == old.base and before is not None:
                self._held.keep(self.folder, book, text, same_people=book.people == old.people)
            else:
                self._read()

    def _with(self, kept: Kept) -> Book:
        """The book as it will be, its files written."""
        old, turn = self._book, self._book.turn + 1
        run, after = Run.of(kept.head), old.head.seq if old.head else 0
        changes = appended(self.folder, old.changes, f"changes-{turn}.arrows", packed(change_rows(kept.moves, after), run))
        book = replace(old, head=kept.head, texts=(*old.texts, *kept.texts), changes=changes, turn=turn)
        if kept.whole:
            return self._together(book, kept.rows, kept.ids)
        more = rows_of(kept.rows, kept.gone)
        self._newer.add(more)
        self._loaded = None
        named = self._strangers(kept)
        book = replace(book, named=appended(self.folder, old.named, f"named-{turn}.jsonl", named))
        if kept.head.replaced == 0 and len(self._newer):
            self._book = book  # it names those who are not in the base
            return self._together(book, *self._merged())
        return replace(book, newer=appended(self.folder, old.newer, f"newer-{turn}.rows", more.tobytes()))

    def _peopled(self, book: Book, kept: Kept) -> Book:
        """The book with what is kept of people, made anew if it is time."""
        if book.base == self._book.base and not kept.people_anew:
            return book
        found = kept.people()
        people, joined = (None, None) if found is None else write_people(self.folder, book.turn, found)
        return replace(book, people=people, joined=joined)

    def _together(self, book: Book, rows: Standings, ids: Any) -> Book:
        base = write_base(self.folder, f"base-{book.turn}.arrow", rows, ids)
        return replace(book, base=base, newer=None, named=None)

    def _strangers(self, kept: Kept) -> bytes:
        """The codes and ids of those among the rows who are not in the base, a line each."""
        new = np.flatnonzero(self._base.places(kept.rows.code) < 0).tolist()
        lines = (json.dumps([int(kept.rows.code[n]), str(kept.ids[n])], ensure_ascii=False) for n in new)
        return "".join(f"{line}\n" for line in lines).encode()

    def forget(self, ids: Sequence[str]) -> None:
        """Write everything anew without these subjects. What was told of changes stays, without names."""
        import pyarrow.compute as pc  # noqa: PLC0415 - takes longer to import than a refresh

        gone, turn = pa.array(ids, pa.large_string()), self._book.turn + 1
        with translated(self.address):
            rows, named = self._everything()
            stay = np.flatnonzero(~truths(pc.is_in(named, gone)))
            book = replace(self._book, turn=turn, changes=None, people=None, joined=None)
            for run, table in unpacked(self.folder, self._book.changes, 0):
                nameless = packed(_nameless(table, set(ids)), run)
                book = replace(book, changes=appended(self.folder, book.changes, f"changes-{turn}.arrows", nameless))
            book = self._together(book, rows.take(stay), named.take(pa.array(stay)))
            write_book(self.folder, book)
            self._book = book
            sweep(self.folder, book)
        self._read()

    def close(self) -> None:
        """Let go of the folder."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _nameless(changes: pa.Table, gone: set[str]) -> pa.Table:
    """Changes with something else in the place of some ids."""
    code, ids = changes.column("code").to_pylist(), changes.column("id").to_pylist()
    shown = [f"~removed-{no}" if one in gone else one for no, one in zip(code, ids, strict=True)]
    return changes.set_column(changes.schema.get_field_index("id"), "id", pa.array(shown, pa.string()))
