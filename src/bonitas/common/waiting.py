"""A time within which somebody has to act: a duration, or so many working days."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bonitas.common.days import Duration

_WORKING = re.compile(r"\s*(\d{1,4})\s+working\s+days?\s*\Z")
#: Monday is 0.
_SATURDAY = 5
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """`duration`, or so many `working_days` (Monday to Friday; public holidays are not known).

    >>> Waiting.parse("3 working days"), str(Waiting.parse("1 month"))
    (Waiting(duration=None, working_days=3), '1 month')
    """

    duration: Duration | None = None
    working_days: int = 0

    @classmethod
    def parse(cls, text: str) -> Waiting:
        """From '3 working days', '30 days', '1 month'; ValueError otherwise."""
        found = _WORKING.match(text)
        if found and int(found[1]):
            return cls(working_days=int(found[1]))
        return cls(duration=Duration.parse(text))

    def after(self, day: int) -> int:
        """The day on which the time is over, counted from the day after `day`.

        >>> Waiting(working_days=1).after(1)  # 2 January 1970 was a Friday
        4
        """
        if self.duration is not None:
            return self.duration.after(day)
        left = self.working_days
        while left:
            day += 1
            left -= (day + 3) % _WEEK < _SATURDAY
        return day

    def __str__(self) -> str:
        if self.duration is not None:
            return str(self.duration)
        return f"{self.working_days} working day{'' if self.working_days == 1 else 's'}"
