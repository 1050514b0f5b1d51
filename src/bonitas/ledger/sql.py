"""Names and texts as SQL writes them."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

#: Memory that a store may take for itself; what does not fit goes to its own temporary files.
MEMORY = "2GB"


def connect(address: str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that draws no bar of its own over what a command prints (DuckDB does, where it takes itself to be used by hand)."""
    con = duckdb.connect(address, read_only=read_only, config={"memory_limit": MEMORY})
    con.execute("SET enable_progress_bar = false")
    return con


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    >>> quoted("from")
    '"from"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def among(column: str, words: Iterable[str]) -> str:
    """SQL: `column` is one of `words` (false for none at all)."""
    listed = ", ".join(literal(word) for word in words)
    return f"{column} IN ({listed})" if listed else "false"


def column_of(attribute: str) -> str:
    """The column that keeps an attribute; so no attribute can be taken for a column of another meaning."""
    return f"a_{attribute}"
