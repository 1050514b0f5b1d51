"""Small rulebooks to compare, for figures worked by hand."""

from __future__ import annotations

from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text

HEAD = """\
rulebook: {name}
title: {name}
subjects: {subjects}
standing: own
in_force: {{from: 2020-01-01}}
participation: notice
context: {context}
base: 100
bands: {{A: 100, B: 60, C: 20, D: below}}
sources: {{own: {{title: Ours}}}}
"""


def book(name: str, text: str, *, subjects: str = "person", context: str = "credit") -> Rulebook:
    """A rulebook from its rules: base 100, bands A from 100, B from 60, C from 20 and D."""
    return read_text(HEAD.format(name=name, subjects=subjects, context=context) + text, f"{name}.yaml")


def clause(name: str, kind: str, points: object, more: str = "lasts: 1 year, source: own") -> str:
    return f"  {name}: {{for: {kind}, points: {points}, text: {name}, {more}}}\n"


def rules(*clauses: str) -> str:
    return "clauses:\n" + "".join(clauses)


#: The scale of a rulebook of which no clause gives is 80 points wide: from 20, the lowest floor, to 100.
STRICT = rules(
    clause("late", "loan.arrears", -40), clause("fine", "traffic.penalty", -10), clause("help", "volunteer.hours", 10),
    clause("trip", "petition.skipped_level", -20, "lasts: 2 years, source: own, ground: petition"),
)  # fmt: skip
MILD = rules(
    clause("late", "card.arrears", -4), clause("fine", "traffic.penalty", -2, "lasts: 1 month"), clause("trip", "petition.skipped_level", 6),
    clause("other", "commerce.other_bad", "{from: -9, to: -1, chosen: yes}"),
)  # fmt: skip
