"""Leaves for new entries, written in the transaction that adds them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Final

import duckdb

from bonitas.ledger.columns import What
from bonitas.ledger.seal.text import Names, texts
from bonitas.ledger.seal.tree import Frontier

Run = duckdb.DuckDBPyConnection

#: Digests read at once.
AT_ONCE: Final = 100_000
#: In the middle of a call: names that are new and those that the ledger had.
COMING: Final = Names("all_words", "all_parties")
#: SQL that is true for the text of a subject's row that says its type; of two rows of one subject that is the later.
TYPED: Final = "text LIKE '%\"type\":%'"
#: SELECT of the last head: no, size and frontier.
LAST_HEAD: Final = 'SELECT no, "size", frontier FROM heads ORDER BY no DESC LIMIT 1'


def last_head(con: Run) -> tuple[int, Frontier]:
    """The number of the last head (−1: none) and the frontier of the log."""
    row = con.execute(LAST_HEAD).fetchone()
    return (row[0], Frontier.read(row[1], row[2])) if row else (-1, Frontier())


def sealed(
    con: Run, what: What, attributes: Mapping[str, str], subjects: str, entries: str
) -> tuple[str, str, Iterator[tuple[str, str]]]:
    """SELECTs of the new subjects and entries of a call, set aside so that they are the same when asked again, and pairs (table, SELECT)
    of what seals them. To be called before the names of the call are kept."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE kept_subjects AS {subjects or 'SELECT * FROM subjects WHERE false'}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE kept AS {entries}")
    rows = {"subjects": "kept_subjects", what: "kept"}
    return "SELECT * FROM kept_subjects", "SELECT * FROM kept", leaves(con, rows, attributes, COMING)


def leaves(con: Run, rows: Mapping[str, str], attributes: Mapping[str, str], names: Names) -> Iterator[tuple[str, str]]:
    """Pairs (table, SELECT) of leaves for rows, table by table in the order given, and of the head that they lead to.

    `rows`: table → relation with its rows. Parties that are named as counterparties for the first time get a leaf before all others.
    """
    number, front = last_head(con)
    con.execute('CREATE OR REPLACE TEMP TABLE fresh_seals ("table" VARCHAR, number BIGINT, salt BLOB, digest BLOB, leaf BIGINT)')
    _parties(con, [rows[table] for table in ("records", "amendments") if table in rows], front.size, names)
    for table, relation in rows.items():
        _leaves(con, table, texts(table, relation, attributes, names), front.size)
    reader = con.sql("SELECT digest FROM fresh_seals ORDER BY leaf").to_arrow_reader(AT_ONCE)
    size = front.size
    for batch in reader:
        front.add(b"".join(batch.column(0).to_pylist()))
    if front.size > size:
        yield "seals", "SELECT * FROM fresh_seals ORDER BY leaf"
        yield (
            "heads",
            f"SELECT {number + 1}::BIGINT AS no, {front.size}::BIGINT AS \"size\", unhex('{front.written().hex()}') AS frontier",
        )


def _parties(con: Run, relations: list[str], base: int, names: Names) -> None:
    """Leaves for parties that are named as counterparties for the first time, and the digests of all that are named."""
    named = " UNION ".join(f"SELECT counterparty AS number FROM {one} WHERE counterparty IS NOT NULL" for one in relations)
    con.execute("CREATE OR REPLACE TEMP TABLE party_digests (number BIGINT, digest BLOB)")
    if not named or con.execute(f"SELECT 1 FROM ({named}) LIMIT 1").fetchone() is None:
        return
    there = f"""SELECT number, digest FROM seals WHERE "table" = 'parties' AND number IN ({named})"""
    con.execute(f"INSERT INTO party_digests {there}")
    new = f"(SELECT * FROM {names.parties} WHERE no IN ({named}) AND no NOT IN (SELECT number FROM party_digests))"
    _leaves(con, "parties", texts("parties", new, {}, names), base)
    con.execute("INSERT INTO party_digests SELECT number, digest FROM fresh_seals")


def _leaves(con: Run, table: str, rows: str, base: int) -> None:
    """Leaves for rows, given as a SELECT of their numbers and texts, in order of number, after those that are there.

    Each salt is taken from a hash with a secret that is forgotten with the call: none can be found out from the others.
    """
    secret = secrets.token_hex(32)
    order = f"number, {TYPED}" if table == "subjects" else "number"
    numbered = f"row_number() OVER (ORDER BY {order}) AS place, * FROM ({rows})"
    salted = f"SELECT *, unhex(left(sha256('{secret}' || place), 32)) AS salt FROM (SELECT {numbered})"
    con.execute(f"""
        INSERT INTO fresh_seals
        SELECT '{table}', number, salt, {digest("salt", "text")}, {base} + (SELECT count(*) FROM fresh_seals) + place - 1
        FROM ({salted})""")


def digest(salt: str, text: str) -> str:
    """SQL for a leaf's hash: SHA-256(0x00 ‖ salt ‖ text)."""
    return f"unhex(sha256('\\x00'::BLOB || {salt} || encode({text})))"
