"""Names and texts as SQL writes them."""

from __future__ import annotations

from collections.abc import Iterable


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
