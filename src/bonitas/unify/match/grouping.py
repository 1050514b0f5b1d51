"""Which rows are compared: those of one group, with a bound on how many pairs that makes, counted before anything is compared.

Every group gets a column of keys. Where all groups together make more pairs than the bound, the largest are parted by a finer key, and
again; what stays too large after the last is left out of this grouping and counted. So a surname that fifty rows have is compared with
all of them, and one that fifty thousand have within the same year of birth only: one configuration for a hundred people and a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from bonitas.unify.match.comparing import Group

#: Pairs that one grouping may make: so many, or so many for each row, whichever is more.
AT_LEAST: Final = 2_000_000
PER_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Grouped:
    """One grouping: its column of keys (null: not compared by it), the pairs that it makes at most, and the rows left out."""

    words: str
    column: str
    pairs: int
    left_out: int


def bound(rows: int, *, at_least: int = AT_LEAST, per_row: int = PER_ROW) -> int:
    """How many pairs one grouping of so many rows may make."""
    return max(at_least, per_row * rows)


def group(
    con: duckdb.DuckDBPyConnection, groups: Sequence[Group], *, most: int, newly: bool = False
) -> list[Grouped]:  # fmt: skip
    """Add a column of keys for each group to the table `rows` (`id`, `fresh`, and what is compared). `most`: pairs of each. `newly`:
    groups without a fresh row are left alone."""
    made: list[Grouped] = []
    for at, one in enumerate(groups):
        column = f"key_{at}"
        pairs, left_out = _keys(con, one, most, newly)
        con.execute(
            f"CREATE OR REPLACE TABLE rows AS SELECT r.*, k.key AS {column} FROM rows r LEFT JOIN keys k ON r.id = k.id ORDER BY r.id"
        )
        made.append(Grouped(one.words, column, pairs, left_out))
    con.execute("DROP TABLE IF EXISTS keys")
    return made


def _keys(con: duckdb.DuckDBPyConnection, group: Group, most: int, newly: bool) -> tuple[int, int]:
    """The table `keys` (`id`, `key`) of one group; the pairs that it makes, and the rows left out because they would make too many."""
    filled = " AND ".join(f"({key}) IS NOT NULL" for key in group.key)
    con.execute(f"CREATE OR REPLACE TABLE keys AS SELECT id, fresh, hash({', '.join(group.key)}) AS key FROM rows WHERE {filled}")
    if newly:
        con.execute("CREATE OR REPLACE TABLE keys AS SELECT * FROM keys QUALIFY bool_or(fresh) OVER (PARTITION BY key)")
    con.execute("CREATE OR REPLACE TABLE keys AS SELECT id, key, false AS done FROM keys")
    settled = 0
    for finer in (*group.finer, None):
        largest, fitting = _fitting(con, most - settled)
        settled += fitting
        sizes = "SELECT *, count(*) OVER (PARTITION BY key) AS size FROM keys WHERE NOT done"
        if finer is None:
            left_out = _count(con, f"SELECT count(*) FROM ({sizes}) WHERE size > {largest}")
            con.execute(
                f"CREATE OR REPLACE TABLE keys AS SELECT id, key FROM keys WHERE done UNION ALL SELECT id, key FROM ({sizes}) WHERE size <= {largest}"
            )
            return settled, left_out
        con.execute(
            "CREATE OR REPLACE TABLE keys AS SELECT id, key, done FROM keys WHERE done UNION ALL "
            f"SELECT s.id, CASE WHEN s.size <= {largest} THEN s.key ELSE hash(s.key, coalesce({finer}, '')) END, s.size <= {largest} "
            f"FROM ({sizes}) s JOIN rows USING (id)"
        )
    raise AssertionError  # the loop ends with None


def _fitting(con: duckdb.DuckDBPyConnection, most: int) -> tuple[int, int]:
    """The largest size of group such that all groups up to it make at most so many pairs, and how many those make."""
    sizes = con.execute(
        "SELECT size, count(*) FROM (SELECT count(*) AS size FROM keys WHERE NOT done GROUP BY key) GROUP BY size ORDER BY size"
    ).fetchall()
    largest, pairs = 1, 0
    for size, times in sizes:
        more = times * (size * (size - 1) // 2)
        if pairs + more > most:
            break
        largest, pairs = size, pairs + more
    return largest, pairs


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(found,)] = con.execute(sql).fetchall()
    return int(found)
