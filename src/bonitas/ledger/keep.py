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
from bonitas.ledger.stage import Stage

#: Sorted by subject, one subject's records lie side by side and are found without reading the others.
ORDER: Final[Mapping[What, str]] = MappingProxyType(
    {
        "records": "subject, occurred_on",
        "amendments": "entry, effective_on",
        "participations": 'rulebook, subject, "from"',
    }
)


def additions(stage: Stage, attributes: Mapping[str, str], now: int, *, refused: bool, sealed: bool) -> Iterator[tuple[str, str]]:
    """Pairs (table, SELECT of the rows to append), dictionaries first. `attributes`: those that the new rows fill.

    `refused`: some rows of the file are not new; names that only they use are not kept. `sealed`: each row gets its leaf.
    """
    con, what = stage.con, stage.form.what
    subjects = "" if what == "amendments" else f"{_new_subjects(stage.new)} ORDER BY party"
    entries = _entries(stage, attributes, now)
    leaves: Iterator[tuple[str, str]] = iter(())
    if sealed:
        subjects, entries, leaves = seal(con, what, attributes, subjects, entries)
        leaves = iter(list(leaves))  # made before any name is kept
    for table, by in (("words", "word"), ("parties", "id")):
        if stage.fresh.get(table):
            used = f"WHERE no IN ({_used(stage, table, attributes)})" if refused else ""
            yield table, f"SELECT * FROM new_{table} {used} ORDER BY {by}"
    if subjects and _any(con, f"({subjects})"):
        yield "subjects", subjects
    yield what, entries
    yield from leaves


def _entries(stage: Stage, attributes: Mapping[str, str], now: int) -> str:
    """SELECT of the new rows, numbered."""
    what = stage.form.what
    columns = [name for name in TABLES[what] if name not in (NUMBERED[what], "recorded_at")]
    shown = [quoted(name) for name in (*columns, *(column_of(name) for name in attributes))]
    shown.append(f"COALESCE(recorded_at, {now}) AS recorded_at")
    row = stage.con.execute(next_number(what)).fetchone()
    number = f"{row[0] if row else 0} + row_number() OVER () - 1 AS {NUMBERED[what]}"
    return f"SELECT {number}, * FROM (SELECT {', '.join(shown)} FROM {stage.new} ORDER BY {ORDER[what]})"


def _used(stage: Stage, table: str, attributes: Mapping[str, str]) -> str:
    """SELECT of the codes that the new rows use of a dictionary."""
    what = stage.form.what
    if table == "parties":
        columns = {"records": ["subject", "counterparty"], "amendments": ["counterparty"], "participations": ["subject"]}[what]
    else:
        columns = [quoted(column_of(name)) for name, type_ in attributes.items() if type_ in WORDY]
        columns += ["kind", "furnisher"] if what == "records" else []
    return " UNION ".join(f"SELECT {name} FROM {stage.new}" for name in columns) or "SELECT NULL"


def _any(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _new_subjects(new: str) -> str:
    """Parties that are subjects from now on, and subjects whose type is said for the first time. `new`: SQL that gives the new rows."""
    return f"""
        SELECT s.subject AS party, s.organisation FROM (
            SELECT subject, bool_or(subject_type) AS organisation FROM {new} GROUP BY subject) s
        LEFT JOIN (SELECT party, count(organisation) > 0 AS typed FROM subjects
            WHERE party IN (SELECT subject FROM {new}) GROUP BY party) k ON k.party = s.subject
        WHERE k.party IS NULL OR (s.organisation IS NOT NULL AND NOT k.typed)"""


def filled(stage: Stage) -> dict[str, str]:
    """Of the staged attributes, name → type, those that a new row fills: a column is made when it is first used."""
    names = list(stage.attributes)
    if not names:
        return {}
    counts = ", ".join(f"count({quoted(column_of(name))})" for name in names)
    row = stage.con.execute(f"SELECT {counts} FROM {stage.new}").fetchone()
    return {name: stage.attributes[name] for name, count in zip(names, row or (), strict=True) if count}
