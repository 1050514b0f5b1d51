"""What a case says happened, as rows of files: `times` and `every` written out, what goes without saying filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from bonitas.common.days import LAST_DAY, Duration, date_of, day_number
from bonitas.common.problems import BonitasError
from bonitas.engine.question import to_day
from bonitas.rulebook.model import Rulebook

SUBJECT: Final = "the subject"
#: Known from the first, unless the case says when it was recorded.
LONG_AGO: Final = "1900-01-01T00:00:00Z"
#: No row stands for more records than this.
MOST_TIMES: Final = 10_000


def row_fault(row: Any) -> tuple[str, str] | None:
    """What is wrong with the `times` and `every` of a row (what must be how), if anything."""
    if not {"times", "every"} & set(row):
        return None
    if (fault := times_fault(row)) is not None:
        return fault
    times = row.get("times", 1)
    try:
        every = Duration.parse(str(row["every"])) if "every" in row else Duration()
    except ValueError:
        return "'every'", "a length of time such as '28 days', '6 months' or '1 year'"
    try:
        first = to_day(str(row.get("occurred_on")))
    except BonitasError:
        return "The 'occurred_on' of a record with 'times'", "a date from 1900 to 2199"
    if first + times * (every.days + 31 * every.months) > day_number(LAST_DAY):
        return "'times' and 'every'", "small enough that the last record is before 2200"
    return None


def times_fault(row: Any) -> tuple[str, str] | None:
    """What is wrong with `times`, if anything."""
    times = row.get("times", 1)
    if isinstance(times, int) and not isinstance(times, bool) and 1 <= times <= MOST_TIMES:
        return None
    return "'times'", f"a whole number from 1 to {MOST_TIMES:,}"


def record_rows(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records of a case: subject, type, furnisher, ref and time of recording filled in. `{n}` in a text is the number of
    the repetition."""
    rows: list[dict[str, Any]] = []
    default = {"subject": SUBJECT, "furnisher": "case", "recorded_at": LONG_AGO, **subject_type(case)}
    for number, record in enumerate(case.get("records") or [], 1):
        for n, day in enumerate(days_of(record), 1):
            said = {key: value for key, value in record.items() if key not in {"times", "every"}}
            ref = f"record {number}.{n}" if "times" in record else f"record {number}"
            row = {**default, "ref": ref, **said, "occurred_on": day}
            rows.append(
                {key: cell(value.replace("{n}", str(n)) if isinstance(value, str) else value) for key, value in row.items()}
            )
    return rows


def other_rows(book: Rulebook, case: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records and participations of the others who are there (`others`), as many of each as its `times` says: they matter where
    bands are drawn by share."""
    records: list[dict[str, Any]] = []
    participations: list[dict[str, Any]] = []
    for number, other in enumerate(case.get("others") or [], 1):
        alike = {**subject_type(case), "records": other.get("records")}
        for n in range(1, other.get("times", 1) + 1):
            name = f"other {number}.{n}"
            records += [{**row, "subject": name, "ref": f"{name} {row['ref']}"} for row in record_rows(alike)]
            participations += [{**row, "subject": name} for row in participation_rows(book, subject_type(case))]
    return records, participations


def days_of(record: Mapping[str, Any]) -> list[Any]:
    """The day of each repetition of a record; one that is not repeated keeps its day as written."""
    if not {"times", "every"} & set(record):
        return [record.get("occurred_on")]
    every = Duration.parse(str(record["every"])) if "every" in record else None
    day = to_day(str(record["occurred_on"]))
    days = []
    for _ in range(record.get("times", 1)):
        days.append(date_of(day))
        day = every.after(day) if every else day
    return days


def amendment_rows(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The amendments of a case, of records that the case furnished unless it says otherwise."""
    rows = [{"furnisher": "case", "recorded_at": LONG_AGO, **amendment} for amendment in case.get("amendments") or []]
    return [{key: cell(value) for key, value in row.items()} for row in rows]


def participation_rows(book: Rulebook, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`none`: nobody takes part; a list: as it says; otherwise as the rulebook demands, for all days."""
    said = case.get("participation")
    if said == "none" or book.participation == "none":
        return []
    basis = "consent" if book.participation == "consent" else "notice"
    default = {"subject": SUBJECT, "rulebook": book.id, "basis": basis, "from": dt.date(1900, 1, 1), "recorded_at": LONG_AGO}
    default |= subject_type(case)
    rows = [{**default, **row} for row in said] if isinstance(said, list) else [default]
    return [{key: cell(value) for key, value in row.items()} for row in rows]


def subject_type(case: Mapping[str, Any]) -> dict[str, Any]:
    """The column `subject_type`, if the case gives one."""
    return {"subject_type": case["subject_type"]} if "subject_type" in case else {}


def cell(value: Any) -> str | None:
    """A YAML value as the cell of a file.

    >>> cell(True), cell(dt.date(2026, 5, 1)), cell(None)
    ('yes', '2026-05-01', None)
    """
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case dt.date() | dt.datetime():
            return value.isoformat()
        case _:
            return str(value)
