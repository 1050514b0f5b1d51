"""Folding some subjects into the results of many: what is asked about them is brought together first, and what comes of it is taken
to its places last, each in one go.

In a ledger of a million subjects each of these looks misses the caches. Made one after the other, with a fold in between, they would be
waited for singly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bonitas.engine.grouping import Flags, Places
from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.fold import fold_many
from bonitas.engine.kernel.jit import outermost


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked on each row of a question, and where the answers go: `days`, `knowns` and `until` as for `fold_many`; `ahead`: how far
    to look; `results` has the first columns of R_*, and `nexts` the next changes."""

    days: ly.Ints
    knowns: ly.Ints
    until: ly.Ints
    ahead: int
    results: ly.Matrix
    nexts: ly.Ints


@dataclass(slots=True)
class Desk:
    """What one thread needs again for each lot of rows: their results, and beside them what is asked and the next changes."""

    results: ly.Matrix = field(default_factory=lambda: np.empty((0, ly.R_WIDTH), np.int64))
    asked: ly.Matrix = field(default_factory=lambda: np.empty((4, 0), np.int64))

    def fold(
        self, program: ly.Ints, cells: ly.Matrix, scratch: ly.Ints, at: ly.Ints, subjects: Places, rows: ly.Ints, answers: Answers,
        tied: Flags, mattered: Flags,
    ) -> None:  # fmt: skip
        """As `fold_many`, for rows of a large question: subjects[i] is asked about on row rows[i]."""
        n = len(rows)
        if len(self.results) < n:
            self.results, self.asked = np.empty((n, ly.R_WIDTH), np.int64), np.empty((4, n), np.int64)
        days, knowns, until, nexts = self.asked
        fetch(rows, answers.days, answers.knowns, answers.until, days, knowns, until)
        fold_many(
            program, cells, scratch, at, subjects, np.arange(n), days, knowns, until, answers.ahead, self.results, nexts, tied, mattered
        )  # fmt: skip
        put(rows, self.results, nexts, answers.results, answers.nexts, answers.ahead)


@outermost
def fetch(rows: ly.Ints, days: ly.Ints, knowns: ly.Ints, until: ly.Ints, day: ly.Ints, known: ly.Ints, end: ly.Ints) -> None:
    """Bring together what is asked on some rows."""
    for i in range(len(rows)):
        row = rows[i]
        day[i], known[i], end[i] = days[row], knowns[row], until[row]


@outermost
def put(rows: ly.Ints, found: ly.Matrix, coming: ly.Ints, results: ly.Matrix, nexts: ly.Ints, ahead: int) -> None:
    """Take what was found for some rows to where it belongs."""
    for i in range(len(rows)):
        for column in range(results.shape[1]):
            results[rows[i], column] = found[i, column]
        if ahead:
            nexts[rows[i]] = coming[i]
