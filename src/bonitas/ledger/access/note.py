"""Noting accesses before anything is handed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bonitas.ledger.access.entry import EVERYBODY, Access
from bonitas.ledger.access.open import open_accesses
from bonitas.ledger.store import Store


def is_recorded(ledger: Store) -> bool:
    """Whether accesses to a ledger are written down: always, but for synthetic people and for what is in memory only."""
    return not ledger.lab and ledger._place() != ":memory:"


def note(ledger: Store, accesses: Iterable[Access]) -> None:
    """Write down accesses to a ledger, if its accesses are written down. Call it before the answer is handed out: an access that
    cannot be recorded is refused (BonitasError L641, L642), and then there must be no answer. Under a licence the operator is noted with
    them, and the digest of the file that says what it may read."""
    apart = getattr(ledger, "apart", None)
    if apart is not None:  # several ledgers read as one: each notes those of its own
        for part, mine in _apart(apart, ledger, accesses):
            note(part, mine)
        return
    if not is_recorded(ledger):
        return
    allowed = ledger.allowed
    if allowed is not None:
        accesses = [replace(one, operator=allowed.operator, licences=allowed.digest) for one in accesses]
    with open_accesses(ledger, write=True) as book:
        book.note(accesses)


def _apart(apart: Any, ledger: Any, accesses: Iterable[Access]) -> Iterator[tuple[Store, list[Access]]]:
    """Accesses through joined ledgers, by ledger, each under the id that its subject has there."""
    by: dict[int, list[Access]] = {}
    for one in accesses:
        places = [(part, EVERYBODY) for part in ledger.parts] if one.subject == EVERYBODY else apart(one.subject)
        for part, subject in places:
            by.setdefault(id(part), []).append(replace(one, subject=subject))
    yield from ((part, by[id(part)]) for part in ledger.parts if id(part) in by)
