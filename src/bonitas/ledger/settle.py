"""What of the staged rows is new, what is already there, and what contradicts what is there.

Writes its findings to the temporary table `verdict` (line, what): `same` is already there; `other`, `type` and `end` are
problems. A row has one verdict at most; rows without one are new. The ledger is only read. A call may bring one row, and most of what it
then costs is the planning of queries: one that can find nothing is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import duckdb

from bonitas.ledger.columns import What
from bonitas.ledger.sql import column_of, quoted

Run = duckdb.DuckDBPyConnection

#: What two records of one name must share to be the same, beside their attributes.
RECORD_CONTENT: Final = ("subject", "kind", "occurred_on", "ended_on", "counterparty")


@dataclass(frozen=True, slots=True)
class Sides:
    """The attributes that the ledger keeps, those that the staged rows have, the moment of the call (microseconds), and whether several
    rows are staged: one alone repeats no other."""

    kept: Collection[str]
    staged: Collection[str]
    now: int
    several: bool = True

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


@dataclass(frozen=True, slots=True)
class Settled:
    """So many rows were staged, and so many of them have a verdict."""

    rows: int
    verdicts: int


def settle(con: Run, what: What, sides: Sides) -> Settled:
    """Fill `verdict` for the staged rows of a file of `what`."""
    typed = "0" if what == "amendments" else "count(subject_type)"
    made = "count(*) FILTER (made)" if what == "records" else "0"
    rows, typed, made = con.execute(f"SELECT count(*), {typed}, {made} FROM stage").fetchone() or (0, 0, 0)
    sides = replace(sides, several=rows > 1)
    verdicts = _types(con) if typed else 0
    match what:
        case "records":
            verdicts += _records(con, sides, made=made > 1)
        case "amendments":
            more = ("reason", "by", "attachments", "occurred_on", "ended_on", "counterparty")
            verdicts += _repeated(con, what, ("entry", "change", "effective_on"), more, sides)
        case _:
            verdicts += _repeated(con, what, ("subject", "rulebook", "from", "consent"), ("until",), sides)
            verdicts += _other_end(con, sides.now) if sides.several or _any(con, what) else 0
    return Settled(rows, verdicts)


def _done(con: Run, sql: str) -> int:
    """How many rows an INSERT or a CREATE TABLE … AS wrote."""
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _any(con: Run, table: str) -> bool:
    return con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _types(con: Run) -> int:
    """A subject's type, once said, is fixed: by the ledger, else by the first row that says it."""
    return _done(
        con,
        """
        INSERT INTO verdict
        WITH said AS (SELECT subject, arg_min(organisation, line) AS organisation FROM (
            SELECT subject, line, subject_type AS organisation FROM stage WHERE subject_type IS NOT NULL) GROUP BY subject),
        known AS (SELECT party, bool_or(organisation) AS organisation FROM subjects WHERE organisation IS NOT NULL GROUP BY party)
        SELECT line, 'type' FROM stage JOIN said USING (subject) LEFT JOIN known ON known.party = stage.subject
        WHERE stage.subject_type <> COALESCE(known.organisation, said.organisation)""",
    )


def _records(con: Run, sides: Sides, *, made: bool) -> int:
    """`made`: several rows bear no name of their own."""
    if made:
        number_repeats(con)
    # Two steps: the names alone are searched for first, and only the rows that bear them are read whole.
    same = "CREATE OR REPLACE TEMP TABLE same_name AS SELECT entry FROM records SEMI JOIN stage USING (furnisher, ref)"
    verdicts = _known(con, sides) if _done(con, same) else 0
    twice = """
        CREATE OR REPLACE TEMP TABLE candidates AS
        SELECT * FROM stage WHERE hash(furnisher, ref) IN (
            SELECT h FROM (SELECT hash(furnisher, ref) AS h FROM stage) GROUP BY h HAVING count(*) > 1)
        AND line NOT IN (SELECT line FROM verdict)"""
    return verdicts + (_twice(con, sides) if sides.several and _done(con, twice) else 0)


def _known(con: Run, sides: Sides) -> int:
    """Rows whose names (`same_name`) records of the ledger bear."""
    known_alike = f"{sides.alike(RECORD_CONTENT, ledger=True)} AND COALESCE(b.recorded_at = a.recorded_at, true)"
    return _done(
        con,
        f"""
        INSERT INTO verdict
        SELECT b.line, CASE WHEN {known_alike} THEN 'same' ELSE 'other' END
        FROM (SELECT * FROM records SEMI JOIN same_name USING (entry)) a
        JOIN stage b ON a.furnisher = b.furnisher AND a.ref = b.ref
        WHERE b.line NOT IN (SELECT line FROM verdict)""",
    )


def _twice(con: Run, sides: Sides) -> int:
    """Rows (`candidates`) that bear the name of an earlier row of the file."""
    moment = f"COALESCE(b.recorded_at = COALESCE(a.recorded_at, {sides.now}), true)"
    first_alike = f"{sides.alike(RECORD_CONTENT, ledger=False)} AND {moment}"
    return _done(
        con,
        f"""
        INSERT INTO verdict
        SELECT b.line, CASE WHEN {first_alike} THEN 'same' ELSE 'other' END
        FROM (SELECT furnisher, ref, min(line) AS line FROM candidates GROUP BY furnisher, ref) f
        JOIN candidates a ON a.line = f.line
        JOIN candidates b ON b.furnisher = f.furnisher AND b.ref = f.ref AND b.line > f.line""",
    )


def number_repeats(con: Run) -> None:
    """Equal rows without a `ref` are records of their own: the second of them is called …-2, and so on."""
    again = _done(
        con,
        """
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT line, row_number() OVER (PARTITION BY furnisher, ref ORDER BY line) AS n FROM stage
        WHERE made AND hash(ref) IN (
            SELECT h FROM (SELECT hash(ref) AS h FROM stage WHERE made) GROUP BY h HAVING count(*) > 1)""",
    )
    if again:
        con.execute("UPDATE stage SET ref = ref || '-' || again.n FROM again WHERE again.line = stage.line AND again.n > 1")


def _repeated(con: Run, table: What, key: Iterable[str], more: Iterable[str], sides: Sides) -> int:
    """Entries without a name are already there if one of the same content is (and, where said, of the same moment)."""
    key, more = list(key), list(more)
    verdicts = _there(con, table, key, more, sides) if _any(con, table) else 0
    if not sides.several:
        return verdicts
    partition = ", ".join(quoted(name) for name in (*key, *more, *map(column_of, sides.staged)))
    return verdicts + _done(
        con,
        f"""
        INSERT INTO verdict
        SELECT line, 'same' FROM (
            SELECT line, row_number() OVER (PARTITION BY {partition}, COALESCE(recorded_at, {sides.now}) ORDER BY line) AS n
            FROM stage WHERE line NOT IN (SELECT line FROM verdict)) WHERE n > 1""",
    )


def _there(con: Run, table: str, key: Iterable[str], more: Iterable[str], sides: Sides) -> int:
    """Rows of which the ledger has an equal."""
    matched = " AND ".join(f"a.{quoted(name)} = b.{quoted(name)}" for name in key)
    return _done(
        con,
        f"""
        INSERT INTO verdict
        SELECT line, 'same' FROM stage b WHERE line NOT IN (SELECT line FROM verdict) AND EXISTS (
            SELECT 1 FROM {table} a WHERE {matched} AND {sides.alike(more, ledger=True)}
            AND COALESCE(b.recorded_at = a.recorded_at, true))""",
    )


def _other_end(con: Run, now: int) -> int:
    """Of two participations that differ in `until` alone and were recorded at the same moment, nobody can say which holds."""
    key = 'subject, rulebook, consent, "from"'
    return _done(
        con,
        f"""
        INSERT INTO verdict
        WITH fresh AS (SELECT {key}, line, COALESCE(recorded_at, {now}) AS recorded_at FROM stage
            WHERE line NOT IN (SELECT line FROM verdict)),
        numbered AS (SELECT *, row_number() OVER (PARTITION BY {key}, recorded_at ORDER BY line) AS n FROM fresh)
        SELECT line, 'end' FROM numbered WHERE n > 1 OR EXISTS (
            SELECT 1 FROM participations p WHERE p.subject = numbered.subject AND p.rulebook = numbered.rulebook
            AND p.consent = numbered.consent AND p."from" = numbered."from" AND p.recorded_at = numbered.recorded_at)""",
    )
