"""The floor: what it takes to read the six columns and do nothing with them.

`scan`: each value is looked at once, inside the engine that reads it. `deliver`: the columns come to this process as Arrow, a piece at a
time: no program that works outside the store can take less.
"""

from __future__ import annotations

from typing import Final

import duckdb

COLUMNS: Final = ("subject", "kind", "occurred_on", "level", "amount", "channel")


def looks(day_number: str = "({} - DATE '1970-01-01')") -> str:
    """How each column is looked at: no answer can come from the statistics of a row group alone. `day_number` is how the engine
    makes a whole number of a date.

    >>> looks()[:52]
    "sum(subject), sum(kind), sum((occurred_on - DATE '19"
    """
    return ", ".join(f"sum({day_number.format(name) if name == 'occurred_on' else name})" for name in COLUMNS)


def scan(con: duckdb.DuckDBPyConnection, records: str) -> None:
    """Look at every value of the six columns of a table or file."""
    con.execute(f"SELECT {looks()} FROM {records}").fetchall()


def deliver(con: duckdb.DuckDBPyConnection, records: str, columns: tuple[str, ...] = COLUMNS) -> int:
    """Have every value of the columns delivered as Arrow; how many rows came."""
    reader = con.sql(f"SELECT {', '.join(columns)} FROM {records}").to_arrow_reader(1_000_000)
    return sum(len(batch) for batch in reader)
