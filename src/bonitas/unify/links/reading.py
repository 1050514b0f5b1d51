"""Opening several ledgers as one, through a file of links."""

from __future__ import annotations

import re
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Final

from bonitas.engine.question import Instant, to_instant
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.open import open_ledger
from bonitas.ledger.store import Store
from bonitas.unify.links.book import open_book
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.joined import Joined
from bonitas.unify.links.link import one_side
from bonitas.unify.links.loading import later_ids, unions_of
from bonitas.unify.links.who import who_is_who
from bonitas.unify.links.witness import refuse_other

_CERTAINTY: Final = re.compile(r"[01](?:\.\d{1,6})?", re.ASCII)


def open_joined(
    path: str | Path,
    *,
    certainty: str | Decimal | int | None = None,
    known_at: Instant | None = None,
    allowed: Allowed | None = None,
    keeper: bool = False,
) -> Joined:
    """Several ledgers as one, through a file of links. Close it after use.

    `certainty`, 0 to 1: only links at least so certain, and those that somebody confirmed. `known_at`: links and decisions as they were
    then. `allowed`, `keeper`: as for `open_ledger`, of each ledger. BonitasError: U201 to U205, U211, U212, U243, U245, and what `open_ledger` raises.
    """
    least = to_millionths(certainty)
    until = None if known_at is None else to_instant(known_at)
    with open_book(path) as book:
        lab, ledgers, known = book.lab, book.ledgers(), book.witnesses()
        unions, also = unions_of(book, least=least, known_at=until), later_ids(book, known_at=until)
    with ExitStack() as stack:
        stores = {
            name: stack.enter_context(open_ledger(address, allowed=allowed, keeper=keeper)) for name, address in ledgers.items()
        }
        one_side(stores, path, lab)
        for name, store in stores.items():
            refuse_other(name, store, known[name], path)
        _one_catalogue(stores, path)
        joined = Joined(stores, who_is_who(list(stores.values()), unions), also=also, address=str(path))
        stack.pop_all()
    return joined


def to_millionths(certainty: str | Decimal | int | None) -> int:
    """A certainty from 0 to 1 in millionths. BonitasError U243.

    >>> to_millionths("0.99"), to_millionths(None)
    (990000, 0)
    """
    if certainty is None:
        return 0
    if not _CERTAINTY.fullmatch(str(certainty)) or (found := Decimal(str(certainty))) > 1:
        raise trouble("U243", found=certainty)
    return int(found * 1_000_000)


def _one_catalogue(stores: dict[str, Store], path: object) -> None:
    """BonitasError U245 where an attribute is one thing in one ledger and another in another."""
    types: dict[str, str] = {}
    for name, store in stores.items():
        for attribute, kind in store.attributes.items():
            if types.setdefault(attribute, kind) != kind:
                raise trouble("U245", file=path, found=name, name=attribute, type=kind, other=types[attribute])
