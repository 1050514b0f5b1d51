"""Removing from a ledger on a server: by its one audited function, which the role `bonitas_keeper` may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from bonitas.ledger.postgres.link import Link
from bonitas.ledger.removal.model import ENTRIES, Removal
from bonitas.ledger.removal.remove import Asked

if TYPE_CHECKING:
    from psycopg import Connection

_MADE = """SELECT no, (extract(epoch FROM at) * 1000000)::bigint, COALESCE("by", who) FROM removals
    WHERE xid = pg_current_xact_id_if_assigned()"""


def removed_from_server(pen: Link, asked: Asked) -> Removal:
    """Remove in one transaction."""
    with pen.transaction() as talk:
        given = [asked.why, asked.entries.tolist(), list(asked.ids), asked.basis, asked.by or None]
        call = 'SELECT * FROM bonitas.remove(%s, %s::bigint[], subjects => %s::text[], basis => %s, "by" => %s)'
        counts = {str(table): int(rows) for table, rows in talk.execute(call, given).fetchall()}
        row = talk.execute(_MADE).fetchone()
        assert row is not None
        no, at, by = row
        return Removal(int(no), int(at), str(by), asked.why, asked.basis, counts, _entries(talk, int(no)))


def _entries(talk: Connection[tuple[object, ...]], no: int) -> pa.Table:
    """The numbers of what went, with what the log keeps of it."""
    there = talk.execute("SELECT to_regclass('bonitas.seals') IS NOT NULL").fetchone()
    sealed = bool(there and there[0])
    join = 'LEFT JOIN seals s ON s."table" = d."table" AND s.number = d.number' if sealed else ""
    seal = "s.leaf, encode(s.digest, 'hex')" if sealed else "NULL::bigint, NULL::text"
    rows = talk.execute(
        f"""SELECT d."table", d.number, {seal} FROM removed d {join} WHERE d.removal = %s
        AND d."table" IN ('records', 'amendments', 'participations') ORDER BY d."table" <> 'records', d."table", d.number""".encode(),
        [no],
    ).fetchall()
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table([pa.array(list(column), field.type) for column, field in zip(columns, ENTRIES, strict=True)], ENTRIES)
