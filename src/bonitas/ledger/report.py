"""What came of adding, amending or enrolling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bonitas.common.problems import Problem

#: Called now and then with the number of rows read so far.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """Rows added, rows that were already there, rows rejected, and why. All good rows are in; all problems are listed.

    With a problem of the file as a whole (an unknown column, not UTF-8) nothing was added.

    >>> Report(added=2, already_there=1).ok
    True
    """

    added: int = 0
    already_there: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """True if there was no problem."""
        return not self.problems
