"""What of the staged rows is new, what is already there, and what contradicts what is there.

Writes its findings to the temporary table `verdict` (line, what): `same` is already there; `other`, `type` and `end` are
problems. Rows without a verdict are new. The ledger is only read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import duckdb

from bonitas.ledger.columns import What
from bonitas.ledger.sql import column_of, quoted

Run = duckdb.DuckDBPyConnection

#: What two records of one name must share to be the same, beside their attributes.
RECORD_CONTENT: Final = ("subject", "kind", "occurred_on", "ended_on", "counterparty")


@dataclass(frozen=True, slots=True)
class Sides:
    """The attributes that the ledger keeps, those that the staged rows have, and the moment of the call (microseconds)."""

    kept: Collection[str]
    staged: Collection[str]
    now: int

    def alike(self, columns: Iterable[str], *, ledger: bool) -> str:
        """SQL: row a (of the ledger, or else staged) and staged row b hold the same in `columns` and in every attribute.

        An attribute that a side does not have is empty there.
        """
        tests = [f"a.{quoted(name)} IS NOT DISTINCT FROM b.{quoted(name)}" for name in columns]
        left = self.kept if ledger else self.staged
        for name in dict.fromkeys([*left, *self.staged]):
            column = quoted(column_of(name))
            a, b = (f"a.{column}" if name in left else "NULL"), (f"b.{column}" if name in self.staged else "NULL")
            tests.append(f"{a} IS NOT DISTINCT FROM {b}")
        return " AND ".join(tests)


def settle(con: Run, what: What, sides: Sides) -> None:
    """Fill `verdict` for the staged rows of a file of `what`."""
    if what != "amendments":
        _types(con)
    match what:
        case "records":
            _records(con, sides)
        case "amendments":
            more = ("reason", "by", "attachments", "occurred_on", "ended_on", "counterparty")
            _repeated(con, what, ("entry", "change", "effective_on"), more, sides)
        case _:
            _repeated(con, what, ("subject", "rulebook", "from", "consent"), ("until",), sides)
            _other_end(con, sides.now)


def _types(con: Run) -> None:
    """A subject's type, once said, is fixed: by the ledger, else by the first row that says it."""
    con.execute("""
        INSERT INTO verdict
        WITH said AS (SELECT subject, arg_min(organisation, line) AS organisation FROM (
            SELECT subject, line, subject_type AS organisation FROM stage WHERE subject_type IS NOT NULL) GROUP BY subject),
        known AS (SELECT party, bool_or(organisation) AS organisation FROM subjects WHERE organisation IS NOT NULL GROUP BY party)
        SELECT line, 'type' FROM stage JOIN said USING (subject) LEFT JOIN known ON known.party = stage.subject
        WHERE stage.subject_type <> COALESCE(known.organisation, said.organisation)""")


def _records(con: Run, sides: Sides) -> None:
    number_repeats(con)
    # Two steps: the names alone are searched for first, and only the rows that bear them are read whole.
    con.execute("CREATE OR REPLACE TEMP TABLE same_name AS SELECT entry FROM records SEMI JOIN stage USING (furnisher, ref)")
    known_alike = f"{sides.alike(RECORD_CONTENT, ledger=True)} AND COALESCE(b.recorded_at = a.recorded_at, true)"
    con.execute(f"""
        INSERT INTO verdict
        SELECT b.line, CASE WHEN {known_alike} THEN 'same' ELSE 'other' END
        FROM (SELECT * FROM records SEMI JOIN same_name USING (entry)) a
        JOIN stage b ON a.furnisher = b.furnisher AND a.ref = b.ref
        WHERE b.line NOT IN (SELECT line FROM verdict)""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE candidates AS
        SELECT * FROM stage WHERE hash(furnisher, ref) IN (
            SELECT h FROM (SELECT hash(furnisher, ref) AS h FROM stage) GROUP BY h HAVING count(*) > 1)
        AND line NOT IN (SELECT line FROM verdict)""")
    moment = f"COALESCE(b.recorded_at = COALESCE(a.recorded_at, {sides.now}), true)"
    first_alike = f"{sides.alike(RECORD_CONTENT, ledger=False)} AND {moment}"
    con.execute(f"""
        INSERT INTO verdict
        SELECT b.line, CASE WHEN {first_alike} THEN 'same' ELSE 'other' END
        FROM (SELECT furnisher, ref, min(line) AS line FROM candidates GROUP BY furnisher, ref) f
        JOIN candidates a ON a.line = f.line
        JOIN candidates b ON b.furnisher = f.furnisher AND b.ref = f.ref AND b.line > f.line""")


def number_repeats(con: Run) -> None:
    """Equal rows without a `ref` are records of their own: the second of them is called …-2, and so on."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT line, row_number() OVER (PARTITION BY furnisher, ref ORDER BY line) AS n FROM stage
        WHERE made AND hash(ref) IN (
            SELECT h FROM (SELECT hash(ref) AS h FROM stage WHERE made) GROUP BY h HAVING count(*) > 1)""")
    con.execute("UPDATE stage SET ref = ref || '-' || again.n FROM again WHERE again.line = stage.line AND again.n > 1")


def _repeated(con: Run, table: str, key: Iterable[str], more: Iterable[str], sides: Sides) -> None:
    """Entries without a name are already there if one of the same content is (and, where said, of the same moment)."""
    key, more = list(key), list(more)
    matched = " AND ".join(f"a.{quoted(name)} = b.{quoted(name)}" for name in key)
    con.execute(f"""
        INSERT INTO verdict
        SELECT line, 'same' FROM stage b WHERE line NOT IN (SELECT line FROM verdict) AND EXISTS (
            SELECT 1 FROM {table} a WHERE {matched} AND {sides.alike(more, ledger=True)}
            AND COALESCE(b.recorded_at = a.recorded_at, true))""")
    partition = ", ".join(quoted(name) for name in (*key, *more, *map(column_of, sides.staged)))
    con.execute(f"""
        INSERT INTO verdict
        SELECT line, 'same' FROM (
            SELECT line, row_number() OVER (PARTITION BY {partition}, COALESCE(recorded_at, {sides.now}) ORDER BY line) AS n
            FROM stage WHERE line NOT IN (SELECT line FROM verdict)) WHERE n > 1""")


def _other_end(con: Run, now: int) -> None:
    """Of two participations that differ in `until` alone and were recorded at the same moment, nobody can say which holds."""
    key = 'subject, rulebook, consent, "from"'
    con.execute(f"""
        INSERT INTO verdict
        WITH fresh AS (SELECT {key}, line, COALESCE(recorded_at, {now}) AS recorded_at FROM stage
            WHERE line NOT IN (SELECT line FROM verdict)),
        numbered AS (SELECT *, row_number() OVER (PARTITION BY {key}, recorded_at ORDER BY line) AS n FROM fresh)
        SELECT line, 'end' FROM numbered WHERE n > 1 OR EXISTS (
            SELECT 1 FROM participations p WHERE p.subject = numbered.subject AND p.rulebook = numbered.rulebook
            AND p.consent = numbered.consent AND p."from" = numbered."from" AND p.recorded_at = numbered.recorded_at)""")
