"""Opening sealed copies: by the holder of the private key, for a stated purpose, and never without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bonitas.ledger.access import Access, note
from bonitas.ledger.codes import trouble
from bonitas.ledger.identity.book import beside, shelf_at
from bonitas.ledger.identity.schemes import SCHEMES
from bonitas.ledger.identity.sealed import name_of, unseal
from bonitas.ledger.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from bonitas.ledger.identity.shelf import Copy


def open_sealed(  # noqa: PLR0913 - what a trace has to say
    ledger: Store, subject: str, key: X25519PrivateKey, *, purpose: str, by: str, scheme: str | None = None, recipient: str = ""
) -> dict[str, str]:  # fmt: skip
    """The numbers of a subject that a sealed copy was kept of, by scheme; of one scheme if it is given.

    The opening is written into the book of accesses before anything is opened. The key for hashing is not needed. BonitasError: L617
    there is no copy, L618 a copy was tampered with, L619 it was made for another key, L620 no purpose or nobody is named, L621 there
    is no such scheme.
    """
    if not purpose.strip() or not by.strip():
        raise trouble("L620", ledger.address)
    if scheme is not None and scheme not in SCHEMES:
        raise trouble("L621", ledger.address, known=", ".join(SCHEMES))
    copies = [one for one in _copies(ledger, subject) if scheme in (None, one.scheme)]
    if not copies:
        raise trouble("L617", ledger.address, subject=subject)
    mine = name_of(key.public_key())
    for one in copies:
        if one.sealed_to != mine:
            raise trouble("L619", ledger.address, wanted=one.sealed_to, given=mine)
    note(ledger, [Access(what="unseal", subject=subject, purpose=purpose, by=by, recipient=recipient)])
    return {one.scheme: unseal(key, subject, one.scheme, one.sealed) for one in copies}


def _copies(ledger: Store, subject: str) -> list[Copy]:
    place = beside(ledger._place())
    shelf = shelf_at(place, "", write=False)
    try:
        return shelf.copies(subject)
    finally:
        shelf.close()
