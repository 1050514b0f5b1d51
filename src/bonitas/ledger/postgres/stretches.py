"""All records of a server in stretches of its pages: each can be asked for on a connection of its own, by whoever works on it.

A server answers one question in one process, and one connection's answer is decoded in one thread. Of several stretches, the next ones come
and are decoded while the first are folded. All are of one state of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import pyarrow as pa

from bonitas.ledger.as_stored import PIECE, Fetch
from bonitas.ledger.postgres.asking import PostgresAsking
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.link import Link

#: How many pages the records lie on. (Rows of a later state lie there too, and are not seen.)
PAGES: Final = "SELECT pg_relation_size('records') / current_setting('block_size')::int"


def stretches(link: Link, secret: str, select: str, rows: int) -> Iterator[Fetch]:
    """What `select` gives of the table of records, which has about so many rows. It ends in a condition. `secret`: the address in full."""
    pages = int(PostgresAsking(link).rows(PAGES)[0][0])
    step = max(pages * PIECE // max(rows, 1), 1)
    for first in range(0, pages, step):
        among = f"ctid >= '({first},0)'::tid"
        if first + step < pages:  # the last one has no end
            among += f" AND ctid < '({first + step},0)'::tid"
        yield partial(_fetched, link, secret, f"{select} AND {among}")


def _fetched(link: Link, secret: str, select: str) -> pa.RecordBatch:
    with translated(secret), link.bulk() as bulk, bulk.cursor() as cursor:
        cursor.execute(select)
        table = cursor.fetch_arrow_table().combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
