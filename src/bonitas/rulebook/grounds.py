"""Sensitive grounds: what a clause, a measure, a scorecard line or a dimension scores that no operated rulebook may.

A rulebook that has any is a fact to be studied: it runs on the synthetic people of a lab ledger and in its own cases only.
"""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.catalogue.model import GROUNDS
from bonitas.common.page import clipped
from bonitas.common.yamltext import Map
from bonitas.rulebook.model import Rulebook, Rules
from bonitas.rulebook.reading import Reading


def read_ground(reading: Reading, fields: Map, what: str) -> tuple[str, ...]:
    """The words of `ground`: one or a list, each once, in the order of GROUNDS."""
    node = fields.get("ground")
    said = {reading.page.word(item, f"{what}: 'ground'", GROUNDS) for item in reading.page.one_or_list(node)}
    return tuple(word for word in GROUNDS if word in said)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A part of a rulebook and the grounds that it scores. `part`: clause, measure, scorecard line or dimension."""

    part: str
    id: str
    grounds: tuple[str, ...]

    def __str__(self) -> str:
        words = ", ".join(ground.replace("_", " ") for ground in self.grounds)
        return f"the {self.part} '{clipped(self.id)}' ({words})"


def grounded(book: Rulebook) -> tuple[Grounded, ...]:
    """Every part of a rulebook that scores a sensitive ground, in any of its periods; each once, in order."""
    found = dict.fromkeys(one for period in book.periods for one in _of_rules(period.rules))
    return tuple(found)


def _of_rules(rules: Rules) -> list[Grounded]:
    dimensions = rules.dimensions.parts if rules.dimensions else ()
    clauses = (*rules.clauses, *(clause for clause in rules.shown if not clause.counts))
    return [
        *(Grounded("clause", clause.id, clause.grounds) for clause in clauses if clause.grounds),
        *(Grounded("measure", measure.name, measure.grounds) for measure in rules.measures if measure.grounds),
        *(Grounded("scorecard line", line.id, line.grounds) for line in rules.scorecard if line.grounds),
        *(Grounded("dimension", part.id, part.grounds) for part in dimensions if part.grounds),
    ]
