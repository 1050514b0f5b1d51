"""Trying steps: many copies of one subject's entries, each with steps of its own, rated in one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bonitas.common.days import iso
from bonitas.engine.acts import Step
from bonitas.engine.at_hand import at_hand
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question, pairs
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.engine.supposed import NOBODY, as_instant
from bonitas.ledger.base import Filed, Ledger
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.excerpt import copy_id, copy_ref, excerpt
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Trials:
    """Copies of one subject, the n-th with the n-th list of steps done on `day`."""

    book: Rulebook
    ledger: Ledger
    question: Question
    day: int

    def rated(self, trials: ly.Ints, days: ly.Ints, *, changes: bool) -> tuple[ly.Matrix, ly.Ints]:
        """Results (R_*) and next changes of some trials (rising numbers), each on a day of its own."""
        asked = replace(self.question, place=trials, days=days, knowns=self.question.knowns[trials])
        found = answer(self.book, self.ledger, asked, Settings(changes=changes, whole=True))
        return found.results, found.nexts


@contextmanager
def trying(
    book: Rulebook, ledger: Filed, subject: str, tried: Sequence[Sequence[Step]], day: int, known: int
) -> Iterator[Trials]:
    """Copies of a subject's entries, with the steps of each done on `day`; known from `known` (microseconds) on."""
    own = excerpt(ledger, subject, len(tried))
    try:
        _do(own, subject, tried, str(iso(day)), as_instant(known))
        question = pairs(own, [(copy_id(subject, n), day, known) for n in range(len(tried))])
        yield Trials(book, at_hand(own), question, day)  # nothing is added to the copies from here on
    finally:
        own.close()


def _do(own: DuckLedger, subject: str, tried: Sequence[Sequence[Step]], on: str, at: str) -> None:
    """Add what the steps of all copies come to. The values were made to fit: a problem here is a fault of this program."""
    added: list[dict[str, Any]] = []
    amended: list[dict[str, Any]] = []
    for n, steps in enumerate(tried):
        for number, step in enumerate(steps, 1):
            named = {"furnisher": step.furnisher or NOBODY, "ref": copy_ref(n, step.ref or f"record {number}"), "recorded_at": at}
            if step.do == "record":
                added.append({**named, "subject": copy_id(subject, n), "kind": step.kind, "occurred_on": on, **step.cells})
            elif step.do == "settle":
                amended.append({**named, "change": "settled", "effective_on": on})
            else:
                amended.append({**named, "change": "corrected", "effective_on": on, "ended_on": on})
    problems = [one for rows, bring in ((added, own.add), (amended, own.amend)) if rows for one in bring(rows).problems]
    assert not problems, problems[:3]


@dataclass(frozen=True, slots=True)
class Reached:
    """A day, and the trials that are in the band then; `best` is the trial (number, day, results) that came nearest."""

    day: int
    trials: tuple[int, ...]
    results: ly.Matrix
    best: tuple[int, int, ly.Ints] | None


def first_day(trials: Trials, target: Target, until: int) -> Reached:
    """The first day, from the trials' own up to and with `until`, on which a trial is in the band; NEVER if none is.

    Each trial is asked on its day, then on each day on which it next changes: between these its standing stays the same.
    """
    active = np.arange(len(trials.question.place))
    days = np.full(len(active), trials.day, np.int64)
    reached: dict[int, ly.Ints] = {}
    first, best = ly.NEVER, None
    results, _ = trials.rated(active, days, changes=False)
    good = target.reached(results, days)
    if good.any():
        return Reached(trials.day, tuple(active[good].tolist()), results[good], None)
    while len(active):
        results, nexts = trials.rated(active, days, changes=True)
        best = target.nearer(best, active, days, results)
        good = target.reached(results, days)
        if good.any():
            soonest = int(days[good].min())
            if soonest < first:
                first, reached = soonest, {}
            reached |= {int(n): results[i] for i, n in enumerate(active) if good[i] and days[i] == first}
        left = ~good & (nexts != ly.NEVER) & (nexts <= min(until, first))
        active, days = active[left], nexts[left]
    numbers = tuple(sorted(reached))
    return Reached(first, numbers, np.array([reached[n] for n in numbers]), best)


@dataclass(frozen=True, slots=True)
class Target:
    """The band to reach, by name: its place among the bands is that of the rules of each day."""

    book: Rulebook
    band: str

    def reached(self, results: ly.Matrix, days: ly.Ints) -> Any:
        """Whether each row stands in the band or in a better one."""
        found = np.zeros(len(days), np.bool_)
        for period in self.book.periods:
            names = [band.name for band in period.rules.bands.bands]
            if self.band in names:
                inside = (days >= period.start) & (days < period.end)
                found |= inside & (results[:, ly.R_BAND] >= 0) & (results[:, ly.R_BAND] <= names.index(self.band))
        return found & (results[:, ly.R_STANDING] == ly.SCORED)

    def nearer(
        self, best: tuple[int, int, ly.Ints] | None, trials: ly.Ints, days: ly.Ints, results: ly.Matrix
    ) -> tuple[int, int, ly.Ints] | None:
        """The nearest so far: of those with a score the best band, then the highest score, then the earliest day."""
        scored = np.flatnonzero((results[:, ly.R_STANDING] == ly.SCORED) & (results[:, ly.R_BAND] >= 0))
        rows = [(int(trials[i]), int(days[i]), results[i]) for i in scored]
        return min(([best] if best else []) + rows, key=nearness, default=None)


def nearness(one: tuple[int, int, ly.Ints]) -> tuple[int, int, int, int]:
    """By what the nearest is chosen."""
    number, day, result = one
    return int(result[ly.R_BAND]), -int(result[ly.R_SCORE]), day, number
