"""How far the matches of one clause can move a score, and whether that is far enough to cross the floor of a band.

Where a clause stands by itself (no other match looks at its matches), taking it out changes the score by what its matches count, and
nothing else. Whoever stays between the same two floors, whatever those come to, need not be rated again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.rulebook.model import ByTable, Clause, PerUnit, Rules
from bonitas.rulebook.reach import of_clause

#: A match worth more (in thousandths) is not reckoned with: sums must stay within 64 bits.
MOST: Final = 10**12


@dataclass(frozen=True, slots=True)
class Floors:
    """The least scores that reach each band with a floor, in order."""

    rules: Rules
    least: ly.Ints

    @classmethod
    def of(cls, rules: Rules) -> Floors:
        """Of the bands of some rules."""
        return cls(rules, np.sort([band.floor + band.exclusive for band in rules.bands.bands if band.floor is not None]))

    def crossed(self, before: ly.Ints, matches: ly.Ints, span: tuple[int, int]) -> ly.Ints:
        """Which of some sums (before clamping and rounding) may come to lie between other floors without so many matches each, of which
        one counts from span[0] to span[1]."""
        low, high = before - matches * max(span[1], 0), before - matches * min(span[0], 0)
        found: ly.Ints = np.flatnonzero(self._reached(low) != self._reached(high))
        return found

    def _reached(self, sums: ly.Ints) -> ly.Ints:
        """How many floors are reached. Clamping and rounding keep the order, and so does a direct grade that lowers a score."""
        rule = self.rules.score
        scores = np.clip(sums, rule.low, rule.high) if rule.low is not None or rule.high is not None else sums
        if rule.step > 1:
            halves = (2 * np.abs(scores) + rule.step) // (2 * rule.step) * np.sign(scores)
            steps = {"half away": halves, "down": scores // rule.step, "up": -(-scores // rule.step)}
            scores = steps[rule.rounding] * rule.step
        return np.searchsorted(self.least, scores, side="right")


def span_of(rules: Rules, name: str) -> tuple[int, int] | None:
    """The least and the most that one match of a clause (in any version) counts; None where that has no bound, or where taking the
    clause out does more than take its points away."""
    versions = [clause for clause in rules.clauses if clause.id == name]
    if rules.overlap == "strongest" or any(freeze.clause == name for freeze in rules.freezes):
        return None
    least, most = 0, 0
    for clause in versions:
        low, high = of_clause(clause)
        if low is None or high is None or max(-low, high) > MOST or not _alone(clause, rules):
            return None
        least, most = min(least, low), max(most, high)
    return least, most


def _alone(clause: Clause, rules: Rules) -> bool:
    """Whether no other clause's matches depend on those of this one, which give points alone and never more than at first."""
    group = rules.groups.get(clause.group or "")
    shared = clause.group is not None and (
        (group is not None and group.limits) or any(other.again and other.again.group == clause.group for other in rules.clauses)
    )
    graded = clause.grade is not None or any(repair.grade is not None for repair in clause.repairs)
    running = isinstance(clause.points, PerUnit | ByTable) and clause.points.running is not None
    grows = any(not 0 <= step.share <= 1000 for step in clause.decay)  # noqa: PLR2004 - thousandths of the whole
    grouped = clause.again is not None and clause.again.group is not None
    return not (shared or graded or running or grows or grouped)
