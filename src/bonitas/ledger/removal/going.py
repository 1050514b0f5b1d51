"""What goes with what is to go: SQL that writes down every row that a removal takes away or makes nameless, before it does so.

The temporary table `going` (table, number, subject) is filled from `named_entries` (entry) and `named_parties` (party).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from bonitas.ledger.base import Int32s, Int64s
from bonitas.ledger.removal.model import Removal
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of, literal, quoted

#: What a name or a text becomes when it is removed; its number stays taken, so that what names it still names one and the same.
NAMELESS: Final = "'~removed-' || no"
_RECORDS: Final = """(SELECT number FROM going WHERE "table" = 'records')"""
_GONE: Final = """(SELECT number FROM going WHERE "table" = 'subjects')"""

#: For each table that loses rows, SQL that is true for those that stay.
STAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "records": f"entry NOT IN {_RECORDS}",
        "amendments": f"entry NOT IN {_RECORDS}",
        "participations": f"subject NOT IN {_GONE}",
        "subjects": f"party NOT IN {_GONE}",
    }
)
#: For each dictionary its column of names.
NAMES: Final[Mapping[str, str]] = MappingProxyType({"words": "word", "parties": "id"})


def choose(con: duckdb.DuckDBPyConnection, attributes: Mapping[str, str], entries: Int64s, parties: Int32s) -> None:
    """Fill `going` for these records and all there is about these subjects. `attributes`: those that the ledger keeps, name → type."""
    for name, column, values in (("named_entries", "entry", entries), ("named_parties", "party", parties)):
        con.register("given", pa.table({column: np.asarray(values)}))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT {column} FROM given")
        con.unregister("given")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE going AS
        SELECT 'records' AS "table", CAST(entry AS BIGINT) AS number, subject FROM records
        WHERE entry IN (SELECT entry FROM named_entries) OR subject IN (SELECT party FROM named_parties)""")
    con.execute(f"INSERT INTO going SELECT 'amendments', no, subject FROM amendments WHERE entry IN {_RECORDS}")
    con.execute(
        "INSERT INTO going SELECT 'participations', no, subject FROM participations WHERE subject IN (SELECT party FROM named_parties)"
    )
    for table in ("subjects", "parties"):
        con.execute(f"INSERT INTO going SELECT '{table}', party, party FROM named_parties")
    con.execute(f"INSERT INTO going {_counterparties()}")
    con.execute(f"INSERT INTO going {_words(attributes)}")


def _left(table: str) -> str:
    return f"(SELECT * FROM {table} WHERE {STAYS[table]})"


def _leaving(table: str) -> str:
    return f"(SELECT * FROM {table} WHERE entry IN {_RECORDS})"


def _counterparties() -> str:
    """SELECT of the counterparties that nothing else names and that are nobody's subject: nobody needs their ids any more."""
    leaving = " UNION ".join(f"SELECT counterparty AS no FROM {_leaving(table)}" for table in ("records", "amendments"))
    left = " UNION ALL ".join(
        f"SELECT counterparty FROM {_left(table)} WHERE counterparty IS NOT NULL" for table in ("records", "amendments")
    )
    return f"""
        SELECT 'parties', no, NULL FROM ({leaving}) WHERE no IS NOT NULL AND no NOT IN ({left})
        AND no NOT IN (SELECT party FROM subjects) AND no NOT IN (SELECT number FROM going WHERE "table" = 'parties')"""


def _words(attributes: Mapping[str, str]) -> str:
    """SELECT of the free texts that only what goes uses. Words that name a kind, a furnisher or a choice say nothing about anybody."""
    texts = [column_of(name) for name, type_ in attributes.items() if type_ == "text"]
    wordy = [column_of(name) for name, type_ in attributes.items() if type_ in WORDY]
    freed = _columns(_leaving("records"), texts) + _columns(_leaving("amendments"), texts)
    used = _columns(_left("records"), [*wordy, "kind", "furnisher"]) + _columns(_left("amendments"), [*wordy, "kind"])
    if not freed:
        return "SELECT 'words', NULL, NULL WHERE false"
    return f"""
        SELECT 'words', no, NULL FROM ({" UNION ".join(freed)}) WHERE no IS NOT NULL
        AND no NOT IN (SELECT no FROM ({" UNION ALL ".join(used)}) WHERE no IS NOT NULL)"""


def _columns(table: str, columns: Sequence[str]) -> list[str]:
    return [f"SELECT {quoted(column)} AS no FROM {table}" for column in columns]


def touched(table: str) -> str:
    """SQL that is true for the rows of a table (or of a part of it) that a removal takes away or changes."""
    if table in NAMES:
        return f'no IN (SELECT number FROM going WHERE "table" = {literal(table)})'
    if table == "seals":
        return '("table", number) IN (SELECT ("table", number) FROM going WHERE number IS NOT NULL)'
    return f"NOT ({STAYS[table]})" if table in STAYS else "false"


def kept(table: str, source: str) -> str:
    """SELECT of what a table (or a part of it, `source`) holds after the removal: without what goes, with its names made nameless and
    the salts of its seals forgotten."""
    if table in NAMES:
        name = NAMES[table]
        said = f"CASE WHEN {touched(table)} THEN {NAMELESS} ELSE {name} END AS {name}"
        return f"SELECT * REPLACE ({said}) FROM {source} ORDER BY {name}"
    if table == "seals":
        return f"SELECT * REPLACE (CASE WHEN {touched(table)} THEN NULL ELSE salt END AS salt) FROM {source} ORDER BY leaf"
    if table not in STAYS:
        return f"SELECT * FROM {source}"
    order = " ORDER BY subject, occurred_on, entry" if table == "records" else ""
    return f"SELECT * FROM {source} WHERE {STAYS[table]}{order}"


def audit(removal: Removal) -> dict[str, str]:
    """For each table of the audit a SELECT of the rows that this removal adds to it."""
    said = f'{literal(removal.by)} AS "by", {literal(removal.why)} AS why, {literal(removal.basis)} AS basis'
    return {
        "removals": f"SELECT {removal.no}::BIGINT AS no, {removal.at}::BIGINT AS at, {said}",
        "removed": f'SELECT "table", number, subject, {removal.no}::BIGINT AS removal FROM going ORDER BY "table", number',
    }
