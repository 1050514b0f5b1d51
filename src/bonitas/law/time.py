"""How long things count, are shown and are kept; and whether each rule says where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from bonitas.common.days import Duration, add_months, day_number
from bonitas.law.case import Case, clauses
from bonitas.law.grounds import in_credit
from bonitas.law.model import Hit
from bonitas.rulebook.model import CalendarEnd, Clause, Lapse, LastsBySize, LastsByTable
from bonitas.rulebook.reach import of_clause

#: A term beyond this is an end in name only.
_LONGEST: Final = Duration(months=120)
_FIVE_YEARS: Final = Duration(months=60)
_FROM: Final = day_number(dt.date(2023, 1, 1))
#: Terms in months and in days are compared from the first of each of so many months: a leap year is among them.
_MONTHS: Final = 26


def longer(lapse: Lapse, than: Duration) -> bool:
    """Whether one term can end after another that begins on the same day.

    >>> longer(Duration(months=12), Duration(days=365)), longer(Duration(days=365), Duration(months=12))
    (True, False)
    """
    if isinstance(lapse, CalendarEnd):
        lapse = Duration(days={"week": 7, "month": 31, "quarter": 92, "year": 366}[lapse.unit])
    if bool(lapse.months) == bool(than.months):
        return (lapse.months, lapse.days) > (than.months, than.days)
    starts = (add_months(_FROM, month) for month in range(_MONTHS))
    return any(lapse.after(day) > than.after(day) for day in starts)


def terms(clause: Clause) -> Iterator[tuple[str, Lapse]]:
    """Every term of a clause, and the key that it stands under."""
    if clause.counts:
        yield from (("lasts", lapse) for lapse in _each(clause.lasts, _size(clause)))
        yield from (("repaired", repair.lasts) for repair in clause.repairs if repair.lasts is not None)
    if clause.shown is not None:
        yield from (("shown", lapse) for lapse in _each(clause.shown.lasts, None))
        yield from (("shown", repair.lasts) for repair in clause.shown.repairs if repair.lasts is not None)


def _size(clause: Clause) -> int | None:
    """The most points, up or down, that one record can come to; None: without bound."""
    low, high = of_clause(clause)
    return None if low is None or high is None else max(-low, high)


def _each(lasts: Lapse | LastsBySize | LastsByTable, size: int | None) -> list[Lapse]:
    """The terms that can apply; by size, those of sizes that are reached."""
    if isinstance(lasts, LastsBySize):
        below = [None, *(up_to for up_to, _ in lasts.rows)]
        rows = zip(below, lasts.rows, strict=False)
        return [lapse for under, (_, lapse) in rows if under is None or size is None or size > under]
    if isinstance(lasts, LastsByTable):
        return [*(lapse for _, lapse in lasts.rows), lasts.otherwise]
    return [lasts]


def _said(lapse: Lapse) -> str:
    return f"the calendar {lapse.unit}" if isinstance(lapse, CalendarEnd) else str(lapse)


def beyond_keep(case: Case) -> Iterator[Hit]:
    """Clauses that count or show a record for longer than its kind may be kept."""
    yield from _beyond(case, lambda case, name: case.kind(name).keep, "may be kept for {keep}")


def beyond_register(case: Case) -> Iterator[Hit]:
    """Clauses, and records kept, for longer than the public register shows what they come from."""
    yield from _beyond(case, lambda case, name: case.kind(name).register, "are shown by the public register for {keep}")
    for name in sorted(case.book.kinds):
        kind = case.kind(name)
        if kind.register is not None and longer(kind.keep, kind.register):
            said = f"Records of '{name}' are kept for {kind.keep}; the public register shows them for {kind.register}."
            yield Hit("kind of record", name, said, ())


def reported_too_long(case: Case) -> Iterator[Hit]:
    """Of records of credit: clauses beyond what the catalogue, which goes by the law, lets them be kept."""
    if in_credit(case):
        yield from beyond_keep(case)


def five_years(case: Case) -> Iterator[Hit]:
    """Losses of people in credit that last for more than five years."""
    if in_credit(case):
        for hit in _beyond(case, lambda _, __: _FIVE_YEARS, "count against somebody for at most {keep}"):
            if any(clause.id == hit.id and (of_clause(clause)[0] or 0) < 0 for rules in case.rules for clause in rules.clauses):
                yield hit


def _beyond(case: Case, bound: Callable[[Case, str], Duration | None], words: str) -> Iterator[Hit]:
    found: dict[str, Hit] = {}
    for rules in case.rules:
        for clause in clauses(rules):
            for name in clause.kinds if clause.id not in found else ():
                keep = bound(case, name)
                over = [(key, lapse) for key, lapse in terms(clause) if keep is not None and longer(lapse, keep)]
                if over:
                    key, lapse = over[0]
                    does = "are shown" if key == "shown" else "count"
                    said = f"Records of '{name}' {does} for {_said(lapse)}, and {words.format(keep=keep)}."
                    found.setdefault(clause.id, Hit("clause", clause.id, said, ("clauses", clause.id, key)))
    yield from found.values()


def endless(case: Case) -> Iterator[Hit]:
    """Detriments without an end, terms of more than ten years, and counts without a window."""
    found: dict[tuple[str, str], Hit] = {}
    for rules in case.rules:
        for one in rules.consequences:
            if one.kind == "detriment" and one.lasts is None:
                said = "The detriment has no end of its own: it lasts for as long as the band is held."
                found.setdefault(("consequences", one.id), Hit("consequence", one.id, said, ("consequences", one.id)))
        for clause in clauses(rules):
            over = [lapse for _, lapse in terms(clause) if longer(lapse, _LONGEST)]
            if over:
                said = f"It lasts for {_said(over[0])}: an end in name only."
                found.setdefault(("clauses", clause.id), Hit("clause", clause.id, said, ("clauses", clause.id)))
        for m in rules.measures:
            if (
                m.how in ("count", "sum", "share", "distinct")
                and m.within is None
                and not any(case.kind(k).lasting for k in m.kinds)
            ):
                said = "It has no window: what it counts, counts until the record is gone."
                found.setdefault(("measures", m.name), Hit("measure", m.name, said, ("measures", m.name)))
    yield from found.values()


def unsourced(case: Case) -> Iterator[Hit]:
    """What takes or gives points, or brings something about, and cites nothing."""
    found: dict[tuple[str, str], Hit] = {}
    for rules in case.rules:
        each = [("clauses", "clause", one.id, one.source) for one in clauses(rules)]
        each += [("scorecard", "scorecard line", one.id, one.source) for one in rules.scorecard]
        each += [("consequences", "consequence", one.id, one.source) for one in rules.consequences]
        for key, part, name, source in each:
            if source is None:
                found.setdefault((key, name), Hit(part, name, "It cites no source.", (key, name)))
    yield from found.values()


def baseless(case: Case) -> Iterator[Hit]:
    """Kinds of record for which the catalogue gives no legal basis."""
    for name in sorted(case.book.kinds):
        if not case.kind(name).legal_basis:
            yield Hit("kind of record", name, f"The catalogue does not say on which legal basis '{name}' may be held.", ())
