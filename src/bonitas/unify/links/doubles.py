"""Records that two ledgers have of one united subject: the same furnisher and ref, kind and day. One of them counts, the one recorded first.

Where furnisher and ref are the same but the record is another one, both count, and the later one gets a name of its own here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.base import Int32s, Int64s, Need
from bonitas.ledger.store import Store
from bonitas.unify.links.who import Who
from bonitas.unify.links.wording import Words

#: Those that do not count, with the one that does, and those that count and share a name with an earlier one, with their place among these.
FIND: Final = """
    WITH same AS (SELECT *, first_value(entry) OVER (
        PARTITION BY subject, furnisher, ref, kind, occurred_on ORDER BY recorded_at, entry) AS first FROM named),
    kept AS (SELECT entry, row_number() OVER (PARTITION BY subject, furnisher, ref ORDER BY recorded_at, entry) AS place
        FROM same WHERE entry = first)
    SELECT s.entry, s.first, k.place, s.ref FROM same s LEFT JOIN kept k ON k.entry = s.entry
    WHERE s.entry <> s.first OR k.place > 1 ORDER BY s.entry"""


@dataclass(frozen=True, slots=True)
class Found:
    """Of the records of some subjects: for each that does not count (its number here) the one that does, and what those are called here
    that share a name with another record."""

    kept: Mapping[int, int]
    called: Mapping[int, str]


NONE: Final = Found({}, {})
#: Of up to so many subjects every record is compared by name.
FEW: Final = 1_000
#: So many places for a first look at which records may be double.
SLOTS: Final = 1 << 26
#: In a place: records of several ledgers.
SEVERAL: Final = 0xFFFF
Signs = npt.NDArray[np.uint64]


class Doubles:
    """The doubles among joined ledgers, looked for when first asked about a subject."""

    def __init__(self, ledgers: Sequence[Store], who: Who, words: Words) -> None:
        self._ledgers, self._who, self._words = ledgers, who, words
        self._found: dict[tuple[object, ...], Found] = {}

    def dropped(self, subjects: Int32s | None, kinds: Sequence[str] = ()) -> dict[int, Int64s]:
        """By the number of a ledger: its entries that do not count. `kinds`: of no others need be known."""
        entries = np.array(sorted(self.kept(subjects, kinds)), np.int64)
        parts = entries % self._who.count
        return {part: entries[parts == part] // self._who.count for part in np.unique(parts).tolist()}

    def kept(self, subjects: Int32s | None, kinds: Sequence[str] = ()) -> Mapping[int, int]:
        """For each entry (its number here) that does not count, the one that does."""
        codes = self._who.shared(subjects)
        return self._named(codes).kept if len(codes) <= FEW or not kinds else self._sought(codes, tuple(kinds)).kept

    def called(self, subjects: Int32s) -> Mapping[int, str]:
        """The refs, as they are called here, of those records (by their numbers here) that share furnisher and ref with another record."""
        return self._named(self._who.shared(subjects)).called

    def _named(self, codes: Int32s) -> Found:
        """Those among all records of some subjects."""
        key = (codes.tobytes(),)
        if not len(codes):
            return NONE
        if key not in self._found:
            theirs = zip(self._ledgers, self._who.there(codes), strict=True)
            self._found[key] = self._compared([named(ledger, "subject", mine) for ledger, mine in theirs])
        return self._found[key]

    def _sought(self, codes: Int32s, kinds: tuple[str, ...]) -> Found:
        """Those among the records of some kinds of many subjects: only what may be double is asked for by name."""
        key = codes.tobytes(), kinds
        if key not in self._found:
            pieces = [self._signs(part, mine, kinds) for part, mine in enumerate(self._who.there(codes))]
            alike = in_several([signs for signs, _ in pieces])
            found = [entries[rows] for (_, entries), rows in zip(pieces, alike, strict=True)]
            none = not any(map(len, found))
            theirs = zip(self._ledgers, found, strict=True)
            self._found[key] = NONE if none else self._compared([named(ledger, "entry", mine) for ledger, mine in theirs])
        return self._found[key]

    def _signs(self, part: int, subjects: Int32s, kinds: tuple[str, ...]) -> tuple[Signs, Int64s]:
        """For each record of a ledger's subjects a number that is the same for a double of it, and its entry there."""
        need = Need(kinds, (), furnisher=True, recorded_at=False, entry=True, subjects=subjects)
        signs, entries = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        for piece in self._ledgers[part].read(need) if len(subjects) else ():
            assert piece.furnisher is not None and piece.entry is not None
            kind, furnisher = (self._words.here(part, column) for column in (piece.kind, piece.furnisher))
            signs.append(mixed(self._who.here(part, piece.subject), kind, furnisher, piece.occurred_on))
            entries.append(piece.entry)
        return np.concatenate(signs), np.concatenate(entries)

    def _compared(self, tables: list[pa.Table]) -> Found:
        """Those among some records, by name."""
        for part, table in enumerate(tables):
            subject = self._who.here(part, table.column("subject").to_numpy())
            entry = self._who.entries(part, table.column("entry").to_numpy())
            tables[part] = table.set_column(0, "subject", pa.array(subject)).set_column(1, "entry", pa.array(entry))
        with duckdb.connect(":memory:", config={"threads": 1}) as con:
            con.register("named", pa.concat_tables(tables))
            rows = con.execute(FIND).fetchall()
        return Found(
            {int(entry): int(first) for entry, first, _, _ in rows if entry != first},
            {int(entry): f"{ref} ({number})" for entry, first, number, ref in rows if entry == first},
        )


def mixed(*columns: npt.NDArray[np.integer]) -> Signs:
    """One number for each row of some columns: equal for equal rows, and seldom for others.

    >>> one, two, three = mixed(np.array([1, 1, 2]), np.array([7, 7, 7])).tolist()
    >>> one == two, one == three
    (True, False)
    """
    found = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        found = (found ^ column.astype(np.int64).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        found ^= found >> np.uint64(29)
    return found


def in_several(signs: Sequence[Signs]) -> list[npt.NDArray[np.bool_]]:
    """Of several lists of numbers, which in each are in another of them too.

    >>> [rows.tolist() for rows in in_several([np.array([1, 2], np.uint64), np.array([2, 5], np.uint64)])]
    [[False, True], [True, False]]
    """
    rows = [np.arange(len(one)) for one in signs]
    if sum(map(len, signs)) > SLOTS // 64:  # most are in one only: told apart by a few of their bits first
        slots = np.zeros(SLOTS, np.uint16)
        places = [(one % np.uint64(SLOTS)).astype(np.int64) for one in signs]
        for number, mine in enumerate(places):
            seen = slots[mine]
            slots[mine] = np.where((seen == 0) | (seen == number + 1), number + 1, SEVERAL)
        rows = [np.flatnonzero(slots[mine] == SEVERAL) for mine in places]
    once = [np.unique(one[mine]) for one, mine in zip(signs, rows, strict=True)]
    values, many = np.unique(np.concatenate(once), return_counts=True)
    found = []
    for one, mine in zip(signs, rows, strict=True):
        told = np.zeros(len(one), np.bool_)
        told[mine] = np.isin(one[mine], values[many > 1])
        found.append(told)
    return found


def named(ledger: Store, by: Literal["subject", "entry"], values: npt.NDArray[np.integer]) -> pa.Table:
    """Of records by their subjects or entries: subject, entry, furnisher, ref, kind, occurred_on, recorded_at; furnisher and kind in words."""
    with ledger._asking() as asking:
        mine = asking.among(f"r.{by}", values)
        return asking.table(
            f"""SELECT r.subject, r.entry, f.word AS furnisher, r.ref, k.word AS kind, r.occurred_on, r.recorded_at
            FROM records r JOIN words f ON f.no = r.furnisher JOIN words k ON k.no = r.kind WHERE {mine}"""
        )


def names_of(ledger: Store, entries: Int64s) -> pa.Table:
    """Of a ledger's records: entry, furnisher (in words), ref, recorded_at."""
    with ledger._asking() as asking:
        mine = asking.among("r.entry", entries)
        return asking.table(
            f"SELECT r.entry, f.word AS furnisher, r.ref, r.recorded_at FROM records r JOIN words f ON f.no = r.furnisher WHERE {mine}"
        )
