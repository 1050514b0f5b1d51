"""Opening standing ratings: the ledger says where they lie."""

from __future__ import annotations

from bonitas.ledger.base import Filed
from bonitas.ledger.following import Following
from bonitas.ledger.postgres.ledger import PostgresLedger
from bonitas.ledger.standings.base import StandingReader, StandingStore
from bonitas.ledger.standings.held import Held
from bonitas.ledger.standings.opening import folder_of, readable, writable


def open_standings(ledger: Filed, rulebook: str) -> StandingReader:
    """The standing ratings of a rulebook over a ledger, to be read. Close them after use.

    BonitasError: L540 the ledger is in memory, L541 somebody else is refreshing them, L542 there are none to read.
    """
    if isinstance(ledger, PostgresLedger):
        from bonitas.ledger.postgres.standings import open_postgres_standings  # noqa: PLC0415 - only where it is used

        return open_postgres_standings(ledger._secret, rulebook, write=False)
    return readable(folder_of(ledger.address) / rulebook)


def open_to_refresh(ledger: Filed, rulebook: str) -> StandingStore:
    """The same, to be refreshed; made if there are none. BonitasError: L540 the ledger is in memory, L541 somebody else has them open."""
    if isinstance(ledger, PostgresLedger):
        from bonitas.ledger.postgres.standings import open_postgres_standings  # noqa: PLC0415 - only where it is used

        return open_postgres_standings(ledger._secret, rulebook, write=True)
    # what is read of them is held for as long as the ledger is open
    held = ledger._once(f"standings by {rulebook}", Held, "standings") if isinstance(ledger, Following) else None
    return writable(folder_of(ledger.address) / rulebook, held)
