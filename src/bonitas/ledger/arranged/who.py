"""Whom a ledger knows and what they take part in, as an arrangement keeps it: found without going through everybody.

Of each of these tables it is used only while nothing has been added to it; a removal takes all of it away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.days import NEVER
from bonitas.ledger.arrays import days_of, gathered, int32s, numbers, runs_of
from bonitas.ledger.base import NEVER_KNOWN, Int32s, Int64s, Participations

Batches = Sequence[pa.RecordBatch]
#: No subject: a counterparty alone.
NOBODY: Final = -1
#: The tables that must be as they were, for what is kept of each.
TABLES: Final = ("parties", "subjects", "participations")


def found_by(name: str) -> int:
    """The number by which a name is found: the last half of its MD5, as DuckDB's `md5_number_lower` gives it. It is never trusted alone.

    >>> found_by("P1")
    15259046364155455329
    """
    return int.from_bytes(hashlib.md5(name.encode(), usedforsecurity=False).digest()[8:], "little")


@dataclass(frozen=True)
class Who:
    """`names`: id, no, organisation (NOBODY: no subject), in order of id. `found`: `code` in order with the place of its name (`at`); the numbers of
    names (`found_by`) in order with theirs (`hash`, `hash_at`). `joined`: all participations in order of subject, with the place of their
    rulebook among `rulebooks`. `rows`: how many each table had."""

    names: Batches
    found: pa.RecordBatch
    joined: Batches
    rulebooks: Sequence[str]
    rows: Mapping[str, int]

    @cached_property
    def _ids(self) -> pa.ChunkedArray:
        return pa.chunked_array([batch.column("id") for batch in self.names], pa.string())

    @cached_property
    def _no(self) -> Int32s:
        return _one([int32s(batch.column("no")) for batch in self.names])

    @cached_property
    def _organisation(self) -> Int32s:
        return _one([int32s(batch.column("organisation")) for batch in self.names])

    def places(self, ids: Sequence[str]) -> Int64s:
        """The place of each name; −1 where there is none such."""
        wanted = np.array([found_by(name) for name in ids], np.uint64)
        hashes, at = (numbers(self.found.column(name), kind) for name, kind in (("hash", np.uint64), ("hash_at", np.int32)))
        found = np.full(len(ids), -1, np.int64)
        first = np.searchsorted(hashes, wanted)
        for number, (name, hash_, one) in enumerate(zip(ids, wanted.tolist(), first.tolist(), strict=True)):
            while one < len(hashes) and int(hashes[one]) == hash_:  # names that share a number lie side by side
                if self._ids[int(at[one])].as_py() == name:
                    found[number] = at[one]
                    break
                one += 1  # noqa: PLW2901 - the next that shares it
        return found

    def codes(self, ids: Sequence[str]) -> Int32s:
        """The code of each; −1 where there is none such."""
        at = self.places(ids)
        return np.where(at < 0, -1, self._no[at]).astype(np.int32)

    def places_of(self, codes: Int32s) -> Int64s:
        """The places of those of these codes that are here."""
        code, at = int32s(self.found.column("code")), int32s(self.found.column("at"))
        place = np.searchsorted(code, codes)
        place = place[(place < len(code)) & (code[np.minimum(place, len(code) - 1)] == codes)]
        found: Int64s = at[place].astype(np.int64)
        return found

    def ids_of(self, codes: Int32s) -> dict[int, str]:
        """The ids behind codes."""
        places = self.places_of(codes)
        return {int(self._no[place]): self._ids[place].as_py() for place in places.tolist()}

    def organisations(self, codes: Int32s) -> tuple[set[int], set[int]]:
        """Those of these codes that are subjects, and those that are organisations."""
        at = self.places_of(codes)
        no, said = self._no[at], self._organisation[at]
        return set(no[said != NOBODY].tolist()), set(no[said == 1].tolist())

    def some(self, codes: Int32s) -> tuple[Int32s, pa.StringArray, npt.NDArray[np.bool_]]:
        """Those of these codes that are subjects, in order of id: codes, ids and whether each is an organisation."""
        at = np.sort(self.places_of(codes))
        at = at[self._organisation[at] != NOBODY]
        ids = pa.array([self._ids[place].as_py() for place in at.tolist()], pa.string())
        return self._no[at], ids, self._organisation[at] == 1

    def everybody(self) -> tuple[Int32s, pa.StringArray, npt.NDArray[np.bool_]]:
        """All subjects in order of id: codes, ids and whether each is an organisation."""
        ids = self._ids.combine_chunks()
        mine = self._organisation != NOBODY
        if mine.all():
            return self._no, ids, self._organisation == 1
        return self._no[mine], ids.filter(pa.array(mine)), self._organisation[mine] == 1

    def participations(self, rulebook: str, codes: Int32s | None) -> Participations:
        """All participations in one rulebook, or those of some subjects (in order, each once), without when each was replaced."""
        book = self.rulebooks.index(rulebook) if rulebook in self.rulebooks else -1
        parts = [_of(batch, book, codes) for batch in self.joined] or [_NONE]
        subject, consent, start, end, recorded_at = (_one(column) for column in zip(*parts, strict=True))
        return Participations(subject, consent != 0, start, end, recorded_at, np.full(len(subject), NEVER_KNOWN, np.int64))


_NONE: Final[tuple[npt.NDArray[Any], ...]] = tuple(
    np.empty(0, kind) for kind in (np.int32, np.int32, np.int32, np.int32, np.int64)
)


def _one(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.int32), *parts])


def _of(batch: pa.RecordBatch, book: int, codes: Int32s | None) -> tuple[npt.NDArray[Any], ...]:
    """Columns of the participations in a rulebook, or of those of some subjects."""
    subject, rulebook = int32s(batch.column("subject")), int32s(batch.column("rulebook"))
    if codes is not None:
        first, last = (np.searchsorted(subject, codes, side=side) for side in ("left", "right"))
        rows = runs_of(first, last - first)
        columns = [gathered(column, rows[rulebook[rows] == book]) for column in batch.columns]
    elif bool((rulebook == book).all()):
        columns = batch.columns
    else:
        rows = np.flatnonzero(rulebook == book)
        columns = [gathered(column, rows) for column in batch.columns]
    column = dict(zip(batch.schema.names, columns, strict=True))
    return (
        int32s(column["subject"]), int32s(column["consent"]), days_of(column["from"]), days_of(column["until"], NEVER),
        numbers(column["recorded_at"], np.int64),
    )  # fmt: skip


NAMES: Final = f"""
    SELECT p.id, p.no, CASE WHEN s.party IS NULL THEN {NOBODY} WHEN s.organisation THEN 1 ELSE 0 END AS organisation,
        md5_number_lower(p.id) AS hash
    FROM parties p LEFT JOIN (
        SELECT party, COALESCE(bool_or(organisation), false) AS organisation FROM subjects GROUP BY party
    ) s ON s.party = p.no ORDER BY p.id"""
JOINED: Final = """
    SELECT t.subject, b.place AS rulebook, CAST(t.consent AS INTEGER) AS consent, t."from", t."until", t.recorded_at FROM participations t JOIN (
        SELECT rulebook, CAST(row_number() OVER (ORDER BY rulebook) - 1 AS INTEGER) AS place FROM (SELECT DISTINCT rulebook FROM participations)
    ) b ON b.rulebook = t.rulebook ORDER BY t.subject"""


def found_of(no: Int32s, hashes: npt.NDArray[np.uint64]) -> pa.RecordBatch:
    """By what names are found, given the codes and numbers of all of them in order of id."""
    by_code, by_hash = np.argsort(no, kind="stable"), np.argsort(hashes, kind="stable")
    columns = [no[by_code], by_code.astype(np.int32), hashes[by_hash], by_hash.astype(np.int32)]
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns], ["code", "at", "hash", "hash_at"])
