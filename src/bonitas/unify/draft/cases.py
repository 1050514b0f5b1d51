"""cases.yaml of a draft: for each clause one record that meets it, with the standing that the engine comes to; to be checked by people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, Final

import numpy as np

from bonitas.catalogue.model import Catalogue, Kind
from bonitas.common.amounts import decimal_of
from bonitas.common.days import date_of, day_number, iso
from bonitas.engine.acts import values_of
from bonitas.engine.cases_rows import LONG_AGO, participation_rows
from bonitas.engine.judging import Asked, judged
from bonitas.engine.question import now
from bonitas.engine.rate import rate
from bonitas.law.case import kinds_behind
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Chosen, Clause, Rulebook, Rules
from bonitas.rulebook.normal import plain_text
from bonitas.unify.draft.ground import Draft
from bonitas.unify.draft.parts import Part

#: Of one kind so many different records are tried.
MOST: Final = 200
NOTHING: Final = "nothing on record"
_HEAD: Final = """\
# A skeleton, made with the draft. Each expected number is what the engine comes to by this draft, NOT worked out by hand from a published
# text: it shows what the draft does, and proves nothing. Work each out by hand, then say so in 'working' and 'source'.

cases:
"""
_SAID: Final = {"working": "What the engine comes to; not yet worked out by hand.", "source": "computed by the engine"}


def cases(draft: Draft, catalogue: Catalogue) -> str:
    """The text of cases.yaml: an empty file, then each clause for which a record was found, on the first day and, where it comes to
    something else, on that of each phase."""
    book, days = draft.book, [period.start for period in draft.book.periods]
    tried = list(_tried(draft, catalogue))
    still = (
        [{"subject": f"{NOTHING} {day}", "kind": tried[0]["kind"], "occurred_on": "1900-01-01"} for day in days] if tried else []
    )
    rows = [_row(book, one) for one in [*tried, *still]]
    enrolled = [{**part, "subject": row["subject"]} for row in rows for part in participation_rows(book, _typed(book))]
    with memory_ledger(rows, participations=enrolled, catalogue=catalogue, lab=True) as ledger:
        met = _met(draft, catalogue, ledger, tried, days[-1])
        asked = [(str(one["subject"]), max(day_of(str(one["occurred_on"])), days[0])) for one in tried]
        asked += [(f"{NOTHING} {day}", day) for day in days]
        found = {row["subject"]: row for row in rate(book, ledger, asked=[(who, date_of(day)) for who, day in asked]).rows()}
    texts = [_case(NOTHING, [], found[f"{NOTHING} {days[0]}"], book)] if tried else []
    for clause in draft.clauses:
        telling = _telling([tried[number] for number in met.get(clause.id, [])], found, days)
        texts += [
            _case(f"{clause.id}: one record of {one['occurred_on']}", [_without_name(one)], found[str(one["subject"])], book)
            for one in telling
        ]
        if not telling:
            texts.append(f"  # {clause.id}: no record was found that meets it; write a case of your own.\n")
    for part in (*draft.part("scorecard"), *draft.part("no_score")):
        kinds = _behind(draft, part)
        one = _moving([one for one in tried if one["kind"] in kinds], found, days, gone=part.section == "no_score")
        texts += [_case(f"{part.id}: one record of {one['occurred_on']}", [_without_name(one)], found[str(one["subject"])], book)] if one else [
            f"  # {part.id}: no single record was found that changes anything; write a case of your own.\n"
        ]  # fmt: skip
    return _HEAD + "\n".join(texts)


def _typed(book: Rulebook) -> dict[str, str]:
    return {"subject_type": "organisation" if book.subjects == "organisation" else "person"}


def _row(book: Rulebook, one: Mapping[str, Any]) -> dict[str, Any]:
    return {**_typed(book), "furnisher": "case", "ref": one["subject"], "recorded_at": LONG_AGO, **one}


def _tried(draft: Draft, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Records to try: of every kind that a clause is about, with the values at which something changes, on the first day of each
    period (or the day before the first); each a subject of its own."""
    days, rules = [period.start for period in draft.book.periods], draft.book.periods[-1].rules
    before = {clause.id for clause in draft.clauses if clause.before}
    number = 0
    for kind in catalogue.kinds.values():
        clauses = [clause for clause in rules.clauses if kind.name in clause.kinds]
        measured = any(kind.name in measure.kinds for measure in rules.measures)
        wanted = [days[0] - 1] if measured or any(clause.id in before for clause in clauses) else []
        wanted += days if any(clause.id not in before for clause in clauses) else []
        for day in wanted:
            for cells in _cells(rules, clauses, kind, day):
                number += 1
                yield {"subject": f"record {number}", "kind": kind.name, "occurred_on": iso(day), **cells}


def _cells(rules: Rules, clauses: Sequence[Clause], kind: Kind, day: int) -> Iterator[dict[str, str]]:
    """Values to try together; then, of each attribute, that it is missing."""
    values = {name: tried for name, tried in values_of(rules, kind, day).items() if tried}
    ranges = [clause.points for clause in clauses if isinstance(clause.points, Chosen)]
    chosen: dict[str, str] = {}
    if ranges:
        most = ranges[0].low if ranges[0].low < 0 else ranges[0].high
        chosen = {"chosen_points": f"{decimal_of(most):f}", "chosen_by": "a decider", "chosen_because": "a reason"}
    for cells in islice(product(*values.values()), MOST):
        yield {**dict(zip(values, cells, strict=True)), **chosen}
    for name in values:
        yield {**{other: cells[0] for other, cells in values.items() if other != name}, **chosen}


def _met(draft: Draft, catalogue: Catalogue, ledger: Any, tried: Sequence[Mapping[str, Any]], day: int) -> dict[str, list[int]]:
    """By clause, the records that meet it, as numbers in `tried`."""
    rules = draft.book.periods[-1].rules
    names = [str(one["subject"]) for one in tried]
    codes, ids, _ = ledger.subjects(names)
    place = {name: n for n, name in enumerate(names)}
    numbers = np.array([place[str(one)] for one in ids], np.int64)
    asked = [Asked(clause.kinds, clause.when) for clause in rules.clauses]
    found = judged(asked, catalogue, ledger, codes, day, now(), hold=None)
    return {
        clause.id: sorted(numbers[found.subject[rows]].tolist()) for clause, rows in zip(rules.clauses, found.true, strict=True)
    }  # fmt: skip


def _telling(
    met: Sequence[dict[str, Any]], found: Mapping[str, Mapping[str, Any]], days: Sequence[int]
) -> list[dict[str, Any]]:  # fmt: skip
    """Of each day the first record that changes the standing, else the first at all; not where it comes to the same as the day before."""
    told: list[dict[str, Any]] = []
    seen: list[tuple[object, object]] = []
    for day in dict.fromkeys(str(one["occurred_on"]) for one in met):
        mine = [one for one in met if one["occurred_on"] == day]
        still = _standing(found[f"{NOTHING} {max(day_of(day), days[0])}"])
        one = next((one for one in mine if _standing(found[str(one["subject"])]) != still), mine[0])
        came = _standing(found[str(one["subject"])])
        if came not in seen:
            told.append(one)
            seen.append(came)
    return told


def _behind(draft: Draft, part: Part) -> set[str]:
    """The kinds of record that a part goes by."""
    return kinds_behind(draft.book.periods[-1].rules, set(part.uses))


def _moving(
    tried: Sequence[dict[str, Any]], found: Mapping[str, Mapping[str, Any]], days: Sequence[int], *, gone: bool
) -> dict[str, Any] | None:
    """The first record that changes the standing; or (`gone`) that leaves none."""
    for one in tried:
        row = found[str(one["subject"])]
        if (not gone or row["standing"] == "no_score") and _standing(row) != _standing(
            found[f"{NOTHING} {max(day_of(str(one['occurred_on'])), days[0])}"]
        ):
            return one
    return None


def _standing(row: Mapping[str, Any]) -> tuple[object, object]:
    return row["score"], row["band"]


def day_of(text: str) -> int:
    """The number of a day written as ISO text."""
    return day_number(dt.date.fromisoformat(text))


def _without_name(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "subject"}


def _case(name: str, records: Sequence[Mapping[str, Any]], row: Mapping[str, Any], book: Rulebook) -> str:
    """One case as text, in the manner of cases that people write."""
    expect = {key: row[key] for key in ("standing", "score", "band") if row[key] is not None}
    case: dict[str, Any] = {
        "name": name,
        "on": row["on"],
        **_typed(book),
        "records": [dict(one) for one in records],
        "expect": expect,
        **_SAID,
    }
    lines = [line for line in plain_text(case, 2).splitlines() if line.strip() != "-"]
    first = next((n for n, line in enumerate(lines) if line.lstrip().startswith("kind:")), None)
    if first is not None:
        lines[first] = lines[first].replace("  kind:", "- kind:", 1)
    return "\n".join(["  - " + lines[0].strip(), *lines[1:]]) + "\n"
