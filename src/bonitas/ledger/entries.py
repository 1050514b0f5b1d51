"""Single entries by their numbers: in which order they stand, and what they say in words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bonitas.common.amounts import MISSING
from bonitas.common.days import NO_DAY
from bonitas.ledger.arranged.entries import named, told
from bonitas.ledger.arranged.some import Some
from bonitas.ledger.arrays import distinct, numbers
from bonitas.ledger.as_stored import AsStored
from bonitas.ledger.asking import Asking, Values
from bonitas.ledger.base import FullRecord, Int32s, Int64s
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of, quoted

if TYPE_CHECKING:
    from bonitas.ledger.arranged.opened import Arranged
    from bonitas.ledger.arranged.who import Who

#: Ties of more records than this are put in order by the store.
TIED: Final = 20_000
#: MISSING as SQL: written as a bare number it would be one below zero of a number that is too large.
NONE: Final = f"CAST('{MISSING}' AS BIGINT)"


class Entries(AsStored):
    """The questions of `base.Ledger` about single entries."""

    @abstractmethod
    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""

    @abstractmethod
    def _who(self, *tables: str) -> Who | None:
        """Whom the arrangement knows, where there is one and nothing was added to these tables since."""

    def _number(self, name: str) -> str:
        """SQL for an attribute as int64 without nulls."""
        column = quoted(column_of(name))
        if self.attributes[name] == "date":
            column = f"({column} - DATE '1970-01-01')"
        return f"COALESCE(CAST({column} AS BIGINT), {NONE})"

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each entry its rank in order of furnisher and ref (by code point) among those given."""
        once, place = np.unique(entries, return_inverse=True)
        arranged = self._arranged()
        if arranged is not None and about is not None and len(once) <= TIED:
            return self._ranks(arranged, once, about)[place]
        with self._asking() as asking:
            table = asking.table(f"""
                SELECT entry FROM records r JOIN words w ON w.no = r.furnisher WHERE {_of(asking, once, about)}
                ORDER BY w.word, r.ref""")
        rank = np.empty(len(once), np.int64)
        rank[np.searchsorted(once, numbers(table.column("entry"), np.int64))] = np.arange(len(once))
        return rank[place]

    def _ranks(self, arranged: Arranged, entries: Int64s, about: Int32s) -> Int64s:
        """The ranks of some entries (in order, each once): who furnished them and how they are called is looked up where they are soonest found."""
        found = named(arranged, entries, about)
        rest = np.array([entry for entry in entries.tolist() if entry not in found], np.int64)
        tail = self._tail(arranged.made.until + 1) if len(rest) else None
        if tail is not None:
            found |= tail.named(rest.tolist())
        elif len(rest):
            with self._asking() as asking:
                rows = asking.rows(f"SELECT entry, furnisher, ref FROM {self._later(arranged)} AND {_of(asking, rest, about)}")
            found |= {entry: (furnisher, ref) for entry, furnisher, ref in rows}
        codes = sorted({furnisher for furnisher, _ in found.values()})
        word = dict(zip(codes, self.words(codes), strict=True))
        names = [(word[furnisher], ref) for furnisher, ref in (found[entry] for entry in entries.tolist())]
        rank = np.empty(len(names), np.int64)
        rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return rank

    def some(self) -> Some | None:
        """Where the records of a few subjects are soonest found; None where nothing is arranged, or much has been added since."""
        arranged = self._arranged()
        if arranged is None or arranged.flat is None:
            return None
        tail = self._tail(arranged.made.until + 1)
        return None if tail is None else Some(arranged, arranged.flat, tail, self.words)

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        """Records in words, in the order asked."""
        names = list(self.attributes)
        wanted, arranged = distinct(np.array(entries, np.int64)), self._arranged()
        found: list[tuple[Any, ...]] = []
        if arranged is not None and about is not None:
            found += told(arranged, wanted, about, names)
        rest = np.setdiff1d(wanted, [row[0] for row in found])
        with self._asking() as asking:
            if len(rest):
                found += asking.rows(f"""
                    SELECT entry, subject, kind, occurred_on - DATE '1970-01-01', COALESCE(ended_on - DATE '1970-01-01', {NO_DAY}), recorded_at,
                        furnisher, ref, counterparty {"".join(f", {self._number(name)}" for name in names)}
                    FROM records WHERE {_of(asking, rest, about)}""")
            parties = sorted({code for row in found for code in (row[1], row[8]) if code is not None})
            who = self._who("parties")
            ids = (
                who.ids_of(np.array(parties, np.int32))
                if who
                else dict(asking.rows(f"SELECT no, id FROM parties WHERE {asking.among('no', parties)}"))
            )
        wordy = [self.attributes[name] in WORDY for name in names]
        codes = {v for row in found for v, w in zip(row[9:], wordy, strict=True) if w and v != MISSING}
        needed = sorted(codes | {code for row in found for code in (row[2], row[6])})
        word = dict(zip(needed, self.words(needed), strict=True))
        by_entry = {}
        for entry, subject, kind, occurred_on, ended_on, recorded_at, furnisher, ref, counterparty, *cells in found:
            values = {name: word[v] if w else v for name, v, w in zip(names, cells, wordy, strict=True) if v != MISSING}
            by_entry[entry] = FullRecord(
                entry, ids[subject], word[kind], occurred_on, ended_on, recorded_at, word[furnisher], ref, ids.get(counterparty), values
            )  # fmt: skip
        return [by_entry[int(entry)] for entry in entries]


def _of(asking: Asking, entries: Values, about: Int32s | None) -> str:
    """SQL that is true for some records. Those of one subject often lie together, and then are found without looking at others."""
    near = "" if about is None else f"{asking.among('subject', distinct(about))} AND "
    return f"{near}{asking.among('entry', entries)}"
