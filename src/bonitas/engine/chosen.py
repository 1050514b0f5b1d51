"""Points that somebody chose: who, and why, as the record says it or as it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bonitas.common.amounts import MISSING
from bonitas.engine.kept import Changes
from bonitas.ledger.base import FullRecord, Ledger

#: What a record says of a choice, beside the points themselves.
SAID: Final = ("chosen_by", "chosen_because")


def choices(ledger: Ledger, changes: Changes, records: Iterable[FullRecord]) -> Mapping[int, tuple[str, str]]:
    """Who chose the points of each record (by number), and why."""
    return {
        record.entry: (_word(ledger, changes, record, SAID[0]), _word(ledger, changes, record, SAID[1])) for record in records
    }


def _word(ledger: Ledger, changes: Changes, record: FullRecord, name: str) -> str:
    code = changes.corrected(record, name, MISSING)
    return str(record.attributes.get(name, "")) if code == MISSING else ledger.words([code])[0]
