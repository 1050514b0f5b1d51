"""What a clause does with one record, read from its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.days import Calendar
from bonitas.rulebook.model import CalendarEnd, Chosen, Clause, Lapse, LastsBySize, LastsByTable, PerUnit, Rulebook, Rules
from bonitas.rulebook.reach import of_clause
from bonitas.unify.compare.scale import Scale, scale_of
from bonitas.unify.compare.treatment import Part, Repaired, Treatment
from bonitas.unify.crosswalk.model import Crosswalk

#: The longest that a calendar period can be.
_LONGEST: Final[dict[Calendar, int]] = {"week": 7, "month": 31, "quarter": 92, "year": 366}


def of_clauses(book: Rulebook, rules: Rules, crosswalk: Crosswalk, day: int, default: int | None) -> Iterator[Treatment]:
    """The treatments of every clause, those that only show last. `default`: the score of a file that shows nothing else."""
    text = _Text(book, scale_of(rules), day, default)
    for clause in (*rules.clauses, *(clause for clause in rules.shown if not clause.counts)):
        if clause.since <= day < clause.until:
            for kind in clause.kinds:
                for conduct, _ in crosswalk.of(book.id, book.kinds[kind], clause.when):
                    yield text.treated(clause, conduct.id, kind)


@dataclass(frozen=True, slots=True)
class _Text:
    """A rulebook on a day, and where a file stands that shows nothing else."""

    book: Rulebook
    scale: Scale
    day: int
    default: int | None

    def treated(self, clause: Clause, conduct: str, kind: str) -> Treatment:
        low, high = once(clause)
        days, place = days_of(clause, self.day, low, high), self.book.place_of("clauses", clause.id)
        takes = clause.grade is not None or low is None or low < 0
        part: Part = "clause" if clause.counts else "shown"
        return Treatment(
            self.book.id, conduct, kind, part, clause.id, low, high, self.scale.share(low), self.scale.share(high), *days,
            self.moved(clause, low, down=True), self.moved(clause, high, down=False), clause.grade, days_taking=days[1] if takes else 0,
            after_end=clause.clock == "end", unit=_unit(clause), limit=min((limit.points for limit in clause.limits), default=None),
            chosen=isinstance(clause.points, Chosen), again=of_clause(replace(clause, repairs=())) != (low, high),
            repaired=_repaired(clause), text=clause.text, basis=self.book.kinds[kind].legal_basis, source=clause.source,
            file=self.book.file, line=place.line if place else None,
        )  # fmt: skip

    def moved(self, clause: Clause, points: int | None, *, down: bool) -> int | None:
        """By how many bands a clause moves the file, with the ceiling of a direct grade."""
        start = None if self.default is None or not clause.counts else self.scale.band(self.default)
        if self.default is None or start is None:
            return None
        moved = self.scale.moved(self.default, points, down=down)
        if clause.grade is None or clause.grade not in self.scale.bands:
            return moved
        return min(start - self.scale.bands.index(clause.grade), moved or 0)


def once(clause: Clause) -> tuple[int | None, int | None]:
    """The least and the most that the first record brings, before any repair."""
    return of_clause(replace(clause, again=None, repairs=()))


def _unit(clause: Clause) -> int | None:
    """What one unit of an amount without bound brings: of tiers that fill in turn, in the last of them."""
    value = clause.points
    return value.tiers[-1].gives if isinstance(value, PerUnit) and value.tiers[-1].up_to is None else None


def _repaired(clause: Clause) -> Repaired:
    if any(repair.removed for repair in clause.repairs):
        return "removed"
    return "lighter" if clause.repairs else "no"


def days_of(clause: Clause, day: int, low: int | None, high: int | None) -> tuple[int | None, int | None]:
    """For how many days a record counts (or is shown) that occurs, or ends, on `day`: the shortest and the longest."""
    lasts = clause.lasts if clause.counts or clause.shown is None else clause.shown.lasts
    each = [_days(lapse, day) for lapse in _lapses(lasts, low, high)]
    return min(few for few, _ in each), max(many for _, many in each)


def _lapses(lasts: Lapse | LastsBySize | LastsByTable, low: int | None, high: int | None) -> list[Lapse]:
    if isinstance(lasts, LastsByTable):
        return [*(lapse for _, lapse in lasts.rows), lasts.otherwise]
    if isinstance(lasts, LastsBySize):
        below = [None, *(up_to for up_to, _ in lasts.rows)]
        rows = list(zip(below, lasts.rows, strict=False))
        most = None if low is None or high is None else max(-low, high)
        least = low if low is not None and low > 0 else -high if high is not None and high < 0 else 0
        return [
            lapse for under, (up_to, lapse) in rows
            if (under is None or most is None or most > under) and (up_to is None or least <= up_to)
        ]  # fmt: skip
    return [lasts]


def _days(lapse: Lapse, day: int) -> tuple[int, int]:
    if isinstance(lapse, CalendarEnd):
        return 1, _LONGEST[lapse.unit]
    days = lapse.after(day) - day
    return days, days
