"""Standing ratings in the database of their ledger. The role `bonitas_rater` may refresh them."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa

from bonitas.ledger.base import Int32s, Ledger
from bonitas.ledger.codes import trouble
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.asking import PostgresAsking
from bonitas.ledger.postgres.copying import copied_batches
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.link import Link
from bonitas.ledger.sql import literal
from bonitas.ledger.standings.base import Kept
from bonitas.ledger.standings.tables import TableStandings, change_rows, refresh_rows, standing_rows, text_rows

#: What each table is called in the ledger's schema.
NAMES: Final = {
    "head": "standing_heads", "texts": "standing_texts", "standings": "standings", "refreshes": "standing_refreshes",
    "changes": "standing_changes",
}  # fmt: skip
#: A lock that a connection holds while it refreshes a rulebook's ratings; it ends with the connection.
LOCK: Final = "SELECT pg_try_advisory_lock(hashtextextended('bonitas standings ' || %s, 0))"


class PostgresStandings(TableStandings):
    """Standing ratings of one rulebook, over connections of their own: the ledger's look at one state meanwhile."""

    def __init__(self, address: str, rulebook: str) -> None:
        self.address, self.rulebook = shown(address), rulebook
        self._secret = address
        self._link = Link(address)

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with translated(self._secret):
            return PostgresAsking(self._link).rows(sql)

    def _table(self, sql: str, codes: Int32s | None = None) -> pa.Table:
        with translated(self._secret):
            asking = PostgresAsking(self._link)
            found = sql if codes is None else sql.replace("{among}", asking.among("code", codes))
            return asking.table(found, few=codes is not None)

    def _name(self, table: str, alias: str) -> str:
        named = table in ("standings", "changes")
        joined = "t.*, p.id FROM {} t LEFT JOIN parties p ON p.no = t.code" if named else "t.* FROM {} t"
        return f"(SELECT {joined.format(NAMES[table])} WHERE t.rulebook = {literal(self.rulebook)}) {alias}"

    def _standing(self, columns: str, test: str = "true") -> str:
        return f"SELECT {columns} FROM {self._name('standings', 't')} WHERE {test}"

    def people(self) -> None:
        """A database has indexes."""

    def recode(self, ledger: Ledger) -> None:
        """Standings in the database of their ledger have its codes."""

    def keep(self, kept: Kept) -> None:
        """Keep what a refresh brings, in one transaction."""
        before = self.head()
        first = (before.seq if before else 0) + 1
        known = len(self.texts())
        with translated(self._secret), self._link.talk.transaction():
            self._forget(kept)
            self._append("standings", standing_rows(kept.rows, kept.ids).drop_columns("id"))
            self._append("texts", text_rows(kept, known))
            if len(kept.moves):
                self._append("changes", change_rows(kept.moves, first - 1).drop_columns("id"))
                self._append("refreshes", refresh_rows(kept.head, first))
            self._append("head", pa.table({"head": [kept.head.text()]}))

    def _forget(self, kept: Kept) -> None:
        """What gives way to what is brought."""
        talk = self._link.talk
        talk.execute("DELETE FROM standing_heads WHERE rulebook = %s", [self.rulebook])
        if kept.whole:
            talk.execute("DELETE FROM standings WHERE rulebook = %s", [self.rulebook])
        else:
            codes = [*kept.rows.code.tolist(), *kept.gone.tolist()]
            talk.execute("DELETE FROM standings WHERE rulebook = %s AND code = ANY (%s)", [self.rulebook, codes])

    def _append(self, table: str, rows: pa.Table) -> None:
        rulebook = pa.array([self.rulebook] * len(rows), pa.string())
        copied_batches(self._link.talk, NAMES[table], rows.append_column("rulebook", rulebook))

    def close(self) -> None:
        """End the connections, and with them the lock."""
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_postgres_standings(address: str, rulebook: str, *, write: bool) -> PostgresStandings:
    """The standing ratings of a rulebook in a ledger's database. BonitasError: L541 somebody else refreshes them, L542 there are
    none to read."""
    found = PostgresStandings(address, rulebook)
    try:
        if not write and found.head() is None:
            raise trouble("L542", shown(address), rulebook=rulebook)
        if write:
            with translated(address):
                row = found._link.talk.execute(LOCK, [rulebook]).fetchone()
            if not (row and row[0]):
                raise trouble("L541", shown(address))
    except BaseException:
        found.close()
        raise
    return found
