"""Another key for a book of identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bonitas.ledger.codes import trouble
from bonitas.ledger.identity.book import beside, proof_of, shelf_at
from bonitas.ledger.identity.key import hashed_again, new_key, read_key
from bonitas.ledger.postgres.address import shown


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many identifiers are hashed with the new key; `already`: they were before this call."""

    identifiers: int
    already: bool


def rotate_key(ledger: str | Path, old: bytes, new: str | Path) -> Rotation:
    """Hash a ledger's identifiers on with a new key, which is kept in the file `new`: all of them or none.

    The file is made unless it is there; it holds all that is needed from then on, and the old key can be destroyed. After a stop, at
    whatever moment, the same call finishes. BonitasError: L607 the book has another key, L615 `new` does not go on from `old`.
    """
    place = beside(ledger)
    ready = read_key(new) if Path(new).exists() else b""
    if ready and not (ready.startswith(old) and len(ready) > len(old)):
        raise trouble("L615", new)
    in_files = isinstance(place, Path)
    if in_files and not Path(place).exists():
        raise trouble("L608", place)
    shelf = shelf_at(place, proof_of(old), write=in_files)
    try:
        if ready and shelf.proof() == proof_of(ready):
            return Rotation(len(shelf.all()), already=True)
        if shelf.proof() != proof_of(old):
            raise trouble("L607", shown(str(place)))
        key = ready or new_key(new, old)
        later = key[len(old) :]
        return Rotation(shelf.rehash(lambda digest: hashed_again(later, digest), proof_of(key)), already=False)
    finally:
        shelf.close()
