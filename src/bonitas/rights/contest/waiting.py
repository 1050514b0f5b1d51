"""The disputes that wait for a decision: since when, by when, and what follows if nobody decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bonitas.common.days import NEVER, iso
from bonitas.engine.held import Held, counted_by, holds
from bonitas.engine.question import Day, Instant, now, of_instant, to_day, to_instant, today
from bonitas.ledger.contested import Said, amendments_said, rulebooks_joined
from bonitas.ledger.store import Store
from bonitas.rights.contest.record import Contested, as_amendments
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook


def disputes(
    ledger: Store, books: Iterable[Rulebook] | None = None, *, on: Day | None = None, known_at: Instant | None = None
) -> list[dict[str, Any]]:
    """Every dispute that is open on a day (default: today), the oldest first, and under each rulebook what it does meanwhile, by when
    it must be decided and what follows if it is not. Without `books`: the published ones that the subject takes part in. The rows are
    what `disputes --json` prints."""
    known = now() if known_at is None else to_instant(known_at)
    given = None if books is None else list(books)
    said: dict[int, list[Said]] = {}
    for one in amendments_said(ledger):
        if one.recorded_at <= known:
            said.setdefault(one.entry, []).append(one)
    entries = [entry for entry, of in said.items() if any(one.change == "disputed" for one in of)]
    records = ledger.full_records(entries) if entries else []
    found = [Contested(record, tuple(said[record.entry])) for record in records]
    found = [one for one in found if one.open_since() is not None]
    joined = _joined(ledger, found) if given is None else {}
    rows = [row for one in found if (row := _row(one, joined.get(one.said[0].subject, given or []), on)) is not None]
    return sorted(rows, key=lambda row: (row["since"], row["record"]["furnisher"], row["record"]["ref"]))


def _joined(ledger: Store, found: Sequence[Contested]) -> dict[int, list[Rulebook]]:
    """The published rulebooks that each subject takes part in, or once did."""
    names = rulebooks_joined(ledger, sorted({one.said[0].subject for one in found})) if found else {}
    books = {name: read_rulebook(name) for name in {name for of in names.values() for name in of} & set(published())}
    return {subject: [books[name] for name in of if name in books] for subject, of in names.items()}


def _row(one: Contested, books: Sequence[Rulebook], on: Day | None) -> dict[str, Any] | None:
    since = one.open_since()
    if since is None or (on is not None and since > to_day(on)):
        return None
    filed = [change for change in one.said if change.change == "disputed" and change.effective_on >= since]
    return {
        "subject": one.record.subject,
        "record": one.as_dict(),
        "since": iso(since),
        "filed": [
            {
                "on": iso(change.effective_on), "at": of_instant(change.recorded_at).isoformat(), "by": change.by, "text": change.reason,
                "attachments": list(change.attachments),
            }
            for change in filed
        ],
        "under": list(_under(one, books, on)),
    }  # fmt: skip


def _under(one: Contested, books: Iterable[Rulebook], on: Day | None) -> Iterator[dict[str, Any]]:
    """What each rulebook makes of an open dispute."""
    for book in books:
        day = today(book) if on is None else to_day(on)
        row: dict[str, Any] = {"rulebook": book.id, "version": book.version, "hash": book.hash}
        hold = book.hold
        if hold is None:
            yield {**row, "held": False, "decide_by": None, "late": False, "then": "counts", "extended": False}
            continue
        held = [found for found in holds(as_amendments(one.said), hold) if found.start <= day]
        last = held[-1] if held else Held(NEVER, NEVER)
        deadline = hold.deadline
        yield {
            **row,
            "held": last.start <= day < last.end,
            "held_since": iso(last.start),
            "decide_by": iso(last.due),
            "days_left": None if last.due == NEVER else max(last.due - day, 0),
            "late": last.due < day,
            "extended": deadline is not None and last.due not in (NEVER, deadline.within.after(last.start)),
            "then": None if deadline is None else deadline.then,
            **counted_by(deadline),
        }
