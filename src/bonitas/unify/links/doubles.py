"""Records that two ledgers have of one united subject: the same furnisher and ref, kind and day. One of them counts, the one recorded first.

Where furnisher and ref are the same but the record is another one, both count, and the later one gets a name of its own here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.store import Store
from bonitas.unify.links.who import Who

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


class Doubles:
    """The doubles among joined ledgers, looked for when first asked about a subject."""

    def __init__(self, ledgers: Sequence[Store], who: Who) -> None:
        self._ledgers, self._who = ledgers, who
        self._found: dict[bytes, Found] = {}

    def dropped(self, subjects: Int32s | None) -> dict[int, Int64s]:
        """By the number of a ledger: its entries that do not count."""
        found: dict[int, list[int]] = {}
        for entry in self._of(subjects).kept:
            found.setdefault(entry % self._who.count, []).append(entry // self._who.count)
        return {part: np.array(sorted(entries), np.int64) for part, entries in found.items()}

    def kept(self, subjects: Int32s | None) -> Mapping[int, int]:
        """For each entry (its number here) that does not count, the one that does."""
        return self._of(subjects).kept

    def called(self, subjects: Int32s | None) -> Mapping[int, str]:
        """The refs, as they are called here, of those records (by their numbers here) that share furnisher and ref with another record."""
        return self._of(subjects).called

    def _of(self, subjects: Int32s | None) -> Found:
        shared = [code for code, members in self._who.members.items() if len(members) > 1]
        if subjects is not None:
            asked = set(subjects.tolist())
            shared = [code for code in shared if code in asked] if len(asked) > len(shared) else sorted(asked & set(shared))
        key = np.array(sorted(shared), np.int64).tobytes()
        if key not in self._found:
            self._found[key] = self._looked(np.array(sorted(shared), np.int32)) if shared else NONE
        return self._found[key]

    def _looked(self, codes: Int32s) -> Found:
        tables = [named(ledger, mine) for ledger, mine in zip(self._ledgers, self._who.there(codes), strict=True)]
        for part, table in enumerate(tables):
            subject = self._who.here(part, table.column("subject").to_numpy().astype(np.int32))
            entry = self._who.entries(part, table.column("entry").to_numpy())
            tables[part] = table.set_column(0, "subject", pa.array(subject)).set_column(1, "entry", pa.array(entry))
        with duckdb.connect(":memory:", config={"threads": 1}) as con:
            con.register("named", pa.concat_tables(tables))
            rows = con.execute(FIND).fetchall()
        return Found(
            {int(entry): int(first) for entry, first, _, _ in rows if entry != first},
            {int(entry): f"{ref} ({number})" for entry, first, number, ref in rows if entry == first},
        )


def named(ledger: Store, subjects: Int32s) -> pa.Table:
    """Of some subjects' records: subject, entry, furnisher, ref, kind, occurred_on, recorded_at; furnisher and kind in words."""
    with ledger._asking() as asking:
        mine = asking.among("r.subject", subjects)
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
