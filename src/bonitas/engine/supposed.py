"""What if: records that are not there, and changes that have not happened, beside a subject's own. The ledger is never written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Final

from bonitas.common.days import iso
from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.engine.codes import problem
from bonitas.engine.question import Day, to_day
from bonitas.ledger.base import Filed
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.excerpt import excerpt, names
from bonitas.ledger.store import Store

#: Who furnishes a record that is only supposed, unless the row says so.
NOBODY: Final = "what-if"
#: One record, as a text `FURNISHER/REF`, perhaps with `@DATE`.
Named = str


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed: rows to add, and changes of records that are there, each with furnisher, ref and day (ISO)."""

    records: Sequence[Mapping[str, Any]] = ()
    settled: Sequence[Mapping[str, str]] = ()
    without: Sequence[Mapping[str, str]] = ()

    def as_dict(self) -> dict[str, Any]:
        """As `what-if --json` prints it."""
        shown = [{key: value for key, value in row.items() if key not in {"subject", "recorded_at"}} for row in self.records]
        return {"records": shown, "settled": [dict(row) for row in self.settled], "without": [dict(row) for row in self.without]}


@contextmanager
def supposing(
    ledger: Filed,
    subject: str,
    *,
    records: Sequence[Mapping[str, Any]] = (),
    settle: Sequence[Named] = (),
    without: Sequence[Named] = (),
    on: int,
    known: int,
) -> Iterator[tuple[DuckLedger, Supposed]]:
    """The subject's own entries with what is supposed, as a ledger that rates like any other and is gone after the block.

    `on`: the day on which records are settled that name none; `known`: everything supposed is known from this instant on
    (microseconds). BonitasError: what `add` says of a row, with the place `record N`; E140 for a row about somebody else, E141
    for a record to settle or leave out that is not there, E101 and E104 for its day.
    """
    own = excerpt(ledger, subject)
    problems: list[Problem] = []
    try:
        rows = [
            row for n, given in enumerate(records, 1) for row in tried(problems, filled, given, n, subject, as_instant(known))
        ]
        problems += _added(own, rows)
        settled = [row for n, name in enumerate(settle, 1) for row in tried(problems, _settled, own, name, n, on)]
        gone = [row for n, name in enumerate(without, 1) for row in tried(problems, _named, own, name, f"without {n}")]
        if problems:
            raise BonitasError(problems)
        _amend(own, settled, gone, str(iso(on)), as_instant(known))
        yield own, Supposed(rows, settled, gone)
    finally:
        own.close()


def tried(problems: list[Problem], make: Callable[..., dict[str, Any]], *given: object) -> list[dict[str, Any]]:
    """What `make` gives, or nothing and one more problem."""
    try:
        return [make(*given)]
    except BonitasError as error:
        problems += error.problems
        return []


def _amend(own: DuckLedger, settled: Sequence[Mapping[str, str]], gone: Sequence[Mapping[str, str]], on: str, at: str) -> None:
    """The changes that are supposed, as amendments."""
    changed = [(row, "settled", row["on"]) for row in settled] + [(row, "withdrawn", on) for row in gone]
    rows = [
        {"furnisher": row["furnisher"], "ref": row["ref"], "change": change, "effective_on": day, "recorded_at": at}
        for row, change, day in changed
    ]
    if rows:
        problems = own.amend(rows).problems
        assert not problems, problems[0]  # the records are there, and the days are days


def as_instant(microseconds: int) -> str:
    """An instant as ISO text.

    >>> as_instant(0)
    '1970-01-01T00:00:00+00:00'
    """
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)).isoformat()


def filled(row: Mapping[str, Any], number: int, subject: str, at: str) -> dict[str, Any]:
    """A supposed row with what goes without saying: whose it is, a name of its own, and from when it is known.

    >>> filled({"kind": "civic.gift", "on": "2026-01-01"}, 1, "ada", "2026-01-01T00:00:00Z")["ref"]
    'record 1'
    """
    if row.get("subject", subject) != subject:
        raise BonitasError(problem("E140", file=f"record {number}", found=str(row["subject"]), subject=subject))
    named = {("occurred_on" if key == "on" else key): value for key, value in row.items()}
    start = {"subject": subject, "kind": None, "occurred_on": None, "furnisher": NOBODY, "ref": f"record {number}"}
    return {**start, "recorded_at": at, **named}


def _added(own: DuckLedger, rows: list[dict[str, Any]]) -> list[Problem]:
    """Add the rows; the problems of all, each with the number of its row for a place."""
    found = list(own.add(rows).problems) if rows else []
    unknown = {one.found for one in found if one.code == "L107"}
    if unknown:  # nothing else was looked at yet
        found += own.add([{key: cell for key, cell in row.items() if key not in unknown} for row in rows]).problems
    places = [(one.line or next(n for n, row in enumerate(rows, 1) if one.found in row), one) for one in found]
    return [replace(one, file=f"record {n}", line=None, column=None) for n, one in sorted(places, key=itemgetter(0))]


def _settled(own: Store, name: Named, number: int, on: int) -> dict[str, str]:
    """A record to settle, with its day: that of `@DATE`, or else the asked one."""
    place = f"settle {number}"
    known = {f"{furnisher}/{ref}" for furnisher, ref in names(own)}
    record, mark, day = name.rpartition("@")
    if name in known or not mark:
        return {**_named(own, name, place), "on": str(iso(on))}
    return {**_named(own, record, place), "on": _day(day, place)}


def _day(day: Day, place: str) -> str:
    try:
        return str(iso(to_day(day)))
    except BonitasError as error:
        raise BonitasError([replace(one, file=place) for one in error.problems]) from None


def _named(own: Store, name: Named, place: str) -> dict[str, str]:
    """The record of that name, of those the subject has; E141 if there is none."""
    known = {f"{furnisher}/{ref}": {"furnisher": furnisher, "ref": ref} for furnisher, ref in names(own)}
    if name not in known:
        raise BonitasError(problem("E141", file=place, found=name, nearest=nearest(name, known)))
    return known[name]
