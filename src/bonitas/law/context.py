"""Detriments outside the context in which the data arose, and records put on somebody else's file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bonitas.law.case import Case, kinds_behind
from bonitas.law.model import Hit, Readings
from bonitas.rulebook.model import BaseCase, Consequence, Rules, Spill
from bonitas.rulebook.reach import of_clause, reach
from bonitas.rulebook.walk import refs

MIXED: Final[Readings] = (
    "It is enough that data from an unrelated context has a part in the score.",
    "The score as a whole must be unrelated: data that is related carries it, and the rest alone does not lead there.",
)


def out_of_context(case: Case) -> Iterator[Hit]:
    """Bars where records of unrelated contexts alone can lead to the detriment, warns where they have a part in it."""
    found: dict[str, Hit] = {}
    for rules in case.rules:
        for one in rules.consequences:
            if one.kind == "detriment" and one.id not in found:
                away = {kind for kind in _evidence(rules, one) if not _related(case, kind, one.context)}
                if away:
                    found[one.id] = _told(case, rules, one, away)
    yield from found.values()


def _told(case: Case, rules: Rules, one: Consequence, away: set[str]) -> Hit:
    contexts = sorted({case.kind(name).context for name in away})
    said = f"A detriment in the context '{one.context}' follows from records of {', '.join(contexts)}"
    keys = ("consequences", one.id, "context")
    if _alone(rules, one, away):
        return Hit("consequence", one.id, f"{said}; these alone can lead to it.", keys)
    return Hit("consequence", one.id, f"{said} among others.", keys, "warns", MIXED)


def _related(case: Case, name: str, context: str) -> bool:
    kind = case.kind(name)
    return context == kind.context or context in kind.relates_to


def _evidence(rules: Rules, one: Consequence) -> set[str]:
    """The kinds of record that can bring a consequence about: of clauses that take points or a grade, and of measures."""
    named = {line.measure for line in rules.scorecard} | refs(one.when) | ({rules.bands.by} - {None})
    for part in rules.dimensions.parts if rules.dimensions else ():
        named |= refs(part.of)
    for band in rules.bands.bands:
        named |= refs(band.when)
    losing = [clause for clause in rules.clauses if clause.grade is not None or _takes(of_clause(clause)[0])]
    return {kind for clause in losing for kind in clause.kinds} | kinds_behind(rules, {name for name in named if name})


def _alone(rules: Rules, one: Consequence, away: set[str]) -> bool:
    """Whether these kinds can lead to the consequence while everything else stands at its best."""
    if not one.bands or (one.when is not None and not kinds_behind(rules, refs(one.when)) <= away):
        return False
    if rules.bands.by is not None:
        return kinds_behind(rules, {rules.bands.by}) <= away
    places = [rules.bands.index(name) for name in one.bands]
    losing = tuple(clause for clause in rules.clauses if set(clause.kinds) & away and _takes(of_clause(clause)[0]))
    graded = {clause.grade for clause in rules.clauses if clause.grade is not None and set(clause.kinds) & away}
    if graded & set(one.bands):
        return True
    if min(places) == 0:
        return bool(losing)
    upper = rules.bands.bands[min(places) - 1].floor
    low = _lowest(rules, losing_ids=frozenset(clause.id for clause in losing), away=away)
    return upper is not None and (low is None or low < upper)


def _takes(points: int | None) -> bool:
    return points is None or points < 0


def _lowest(rules: Rules, losing_ids: frozenset[str], away: set[str]) -> int | None:
    """The lowest score that these kinds can bring about, all else at its best."""
    mine = tuple(line for line in rules.scorecard if kinds_behind(rules, {line.measure}) <= away)
    others = replace(rules, clauses=(), scorecard=tuple(line for line in rules.scorecard if line not in mine), bands=rules.bands)
    best = reach(others).high
    if best is None:
        return 0
    clauses = tuple(clause for clause in rules.clauses if clause.id in losing_ids)
    return reach(replace(rules, clauses=clauses, scorecard=mine, dimensions=None, base=(BaseCase(None, best),))).low


def spilled(case: Case) -> Iterator[Hit]:
    """A rule that puts a record of one subject on another's file."""
    found: dict[str, Hit] = {}
    for rules in case.rules:
        losing = {kind for clause in rules.clauses if _takes(of_clause(clause)[0]) for kind in clause.kinds}
        for rule in rules.passes_on:
            if isinstance(rule, Spill):
                whose = "the counterparty" if rule.to == "counterparty" else "whoever names them as counterparty"
                words = f"Records of {len(rule.kinds)} kinds, such as '{rule.kinds[0]}', are put on the file of {whose}"
                against = bool(set(rule.kinds) & losing)
                said = f"{words}{', and some of them take points' if against else ''}."
                found.setdefault(
                    rule.id, Hit("rule that passes on", rule.id, said, ("passes_on", rule.id), None if against else "warns")
                )
    yield from found.values()
