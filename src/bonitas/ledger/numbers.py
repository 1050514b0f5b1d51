"""How far a ledger has been read, and what has come since: SQL over the numbers that rows get when they are added.

Records are numbered by `entry`, amendments and participations by `no`, each from 0 on. Numbers are given while the ledger's
lock for writing is held, so a lower one never appears after a higher one. `recorded_at` cannot tell this: a file may say that a
record was known long before it was added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bonitas.ledger.base import Mark
from bonitas.ledger.sql import literal

#: Each numbered table and the column with its numbers.
NUMBERED: Final[Mapping[str, str]] = MappingProxyType({"records": "entry", "amendments": "no", "participations": "no"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the rows of a table: their highest number (−1: none has one), how many have none, how many there are, and when the latest was recorded."""

    highest: int
    nameless: int
    count: int
    latest: int

    def last(self, removed: int, nameless: int) -> int:
        """The number before that of the next row (`next_number`); `removed`: the highest that was removed, `nameless`: how many without one."""
        return max(self.highest, removed, self.nameless + nameless - 1)

    def none_since(self, last: int) -> bool:
        """Whether no row can have come since the number `last` was the last one (`of_new`)."""
        return self.highest <= last and (self.nameless == 0 or self.count <= last + 1)


@dataclass(frozen=True, slots=True)
class Removed:
    """By table: the highest number that was removed, and how many rows without one. `last`: the number of the last removal."""

    numbers: Mapping[str, tuple[int, int]]
    last: int

    def of(self, table: str) -> tuple[int, int]:
        """Those of a table."""
        return self.numbers.get(table, (-1, 0))

    def highest(self, table: str) -> int:
        """The highest number removed from a table."""
        return self.of(table)[0]


def next_number(table: str, highest: int | None = None) -> str:
    """SQL that gives the number of the next row of `table`; `highest` is that of the rows that are there, if it is known already.

    Rows that came before rows were numbered have none. They take the first numbers: there are as many as such rows. The number of
    what was removed stays taken, and a removal takes one from the series of amendments.
    """
    number, removed = NUMBERED[table], f"(SELECT * FROM removed WHERE \"table\" = '{table}')"
    there = f"(SELECT max({number}) + 1 FROM {table})" if highest is None else str(highest + 1)
    taken = [there, f"(SELECT max(number) + 1 FROM {removed} r)"]
    if number == "no":
        taken.append(f"(SELECT count(*) FROM {table} WHERE no IS NULL) + (SELECT count(*) FROM {removed} r WHERE number IS NULL)")
    if table == "amendments":
        taken.append("(SELECT max(no) + 1 FROM removals)")
    return f"SELECT COALESCE(greatest({', '.join(taken)}), 0)"


def of_new(table: str, mark: Mark, known_from: int, known_until: int) -> str:
    """SQL that is true for the rows of `table` that are numbered above the mark, or came to be known in the time given.

    A row without a number is older than every mark, unless there are more rows up to the mark than it counts: then a program
    that gives no numbers has added some since, and nobody can say which.
    """
    tests = []
    if NUMBERED[table] == "entry":
        tests.append(f"entry > {mark.entry}")
    else:
        last = mark.amendment if table == "amendments" else mark.participation
        counted = f"(SELECT count(*) FROM {table} WHERE no IS NULL OR no <= {last})"
        tests += [f"no > {last}", f"(no IS NULL AND {counted} > {last + 1})"]
    if known_from < known_until:
        tests.append(f"(recorded_at > {known_from} AND recorded_at <= {known_until})")
    return f"({' OR '.join(tests)})"


def changed(mark: Mark, rulebook: str, known_from: int, known_until: int, records: str) -> dict[str, str]:
    """For each part of `Changed` SQL that gives its subjects, after SELECT … FROM. `records`: what that table is called."""

    def new(table: str) -> str:
        return of_new(table, mark, known_from, known_until)

    where = {
        "records": f"{records} WHERE {new('records')}",
        "amendments": f"amendments WHERE {new('amendments')}",
        "participations": f"participations WHERE rulebook = {literal(rulebook)} AND {new('participations')}",
        "elsewhere": f"participations WHERE rulebook <> {literal(rulebook)} AND {of_new('participations', mark, 0, 0)}",
    }
    where["removals"] = f"removed WHERE removal > {mark.amendment} AND subject IS NOT NULL"
    return where
