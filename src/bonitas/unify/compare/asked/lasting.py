"""For how long a record makes a difference: the same file, the same day, and the record ever longer ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.days import add_months
from bonitas.unify.compare.asked.files import Answer, Asker, Entry, File

#: After so many months it is looked whether there still is a difference; then month by month, and to the day.
MONTHS: Final = (0, 1, 2, 3, 6, 9, 12, 18, *range(24, 145, 12))


def days_lasting(asker: Asker, file: File, at: Answer, entries: Sequence[Entry | None]) -> list[int | None]:
    """For each record: for how many days from its own on it makes a difference to a file; None if it still does after twelve years (or is
    no record). It is looked after some months (MONTHS), then more closely from the last of them on at which there is a difference."""
    look = _Look(asker, file, at, entries)
    rough = look.last({n: [(months, 0) for months in MONTHS] for n in range(len(entries))})
    steps = dict(zip(MONTHS, MONTHS[1:], strict=False))
    there = {n: months for n, (months, _) in rough.items() if months in steps}
    close = look.last({n: [(m, 0) for m in range(months, steps[months])] for n, months in there.items()})
    days = look.last({n: [(m, day) for day in range(_month(asker, m))] for n, (m, _) in close.items()})
    return [asker.day - add_months(asker.day, -days[n][0]) + days[n][1] + 1 if n in days else None for n in range(len(entries))]


@dataclass(frozen=True, slots=True)
class _Look:
    """A file, and records that may be added to it."""

    asker: Asker
    file: File
    at: Answer
    entries: Sequence[Entry | None]

    def last(self, ages: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, tuple[int, int]]:
        """For each record (by its number) the last of some ages (months, days) at which it makes a difference, if there is one."""
        each = [(n, age) for n, several in ages.items() for age in several if self.entries[n] is not None]
        aged = [replace(entry, months=m, days=d) for n, (m, d) in each if (entry := self.entries[n]) is not None]
        answers = self.asker.ask([(*self.file, entry) for entry in aged])
        found: dict[int, tuple[int, int]] = {}
        for (n, age), answer in zip(each, answers, strict=True):
            if (answer.score, answer.band) != (self.at.score, self.at.band):
                found[n] = max(found.get(n, age), age)
        return found


def _month(asker: Asker, months: int) -> int:
    """The days from so many months ago to one month longer ago."""
    return add_months(asker.day, -months) - add_months(asker.day, -months - 1)
