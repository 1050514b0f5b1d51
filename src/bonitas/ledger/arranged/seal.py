"""Of which ledger an arrangement is: the last record that it holds, how many there were, and how often something was removed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bonitas.ledger.arranged.model import Made

if TYPE_CHECKING:
    from bonitas.ledger.following import Following


@dataclass(frozen=True, slots=True)
class Seen:
    """What a ledger shows now: its last record (`until`: its number, −1: there is none) or one that it was asked about, with a hash of it;
    and how often something was removed from it."""

    until: int
    subject: int
    seal: str
    removals: int

    def of(self, made: Made) -> bool:
        """Whether an arrangement says the same of itself."""
        return (made.until, made.subject, made.seal, made.removals) == (self.until, self.subject, self.seal, self.removals)


def seen(ledger: Following, entry: int | None = None, subject: int = -1) -> Seen:
    """What a ledger shows of the record with this number (about whom it is is known), or of the last one."""
    where = "entry = (SELECT max(entry) FROM records)" if entry is None else f"subject = {int(subject)} AND entry = {int(entry)}"
    columns = "entry, subject, kind, occurred_on - DATE '1970-01-01', recorded_at, furnisher, ref"
    select = f"SELECT {columns}, (SELECT count(*) FROM removals) FROM records WHERE {where}"
    with ledger._asking() as asking:
        rows = asking.rows(ledger._numbered(select))
    if not rows:
        return Seen(-1, -1, "", 0)
    *record, removals = rows[0]
    return Seen(record[0], record[1], hashlib.sha256(repr(tuple(record)).encode()).hexdigest(), int(removals))
