"""The book of accesses of a ledger in PostgreSQL: a table that only the database's own functions write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bonitas.ledger.access.book import Accesses, Fresh, Row
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.link import Link, driver

_SELECT = "SELECT no, at, login, subject, entry, salt, digest, chain FROM accesses"
#: Rows that are fetched at once.
PIECE = 10_000


class PostgresAccesses(Accesses):
    """Rows in `bonitas.accesses`, over connections of their own: the ledger's look at one state meanwhile."""

    def __init__(self, address: str) -> None:
        driver(address)
        self.address = shown(address)
        self._secret = address
        self._link = Link(address)

    def _rows(self, *, after: int = 0, subjects: list[str] | None = None) -> Iterator[Row]:
        while True:
            if subjects is None:
                rows = self._ask(f"{_SELECT} WHERE no > %s ORDER BY no LIMIT {PIECE}", [after])
            else:
                rows = self._ask(f"{_SELECT} WHERE no > %s AND subject = ANY (%s) ORDER BY no LIMIT {PIECE}", [after, subjects])
            for row in rows:
                yield Row(*row)
            if len(rows) < PIECE:
                return
            after = int(rows[-1][0])

    def _last(self) -> int:
        return int(self._ask("SELECT last FROM accesses_given")[0][0])

    def _keep(self, fresh: list[Fresh]) -> None:
        with translated(self._secret), self._link.transaction() as talk:
            talk.execute("SELECT bonitas.note_accesses(%s, %s, %s)", [list(column) for column in zip(*fresh, strict=True)])

    def _empty(self, numbers: list[int], note: Fresh) -> None:
        with translated(self._secret), self._link.transaction() as talk:
            talk.execute("SELECT bonitas.forget_accesses(%s, %s, %s)", [numbers, note[1], note[2]])

    def _ask(self, sql: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with translated(self._secret):
            return self._link.talk.execute(sql.encode(), given).fetchall()

    def close(self) -> None:
        """End the connection."""
        self._link.close()
