"""What a ledger holds about one subject, in words: rows as the files of records, amendments and participations have them.

Added to an empty ledger they make one that rates the subject alike. Amounts stand as texts with just their decimals.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from bonitas.ledger.base import Filed
from bonitas.ledger.check import SCALE
from bonitas.ledger.columns import BASES, FIXED, SUBJECT_TYPES, What
from bonitas.ledger.excerpt import excerpt
from bonitas.ledger.schema import TABLES, WITH_ATTRIBUTES, WORDY
from bonitas.ledger.sql import column_of, quoted
from bonitas.ledger.store import Store

Row = dict[str, Any]
#: Columns whose value is a number that a dictionary explains: the dictionary and its column of names.
_NAMED: Final = {
    "subject": ("parties", "id"), "counterparty": ("parties", "id"), "kind": ("words", "word"), "furnisher": ("words", "word"),
}  # fmt: skip
#: Columns of a row that lie in other tables, or are said otherwise there.
_ELSEWHERE: Final = {
    "records": {"subject_type": "(SELECT bool_or(organisation) FROM subjects)"},
    "amendments": {
        "furnisher": "(SELECT w.word FROM records r JOIN words w ON w.no = r.furnisher WHERE r.entry = t.entry)",
        "ref": "(SELECT r.ref FROM records r WHERE r.entry = t.entry)",
    },
    "participations": {"subject_type": "(SELECT bool_or(organisation) FROM subjects)", "basis": "consent"},
}
_ORDER: Final = {
    "records": ("occurred_on", "furnisher", "ref"),
    "amendments": ("recorded_at", "effective_on", "change", "furnisher", "ref"),
    "participations": ("rulebook", "from", "recorded_at"),
}


def said_of(ledger: Filed, subject: str) -> dict[What, list[Row]]:
    """The rows of each kind about a subject, in order; cells that are missing are left out.

    >>> from bonitas.ledger import memory_ledger
    >>> with memory_ledger(
    ...     [{"subject": "ann", "kind": "payment.default", "occurred_on": "2026-01-02", "amount": "5", "ref": "1"}]
    ... ) as here:
    ...     row = said_of(here, "ann")["records"][0]
    >>> row["occurred_on"], row["amount"], row["furnisher"], row["ref"]
    ('2026-01-02', '5', 'unknown', '1')
    """
    own = excerpt(ledger, subject)
    try:
        return {what: _rows(own, what) for what in ("records", "amendments", "participations")}
    finally:
        own.close()


def _rows(own: Store, what: What) -> list[Row]:
    columns: dict[str, str] = {}
    for name in FIXED[what]:
        if name in _ELSEWHERE[what]:
            columns[name] = _ELSEWHERE[what][name]
        elif name in TABLES[what]:
            columns[name] = _column(name, quoted(name), _NAMED.get(name))
    types = dict(own.attributes) if what in WITH_ATTRIBUTES else {}
    for name, type_ in types.items():
        columns[name] = _column(name, quoted(column_of(name)), ("words", "word") if type_ in WORDY else None)
    with own._asking() as asking:
        found = asking.rows(f"SELECT {', '.join(columns.values())} FROM {what} t")
    rows = [
        {name: _cell(name, cell, types.get(name)) for name, cell in zip(columns, cells, strict=True) if cell is not None}
        for cells in found
    ]
    return sorted(rows, key=lambda row: tuple(str(row.get(name, "")) for name in _ORDER[what]))


def _column(name: str, column: str, named: tuple[str, str] | None) -> str:
    """SQL for a column, in words if it is a number that a dictionary explains."""
    return f"t.{column}" if named is None else f"(SELECT d.{named[1]} FROM {named[0]} d WHERE d.no = t.{column})"


def _cell(name: str, cell: Any, type_: str | None) -> Any:
    """A cell as a file has it."""
    if name == "recorded_at":
        return instant_text(int(cell))
    if name == "subject_type":
        return SUBJECT_TYPES[bool(cell)]
    if name == "basis":
        return BASES[not cell]
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if type_ in ("money", "decimal"):
        return f"{Decimal(int(cell)) / SCALE[type_]:f}"
    return bool(cell) if type_ == "yes_no" else cell


def instant_text(microseconds: int) -> str:
    """An instant with all its digits.

    >>> instant_text(1_500_000)
    '1970-01-01T00:00:01.500000Z'
    """
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
