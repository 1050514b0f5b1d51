"""A ledger as it would be if some subjects' files were wrong: each variant is one subject with one record less, or one more.

It stands before the ledger that it is made from and delivers what that one delivers, changed: nothing is written anywhere, any store
will do, and all variants are rated in one question. Variant n is the subject with code n here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bonitas.engine.before import Before
from bonitas.engine.versions import taken
from bonitas.ledger.arrays import runs_of
from bonitas.ledger.base import (
    Amendment, Beside, FullRecord, Ids, Int32s, Int64s, Need, Participations, Records,
)  # fmt: skip

#: No record.
NONE = -1


@dataclass(slots=True)
class Variants(Before):
    """Variant n: the subject with code `base[n]`, without the record with entry `less[n]` and with that of entry `more[n]`, which
    somebody else (of code `lender[n]`) has; NONE for no record. `organisation[n]`: what the subject is."""

    base: Int32s
    less: Int64s
    more: Int64s
    lender: Int32s
    organisation: npt.NDArray[np.bool_]

    @property
    def beside(self) -> Beside | None:
        return None

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """All of them; they are asked for by no other name than their number."""
        assert ids is None
        numbers = np.arange(len(self.base), dtype=np.int32)
        return numbers, [f"{n:09d}" for n in numbers.tolist()], self.organisation

    def size(self, need: Need) -> int:
        """What the subjects have, once for each variant, and what is lent to them."""
        mine = self.ledger.size(self._needed(need))
        return mine * (len(self.base) // max(len(np.unique(self.base)), 1) + 1) + len(self.base)

    # ------------------------------------------------------------ what is changed

    def read(self, need: Need) -> Iterator[Records]:
        """The records of the variants, all in one piece."""
        found = list(self.ledger.read(self._needed(need)))
        if not found:
            return
        piece = _whole(found)
        rows, variant = self._rows(piece)
        if need.subjects is not None:
            asked = np.isin(variant, need.subjects)
            rows, variant = rows[asked], variant[asked]
        made = taken(piece, rows)
        assert made.entry is not None
        entry = made.entry * len(self.base) + variant if need.entry else None
        recorded_at = made.recorded_at if need.recorded_at else None
        yield replace(made, subject=variant.astype(np.int32), entry=entry, recorded_at=recorded_at)

    def amendments(self, need: Need) -> list[Amendment]:
        """Those of the subjects' records, once for each variant that has the record."""
        asked = None if need.subjects is None else set(need.subjects.tolist())
        found = []
        for one in self.ledger.amendments(self._needed(need)):
            have = (self.more == one.entry) | ((self.base == one.subject) & (self.less != one.entry))
            for n in np.flatnonzero(have).tolist():
                if asked is None or n in asked:
                    found.append(replace(one, entry=one.entry * len(self.base) + n, subject=n))
        return found

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """A variant takes part as its subject does."""
        found = self.ledger.participations(rulebook, np.unique(self.base))
        order = np.argsort(found.subject, kind="stable")
        rows, variant = _repeated(found.subject[order], self.base)
        rows = order[rows]
        if subjects is not None:
            asked = np.isin(variant, subjects)
            rows, variant = rows[asked], variant[asked]
        return Participations(
            variant.astype(np.int32), found.consent[rows], found.start[rows], found.end[rows], found.recorded_at[rows],
            found.replaced_at[rows],
        )  # fmt: skip

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """As the records they come from are ordered."""
        own, place = np.unique(entries // len(self.base), return_inverse=True)
        rank: Int64s = self.ledger.tie_order(own)[place]
        return rank

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        return self.ledger.full_records([entry // len(self.base) for entry in entries])

    def _needed(self, need: Need) -> Need:
        """What the ledger is asked for: the subjects themselves, and whoever lends a record."""
        whom = np.unique(np.concatenate([self.base, self.lender[self.more != NONE]])).astype(np.int32)
        return replace(need, entry=True, subjects=whom)

    def _rows(self, piece: Records) -> tuple[Int64s, Int64s]:
        """Which rows of a piece each variant has, and the variants, in order."""
        assert piece.entry is not None
        order = np.argsort(piece.subject, kind="stable")
        rows, variant = _repeated(piece.subject[order], self.base)
        rows = order[rows]
        kept = piece.entry[rows] != self.less[variant]
        by_entry = np.argsort(piece.entry, kind="stable")
        at = np.minimum(np.searchsorted(piece.entry[by_entry], self.more), len(piece) - 1)
        lent = by_entry[at]
        there = np.flatnonzero((self.more != NONE) & (piece.entry[lent] == self.more))
        rows, variant = np.concatenate([rows[kept], lent[there]]), np.concatenate([variant[kept], there])
        sorted_ = np.argsort(variant, kind="stable")
        return rows[sorted_], variant[sorted_]


def _repeated(subject: Int32s, base: Int32s) -> tuple[Int64s, Int64s]:
    """For each variant the places at which its subject stands in `subject` (in order), and the variants beside them.

    >>> [found.tolist() for found in _repeated(np.array([3, 3, 5], np.int32), np.array([5, 3, 5], np.int32))]
    [[2, 0, 1, 2], [0, 1, 1, 2]]
    """
    first, last = np.searchsorted(subject, base), np.searchsorted(subject, base, side="right")
    many = last - first
    variant = np.repeat(np.arange(len(base)), many)
    return runs_of(first, many), variant


def _whole(pieces: Sequence[Records]) -> Records:
    """Pieces as one."""
    if len(pieces) == 1:
        return pieces[0]
    columns = ("ended_on", "counterparty", "furnisher", "recorded_at", "entry")
    optional = {
        name: None if getattr(pieces[0], name) is None else np.concatenate([getattr(piece, name) for piece in pieces])
        for name in columns
    }
    return Records(
        np.concatenate([piece.subject for piece in pieces]), np.concatenate([piece.kind for piece in pieces]),
        np.concatenate([piece.occurred_on for piece in pieces]),
        {name: np.concatenate([piece.attributes[name] for piece in pieces]) for name in pieces[0].attributes}, **optional,
    )  # fmt: skip
