"""One rulebook under the eye of the law: its parts, the records they stand on, and what those reveal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bonitas.catalogue.model import Kind
from bonitas.rulebook.expression import Attr, Expr
from bonitas.rulebook.model import ByTable, Clause, Measure, PerUnit, Rulebook, Rules
from bonitas.rulebook.walk import parts, refs


@dataclass(frozen=True, slots=True)
class Part:
    """A clause or a measure: what it is called, where it stands, the kinds of record and the attributes it looks at."""

    part: str
    id: str
    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    attributes: frozenset[str]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A rulebook, with those of its rules that are in force on or after day number `since`."""

    book: Rulebook
    since: int
    rules: tuple[Rules, ...] = field(default=())

    @classmethod
    def of(cls, book: Rulebook, since: int) -> Case:
        return cls(book, since, tuple(period.rules for period in book.periods if period.end > since))

    @property
    def people(self) -> bool:
        return self.book.subjects != "organisation"

    @property
    def rates(self) -> bool:
        return any(rules.rates for rules in self.rules)

    @property
    def register(self) -> bool:
        """Whether it only says who is on a register: everything that counts is shown to others too, and nothing is measured."""
        return all(not rules.scorecard and all(clause.shown for clause in rules.clauses) for rules in self.rules)

    def kind(self, name: str) -> Kind:
        return self.book.kinds[name]

    def parts(self) -> Iterator[Part]:
        """Every clause and measure, each once; a scorecard line or a dimension only where it is marked itself."""
        found: dict[tuple[str, str, tuple[str, ...]], Part] = {}
        for rules in self.rules:
            for one in self._of(rules):
                found.setdefault((one.part, one.id, one.grounds), one)
        yield from found.values()

    def _of(self, rules: Rules) -> Iterator[Part]:
        for clause in clauses(rules):
            yield Part("clause", clause.id, ("clauses", clause.id), clause.kinds, attributes(clause), clause.grounds)
        for m in rules.measures:
            yield Part("measure", m.name, ("measures", m.name), m.kinds, attributes(m), m.grounds)
        for line in rules.scorecard:
            if line.grounds:
                yield Part("scorecard line", line.id, ("scorecard", line.id), (), frozenset(), line.grounds)
        for one in rules.dimensions.parts if rules.dimensions else ():
            if one.grounds:
                yield Part("dimension", one.id, ("dimensions", one.id), (), frozenset(), one.grounds)

    def revealed(self, part: Part) -> dict[str, str]:
        """What the records of a part reveal by the catalogue: the word, and the kind or attribute that does."""
        found: dict[str, str] = {}
        for name in part.kinds:
            kind = self.kind(name)
            found.update(dict.fromkeys(kind.reveals, name))
            for attribute in part.attributes & kind.attributes.keys():
                found.update(dict.fromkeys(kind.attributes[attribute].reveals, attribute))
        return found


def clauses(rules: Rules) -> tuple[Clause, ...]:
    """Those that count and those that only show."""
    return (*rules.clauses, *(clause for clause in rules.shown if not clause.counts))


def attributes(of: Clause | Measure) -> frozenset[str]:
    """The attributes that a clause or a measure looks at."""
    looked: list[Expr | None] = [of.when]
    if isinstance(of, Clause):
        looked += [of.points.by] if isinstance(of.points, PerUnit | ByTable) else []
        looked += [repair.when for repair in of.repairs]
    else:
        looked += [of.value, of.of]
    return frozenset(part.name for expr in looked for part in parts(expr) if isinstance(part, Attr))


def kinds_behind(rules: Rules, names: set[str]) -> set[str]:
    """Every kind of record that measures stand on, those that their formulas and states name included."""
    waiting, seen, found = set(names), set[str](), set[str]()
    while waiting:
        measure = rules.measure(waiting.pop())
        seen.add(measure.name)
        found |= set(measure.kinds)
        waiting |= (refs(measure.formula) | {name for _, when in measure.states for name in refs(when)}) - seen
    return found
