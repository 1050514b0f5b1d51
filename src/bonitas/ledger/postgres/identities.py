"""The book of identifiers of a ledger in PostgreSQL: tables in a schema of their own, for a role of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bonitas.ledger.codes import trouble
from bonitas.ledger.identity.shelf import Row
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.ledger import LOCK
from bonitas.ledger.postgres.link import Link, driver


class PostgresShelf:
    """Rows in `bonitas_identities`. BonitasError: L608 nothing is on file there yet, and what a server has to say."""

    def __init__(self, address: str, proof: str, *, write: bool) -> None:
        driver(address)
        self._address = address
        self._link = Link(address)
        try:
            if write:
                with translated(address), self._link.transaction() as talk:
                    talk.execute("INSERT INTO bonitas_identities.proof (digest) VALUES (%s) ON CONFLICT DO NOTHING", [proof])
            rows = self._ask("SELECT digest FROM bonitas_identities.proof")
            if not rows:
                raise trouble("L608", shown(address))
        except BaseException:
            self.close()
            raise
        self._proof = str(rows[0][0])

    def _ask(self, sql: str, given: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        with translated(self._address):
            return self._link.ask(sql, given)[0]

    def proof(self) -> str | None:
        """The proof that it was begun with."""
        return self._proof

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""
        found = self._ask(
            "SELECT subject FROM bonitas_identities.identifiers WHERE scheme = $1 AND digest = $2", [scheme, digest]
        )
        return [str(subject) for (subject,) in found]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within the block nobody else adds, and all that is kept is kept when it ends well."""
        with translated(self._address), self._link.transaction() as talk:
            talk.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield

    def all(self) -> list[tuple[str, str, str]]:
        """Subject, scheme and digest of every row."""
        return [
            (str(a), str(b), str(c))
            for a, b, c in self._ask("SELECT subject, scheme, digest FROM bonitas_identities.identifiers")
        ]

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""
        with self._link.talk.cursor() as cursor:
            cursor.executemany("INSERT INTO bonitas_identities.identifiers VALUES (%s, %s, %s, %s)", fresh)

    def close(self) -> None:
        """End the connection."""
        self._link.close()
