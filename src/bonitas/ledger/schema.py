"""The tables of a ledger, alike in every store, and the view that says them in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bonitas.ledger.check import SCALE
from bonitas.ledger.codes import trouble
from bonitas.ledger.sql import column_of, quoted

#: The number of this format. A ledger with a higher one is not opened.
FORMAT: Final = 1

Columns = Mapping[str, str]

#: Every table with its fixed columns. `records` and `amendments` get a column `a_<name>` for each attribute ever filled.
TABLES: Final[Mapping[str, Columns]] = MappingProxyType(
    {
        "words": {"no": "INTEGER", "word": "VARCHAR"},
        "parties": {"no": "INTEGER", "id": "VARCHAR"},
        # Records are numbered by `entry`, amendments and participations by `no`, in the order in which they were added (`numbers`).
        # One row when a party is first a subject, and one when its type is first said.
        "subjects": {"party": "INTEGER", "organisation": "BOOLEAN"},
        "records": {
            "entry": "BIGINT", "subject": "INTEGER", "kind": "INTEGER", "occurred_on": "DATE", "ended_on": "DATE",
            "recorded_at": "BIGINT", "furnisher": "INTEGER", "ref": "VARCHAR", "counterparty": "INTEGER",
        },
        "amendments": {
            "entry": "BIGINT", "subject": "INTEGER", "kind": "INTEGER", "change": "VARCHAR", "effective_on": "DATE",
            "recorded_at": "BIGINT", "reason": "VARCHAR", "occurred_on": "DATE", "ended_on": "DATE", "counterparty": "INTEGER",
            "no": "BIGINT", "by": "VARCHAR", "attachments": "VARCHAR",
        },
        "participations": {
            "subject": "INTEGER", "rulebook": "VARCHAR", "consent": "BOOLEAN", "from": "DATE", "until": "DATE",
            "recorded_at": "BIGINT", "no": "BIGINT",
        },
        # What was removed, when (microseconds), by whom and why; and which rows, by their numbers (`removal`).
        "removals": {"no": "BIGINT", "at": "BIGINT", "by": "VARCHAR", "why": "VARCHAR", "basis": "VARCHAR"},
        "removed": {"table": "VARCHAR", "number": "BIGINT", "subject": "INTEGER", "removal": "BIGINT"},
    }
)  # fmt: skip

#: Tables that ledgers of an earlier time do not have, and are then empty.
LATER_TABLES: Final = ("removals", "removed")
#: Tables that a sealed ledger has beside them: a leaf of the log for each entry, and a head for each call.
SEALS: Final[Mapping[str, Columns]] = MappingProxyType(
    {
        "seals": {"table": "VARCHAR", "number": "BIGINT", "salt": "BLOB", "digest": "BLOB", "leaf": "BIGINT"},
        "heads": {"no": "BIGINT", "size": "BIGINT", "frontier": "BLOB"},
    }
)
#: All of them.
EVERY: Final[Mapping[str, Columns]] = MappingProxyType({**TABLES, **SEALS})

#: Columns that ledgers of an earlier time do not have.
LATER: Final = (("amendments", "no"), ("participations", "no"), ("amendments", "by"), ("amendments", "attachments"))
#: The tables that carry attributes.
WITH_ATTRIBUTES: Final = ("records", "amendments")

#: Attribute types whose value is a word.
WORDY: Final = ("text", "choice")


def refuse_lacking(found: Iterable[tuple[str, str, Collection[str]]], address: str) -> None:
    """BonitasError L504 if a table or a part of one lacks a column that it had from the first: such rows would say less than was kept.
    Attributes come as they are filled, and numbers and some tables came later. `found`: (what it is, table, its columns)."""
    for what, table, columns in found:
        for name in EVERY[table] if columns or table not in LATER_TABLES else ():
            if name not in columns and (table, name) not in LATER:
                raise trouble("L504", address, why=f"{what} has no column '{name}'")


def type_of(attribute_type: str) -> str:
    """How an attribute is stored: words as codes, dates as dates, all else as whole numbers."""
    if attribute_type in WORDY:
        return "INTEGER"
    return "DATE" if attribute_type == "date" else "BIGINT"


def columns_of(table: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """All columns of a table, given the attributes (name → type) that this ledger keeps."""
    more = attributes if table in WITH_ATTRIBUTES else {}
    return {**EVERY[table], **{column_of(name): type_of(kind) for name, kind in more.items()}}


def creation(table: str, columns: Columns) -> str:
    """SQL that makes an empty table."""
    return f"CREATE TABLE {table} ({', '.join(f'{quoted(name)} {type_}' for name, type_ in columns.items())})"


def empty(columns: Columns) -> str:
    """SELECT of a table without rows."""
    return f"SELECT {', '.join(f'NULL::{type_} AS {quoted(name)}' for name, type_ in columns.items())} WHERE false"


def in_words(attributes: Mapping[str, str]) -> str:
    """SQL of the view `records_in_words`: every record with names in place of codes."""
    shown, joins = [], []
    for name, type_ in attributes.items():
        column = f"r.{quoted(column_of(name))}"
        if type_ in WORDY:
            table = quoted(f"w_{name}")
            joins.append(f"LEFT JOIN words {table} ON {table}.no = {column}")
            shown.append(f"{table}.word AS {quoted(name)}")
        elif type_ == "yes_no":
            shown.append(f"{column} = 1 AS {quoted(name)}")
        elif type_ in ("money", "decimal"):
            places = len(str(SCALE[type_])) - 1
            shown.append(f"CAST({column} * {10**-places:.{places}f} AS DECIMAL(18, {places})) AS {quoted(name)}")
        else:
            shown.append(f"{column} AS {quoted(name)}")
    return f"""
CREATE OR REPLACE VIEW records_in_words AS
SELECT r.entry, s.id AS subject, k.word AS kind, r.occurred_on, r.ended_on, make_timestamp(r.recorded_at) AS recorded_at_utc,
    f.word AS furnisher, r.ref, {", ".join(["c.id AS counterparty", *shown])}
FROM records r JOIN parties s ON s.no = r.subject JOIN words k ON k.no = r.kind JOIN words f ON f.no = r.furnisher
LEFT JOIN parties c ON c.no = r.counterparty {" ".join(joins)}
"""
