"""Steps 1 and 2: whether a subject is rated at all, and which records are seen, in which shape."""

from __future__ import annotations

from dataclasses import dataclass, replace

import holidays

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import Duration, Term
from bonitas.rulebook.model import Deadline, Rulebook

from .dates import NEVER, date, later
from .world import AmendmentRow, RecordRow, Seen, World


@dataclass(frozen=True, slots=True)
class Asked:
    """All of the question but the day."""

    book: Rulebook
    world: World
    subject: str
    known_at: int
    catalogue: Catalogue


def is_rated(asked: Asked, on: int) -> bool:
    """Step 1. The rules are in force, they rate subjects of this type, and a participation covers the day."""
    book, type_ = asked.book, asked.world.types.get(asked.subject, "person")
    if book.rules_on(on) is None or book.subjects not in ("both", type_):
        return False
    if book.participation == "none":
        return True
    enough = {"consent"} if book.participation == "consent" else {"consent", "notice"}
    return any(basis in enough and start <= on < until for basis, start, until in _participations(asked))


def _participations(asked: Asked) -> list[tuple[str, int, int]]:
    """Basis, start and end as known; of several entries with the same basis and start the one recorded last gives the end."""
    mine = [p for p in asked.world.participations if p.subject == asked.subject and p.rulebook == asked.book.id]
    known = sorted((p for p in mine if p.recorded_at <= asked.known_at), key=lambda p: p.recorded_at)
    ends: dict[tuple[str, int], int] = {}
    for row in known:
        ends[row.basis, row.start] = NEVER if row.until is None else row.until
    return [(basis, start, until) for (basis, start), until in ends.items()]


def seen_records(asked: Asked, on: int) -> list[Seen]:
    """Step 2. The records that count as evidence on a day, amended by what was known, in order."""
    found = []
    for row in asked.world.records:
        if row.subject != asked.subject or row.recorded_at > asked.known_at:
            continue
        amendments = [a for a in asked.world.amendments if (a.furnisher, a.ref) == row.key and a.recorded_at <= asked.known_at]
        amendments.sort(key=lambda a: (a.recorded_at, a.effective_on, a.change))
        record = _amended(row, amendments)
        if _removed(amendments) or record.occurred_on > on:
            continue
        if asked.book.disputes == "hold" and _held(amendments, on, asked.book.deadline):
            continue
        found.append(_without_the_future(record, on, lasting=asked.catalogue.kinds[row.kind].lasting))
    return sorted(found, key=lambda record: record.order)


def _removed(amendments: list[AmendmentRow]) -> bool:
    return any(a.change in ("withdrawn", "upheld") for a in amendments)


def _amended(row: RecordRow, amendments: list[AmendmentRow]) -> Seen:
    """The record with its corrections and its last settlement, whatever their days."""
    record = Seen(row.kind, row.occurred_on, row.ended_on, None, row.furnisher, row.ref, row.counterparty, dict(row.attributes))
    for amendment in amendments:
        if amendment.change == "settled":
            record = replace(record, settled_on=amendment.effective_on)
        elif amendment.change == "corrected":
            record = _corrected(record, amendment)
    return record


def _corrected(record: Seen, amendment: AmendmentRow) -> Seen:
    for column, value in amendment.corrected.items():
        match column, value:
            case "occurred_on", int():
                record = replace(record, occurred_on=value)
            case "ended_on", int():
                record = replace(record, ended_on=value)
            case "counterparty", str():
                record = replace(record, counterparty=value)
            case _:
                record = replace(record, attributes={**record.attributes, column: value})
    return record


def _held(amendments: list[AmendmentRow], on: int, deadline: Deadline | None) -> bool:
    """Held on disputed ≤ t < rejected, by the first rejection (as amendments are taken) that is not effective earlier."""
    if deadline is not None:
        return any(start <= on < end for start, end in _holds(amendments, deadline))
    for dispute in amendments:
        if dispute.change != "disputed" or dispute.effective_on > on:
            continue
        closing = [a for a in amendments if a.change == "rejected" and a.effective_on >= dispute.effective_on]
        if not closing or on < closing[0].effective_on:
            return True
    return False


def _holds(amendments: list[AmendmentRow], deadline: Deadline) -> list[tuple[int, int]]:
    """The same where disputes must be decided by a day. One that is filed while another is open only moves that one's day, once."""
    waiting = sorted(a.effective_on for a in amendments if a.change == "disputed")
    found: list[tuple[int, int]] = []
    while waiting:
        start = waiting.pop(0)
        due = _due(start, deadline.within)
        closed = _closed(amendments, start, due)
        if deadline.extended_by is not None and any(day < min(due, closed) for day in waiting):
            due = _due(due, deadline.extended_by)
            closed = _closed(amendments, start, due)
        end = min(closed, due) if deadline.then == "counts" else closed
        found.append((start, end))
        waiting = [day for day in waiting if day >= end]
    return found


def _closed(amendments: list[AmendmentRow], start: int, due: int) -> int:
    """The day of the first rejection that is neither before a dispute nor after the last day for it."""
    days = [a.effective_on for a in amendments if a.change == "rejected" and start <= a.effective_on <= due]
    return days[0] if days else NEVER


def _due(start: int, time: Term) -> int:
    """Working days are counted off one by one."""
    if isinstance(time, Duration):
        return later(start, time)
    left, day = time.days, start
    while left:
        day += 1
        left -= _is_worked(day, time.calendar)
    return day


def _is_worked(day: int, calendar: str) -> bool:
    """Where no calendar is named, from Monday to Friday; else unless it is a holiday there, or a weekend nobody was told to work on."""
    if not calendar:
        return date(day).isoweekday() <= 5
    country, _, part = calendar.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None, years=date(day).year)
    return known.is_working_day(date(day))


def _without_the_future(record: Seen, on: int, *, lasting: bool) -> Seen:
    """An end or a settlement after the asked day is not seen; a kind that does not last has no end at all."""
    ended = record.ended_on if lasting and record.ended_on is not None and record.ended_on <= on else None
    settled = record.settled_on if record.settled_on is not None and record.settled_on <= on else None
    return replace(record, ended_on=ended, settled_on=settled)
