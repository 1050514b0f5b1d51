"""Noting accesses before anything is handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bonitas.ledger.access.entry import Access
from bonitas.ledger.access.open import open_accesses
from bonitas.ledger.store import Store


def is_recorded(ledger: Store) -> bool:
    """Whether accesses to a ledger are written down: always, but for synthetic people and for what is in memory only."""
    return not ledger.lab and ledger._place() != ":memory:"


def note(ledger: Store, accesses: Iterable[Access]) -> None:
    """Write down accesses to a ledger, if its accesses are written down. Call it before the answer is handed out: an access that
    cannot be recorded is refused (BonitasError L641, L642), and then there must be no answer. Under a licence the operator is noted with
    them, and the digest of the file that says what it may read."""
    if not is_recorded(ledger):
        return
    allowed = ledger.allowed
    if allowed is not None:
        accesses = [replace(one, operator=allowed.operator, licences=allowed.digest) for one in accesses]
    with open_accesses(ledger, write=True) as book:
        book.note(accesses)
