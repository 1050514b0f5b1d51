"""Rows that are coded already, into an empty ledger in memory: for whoever has checked them as `add` would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bonitas.ledger.duck import DuckLedger


def fill(ledger: DuckLedger, attributes: Mapping[str, str], tables: Mapping[str, Any]) -> None:
    """Keep Arrow tables of the columns in `schema.TABLES` as they are. `attributes`: name → type of those that records have.

    Nothing is looked at: codes must be those of the words and parties given, and every row one that `add` would have taken.
    """
    con = ledger._to_write()
    for name, table in tables.items():
        con.register(f"given_{name}", table)
    try:
        ledger._keep(dict(attributes), [(name, f"SELECT * FROM given_{name}") for name in tables])
    finally:
        for name in tables:
            con.unregister(f"given_{name}")
