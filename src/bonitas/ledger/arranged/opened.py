"""An arrangement mapped into memory: nothing is read of it but what is looked at."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arranged.flat import Flat
from bonitas.ledger.arranged.model import Made, folder_of, read_made
from bonitas.ledger.arranged.seal import seen
from bonitas.ledger.arranged.who import Who
from bonitas.ledger.arrays import int32s, numbers

if TYPE_CHECKING:
    from bonitas.ledger.base import Int32s, Int64s
    from bonitas.ledger.store import Store

#: Somebody may put another arrangement in its place between two looks at it.
TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class Arranged:
    """`subjects[i]` (codes, in order) has rows begin[i]…begin[i + 1]; batch b has rows starts[b]…starts[b + 1], and whole subjects."""

    made: Made
    subjects: Int32s
    begin: Int64s
    starts: Int64s
    batches: tuple[pa.RecordBatch, ...]
    refs: tuple[pa.RecordBatch, ...]
    who: Who
    flat: Flat | None = None
    """Their rows, to be looked up all over the file."""

    def places(self, codes: Int32s) -> Int64s:
        """Where those of these codes (in order, each once) stand that are here."""
        return self.places_in(codes)[0]

    def places_in(self, codes: Int32s) -> tuple[Int64s, Int64s]:
        """Where those of these codes (in order, each once) stand that are here, and which of them these are."""
        at = np.searchsorted(self.subjects, codes)
        at = at[at < len(self.subjects)] if len(codes) and at[-1] >= len(self.subjects) else at
        here = np.flatnonzero(self.subjects.take(at) == codes[: len(at)])
        return at.take(here), here

    def lengths(self, places: Int64s) -> Int64s:
        """How many rows each has."""
        return self.begin[places + 1] - self.begin[places]

    def batch_of(self, rows: Int64s) -> Int64s:
        """In which batch rows lie."""
        found: Int64s = np.searchsorted(self.starts, rows, side="right") - 1
        return found


def arranged_beside(ledger: Store) -> Arranged | None:
    """The arrangement of a ledger that lies beside it; None if there is none or it is not believed: it is of another ledger or a later state of
    this one, older than a removal, damaged, or of another format."""
    folder = folder_of(ledger._place())
    for _ in range(TRIES):
        made = read_made(folder)
        if made is None or not _believed(ledger, made):
            return None
        with suppress(OSError, pa.ArrowException, KeyError, IndexError):
            return mapped(folder, made)
    return None


def _believed(ledger: Store, made: Made) -> bool:
    kept = all(ledger.attributes.get(name) == type_ for name, type_ in made.attributes.items())
    return kept and made.records <= ledger._count() and seen(ledger, made.until, made.subject).of(made)


def mapped(folder: Path, made: Made) -> Arranged | None:
    """What a manifest names, mapped into memory; None if it does not fit together."""
    (index,), refs = (_batches(folder / made.files[name].file) for name in ("subjects", "refs"))
    with pa.memory_map(str(folder / made.files["records"].file)) as file:
        whole = file.read_buffer()
        batches = _read(file)
    starts = np.concatenate([[0], np.cumsum([len(batch) for batch in batches])]).astype(np.int64)
    begin = np.append(numbers(index.column("begin"), np.int64), starts[-1])
    subjects = int32s(index.column("subject"))
    fits = starts[-1] == made.records == sum(map(len, refs)) and len(subjects) == made.subjects and len(refs) == len(made.refs)
    return Arranged(made, subjects, begin, starts, batches, refs, _who(folder, made), Flat.of(whole, batches)) if fits else None


def _who(folder: Path, made: Made) -> Who:
    names, found, joined = (_batches(folder / made.files[name].file) for name in ("names", "found", "joined"))
    return Who(names, found[0], joined, made.rulebooks, made.rows)


def _batches(path: Path) -> tuple[pa.RecordBatch, ...]:
    with pa.memory_map(str(path)) as file:
        return _read(file)


def _read(file: pa.MemoryMappedFile) -> tuple[pa.RecordBatch, ...]:
    with pa.ipc.open_file(file) as reader:
        return tuple(reader.get_batch(i) for i in range(reader.num_record_batches))
