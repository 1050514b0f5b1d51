"""One removal, from what is asked to what is written down, for the stores that are files; PostgreSQL has a function of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np

from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.codes import trouble
from bonitas.ledger.numbers import next_number
from bonitas.ledger.removal.going import choose
from bonitas.ledger.removal.model import BASES, ENTRIES, SHORTEST_WHY, Removal

if TYPE_CHECKING:
    from bonitas.ledger.reading import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be removed, and what is said of it. `parties`: the codes of the subjects `ids`."""

    entries: Int64s
    ids: Sequence[str]
    parties: Int32s
    why: str
    basis: str
    by: str


#: So many unknown numbers are named in a problem.
SHOWN: Final = 5


def refuse_unsaid(address: str, why: str, basis: str) -> None:
    """BonitasError if a removal does not say why (L552) or on what basis (L553)."""
    if len(why.strip()) < SHORTEST_WHY:
        raise trouble("L552", address)
    if basis not in BASES:
        raise trouble("L553", address, found=basis, known=" or ".join(BASES))


def read(ledger: Reading, entries: Iterable[int], subject: str | Sequence[str]) -> tuple[Int64s, list[str], Int32s]:
    """The numbers of the records named, the ids of the subjects named and their codes. BonitasError: L550 a number that no record has, L551
    nothing is named, L610 a name that no subject has."""
    numbers = np.unique(np.fromiter(entries, np.int64))
    ids = [subject] if isinstance(subject, str) else list(subject)
    if not len(numbers) and not ids:
        raise trouble("L551", ledger.address)
    codes, _, _ = ledger.subjects(ids) if ids else (np.empty(0, np.int32), [], None)
    unknown = [name for name, code in zip(ids, codes.tolist(), strict=True) if code < 0]
    if unknown:
        raise trouble("L610", ledger.address, subject=unknown[0])
    lacking = _lacking(ledger, numbers)
    if lacking:
        more = f" and {len(lacking) - SHOWN:,} more" if len(lacking) > SHOWN else ""
        raise trouble("L550", ledger.address, found=", ".join(map(str, lacking[:SHOWN])) + more)
    return numbers, ids, codes


def _lacking(ledger: Reading, numbers: Int64s) -> list[int]:
    if not len(numbers):
        return []
    with ledger._asking() as asking:
        there = asking.table(f"SELECT entry FROM records WHERE {asking.among('entry', numbers)}")
    return [int(one) for one in np.setdiff1d(numbers, there.column(0).to_numpy())]


def begun(con: duckdb.DuckDBPyConnection, attributes: Mapping[str, str], asked: Asked) -> Removal:
    """Write down in `going` what goes; the removal, which has not been made yet."""
    choose(con, attributes, asked.entries, asked.parties)
    row = con.execute(next_number("amendments")).fetchone()
    sealed = con.execute("SELECT 1 FROM duckdb_columns() WHERE table_name = 'seals' AND NOT internal").fetchone() is not None
    counts = dict(con.execute('SELECT "table", count(*) FROM going GROUP BY ALL ORDER BY ALL').fetchall())
    join = 'LEFT JOIN seals s ON s."table" = g."table" AND s.number = g.number' if sealed else ""
    seal = "s.leaf AS leaf, lower(hex(s.digest)) AS digest" if sealed else "NULL::BIGINT AS leaf, NULL::VARCHAR AS digest"
    rows = con.sql(f"""
        SELECT g."table", g.number, {seal} FROM going g {join}
        WHERE g."table" IN ('records', 'amendments', 'participations') ORDER BY g."table" = 'records' DESC, g."table", g.number""")
    entries = rows.to_arrow_table().cast(ENTRIES)
    return Removal(int(row[0]) if row else 0, time.time_ns() // 1000, asked.by, asked.why, asked.basis, counts, entries)
