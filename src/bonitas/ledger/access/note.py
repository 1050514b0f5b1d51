"""Noting accesses before anything is handed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from bonitas.ledger.access.entry import EVERYBODY, Access
from bonitas.ledger.access.open import open_accesses
from bonitas.ledger.base import Ledger
from bonitas.ledger.store import Store


def is_recorded(ledger: Ledger) -> bool:
    """Whether accesses to a ledger are written down: always, but for synthetic people and for what is in memory only. Of several ledgers
    read as one: to any of them."""
    return any(not one.lab and one._place() != ":memory:" for one in _parts(ledger))


def note(ledger: Ledger, accesses: Iterable[Access]) -> None:
    """Write down accesses to a ledger, if its accesses are written down. Call it before the answer is handed out: an access that
    cannot be recorded is refused (BonitasError L641, L642), and then there must be no answer. Under a licence the operator is noted with
    them, and the digest of the file that says what it may read. Of several ledgers read as one each notes those of its own."""
    for store, mine in _apart(ledger, accesses):
        if not is_recorded(store):
            continue
        allowed = store.allowed
        if allowed is not None:
            mine = [replace(one, operator=allowed.operator, licences=allowed.digest) for one in mine]  # noqa: PLW2901 - the same ones
        with open_accesses(store, write=True) as book:
            book.note(mine)


def looks(ledger: Ledger, subject: str) -> list[tuple[str, Access]]:
    """Every look at a subject, and at everybody, in order; of ledgers read as one each with the name of that which noted it (else "")."""
    joined: Any = ledger
    if not hasattr(ledger, "apart"):
        with open_accesses(joined) as book:
            return [("", one) for one in book.of(subject)]
    names = {id(part): name for part, name in zip(joined.parts, joined.names, strict=True)}
    found = [(names[id(part)], one) for part, mine in joined.apart(subject) if is_recorded(part) for _, one in looks(part, mine)]
    return sorted(found, key=lambda pair: (pair[1].at, pair[0], pair[1].no))


def _parts(ledger: Any) -> tuple[Store, ...]:
    """The ledgers that are read as one; a ledger that stands alone is its only part."""
    return cast("tuple[Store, ...]", getattr(ledger, "parts", (ledger,)))


def _apart(ledger: Any, accesses: Iterable[Access]) -> Iterator[tuple[Store, Iterable[Access]]]:
    """Accesses by ledger, each under the id that its subject has there."""
    if not hasattr(ledger, "apart"):
        yield ledger, accesses
        return
    by: dict[int, list[Access]] = {}
    for one in accesses:
        places = [(part, EVERYBODY) for part in ledger.parts] if one.subject == EVERYBODY else ledger.apart(one.subject)
        for part, subject in places:
            by.setdefault(id(part), []).append(replace(one, subject=subject))
    yield from ((part, by[id(part)]) for part in ledger.parts if id(part) in by)
