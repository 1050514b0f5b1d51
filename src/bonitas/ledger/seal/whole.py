"""Sealing of what has no leaf yet: a ledger that was begun without a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.seal.sealing import Run, leaves
from bonitas.ledger.seal.text import Names
from bonitas.ledger.stage import SEALING
from bonitas.ledger.store import Store

#: The tables whose entries have leaves of their own, in the order in which one call seals them.
ORDER: Final = ("subjects", "records", "amendments", "participations")


def seal(ledger: Store) -> int:
    """Give every entry that has none a leaf in the log, in one transaction; how many got one. The ledger must be open for writing.

    From then on every entry gets its leaf when it is added. BonitasError L702 for a lab's ledger, L703 for entries without numbers.
    """
    if ledger.lab:
        raise trouble("L702", ledger.address)
    before = ledger.sealed
    with ledger._sealing() as con:
        _all_numbered(con, ledger.address)
        count = 0
        try:
            ledger.sealed = True

            def additions() -> Iterator[tuple[str, str]]:
                nonlocal count
                ledger._begin_log(con)
                for table, select in leaves(con, {table: unsealed(table) for table in ORDER}, ledger.attributes, Names()):
                    count += _count(con, "fresh_seals") if table == "seals" else 0
                    yield table, select

            ledger._keep({}, additions())
        except BaseException:
            ledger.sealed = before
            raise
        finally:
            for table in SEALING:
                con.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return count


def unsealed(table: str) -> str:
    """The rows of a table without a leaf, as a relation."""
    if table != "subjects":
        return f"""(SELECT * FROM {table} WHERE {NUMBERED[table]} NOT IN (SELECT number FROM seals WHERE "table" = '{table}'))"""
    return """(SELECT s.party, s.organisation FROM (
        SELECT *, row_number() OVER (PARTITION BY party ORDER BY organisation NULLS FIRST) AS nth FROM subjects) s
        LEFT JOIN (SELECT number, count(*) AS n FROM seals WHERE "table" = 'subjects' GROUP BY number) k ON k.number = s.party
        WHERE s.nth > COALESCE(k.n, 0))"""


def _all_numbered(con: Run, address: str) -> None:
    for table in ("amendments", "participations"):
        if _count(con, f"{table} WHERE no IS NULL"):
            raise trouble("L703", address, table=table)


def _count(con: Run, relation: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
