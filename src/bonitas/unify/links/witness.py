"""Knowing a linked ledger again: digests of its first records, which say nothing about what the records hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from bonitas.ledger.store import Store
from bonitas.unify.links.codes import trouble

#: So many of a ledger's first records are remembered.
WITNESSES: Final = 16


def witness(store: Store, entries: Iterable[int] | None = None) -> dict[int, str]:
    """Digests of a ledger's first records, or of these, by entry number."""
    which = "" if entries is None else f"WHERE entry IN ({', '.join(str(int(entry)) for entry in entries) or 'NULL'})"
    with store._asking() as asking:
        rows = asking.rows(
            f"""SELECT r.entry, w.word, r.ref, r.recorded_at FROM (
                SELECT entry, furnisher, ref, recorded_at FROM records {which} ORDER BY entry LIMIT {WITNESSES}) r
                JOIN words w ON w.no = r.furnisher"""
        )
    return {int(entry): hashlib.sha256(json.dumps(row).encode()).hexdigest()[:32] for entry, *row in rows}


def refuse_other(name: str, store: Store, known: Mapping[int, str], path: object) -> None:
    """BonitasError U212 if this is not the ledger that was linked. Records may have been removed; none may be another. Where only some
    records may be read, only those are compared."""
    here = witness(store, known)
    if any(known[entry] != digest for entry, digest in here.items()):
        raise trouble("U212", file=path, found=name)
    if known and not here and store.allowed is None and witness(store):
        raise trouble("U212", file=path, found=name)
