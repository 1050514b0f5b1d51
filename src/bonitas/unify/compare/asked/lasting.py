"""For how long a record makes a difference: the same file, the same day, and the record ever longer ago."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.days import add_months
from bonitas.unify.compare.asked.files import Answer, Asker, Entry, File

#: After so many months it is looked whether there still is a difference; then month by month, and to the day.
MONTHS: Final = (0, 1, 2, 3, 6, 9, 12, 18, *range(24, 145, 12))


#: A record that may be on file, and when it matters: whether the answer with it is such.
Watched = tuple[Entry | None, Callable[[Answer], bool]]


def days_lasting(asker: Asker, file: File, watched: Sequence[Watched]) -> list[int | None]:
    """For each record: for how many days from its own on it matters; 0 if it never does, None if it still does after twelve years. It is
    looked after some months (MONTHS), then more closely from the last of them on at which it matters."""
    look = _Look(asker, file, watched)
    rough = look.last({n: [(months, 0) for months in MONTHS] for n in range(len(watched))})
    steps = dict(zip(MONTHS, MONTHS[1:], strict=False))
    there = {n: months for n, (months, _) in rough.items() if months in steps}
    close = look.last({n: [(m, 0) for m in range(months, steps[months])] for n, months in there.items()})
    days = look.last({n: [(m, day) for day in range(_month(asker, m))] for n, (m, _) in close.items()})
    return [_days(asker, days[n]) if n in days else None if n in rough else 0 for n in range(len(watched))]


def _days(asker: Asker, last: tuple[int, int]) -> int:
    """From the last age (months, days) at which a record matters: for how many days it does."""
    return asker.day - add_months(asker.day, -last[0]) + last[1] + 1


@dataclass(frozen=True, slots=True)
class _Look:
    """A file, and records that may be added to it."""

    asker: Asker
    file: File
    watched: Sequence[Watched]

    def last(self, ages: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, tuple[int, int]]:
        """For each record (by its number) the last of some ages (months, days) at which it matters, if there is one."""
        each = [(n, age) for n, several in ages.items() for age in several if self.watched[n][0] is not None]
        aged = [replace(entry, months=m, days=d) for n, (m, d) in each if (entry := self.watched[n][0]) is not None]
        answers = self.asker.ask([(*self.file, entry) for entry in aged])
        found: dict[int, tuple[int, int]] = {}
        for (n, age), answer in zip(each, answers, strict=True):
            if self.watched[n][1](answer):
                found[n] = max(found.get(n, age), age)
        return found


def _month(asker: Asker, months: int) -> int:
    """The days from so many months ago to one month longer ago."""
    return add_months(asker.day, -months) - add_months(asker.day, -months - 1)
