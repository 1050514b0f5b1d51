"""Rows from memory into a table of the server, by COPY."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
from pyarrow import csv

from bonitas.ledger.sql import quoted

if TYPE_CHECKING:
    import psycopg

#: Rows written at once.
AT_ONCE: Final = 100_000
#: What has a value stands in quotes, even if it is empty; what has none does not.
FORM: Final = csv.WriteOptions(include_header=False, quoting_style="all_valid")


def copied(talk: psycopg.Connection[Any], table: str, con: duckdb.DuckDBPyConnection, select: str) -> int:
    """Append what a SELECT of DuckDB gives to a table of the server; the number of rows. Columns are matched by name."""
    con.abort()  # what was asked before and not read to its end
    found = con.sql(select)
    raw = [quoted(name) for name, type_ in zip(found.columns, found.types, strict=True) if type_ == "BLOB"]
    if raw:  # bytes, as the server reads them in text
        shown = ", ".join(f"'\\x' || hex({name}) AS {name}" for name in raw)
        found = con.sql(f"SELECT * REPLACE ({shown}) FROM ({select})")
    reader = found.to_arrow_reader(AT_ONCE)
    return copied_batches(talk, table, reader)


def copied_batches(talk: psycopg.Connection[Any], table: str, rows: pa.RecordBatchReader | pa.Table) -> int:
    """Append rows to a table of the server; how many. Columns are matched by name."""
    batches = rows.to_batches(AT_ONCE) if isinstance(rows, pa.Table) else rows
    columns: Sequence[str] = rows.schema.names
    count = 0
    with talk.cursor() as cursor:
        into = f"COPY {table} ({', '.join(map(quoted, columns))}) FROM STDIN (FORMAT csv)"
        with cursor.copy(into.encode()) as copy:
            for batch in batches:
                sink = pa.BufferOutputStream()
                csv.write_csv(batch, sink, FORM)
                copy.write(memoryview(sink.getvalue()))
                count += batch.num_rows
    return count
