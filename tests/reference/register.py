"""What a register shows, worked out day by day from `docs/semantics.md` alone."""

from __future__ import annotations

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.model import CalendarEnd, Clause, Lapse, LastsByTable, Rulebook, Shown, ShownRepair

from .dates import NEVER, later, period
from .expressions import Scene, is_true, value_of
from .seen import Asked, seen_records
from .world import Key, Seen, World

#: An entry by its clause and its record.
Name = tuple[str, Key]


def shown_on(book: Rulebook, world: World, subject: str, on: int, known_at: int, *, catalogue: Catalogue) -> dict[Name, str]:
    """As what each entry is shown on a day."""
    rules = book.rules_on(on)
    if rules is None:
        return {}
    found: dict[Name, str] = {}
    for record in seen_records(Asked(book, world, subject, known_at, catalogue), on):
        for clause in rules.shown:
            words = _as_what(clause, record, on)
            if words is not None:
                found[clause.id, record.key] = words
    return found


def gone_on(
    book: Rulebook, world: World, subject: str, on: int, known_at: int, name: Name, horizon: int, *, catalogue: Catalogue
) -> int | None:
    """The first day after `on`, and at most `horizon`, on which an entry is no longer shown."""
    alone = world.of(subject)
    for day in range(on + 1, horizon + 1):
        if name not in shown_on(book, alone, subject, day, known_at, catalogue=catalogue):
            return day
    return None


def _as_what(clause: Clause, record: Seen, on: int) -> str | None:
    """The words under which a record is shown by one clause; None if it is not."""
    shown = clause.shown
    assert shown is not None
    if record.kind not in clause.kinds or not clause.since <= record.occurred_on < clause.until:
        return None
    if clause.when is not None and not is_true(clause.when, Scene(on, record)):
        return None
    end = _end(shown, record, on)
    taken = _taken_over(shown, record, end, on)
    if taken is None:
        return shown.as_.say() if on < end else None
    repair, day = taken
    if repair.removed:
        return None
    if repair.lasts is not None:
        end = _lapse(repair.lasts, day)
    return (repair.as_.say() or shown.as_.say()) if on < end else None


def _clock(shown: Shown, record: Seen) -> int | None:
    return record.occurred_on if shown.clock == "event" else record.ended_on


def _end(shown: Shown, record: Seen, on: int) -> int:
    clock = _clock(shown, record)
    if clock is None:
        return NEVER
    if isinstance(shown.lasts, LastsByTable):
        level = value_of(shown.lasts.by, Scene(on, record))
        return _lapse(next((lapse for text, lapse in shown.lasts.rows if text == level), shown.lasts.otherwise), clock)
    return _lapse(shown.lasts, clock)


def _taken_over(shown: Shown, record: Seen, end: int, on: int) -> tuple[ShownRepair, int] | None:
    """The first repair whose day has come and whose condition holds, and that day: settled while the entry was still shown, and
    after the least stay, if that is over before the entry's own end."""
    settled, clock = record.settled_on, _clock(shown, record)
    if settled is None or settled >= end:
        return None
    for repair in shown.repairs:
        if repair.after is not None and clock is None:
            continue
        day = settled if repair.after is None or clock is None else max(settled, later(clock, repair.after))
        if day <= on and day < end and is_true(repair.when, Scene(on, record)):
            return repair, day
    return None


def _lapse(lapse: Lapse, clock: int) -> int:
    return period(clock, lapse.unit)[1] if isinstance(lapse, CalendarEnd) else later(clock, lapse)
