"""Making an arrangement: the store sorts and spills, and what it gives is written as it streams."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arranged.model import ENDING, FILES, LOCK, SPILL, Made, folder_of, read_made, sweep, take_away, write_made
from bonitas.ledger.arranged.opened import arranged_beside
from bonitas.ledger.arranged.seal import Seen, seen
from bonitas.ledger.arranged.write_who import write_who
from bonitas.ledger.arrays import int32s
from bonitas.ledger.as_stored import PIECE
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.manifest import Part, flush
from bonitas.ledger.schema import type_of
from bonitas.ledger.sql import column_of, quoted

if TYPE_CHECKING:
    from bonitas.ledger.asking import Asking
    from bonitas.ledger.base import Int64s
    from bonitas.ledger.store import Store

#: Rows of a batch, about: subjects are whole within one, so that what some of them have is gathered in one step a column and batch.
BATCH: Final = 2_097_152
#: The least and the greatest whole number of 32 bits.
FITS: Final = -(2**31), 2**31 - 1
#: The columns that are written, attributes aside.
FIXED: Final = ("subject", "kind", "occurred_on", "ended_on", "counterparty", "furnisher", "recorded_at", "entry")


def arrange(ledger: Store) -> Made:
    """Arrange all records that a ledger has now; an arrangement of them all that is there already is left as it is. Never more than a batch is
    in memory. Of a ledger without records there is none.

    BonitasError: L545 the ledger is not a file or folder, L546 somebody else arranges it, L547 something was removed meanwhile.
    """
    if not ledger.arrangeable:
        raise trouble("L545", ledger.address)
    folder = folder_of(ledger._place())
    now = seen(ledger)  # how far it goes comes first: attributes that are named after it cover all that lies below
    before = arranged_beside(ledger)
    if before is not None and now.of(before.made):
        return before.made
    if now.until < 0:
        take_away(ledger._place())
        return Made(-1, -1, "", 0, 0, 0, {}, (), (), (), {}, {})
    with translated(ledger.address), _alone(folder, ledger):
        sweep(folder, before.made if before else None)
        shutil.rmtree(folder / SPILL, ignore_errors=True)
        ledger._spill_to(folder / SPILL)
        writing = Writing(folder)
        try:
            made = writing.run(ledger, now)
            with ledger._lock:
                if seen(ledger, made.until, made.subject) != now:
                    raise trouble("L547", ledger.address)
                write_made(folder, made)
        finally:
            sweep(folder, read_made(folder))
            ledger._forget()
    return made


def disarrange(ledger: Store) -> bool:
    """Take away the arrangement of a ledger; whether there was one. BonitasError L545 if the ledger is not a file or folder."""
    if not ledger.arrangeable:
        raise trouble("L545", ledger.address)
    with translated(ledger.address):
        return ledger._disarrange()


@contextmanager
def _alone(folder: Path, ledger: Store) -> Iterator[None]:
    """Nobody else arranges within the block. Who may read the ledger may read what is made."""
    folder.mkdir(exist_ok=True)
    mode = ledger._held_by().stat().st_mode & 0o777
    folder.chmod(mode | 0o300 | (mode & 0o444) >> 2)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise trouble("L546", ledger.address) from exc
        yield
    finally:
        os.close(handle)


@dataclass(slots=True)
class Writing:
    """Files that are being written, and what is known of them so far."""

    folder: Path
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    rows: int = 0
    kinds: set[int] = field(default_factory=set)
    refs: list[int] = field(default_factory=list)
    subjects: list[pa.Array] = field(default_factory=list)
    begins: list[Int64s] = field(default_factory=list)

    def path(self, name: str) -> Path:
        """One of the files."""
        return self.folder / f"{name}-{self.mark}{ENDING}"

    def run(self, ledger: Store, now: Seen) -> Made:
        """Write all of them, onto the disk."""
        attributes = dict(ledger.attributes)
        with ledger._asking() as asking:
            stream = asking.batches(in_order(attributes, now.until, narrow(asking, attributes, now.until)), PIECE)
            self._write(stream)
        self._write_subjects()
        rulebooks, counted = write_who(ledger, self.path)
        parts = {}
        for name in FILES:
            shutil.copymode(ledger._held_by(), self.path(name))
            flush(self.path(name))
            parts[name] = Part(self.path(name).name, self.path(name).stat().st_size)
        flush(self.folder)
        return Made(
            now.until, now.subject, now.seal, now.removals, self.rows, sum(map(len, self.subjects)), attributes,
            tuple(sorted(self.kinds)), tuple(self.refs), rulebooks, counted, parts,
        )  # fmt: skip

    def _write(self, stream: Iterator[pa.RecordBatch]) -> None:
        """Rows and refs. The first has all columns even where there is no row."""
        rows, refs = None, None
        try:
            held: list[pa.RecordBatch] = []
            for batch in stream:
                ref = batch.select(["ref"])
                refs = refs or pa.ipc.new_file(str(self.path("refs")), ref.schema)
                refs.write_batch(ref)
                self.refs.append(self.rows + sum(map(len, held)))
                held, whole = cut([*held, batch.select([name for name in batch.schema.names if name != "ref"])])
                if whole:
                    rows = rows or pa.ipc.new_file(str(self.path("records")), whole[0].schema)
                    rows.write_batch(self._noted(whole))
            if held:
                rows = rows or pa.ipc.new_file(str(self.path("records")), held[0].schema)
                rows.write_batch(self._noted(held))
        finally:
            for writer in (rows, refs):
                if writer is not None:
                    writer.close()

    def _noted(self, whole: list[pa.RecordBatch]) -> pa.RecordBatch:
        """Some batches as one, with whom they are about and of what kinds they are written down."""
        batch = pa.Table.from_batches(whole).combine_chunks().to_batches()[0]
        subject, kind = int32s(batch.column("subject")), int32s(batch.column("kind"))
        first = np.flatnonzero(np.append(True, subject[1:] != subject[:-1]))
        self.subjects.append(pa.array(subject[first]))
        self.begins.append(first + self.rows)
        self.kinds |= set(np.unique(kind).tolist())
        self.rows += len(batch)
        return batch

    def _write_subjects(self) -> None:
        """Each subject's code, in order, and where its rows begin."""
        batch = pa.RecordBatch.from_arrays(
            [pa.concat_arrays(self.subjects), pa.array(np.concatenate(self.begins))], ["subject", "begin"]
        )
        with pa.ipc.new_file(str(self.path("subjects")), batch.schema) as writer:
            writer.write_batch(batch)


def cut(held: list[pa.RecordBatch], most: int = BATCH) -> tuple[list[pa.RecordBatch], list[pa.RecordBatch]]:
    """What is kept of batches in order of subject, and what is a batch of its own now: as many whole subjects as have come, once these have
    `most` rows.

    >>> batches = [pa.RecordBatch.from_arrays([pa.array(one, pa.int32())], ["subject"]) for one in ([1, 1], [1, 2, 3, 3])]
    >>> [[one.column(0).to_pylist() for one in part] for part in cut(batches, 4)]
    [[[3, 3]], [[1, 1], [1, 2]]]
    """
    if sum(map(len, held)) < most:
        return held, []
    last = int32s(held[-1].column("subject"))
    at = int(np.searchsorted(last, last[-1]))
    if at == 0 and (len(held) == 1 or int32s(held[-2].column("subject"))[-1] == last[0]):
        return held, []  # one subject that goes on
    return [held[-1].slice(at)], [*held[:-1], *([held[-1].slice(0, at)] if at else [])]


def narrow(asking: Asking, attributes: Mapping[str, str], until: int) -> frozenset[str]:
    """The attributes (of name → type) that are stored in 64 bits and of which every value up to an entry fits into 32: half as much is then looked
    at whenever everybody is rated."""
    names = [name for name, kind in attributes.items() if type_of(kind) == "BIGINT"]
    if not names:
        return frozenset()
    ends = ", ".join(f"min({quoted(column_of(name))}), max({quoted(column_of(name))})" for name in names)
    (row,) = asking.rows(f"SELECT {ends} FROM records WHERE entry <= {until}")
    pairs = zip(names, row[::2], row[1::2], strict=True)
    return frozenset(name for name, least, most in pairs if least is None or FITS[0] <= least <= most <= FITS[1])


def in_order(attributes: Iterable[str], until: int, small: Collection[str]) -> str:
    """SELECT of all records up to an entry, in order, with their refs. `small`: attributes that fit into 32 bits."""
    cast = {name: f"r.{quoted(column_of(name))}{'::INTEGER' if name in small else ''}" for name in attributes}
    values = [f"{cell} AS {quoted(column_of(name))}" for name, cell in cast.items()]
    columns = [*(f"r.{name}" for name in FIXED), *values, "r.ref"]
    return f"""
        SELECT {", ".join(columns)} FROM records r JOIN (
            SELECT no, row_number() OVER (ORDER BY word) AS place FROM words WHERE no IN (SELECT DISTINCT furnisher FROM records)
        ) f ON f.no = r.furnisher WHERE r.entry <= {until} ORDER BY r.subject, r.occurred_on, f.place, r.ref, r.entry"""
