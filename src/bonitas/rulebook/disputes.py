"""What a dispute does to a record, and by when it must be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from bonitas.common.days import Duration, WorkingDays
from bonitas.common.page import clipped
from bonitas.common.yamltext import Map, Node
from bonitas.rulebook.dated import is_dated
from bonitas.rulebook.model import Deadline
from bonitas.rulebook.reading import Reading

_KEYS: Final = ("hold", "decide_within", "extended_by", "then", "calendar")
#: The calendar of those who know no holidays.
WEEKDAYS: Final = "weekdays"
#: No deadline is later, in months or in days.
_MOST_MONTHS: Final = 1200
_MOST_DAYS: Final = 36_525

Disputes = Literal["hold", "count"]


def read_disputes(
    reading: Reading, node: Node | None, at: Node | None, jurisdictions: Sequence[str] = ()
) -> tuple[Disputes, Deadline | None]:
    """`hold`, `count`, or `{hold: yes, decide_within: 30 days, extended_by: 15 days, then: removed}`; with `calendar: DE-BE` for
    working days, or else the one calendar that the jurisdictions have."""
    page = reading.page
    if node is None or is_dated(node):
        return "hold", None
    if not isinstance(node, Map):
        return cast(Disputes, page.word(node, "'disputes'", ("hold", "count")) or "hold"), None
    fields = page.fields(node, "'disputes'", _KEYS, (), at)
    if fields is None:
        return "hold", None
    hold, within, extended, then, calendar = (fields.get(key) for key in _KEYS)
    held = page.yes_no(hold, "'disputes': 'hold'") is not False if hold is not None else True
    time = _term(reading, within, "'disputes': 'decide_within'") if within is not None else None
    more = _term(reading, extended, "'disputes': 'extended_by'") if extended is not None else None
    word = page.word(then, "'disputes': 'then'", ("removed", "counts")) if then is not None else None
    if within is None and (extended is not None or then is not None):
        page.note("114", extended or then, "'disputes' has no deadline.", remedy="Add 'decide_within: 30 days'.")
    elif within is not None and not held:
        page.note("114", within, "A dispute that holds nothing out needs no deadline.", remedy="Write 'hold: yes', or remove it.")
    elif within is not None and then is None:
        message = "'disputes' does not say what follows if the deadline passes."
        page.note("114", within, message, remedy="Add 'then: removed' or 'then: counts'.")
    time, more = _by_calendar(reading, calendar, (time, more), jurisdictions)
    deadline = Deadline(time, cast(Literal["removed", "counts"], word), more) if time is not None and word is not None else None
    return ("hold", deadline) if held else ("count", None)


def _term(reading: Reading, node: Node, what: str) -> Duration | WorkingDays | None:
    found = reading.term(node, what)
    if found is not None and (getattr(found, "months", 0) > _MOST_MONTHS or found.days > _MOST_DAYS):
        reading.page.note("106", node, f"{what} is more than 100 years.", found=str(found))
        return None
    return found


def _by_calendar(
    reading: Reading, node: Node | None, terms: tuple[Duration | WorkingDays | None, ...], jurisdictions: Sequence[str]
) -> tuple[Duration | WorkingDays | None, ...]:
    """The terms, with the calendar that their working days are counted by."""
    if not any(isinstance(term, WorkingDays) for term in terms):
        if node is not None:
            remedy = "Write '7 working days', or remove it."
            reading.page.note("114", node, "Only working days are counted by a calendar.", remedy=remedy)
        return terms
    code = _calendar(reading, node) if node is not None else of_jurisdictions(jurisdictions)
    return tuple(replace(term, calendar=code) if isinstance(term, WorkingDays) else term for term in terms)


def _calendar(reading: Reading, node: Node) -> str:
    """The code of a calendar that there is; empty for Monday to Friday."""
    from bonitas.common.holidays import calendars, is_calendar  # noqa: PLC0415 - seldom used, and slow to load

    code = reading.page.text(node, "'disputes': 'calendar'")
    if code is None or code == WEEKDAYS:
        return ""
    if not is_calendar(code):
        known = [*calendars(code.partition("-")[0]), WEEKDAYS]
        remedy = "Write a country or a part of one, such as DE or DE-BE, or 'weekdays' for Monday to Friday."
        reading.page.note("114", node, f"There is no calendar '{clipped(code)}'.", found=code, known=known, remedy=remedy)
        return ""
    return code


def of_jurisdictions(codes: Sequence[str]) -> str:
    """The calendar of the place where a rulebook operates, if just one of its jurisdictions has one; else empty.

    >>> of_jurisdictions(["EU", "DE"]), of_jurisdictions(["DE", "FR"])
    ('DE', '')
    """
    from bonitas.common.holidays import is_calendar  # noqa: PLC0415 - seldom used, and slow to load

    found = [code for code in codes if is_calendar(code)]
    return found[0] if len(found) == 1 else ""
