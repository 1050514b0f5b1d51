"""What one question needs of a store's tables: rows, tables, batches, and a test for many values. The SQL is every store's own alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.arrays import batch_of
from bonitas.ledger.sql import literal

#: Up to so many subjects are few: what is said of them comes soonest as rows. So many kinds or texts are listed in the query itself.
LISTED: Final = 64
#: Up to so many subjects or entries are listed in the query itself; each row would be held against each of more. Those are joined.
NAMED: Final = 4
#: So many rows, or more, are brought as columns even where few were looked for.
FEW: Final = 2_000
#: DuckDB's types as Arrow has them.
TYPES: Final = {
    "BOOLEAN": pa.bool_(), "INTEGER": pa.int32(), "BIGINT": pa.int64(), "DATE": pa.date32(), "VARCHAR": pa.string(),
}  # fmt: skip

#: Numbers that lie further apart than this on average lie all over a table.
SPREAD: Final = 64

#: Numbers or texts that a column is compared with.
Values: TypeAlias = "Sequence[int] | Sequence[str] | npt.NDArray[Any]"


class Asking(Protocol):
    """A way to the tables for one question."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""

    def table(self, sql: str, *, few: bool = False) -> pa.Table:
        """What a SELECT gives, as columns. `few`: not many rows are looked for, so that how soon they come matters most."""

    def batches(self, sql: str, rows: int, *, few: bool = False) -> Iterator[pa.RecordBatch]:
        """What a SELECT gives, in batches of at most so many rows."""

    def among(self, column: str, values: Values) -> str:
        """SQL that is true where a column is one of these values; for the next SELECT of this question."""

    def between(self, column: str, first: str, last: str) -> str:
        """SQL that is true where a column of texts is neither below the first nor above the last; for the next SELECT."""


class DuckAsking:
    """A question asked of DuckDB, whatever its tables are made of."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._given = 0

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""
        return self._cursor.execute(sql).fetchall()

    def table(self, sql: str, *, few: bool = False) -> pa.Table:
        """What a SELECT gives, as columns."""
        if few:
            return pa.Table.from_batches([self._few(sql)])
        return self._cursor.sql(sql).to_arrow_table()

    def batches(self, sql: str, rows: int, *, few: bool = False) -> Iterator[pa.RecordBatch]:
        """What a SELECT gives, in batches of at most so many rows."""
        if few:
            yield self._few(sql)
        else:
            yield from self._cursor.sql(sql).to_arrow_reader(rows)

    def _few(self, sql: str) -> pa.RecordBatch:
        """What a SELECT gives, by way of rows: of a few, half the time that columns take to come."""
        result = self._cursor.execute(sql)
        described = result.description or []
        rows = result.fetchmany(FEW)
        if len(rows) == FEW:
            self._cursor.abort()
            return self._cursor.sql(sql).to_arrow_table().combine_chunks().to_batches()[0]
        return batch_of(rows, [one[0] for one in described], [TYPES[str(one[1])] for one in described])

    def among(self, column: str, values: Values) -> str:
        """SQL that is true where a column is one of these values."""
        if len(values) == 0:
            return "false"
        listed = values.tolist() if isinstance(values, np.ndarray) else values
        if len(values) <= (LISTED if column == "kind" or isinstance(listed[0], str) else NAMED):
            return f"{column} IN ({', '.join(literal(one) if isinstance(one, str) else str(int(one)) for one in listed)})"
        if side_by_side(values):
            return f"{column} BETWEEN {values[0]} AND {values[-1]}"
        self._given += 1
        name = f"given_{self._given}"
        self._cursor.register(name, pa.table({"value": pa.array(values)}))
        near = "" if isinstance(listed[0], str) else _near(column, int(min(listed)), int(max(listed)), len(listed))
        return f"{near}{column} IN (SELECT value FROM {name})"

    def between(self, column: str, first: str, last: str) -> str:
        """SQL that is true where a column of texts is neither below the first nor above the last."""
        return f"{column} BETWEEN {literal(first)} AND {literal(last)}"


def _near(column: str, least: int, most: int, count: int) -> str:
    """SQL that passes over stretches of a table without any of these numbers; where they lie all over it, looking costs more than it spares.

    >>> _near("no", 10, 500, 100), _near("no", 10, 1_000_000, 100)
    ('no BETWEEN 10 AND 500 AND ', '')
    """
    return f"{column} BETWEEN {least} AND {most} AND " if most - least < count * SPREAD else ""


def side_by_side(values: Values) -> bool:
    """Whether these are numbers that follow one another without a gap, in order: then their ends say it all.

    >>> side_by_side(np.array([3, 4, 5])), side_by_side(np.array([3, 5])), side_by_side([3, 4])
    (True, False, False)
    """
    if not isinstance(values, np.ndarray) or values.dtype.kind != "i":
        return False
    return bool(values[-1] - values[0] == len(values) - 1) and bool((np.diff(values) == 1).all())
