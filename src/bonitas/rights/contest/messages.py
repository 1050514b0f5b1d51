"""The feed that tells furnishers of disputes and decisions, and recipients that what they were given has changed.

It is worked out from the amendments and the book of accesses, and is the same whenever it is asked for: what is told of an amendment
rests on what was known, and on who had been given what, at its own moment. (GDPR 16, 18, 19; FCRA 611, 623.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bonitas.common.days import iso
from bonitas.engine.licence.refuse import refuse_some
from bonitas.engine.question import of_instant
from bonitas.ledger.base import FullRecord
from bonitas.ledger.contested import Said, amendments_said
from bonitas.ledger.store import Store
from bonitas.rights.contest.received import Received
from bonitas.rights.contest.record import named
from bonitas.rulebook.model import Rulebook

#: What is told: the changes that a contest leads to, or that correct what was handed out. (A settlement is news, no correction.)
TOLD: Final = ("disputed", "upheld", "rejected", "corrected", "withdrawn")


def messages(
    ledger: Store, books: Iterable[Rulebook] = (), *, since: int = -1, to: str | None = None
) -> Iterator[dict[str, Any]]:
    """Messages in order, those numbered above `since`; only those `to` one addressee, if given. All messages of one amendment have its
    number. `books`: rulebooks by which corrected ratings are worked out; published ones need not be given.

    A furnisher is told of the record, the words and digests of a dispute, and the decision with its reason. A recipient is told that
    what it was given about a subject has changed, and each rating as it is now; nothing else about the record.
    """
    refuse_some(ledger, "What recipients are told")
    said = [one for one in amendments_said(ledger, after=since) if one.change in TOLD and one.no is not None]
    entries = sorted({one.entry for one in said})
    records = {record.entry: record for record in (ledger.full_records(entries) if entries else [])}
    every = amendments_said(ledger, entries=entries) if entries else []
    twins = {(one.entry, one.recorded_at, one.by) for one in every if one.change == "corrected"}
    with Received.of(ledger, books) as received:
        for one in sorted(said, key=lambda one: one.no or 0):
            if one.change == "rejected" and (one.entry, one.recorded_at, one.by) in twins:
                continue  # the end of the hold that comes with a correction
            for message in _of(one, records[one.entry], received):
                if to is None or message["to"] == to:
                    yield message


def _of(one: Said, record: FullRecord, received: Received) -> Iterator[dict[str, Any]]:
    """What is told of one amendment: first the furnisher, then each recipient."""
    about = {"seq": one.no, "at": of_instant(one.recorded_at).isoformat(), "about": one.change, "subject": record.subject}
    yield {
        **about, "to": record.furnisher, "as": "furnisher", "record": named(record), "effective_on": iso(one.effective_on),
        "text": one.reason, "by": one.by, "attachments": list(one.attachments), "corrected": dict(one.corrected),
    }  # fmt: skip
    for recipient, given in received.before(record, one.recorded_at):
        yield {**about, "to": recipient, "as": "recipient", "received": given}
