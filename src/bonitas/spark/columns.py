"""A partition's rows as a ledger that only answers what rating asks: over columns of Arrow as they came, without a database between.

Amendments name records by furnisher and ref, and are checked against them. The few records that are named lie in a small ledger
beside, where `amend` checks them as in any ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.catalogue.model import Catalogue
from bonitas.common.amounts import MISSING
from bonitas.common.days import ALWAYS
from bonitas.ledger.arrays import days_of, int32s, numbers
from bonitas.ledger.base import Amendment, Beside, Changed, FullRecord, Ids, Int32s, Int64s, Mark, Need, Participations, Records
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.sql import column_of
from bonitas.spark.enrolled import Enrolled, nobody
from bonitas.spark.plain import KEY, Coded

#: Rows of a piece that `read` yields, at most.
PIECE: Final = 245_760


@dataclass
class ColumnLedger:
    """A `base.Ledger`. `amended`: the records that amendments name, with the amendments; it has every word and party. `whole` makes a
    full ledger of the same rows, for what is not asked when people are rated."""

    coded: Coded
    enrolled: Enrolled | None
    amended: DuckLedger | None
    whole: Callable[[], DuckLedger]
    catalogue: Catalogue | None
    lab: bool
    beside: Beside | None = field(default=None, init=False)

    def __enter__(self) -> ColumnLedger:
        return self

    def __exit__(self, *_: object) -> None:
        if self.amended is not None:
            self.amended.close()
        if "_full" in self.__dict__:
            self._full.close()

    def still(self) -> AbstractContextManager[None]:
        """Nobody adds to it."""
        return nullcontext()

    # ------------------------------------------------------------ names and codes

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one never seen."""
        if self.amended is not None:
            return self.amended.codes(words)
        return np.array([self.coded.words.numbers.get(word, -1) for word in words], np.int32)

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""
        if self.amended is not None:
            return self.amended.words(codes)
        found: list[str] = self.coded.words.texts.take(pa.array([int(code) for code in codes], pa.int32())).to_pylist()
        return found

    def parties(self, ids: Sequence[str]) -> Int32s:
        """The code of each subject or counterparty by id; −1 for one never seen."""
        if self.amended is not None:
            return self.amended.parties(ids)
        return np.array([self.coded.parties.numbers.get(name, -1) for name in ids], np.int32)

    @cached_property
    def _organisation(self) -> npt.NDArray[np.int8]:
        """By code: 1 an organisation, 0 a person, −1 no subject."""
        found = np.full(len(self.coded.parties.texts), -1, np.int8)
        types = self.coded.subjects.column("organisation").combine_chunks()
        found[int32s(self.coded.subjects.column("party"))] = np.asarray(pc.fill_null(types, False).cast(pa.int8()))
        return found

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """Codes, ids and whether each is an organisation: all in order of id, or those asked, in the order asked."""
        type_ = self._organisation
        if ids is not None:
            known = [self.coded.parties.numbers.get(name, -1) for name in ids]
            codes = np.array([code if code >= 0 and type_[code] >= 0 else -1 for code in known], np.int32)
            return codes, list(ids), np.array([code >= 0 and type_[code] == 1 for code in codes], np.bool_)
        there = np.flatnonzero(type_ >= 0).astype(np.int32)
        names = self.coded.parties.texts.take(pa.array(there))
        order = pc.sort_indices(names)
        codes = there[np.asarray(order)]
        return codes, names.take(order), type_[codes] == 1

    # ------------------------------------------------------------ records

    @cached_property
    def _kinds(self) -> set[int]:
        return set(np.unique(int32s(self.coded.columns["kind"])).tolist()) if self.coded.columns else set()

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything (microseconds), or 0."""
        latest = [0 if self.amended is None else self.amended.latest_entry_at()]
        if self.coded.columns:
            latest.append(pc.max(self.coded.columns["recorded_at"]).as_py())
        if self.enrolled is not None:
            latest.append(int(self.enrolled.rows.recorded_at.max(initial=0)))
        return max(latest)

    @property
    def scattered(self) -> bool:
        """Whether most subjects' records lie here and there: in as many stretches as that, they had better be brought together at once."""
        if not self.coded.columns:
            return False
        subject = int32s(self.coded.columns["subject"])
        stretches = 1 + int((subject[1:] != subject[:-1]).sum())
        return stretches > 2 * len(self.coded.parties.texts)

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most."""
        if not self.coded.columns:
            return 0
        mine = self._wanted(need)
        return len(self.coded.columns["subject"]) if mine is None else int(mine.sum())

    def _wanted(self, need: Need) -> npt.NDArray[np.bool_] | None:
        """Which records are of the kinds and subjects needed, and not too old; None: all."""
        tests = []
        kinds = self.codes(need.kinds)
        if not set(kinds.tolist()) >= self._kinds:
            tests.append(np.isin(int32s(self.coded.columns["kind"]), sorted(set(kinds.tolist()))))
        if need.since:
            first = np.full(max(self._kinds, default=0) + 1, ALWAYS, np.int64)
            there = np.isin(kinds, list(self._kinds))
            first[kinds[there]] = np.array(need.since)[there]
            late = days_of(self.coded.columns["occurred_on"]) >= first[int32s(self.coded.columns["kind"])]
            tests += [] if late.all() else [late]
        if need.subjects is not None:
            chosen = np.zeros(len(self.coded.parties.texts), np.bool_)
            chosen[need.subjects[need.subjects >= 0]] = True
            if not chosen[self._organisation >= 0].all():
                tests.append(chosen[int32s(self.coded.columns["subject"])])
        return None if not tests else np.logical_and.reduce(tests)

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, in pieces, as columns of numbers without copies where they lie so in memory."""
        if not self.coded.columns:
            return
        mine = self._wanted(need)
        rows = None if mine is None else pa.array(np.flatnonzero(mine))
        n = len(self.coded.columns["subject"]) if rows is None else len(rows)
        for start in range(0, n, PIECE):
            yield self._piece(need, rows, start, min(PIECE, n - start))

    def columns(self, need: Need) -> Iterator[Callable[[], pa.RecordBatch]]:
        """The records needed, in pieces, as they lie in memory (`base.Columned`)."""
        if not self.coded.columns:
            return
        names = {name: name for name in ("subject", "kind", "occurred_on", *need.columns)}
        names |= {column_of(name): name for name in need.attributes}
        there = {here: name for here, name in names.items() if here in self.coded.columns}
        whole = pa.RecordBatch.from_arrays([self.coded.columns[here] for here in there], list(there.values()))
        mine = self._wanted(need)
        whole = whole if mine is None else whole.filter(pa.array(mine))
        for start in range(0, whole.num_rows, PIECE):
            yield partial(whole.slice, start, PIECE)

    def _piece(self, need: Need, rows: Any, start: int, n: int) -> Records:
        def part(name: str) -> Any:
            column = self.coded.columns.get(name)
            if column is None:
                return pa.nulls(n, pa.int32())
            return column.slice(start, n) if rows is None else column.take(rows.slice(start, n))

        return Records(
            subject=int32s(part("subject")),
            kind=int32s(part("kind")),
            occurred_on=days_of(part("occurred_on")),
            attributes={name: whole_numbers(part(column_of(name))) for name in need.attributes},
            ended_on=days_of(part("ended_on")) if need.ended else None,
            counterparty=int32s(pc.fill_null(part("counterparty"), -1)) if need.counterparty else None,
            furnisher=int32s(part("furnisher")) if need.furnisher else None,
            recorded_at=numbers(part("recorded_at"), np.int64) if need.recorded_at else None,
            entry=numbers(part("entry"), np.int64) if need.entry else None,
        )

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each entry (its place here) its rank in order of furnisher and ref among those given."""
        once, place = np.unique(entries, return_inverse=True)
        furnisher = int32s(self.coded.columns["furnisher"])[once]
        there = np.unique(furnisher)
        rank = {code: n for n, (_, code) in enumerate(sorted(zip(self.words(there.tolist()), there.tolist(), strict=True)))}
        by = pa.array([rank[code] for code in furnisher.tolist()], pa.int32())
        ref = self.coded.columns[KEY if KEY in self.coded.columns else "ref"]
        named = pa.table({"by": by, "ref": ref.take(pa.array(once))})
        found = np.empty(len(once), np.int64)
        found[np.asarray(pc.sort_indices(named, [("by", "ascending"), ("ref", "ascending")]))] = np.arange(len(once))
        return found[place]

    # ------------------------------------------------------------ amendments and participations

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed."""
        return [] if self.amended is None else self.amended.amendments(need)

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook. (Their ends were said once: others are not plain.)"""
        return nobody() if self.enrolled is None else self.enrolled.of(rulebook, subjects)

    # ------------------------------------------------------------ what rating does not ask

    @cached_property
    def _full(self) -> DuckLedger:
        return self.whole()

    def mark(self) -> Mark:
        """How far this ledger goes."""
        return self._full.mark()

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        """Subjects about whom something is new since a mark."""
        return self._full.changed_since(mark, rulebook, known_from, known_until)

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        """Records in words, in the order asked."""
        return self._full.full_records(entries, about)


def whole_numbers(column: Any) -> Int64s:
    """An attribute as the engine takes it."""
    days = column.cast(pa.int32()) if pa.types.is_date32(column.type) else column
    found: Int64s = numbers(pc.fill_null(days.cast(pa.int64()), MISSING), np.int64)
    return found
