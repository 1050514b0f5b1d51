"""What the new rows of a call add to each table, as SELECTs over the staged rows. The store only has to keep what they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import duckdb

from bonitas.ledger.columns import What
from bonitas.ledger.numbers import NUMBERED, next_number
from bonitas.ledger.schema import TABLES, WORDY
from bonitas.ledger.seal.sealing import sealed as seal
from bonitas.ledger.sql import column_of, quoted

#: Sorted by subject, one subject's records lie side by side and are found without reading the others.
ORDER: Final[Mapping[What, str]] = MappingProxyType(
    {
        "records": "subject, occurred_on",
        "amendments": "entry, effective_on",
        "participations": 'rulebook, subject, "from"',
    }
)
FRESH: Final = "(SELECT * FROM stage ANTI JOIN verdict USING (line))"


def additions(  # noqa: PLR0913 - what a call is made of
    con: duckdb.DuckDBPyConnection, what: What, attributes: Mapping[str, str], now: int, *, refused: bool, sealed: bool
) -> Iterator[tuple[str, str]]:
    """Pairs (table, SELECT of the rows to append), dictionaries first. `attributes`: those that the new rows fill.

    `refused`: some rows of the file are not new; names that only they use are not kept. `sealed`: each row gets its leaf.
    """
    subjects = "" if what == "amendments" else f"{_new_subjects()} ORDER BY party"
    entries = _entries(con, what, attributes, now)
    leaves: Iterator[tuple[str, str]] = iter(())
    if sealed:
        subjects, entries, leaves = seal(con, what, attributes, subjects, entries)
        leaves = iter(list(leaves))  # made before any name is kept
    for table, by in (("words", "word"), ("parties", "id")):
        if _any(con, f"new_{table}"):
            used = f"WHERE no IN ({_used(what, table, attributes)})" if refused else ""
            yield table, f"SELECT * FROM new_{table} {used} ORDER BY {by}"
    if subjects and _any(con, f"({subjects})"):
        yield "subjects", subjects
    yield what, entries
    yield from leaves


def _entries(con: duckdb.DuckDBPyConnection, what: What, attributes: Mapping[str, str], now: int) -> str:
    """SELECT of the new rows, numbered."""
    columns = [name for name in TABLES[what] if name not in (NUMBERED[what], "recorded_at")]
    shown = [quoted(name) for name in (*columns, *(column_of(name) for name in attributes))]
    shown.append(f"COALESCE(recorded_at, {now}) AS recorded_at")
    row = con.execute(next_number(what)).fetchone()
    number = f"{row[0] if row else 0} + row_number() OVER () - 1 AS {NUMBERED[what]}"
    return f"SELECT {number}, * FROM (SELECT {', '.join(shown)} FROM {FRESH} ORDER BY {ORDER[what]})"


def _used(what: What, table: str, attributes: Mapping[str, str]) -> str:
    """SELECT of the codes that the new rows use of a dictionary."""
    if table == "parties":
        columns = {"records": ["subject", "counterparty"], "amendments": ["counterparty"], "participations": ["subject"]}[what]
    else:
        columns = [quoted(column_of(name)) for name, type_ in attributes.items() if type_ in WORDY]
        columns += ["kind", "furnisher"] if what == "records" else []
    return " UNION ".join(f"SELECT {name} FROM {FRESH}" for name in columns) or "SELECT NULL"


def _any(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _new_subjects() -> str:
    """Parties that are subjects from now on, and subjects whose type is said for the first time."""
    return f"""
        SELECT s.subject AS party, s.organisation FROM (
            SELECT subject, bool_or(subject_type) AS organisation FROM {FRESH} GROUP BY subject) s
        LEFT JOIN (SELECT party, count(organisation) > 0 AS typed FROM subjects
            WHERE party IN (SELECT subject FROM {FRESH}) GROUP BY party) k ON k.party = s.subject
        WHERE k.party IS NULL OR (s.organisation IS NOT NULL AND NOT k.typed)"""


def filled(con: duckdb.DuckDBPyConnection, types: Mapping[str, str]) -> dict[str, str]:
    """Of the staged attributes, name → type, those that a new row fills: a column is made when it is first used."""
    names = list(types)
    if not names:
        return {}
    row = con.execute(f"SELECT {', '.join(f'count({quoted(column_of(name))})' for name in names)} FROM {FRESH}").fetchone()
    return {name: types[name] for name, count in zip(names, row or (), strict=True) if count}
