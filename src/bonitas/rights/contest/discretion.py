"""Points that somebody chose within a range: how like cases were treated, by clause and by whoever chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bonitas.common.amounts import MISSING, decimal_of
from bonitas.common.days import iso
from bonitas.engine.judging import Asked, Judged, judged
from bonitas.engine.kernel.layout import Ints, Matrix
from bonitas.engine.question import Day, Instant, now, to_day, to_instant, today
from bonitas.engine.rate import catalogue_of
from bonitas.engine.refuse import refuse_outside_lab
from bonitas.ledger.base import Ledger
from bonitas.rights.contest.codes import trouble
from bonitas.rulebook.expression import Attr
from bonitas.rulebook.model import Chosen, Clause, Rulebook

#: A group of fewer subjects than this is not shown: it would tell of somebody.
FEWEST: Final = 5
_READ: Final = (Attr("chosen_points", "number"), Attr("chosen_by", "text"), Attr("chosen_because", "text"))


@dataclass(frozen=True, slots=True)
class Cases:
    """The choices made under one clause: thousandths of points, who chose (a code), and whom about (a place)."""

    points: Ints
    by: Ints
    subject: Ints


def discretion(
    book: Rulebook, ledger: Ledger, *, clause: str | None = None, on: Day | None = None, known_at: Instant | None = None
) -> list[dict[str, Any]]:
    """For each clause with chosen points: its range, and the count, median, lowest and highest choice over all cases and by decider.

    Like cases are the records that meet the clause's condition, as seen on a day (default: today) and known by a moment, with points in
    the range, a decider and a reason. Groups about fewer than 5 subjects are not shown, nor one that could be worked out from the
    others. BonitasError: G120, G121; E110 and E111 as for `rate`. The rows are what `discretion --json` prints.
    """
    refuse_outside_lab(book, ledger)
    day = today(book) if on is None else to_day(on)
    rules = book.rules_on(day)
    chosen = [one for one in (rules.clauses if rules is not None else ()) if isinstance(one.points, Chosen)]
    if not chosen:
        raise trouble("G120", rulebook=book.id, when=f" on {iso(day)}")
    if clause is not None and clause not in {one.id for one in chosen}:
        names = ", ".join(dict.fromkeys(one.id for one in chosen))
        raise trouble("G121", found=clause, rulebook=book.id, on=iso(day), known=names)
    wanted = [one for one in chosen if clause in (None, one.id)]
    known = now() if known_at is None else to_instant(known_at)
    return [_row(one, cases, ledger, day) for one, cases in _cases(book, ledger, wanted, day, known)]


def _cases(book: Rulebook, ledger: Ledger, clauses: Sequence[Clause], day: int, known: int) -> Iterator[tuple[Clause, Cases]]:
    """The choices under each clause, out of all records at once."""
    codes, _, _ = ledger.subjects()
    asked = [Asked(one.kinds, one.when, _READ) for one in clauses]
    found = judged(asked, catalogue_of(ledger), ledger, codes, day, known, hold=book.hold)
    for number, one in enumerate(clauses):
        yield one, _made(one, found, found.true[number], found.values[number])


def _made(clause: Clause, found: Judged, rows: Ints, values: Matrix) -> Cases:
    """Of the rows that meet a clause's condition, those whose points somebody chose as they must be."""
    assert isinstance(clause.points, Chosen)
    points, by, why = (values[:, at] for at in range(len(_READ)))
    made = (
        (points != MISSING) & (by != MISSING) & (why != MISSING) & (points >= clause.points.low) & (points <= clause.points.high)
    )
    days = found.days[rows]
    made &= (days >= clause.since) & (days < clause.until)
    return Cases(points[made], by[made], found.subject[rows[made]])


def _row(clause: Clause, cases: Cases, ledger: Ledger, day: int) -> dict[str, Any]:
    assert isinstance(clause.points, Chosen)
    deciders = sorted(set(cases.by.tolist()))
    names = dict(zip(deciders, ledger.words(deciders), strict=True)) if deciders else {}
    groups = {names[code]: summary(cases, cases.by == code) for code in deciders}
    whole = summary(cases, np.ones(len(cases.points), np.bool_))
    shown = shown_of(groups) if whole["subjects"] >= FEWEST else {}
    return {
        "clause": clause.id,
        "on": iso(day),
        "from": decimal_of(clause.points.low),
        "to": decimal_of(clause.points.high),
        "all": {name: value for name, value in whole.items() if name != "subjects"} if whole["subjects"] >= FEWEST else None,
        "by": [{"by": name, **{k: v for k, v in one.items() if k != "subjects"}} for name, one in sorted(shown.items())],
        "not_shown": len(groups) - len(shown),
        "fewest": FEWEST,
    }


def summary(cases: Cases, mine: Any) -> dict[str, Any]:
    """Count, median, lowest and highest of some choices, exact: between two middle ones, half way."""
    points = np.sort(cases.points[mine])
    if not len(points):
        return {"subjects": 0, "count": 0, "median": None, "lowest": None, "highest": None}
    middle = int(points[(len(points) - 1) // 2]) + int(points[len(points) // 2])
    subjects = len(np.unique(cases.subject[mine]))
    low, high = decimal_of(int(points[0])), decimal_of(int(points[-1]))
    return {"subjects": subjects, "count": len(points), "median": decimal_of(middle) / 2, "lowest": low, "highest": high}


def shown_of(groups: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The groups that may be shown beside the whole: those of enough subjects; and where those left out are too few together, so that
    the whole less the others would tell of them, the smallest of the rest are left out too."""
    large = {name: one for name, one in groups.items() if one["subjects"] >= FEWEST}
    hidden = sum(one["subjects"] for name, one in groups.items() if name not in large)
    for name in sorted(large, key=lambda name: (large[name]["subjects"], name)):
        if not 0 < hidden < FEWEST:
            break
        hidden += large.pop(name)["subjects"]
    return large
