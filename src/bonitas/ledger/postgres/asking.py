"""One question asked of a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arrays import batch_of
from bonitas.ledger.asking import LISTED, Values, side_by_side
from bonitas.ledger.postgres.link import Link
from bonitas.ledger.sql import literal

#: More rows than this come by the connections for bulk reading.
FEW: Final = 10_000
#: The server's types, by number, as Arrow has them.
TYPES: Final = {16: pa.bool_(), 20: pa.int64(), 23: pa.int32(), 17: pa.binary(), 25: pa.string(), 1082: pa.date32()}
#: The place of a value, or a text in quotes, where a dollar means nothing.
_PLACE: Final = re.compile(r"\$(\d+)|'(?:[^']|'')*'")


class PostgresAsking:
    """A question: values are handed over beside its text, so that the server knows the text again and has it prepared."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._given: list[str] = []

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""
        return self._link.ask(sql, self._taken())[0]

    def table(self, sql: str, *, few: bool = False) -> pa.Table:
        """What a SELECT gives, as columns. Few come by the connection for small questions, where the server knows the text again."""
        given = list(self._given)
        found = self._few(sql) if few else None
        if found is not None:
            return pa.Table.from_batches([found])
        self._given = given
        with self._link.bulk() as bulk, bulk.cursor() as cursor:
            cursor.execute(self.written(sql))
            return cursor.fetch_arrow_table()

    def batches(self, sql: str, rows: int, *, few: bool = False) -> Iterator[pa.RecordBatch]:
        """What a SELECT gives, in batches of at most so many rows."""
        if few:
            yield from self.table(sql, few=True).to_batches(rows)
            return
        with self._link.bulk() as bulk, bulk.cursor() as cursor:
            cursor.execute(self.written(sql))
            for batch in cursor.fetch_record_batch():
                for start in range(0, batch.num_rows, rows):
                    yield batch.slice(start, rows)

    def written(self, sql: str) -> str:
        """A SELECT with its values in it, for whoever asks it on another connection."""
        return _written_out(sql, self._taken())

    def _few(self, sql: str) -> pa.RecordBatch | None:
        """What a SELECT gives, as columns; None if it is more than `FEW` rows."""
        rows, described = self._link.ask(f"SELECT * FROM ({sql}) s LIMIT {FEW + 1}", self._taken(), binary=True)
        if len(rows) > FEW:
            return None
        return batch_of(rows, [one.name for one in described], [TYPES[one.type_code] for one in described])

    def among(self, column: str, values: Values) -> str:
        """SQL that is true where a column is one of these values."""
        if len(values) == 0:
            return "false"
        listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
        if isinstance(listed[0], str):
            return f"{column} = ANY ({self.given(listed, 'text[]')})"
        if len(listed) > LISTED and side_by_side(values):
            return f"{column} BETWEEN {listed[0]} AND {listed[-1]}"
        return f"{column} = ANY ({self.given(listed)})"

    def between(self, column: str, first: str, last: str) -> str:
        """SQL that is true where a column of texts is neither below the first nor above the last."""
        both = self.given([first, last], "text[]")
        return f"{column} BETWEEN ({both})[1] AND ({both})[2]"

    def given(self, values: Sequence[Any], type_: str = "") -> str:
        """SQL that stands for an array of these values, of this type or of the one that its place asks for."""
        self._given.append(_array(values))
        return f"${len(self._given)}{f'::{type_}' if type_ else ''}"

    def _taken(self) -> list[str]:
        """The values that the next SELECT compares with."""
        given, self._given = self._given, []
        return given


def _array(values: Sequence[Any]) -> str:
    """Numbers or texts as the server writes an array.

    >>> print(_array(["a", 'b"c']), _array([1, 2]))
    {"a","b\\"c"} {1,2}
    """
    if isinstance(values[0], str):
        escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in values)
        return "{" + ",".join(f'"{one}"' for one in escaped) + "}"
    return "{" + ",".join(map(str, values)) + "}"


def _written_out(sql: str, given: Sequence[str]) -> str:
    """A question with its values in it: bulk reading has no other way to take them.

    >>> print(_written_out("SELECT '$1' WHERE id = ANY ($1)", ["{a}"]))
    SELECT '$1' WHERE id = ANY ('{a}')
    """
    return _PLACE.sub(lambda found: literal(given[int(found[1]) - 1]) if found[1] else found[0], sql)
