"""The book of identifiers of a ledger in PostgreSQL: tables in a schema of their own, for a role of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bonitas.ledger.codes import trouble
from bonitas.ledger.identity.shelf import Copy, Row
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
        """The proof that it was begun with, or rotated to."""
        return self._proof

    def holders(self, scheme: str, digest: str) -> list[str]:
        """The subjects with this digest."""
        found = self._ask(
            "SELECT subject FROM bonitas_identities.identifiers WHERE scheme = $1 AND digest = $2", [scheme, digest]
        )
        return [str(subject) for (subject,) in found]

    def copies(self, subject: str) -> list[Copy]:
        """The sealed copies of a subject's numbers, by scheme."""
        found = self._ask(
            "SELECT scheme, sealed, sealed_to FROM bonitas_identities.identifiers WHERE subject = $1 AND sealed IS NOT NULL ORDER BY scheme",
            [subject],
        )
        return [Copy(str(scheme), bytes(sealed), str(to)) for scheme, sealed, to in found]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within the block nobody else adds, and all that is kept is kept when it ends well. L607 if the key was rotated meanwhile."""
        with translated(self._address), self._link.transaction() as talk:
            talk.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            row = talk.execute("SELECT digest FROM bonitas_identities.proof").fetchone()
            if row is None or str(row[0]) != self._proof:
                raise trouble("L607", shown(self._address))
            yield

    def all(self) -> list[tuple[str, str, str, bool]]:
        """Subject, scheme, digest, and whether there is a sealed copy, of every row."""
        sql = "SELECT subject, scheme, digest, sealed IS NOT NULL FROM bonitas_identities.identifiers"
        return [(str(a), str(b), str(c), bool(d)) for a, b, c, d in self._ask(sql)]

    def keep(self, fresh: Sequence[Row]) -> None:
        """Add rows."""
        with self._link.talk.cursor() as cursor:
            cursor.executemany("INSERT INTO bonitas_identities.identifiers VALUES (%s, %s, %s, %s, %s, %s)", fresh)

    def keep_copies(self, fresh: Sequence[Row]) -> None:
        """Put sealed copies to rows that have none."""
        sql = (
            "UPDATE bonitas_identities.identifiers SET sealed = %s, sealed_to = %s "
            "WHERE subject = %s AND scheme = %s AND sealed IS NULL"
        )
        with self._link.talk.cursor() as cursor:
            cursor.executemany(sql, [(row.sealed, row.sealed_to, row.subject, row.scheme) for row in fresh])

    def rehash(self, again: Callable[[str], str], proof: str) -> int:
        """Put another digest in the place of each, and another proof: all of them or none. How many there are."""
        with self.alone(), self._link.talk.cursor() as cursor:
            known = self.all()
            with cursor.copy("COPY bonitas_identities.rehashed (subject, scheme, digest) FROM STDIN") as rows:
                for subject, scheme, digest, _ in known:
                    rows.write_row((subject, scheme, again(digest)))
            cursor.execute("SELECT bonitas_identities.rotate(%s, %s)", [self._proof, proof])
            done = cursor.fetchone()
        self._proof = proof
        return int(done[0]) if done else 0

    def close(self) -> None:
        """End the connection."""
        self._link.close()
