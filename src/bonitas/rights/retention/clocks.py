"""The three clocks of every record of a subject, together: until when it is kept, shown to others, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bonitas.common.days import iso
from bonitas.engine.at_hand import at_hand
from bonitas.engine.kept import Changes
from bonitas.engine.lookup import shown_until
from bonitas.engine.question import Day, Instant, Question, now, pairs, to_day, to_instant
from bonitas.engine.rate import catalogue_of
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.engine.register import counted_until
from bonitas.ledger.base import Filed, FullRecord, Ledger, Need
from bonitas.ledger.codes import trouble
from bonitas.rights.retention.fates import is_disputed
from bonitas.rights.retention.retain import MICROSECONDS_A_DAY
from bonitas.rulebook.model import Rulebook


def clocks(
    ledger: Filed, subject: str, *, books: Sequence[Rulebook] = (), on: Day | None = None, known_at: Instant | None = None
) -> dict[str, Any]:
    """Each record of a subject with its clocks on a day: `kept_until` by the catalogue; by each rulebook whether and until when it is
    shown to others and counted (None: for as long as its matter goes on, or without an end). BonitasError L610 for a subject that is not there, E110 and
    E111 as for `rate`.

    >>> import bonitas
    >>> with bonitas.memory_ledger([{"subject": "ann", "kind": "credit.enquiry", "occurred_on": "2026-01-02"}]) as ledger:
    ...     bonitas.clocks(ledger, "ann", on="2026-11-23")["records"][0]["kept_until"]
    '2027-01-02'
    """
    for book in books:
        refuse_outside_lab(book, ledger)
    known = now() if known_at is None else to_instant(known_at)
    day = known // MICROSECONDS_A_DAY if on is None else to_day(on)
    with ledger.still():
        near = at_hand(ledger)
        question = pairs(near, [(subject, day, known)])
        if question.codes[0] < 0:
            raise trouble("L610", ledger.address, subject=subject)
        shown = {book.id: shown_until(book, near, question) for book in books}
        counted = {book.id: counted_until(book, near, question) for book in books}
        kinds = tuple(catalogue_of(ledger).kinds)
        changes = Changes(near, question, kinds)
        rows = []
        for record in _records(near, question, kinds):
            name = (record.furnisher, record.ref)
            row = {
                "furnisher": record.furnisher, "ref": record.ref, "kind": record.kind,
                "occurred_on": iso(changes.occurred_on(record)), "disputed": is_disputed(changes.of(record), day),
                "kept_until": iso(changes.kept_until(record, catalogue_of(ledger))),
            }  # fmt: skip
            by = {}
            for book in books:
                by[book.id] = {"shown": name in shown[book.id], "shown_until": shown[book.id].get(name),
                               "counts": record.entry in counted[book.id],
                               "counted_until": iso(counted[book.id][record.entry]) if record.entry in counted[book.id] else None}  # fmt: skip
            rows.append({**row, "rulebooks": by})
    return {"subject": subject, "on": iso(day), "records": rows}


def _records(ledger: Ledger, question: Question, kinds: tuple[str, ...]) -> list[FullRecord]:
    """The records of the subject that were known and had occurred, in order of day, furnisher and ref."""
    day, known = int(question.days[0]), int(question.knowns[0])
    need = Need(kinds, (), ended=True, entry=True, subjects=question.codes)
    entries = [
        int(entry)
        for piece in ledger.read(need)
        if piece.entry is not None and piece.recorded_at is not None
        for entry, at, on in zip(piece.entry, piece.recorded_at, piece.occurred_on, strict=True)
        if at <= known and on <= day
    ]
    found = ledger.full_records(entries, question.codes)
    return sorted(found, key=lambda record: (record.occurred_on, record.furnisher, record.ref))
