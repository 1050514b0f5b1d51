"""Records that two ledgers have of one united subject: the same furnisher and ref, kind and day. One of them counts, the one recorded first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.store import Store
from bonitas.unify.links.who import Who

#: Beside the one that counts, those that do not: (number here, number here of the one that counts).
Pairs = tuple[tuple[int, int], ...]


class Doubles:
    """The doubles among joined ledgers, looked for when first asked about a subject."""

    def __init__(self, ledgers: Sequence[Store], who: Who) -> None:
        self._ledgers, self._who = ledgers, who
        self._found: dict[bytes, Pairs] = {}

    def dropped(self, subjects: Int32s | None) -> dict[int, Int64s]:
        """By the number of a ledger: its entries that do not count."""
        found: dict[int, list[int]] = {}
        for entry, _ in self._of(subjects):
            found.setdefault(entry % self._who.count, []).append(entry // self._who.count)
        return {part: np.array(sorted(entries), np.int64) for part, entries in found.items()}

    def kept(self, subjects: Int32s | None) -> Mapping[int, int]:
        """For each entry (its number here) that does not count, the one that does."""
        return dict(self._of(subjects))

    def _of(self, subjects: Int32s | None) -> Pairs:
        shared = [code for code, members in self._who.members.items() if len(members) > 1]
        if subjects is not None:
            asked = set(subjects.tolist())
            shared = [code for code in shared if code in asked] if len(asked) > len(shared) else sorted(asked & set(shared))
        key = np.array(sorted(shared), np.int64).tobytes()
        if key not in self._found:
            self._found[key] = self._looked(np.array(sorted(shared), np.int32)) if shared else ()
        return self._found[key]

    def _looked(self, codes: Int32s) -> Pairs:
        tables = [named(ledger, mine) for ledger, mine in zip(self._ledgers, self._who.there(codes), strict=True)]
        for part, table in enumerate(tables):
            subject = self._who.here(part, table.column("subject").to_numpy().astype(np.int32))
            entry = self._who.entries(part, table.column("entry").to_numpy())
            tables[part] = table.set_column(0, "subject", pa.array(subject)).set_column(1, "entry", pa.array(entry))
        with duckdb.connect(":memory:", config={"threads": 1}) as con:
            con.register("named", pa.concat_tables(tables))
            rows = con.execute(
                """SELECT entry, first FROM (SELECT entry, first_value(entry) OVER (
                    PARTITION BY subject, furnisher, ref, kind, occurred_on ORDER BY recorded_at, entry) AS first FROM named)
                WHERE entry <> first ORDER BY entry"""
            ).fetchall()
        return tuple((int(entry), int(first)) for entry, first in rows)


def named(ledger: Store, subjects: Int32s) -> pa.Table:
    """Of some subjects' records: subject, entry, furnisher, ref, kind, occurred_on, recorded_at; furnisher and kind in words."""
    with ledger._asking() as asking:
        mine = asking.among("r.subject", subjects)
        return asking.table(
            f"""SELECT r.subject, r.entry, f.word AS furnisher, r.ref, k.word AS kind, r.occurred_on, r.recorded_at
            FROM records r JOIN words f ON f.no = r.furnisher JOIN words k ON k.no = r.kind WHERE {mine}"""
        )


def names_of(ledger: Store, entries: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Furnisher and ref of a ledger's entries."""
    if not entries:
        return {}
    with ledger._asking() as asking:
        mine = asking.among("r.entry", list(entries))
        rows = asking.rows(f"SELECT r.entry, f.word, r.ref FROM records r JOIN words f ON f.no = r.furnisher WHERE {mine}")
    return {int(entry): (furnisher, ref) for entry, furnisher, ref in rows}
