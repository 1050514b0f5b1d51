"""Whether sanctions keep in proportion, and discretion within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bonitas.common.amounts import shown
from bonitas.law.case import Case
from bonitas.law.model import Hit
from bonitas.rulebook.model import Chosen, Clause, Rules
from bonitas.rulebook.reach import of_clause, reach


def one_record_decides(case: Case) -> Iterator[Hit]:
    """Clauses of which one record takes the best file to the lowest band."""
    found: dict[str, Hit] = {}
    for rules in case.rules:
        bands = rules.bands.bands
        if len(bands) > 1:
            best, upper = _best(rules), bands[-2].floor
            for clause in rules.clauses:
                said = _decides(clause, bands[-1].name, best, upper)
                if said:
                    found.setdefault(clause.id, Hit("clause", clause.id, said, ("clauses", clause.id)))
    yield from found.values()


def _best(rules: Rules) -> int | None:
    """The best score without any clause: whoever earned points may lose them again."""
    return reach(replace(rules, clauses=())).high


def _decides(clause: Clause, lowest: str, best: int | None, upper: int | None) -> str:
    if clause.grade == lowest:
        return f"One record of '{clause.kinds[0]}' puts somebody in the lowest band, '{lowest}', whatever else is on file."
    low = of_clause(clause)[0]
    if low is not None and low < 0 and best is not None and upper is not None and best >= upper > best + low:
        return f"One record takes up to {shown(-low)} points, and somebody with nothing else on file from {shown(best)} into the lowest band."
    return ""


def heavier_than_reward(case: Case) -> Iterator[Hit]:
    """The heaviest loss that one record brings, if none brings so much to the good."""
    for rules in case.rules:
        both = [(clause, *of_clause(clause)) for clause in rules.clauses if clause.points is not None]
        gains = [high for _, _, high in both if high is None or high > 0]
        losses = [(low, clause.order, clause) for clause, low, _ in both if low is not None and low < 0]
        rewards = [gain for gain in gains if gain is not None]
        if losses and gains and len(rewards) == len(gains):
            low, _, clause = min(losses, key=lambda one: one[:2])
            if -low > max(rewards):
                said = f"One record takes up to {shown(-low)} points; the most that any one gives is {shown(max(rewards))}."
                yield Hit("clause", clause.id, said, ("clauses", clause.id, "points"))
                return


def wide_discretion(case: Case) -> Iterator[Hit]:
    """Ranges to choose from that go both ways, or are wider than a band."""
    found: dict[str, Hit] = {}
    for rules in case.rules:
        floors = [band.floor for band in rules.bands.bands if band.floor is not None]
        narrowest = min((a - b for a, b in zip(floors, floors[1:], strict=False)), default=None)
        for clause in rules.clauses:
            if isinstance(clause.points, Chosen):
                low, high = clause.points.low, clause.points.high
                bounds = f"From {shown(low)} to {shown(high)} points may be chosen"
                if low < 0 < high:
                    said = f"{bounds}: whoever decides may reward or punish the same act."
                elif narrowest is not None and high - low > narrowest:
                    said = (
                        f"{bounds}: whoever decides, decides the band, of which the narrowest is {shown(narrowest)} points wide."
                    )
                else:
                    continue
                found.setdefault(clause.id, Hit("clause", clause.id, said, ("clauses", clause.id, "points")))
    yield from found.values()
