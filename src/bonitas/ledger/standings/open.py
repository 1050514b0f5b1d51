"""Opening standing ratings: the ledger says where they lie."""

from __future__ import annotations

from bonitas.ledger.base import Filed
from bonitas.ledger.postgres.ledger import PostgresLedger
from bonitas.ledger.standings.base import StandingStore
from bonitas.ledger.standings.duck import open_duck_standings


def open_standings(ledger: Filed, rulebook: str, *, write: bool = False) -> StandingStore:
    """The standing ratings of a rulebook over a ledger, for reading, or for refreshing too. Close them after use.

    BonitasError: L540 the ledger is in memory, L541 somebody else has them open, L542 there are none to read.
    """
    if isinstance(ledger, PostgresLedger):
        from bonitas.ledger.postgres.standings import open_postgres_standings  # noqa: PLC0415 - only where it is used

        return open_postgres_standings(ledger._secret, rulebook, write=write)
    return open_duck_standings(ledger.address, rulebook, write=write)
