"""Reading who is one from a file of links, as columns: what `Unions` is made of."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.ledger.arrays import numbers, truths
from bonitas.unify.links.book import LinkBook, known
from bonitas.unify.links.model import IN_FORCE, Turn, united_id
from bonitas.unify.links.uniting import BASES, Edges, Ends, Unions, became


def unions_of(book: LinkBook, *, least: int = 0, known_at: int | None = None) -> Unions:
    """Who is one by the links in force that are at least so sure (millionths), or that somebody confirmed; as it was known at a moment
    (microseconds), if one is given."""
    force = _force(least, known_at)
    ends = book.table(
        f"{force}, {_now(known_at)} SELECT e.ledger, e.subject, n.united FROM ends e JOIN now n USING (ledger, subject) ORDER BY e.no"
    )
    edges = book.table(
        f"""{force} SELECT f.no, a.no AS a, b.no AS b, f.certainty, f.basis, f.what FROM force f
        JOIN ends a ON a.ledger = f.ledger_a AND a.subject = f.subject_a
        JOIN ends b ON b.ledger = f.ledger_b AND b.subject = f.subject_b ORDER BY f.no"""
    )
    return Unions.of(_ends(tuple(book.ledgers()), ends), _edges(edges))


def _force(least: int, known_at: int | None) -> str:
    """SQL: the links that count, and whom they are about in order."""
    states = ", ".join(f"'{one}'" for one in IN_FORCE)
    return f"""
        WITH force AS (SELECT l.*, d.what FROM links l JOIN (
            SELECT link, arg_max(what, no) AS what FROM decisions WHERE {known(known_at)} GROUP BY link) d ON d.link = l.no
            WHERE d.what IN ({states}) AND (d.what = 'confirmed' OR l.certainty >= {least})),
        ends AS (SELECT row_number() OVER (ORDER BY ledger, subject) - 1 AS no, ledger, subject FROM (
            SELECT ledger_a AS ledger, subject_a AS subject FROM force UNION SELECT ledger_b, subject_b FROM force))"""


def _now(known_at: int | None) -> str:
    """SQL: under which standing id each subject is."""
    return f"""now AS (SELECT united, ledger, subject FROM (SELECT united, ledger, subject, arg_max(joined, no) AS there
        FROM standing WHERE {known(known_at)} GROUP BY united, ledger, subject) WHERE there)"""


def _ends(names: tuple[str, ...], table: pa.Table) -> Ends:
    ledger, subject, united = (column.combine_chunks() for column in table.columns)
    places = numbers(pc.index_in(ledger, value_set=pa.array(names, pa.string())), np.int32)
    return Ends(names, places.astype(np.int64), subject, numbers(united, np.int64))


def _edges(table: pa.Table) -> Edges:
    no, a, b, certainty, basis, what = (column.combine_chunks() for column in table.columns)
    bases = numbers(pc.index_in(basis, value_set=pa.array(BASES)), np.int32).astype(np.int64)
    number, from_, to, sure = (numbers(one, np.int64) for one in (no, a, b, certainty))
    return Edges(number, from_, to, sure, bases, truths(pc.equal(what, "confirmed")))


def later_ids(book: LinkBook, *, known_at: int | None = None) -> dict[str, str]:
    """For each standing id that ended, what it became, if one has all the members that it had last."""
    rows = book.rows(
        f"""WITH {_now(known_at)}, turns AS (SELECT * FROM standing WHERE {known(known_at)}),
        ended AS (SELECT DISTINCT united FROM turns WHERE united NOT IN (SELECT united FROM now)),
        theirs AS (SELECT DISTINCT ledger, subject FROM turns WHERE united IN (SELECT united FROM ended))
        SELECT united, ledger, subject, joined, decision, moment, united IN (SELECT united FROM ended) AS over FROM turns
        WHERE over OR (ledger, subject) IN (SELECT (ledger, subject) FROM theirs) ORDER BY no"""
    )
    over = {row[0] for row in rows if row[-1]}
    turns = [Turn(united, (ledger, subject), joined, decision, at) for united, ledger, subject, joined, decision, at, _ in rows]
    return {united_id(old): united_id(new) for old, new in became(turns).items() if old in over}
