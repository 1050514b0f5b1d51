"""Entries that are not what their leaves were made of: changed, gone, added past the log, moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from bonitas.common.problems import Problem
from bonitas.ledger.codes import problem
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.seal.sealing import TYPED, Run, digest
from bonitas.ledger.seal.text import CALLED, Names, texts

#: For each table a SELECT of how a person knows each entry: number and name.
NAMES: Final[Mapping[str, str]] = {
    "records": """SELECT r.entry AS number, concat(f.word, '/', r.ref, ' of ', p.id) AS name FROM records r
        LEFT JOIN words f ON f.no = r.furnisher LEFT JOIN parties p ON p.no = r.subject""",
    "amendments": """SELECT a.no AS number, concat(a.change, ' ', f.word, '/', r.ref) AS name FROM amendments a
        LEFT JOIN records r ON r.entry = a.entry LEFT JOIN words f ON f.no = r.furnisher""",
    "participations": """SELECT t.no AS number, concat(p.id, ' in ', t.rulebook) AS name FROM participations t
        LEFT JOIN parties p ON p.no = t.subject""",
    "subjects": "SELECT no AS number, id AS name FROM parties",
    "parties": "SELECT no AS number, id AS name FROM parties",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A ledger that is looked at: its tables on a connection, its attributes, and where it lies."""

    con: Run
    attributes: Mapping[str, str]
    address: str

    def problem(self, code: str, **words: object) -> Problem:
        return problem(code, file=self.address, words=words)

    def has(self, table: str) -> bool:
        try:
            self.con.execute(f"SELECT 1 FROM {table} LIMIT 0")
        except duckdb.CatalogException:
            return False
        return True


def entry_of(table: str, number: int | None, name: str | None) -> str:
    """An entry as a problem names it.

    >>> print(entry_of("records", 7, "bank/R-1 of C3"))
    Record 7 (bank/R-1 of C3)
    """
    shown = CALLED.get(table, table).capitalize()
    return f"{shown} {'without a number' if number is None else number}{f' ({name})' if name else ''}"


def faults(look: Look) -> Iterator[Problem]:
    """Everything that is wrong with the entries, table by table."""
    yield from _dictionaries(look)
    look.con.execute("""CREATE OR REPLACE TEMP TABLE party_digests AS
        SELECT number, any_value(digest) AS digest FROM seals WHERE "table" = 'parties' GROUP BY number""")
    for table in CALLED:
        yield from _twice(look, table)
        yield from _table(look, table)
    yield from _moved(look)


def _dictionaries(look: Look) -> Iterator[Problem]:
    """A number or a name that stands twice may mean either of two things."""
    for table, column in (("words", "word"), ("parties", "id")):
        for key in ("no", column):
            found = f"SELECT any_value({column}) FROM {table} GROUP BY {key} HAVING count(*) > 1 ORDER BY 1"
            for (name,) in look.con.execute(found).fetchall():
                yield look.problem("L715", found=name, table=table)


def _twice(look: Look, table: str) -> Iterator[Problem]:
    """Two rows of one number. (Subjects have two rows where their type was said later than their first entry.)"""
    key = NUMBERED.get(table)
    group = f"SELECT {key} AS number FROM {table} WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1" if key else None
    if table == "subjects":
        group = "SELECT DISTINCT party AS number FROM subjects GROUP BY party, organisation HAVING count(*) > 1"
    if group:
        rows = f"SELECT g.number, any_value(n.name) FROM ({group}) g LEFT JOIN ({NAMES[table]}) n USING (number) GROUP BY 1 ORDER BY 1"
        for number, name in look.con.execute(rows).fetchall():
            yield look.problem("L716", entry=entry_of(table, number, name))


def _table(look: Look, table: str) -> Iterator[Problem]:
    """Each entry beside its leaf."""
    stated = texts(table, _rows(table), look.attributes, Names())
    nth = "1"
    if table == "subjects":  # the row without a type comes first
        nth = f"row_number() OVER (PARTITION BY number ORDER BY {TYPED}, text)"
    leaf_nth = "row_number() OVER (PARTITION BY number ORDER BY leaf)" if table == "subjects" else "1"
    audit = (
        f"SELECT DISTINCT number AS gone FROM removed WHERE \"table\" = '{table}'"
        if look.has("removed")
        else "SELECT NULL AS gone"
    )
    found = look.con.execute(f"""
        SELECT code, number, leaf, name FROM (
            SELECT number, s.leaf, CASE
                WHEN t.text IS NULL AND s.salt IS NOT NULL THEN 'L711'
                WHEN t.text IS NULL AND gone IS NULL THEN 'L714'
                WHEN t.text IS NULL THEN NULL
                WHEN s.leaf IS NULL THEN 'L712'
                WHEN s.salt IS NULL THEN 'L713'
                WHEN {digest("s.salt", "t.text")} IS DISTINCT FROM s.digest THEN 'L710' END AS code
            FROM (SELECT *, {nth} AS nth FROM ({stated})) t
            FULL JOIN (SELECT number, salt, digest, leaf, {leaf_nth} AS nth FROM seals WHERE "table" = '{table}') s USING (number, nth)
            LEFT JOIN ({audit}) ON gone = number)
        LEFT JOIN ({NAMES[table]}) USING (number) WHERE code IS NOT NULL ORDER BY leaf, number""")
    for code, number, leaf, name in found.fetchall():
        yield look.problem(code, entry=entry_of(table, number, name), leaf=leaf)


def _rows(table: str) -> str:
    """The rows that must have leaves: parties only if they were named as counterparties, and have not been removed."""
    if table != "parties":
        return table
    sealed = "SELECT number FROM seals WHERE \"table\" = 'parties'"
    return f"(SELECT * FROM parties WHERE no IN ({sealed}) AND id IS DISTINCT FROM '~removed-' || no)"


def _moved(look: Look) -> Iterator[Problem]:
    """Entries are numbered in the order in which they were added, and so are their leaves."""
    tables = ", ".join(f"'{table}'" for table in NUMBERED)
    found = look.con.execute(f"""
        SELECT "table", number, leaf, before FROM (
            SELECT *, lag(number) OVER (PARTITION BY "table" ORDER BY leaf) AS before FROM seals WHERE "table" IN ({tables}))
        WHERE number <= before ORDER BY leaf""")
    for table, number, leaf, before in found.fetchall():
        yield look.problem("L717", entry=entry_of(table, number, None), leaf=leaf, before=before)
