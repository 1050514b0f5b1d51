"""The rules of one period, read from a tree in which every dated value is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.bands import Unreached, band_names, check_bands, check_booked, read_bands, unreached_bands
from bonitas.rulebook.clauses import Setting, in_force_days, read_clause
from bonitas.rulebook.consequences import read_consequences
from bonitas.rulebook.grades import read_grades
from bonitas.rulebook.limits import read_freezes, read_groups
from bonitas.rulebook.measures import read_measures
from bonitas.rulebook.model import Clause, Rules
from bonitas.rulebook.passing import read_passing
from bonitas.rulebook.reach import Reach, reach
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.scale import Worth, read_scale
from bonitas.rulebook.scorecard import read_dimensions, read_scorecard
from bonitas.rulebook.standing import read_base, read_no_score, read_overlap, read_score_rule

#: With any of these a rulebook rates, and needs bands; one that does nothing but show is a register.
_RATING: Final = ("base", "scorecard", "dimensions", "no_score", "score", "grades", "consequences")


@dataclass(slots=True)
class Order:
    """The place of each clause in the text, over all periods; and the clauses already read, which most periods share."""

    places: dict[str, int] = field(default_factory=dict)
    _read: dict[int, tuple[Node, Setting, frozenset[str], Clause | None]] = field(default_factory=dict)

    def of(self, name: str) -> int:
        return self.places.setdefault(name, len(self.places))

    def clause(self, reading: Reading, entry: Entry, setting: Setting) -> Clause | None:
        """One clause, read again only if it, or what it may name, is another than before."""
        known = self._read.get(id(entry.value))
        if known is not None and known[1] == setting and known[2] == reading.measure_names:
            return known[3]
        clause = read_clause(reading, entry, self.of(entry.key.raw), setting)
        self._read[id(entry.value)] = (entry.value, setting, reading.measure_names, clause)
        return clause


def read_rules(reading: Reading, root: Map, start: int, order: Order) -> Rules:
    """Every rule in force from day `start` on; `check_rules` then looks at them as a whole."""

    def key(name: str) -> Node | None:
        entry = root.entries.get(name)
        return entry.key if entry else None

    reading.day = start
    measures = read_measures(reading, root.get("measures"))
    groups = read_groups(reading, root.get("groups"))
    names = band_names(root.get("bands"))
    written, known = _clauses(reading, root, start, order, Setting(names, groups, root.get("lasts")))
    shown = tuple(clause for clause in written if clause.shown is not None)
    only_shown = {clause.id for clause in shown if not clause.counts}
    rates = not only_shown or len(only_shown) < len(written) or any(name in root.entries for name in _RATING)
    bands = read_bands(reading, root.get("bands"), measures, key("bands"), needed=rates)
    worth = Worth(reading.page, read_scale(reading, root.get("scale"), key("scale")))
    return Rules(
        base=read_base(reading, root.get("base"), measures.names, key("base"), worth),
        clauses=tuple(clause for clause in written if clause.id not in only_shown), groups=groups, overlap=read_overlap(reading, root.get("overlap")),
        freezes=read_freezes(reading, root.get("freeze"), known, only_shown), measures=measures.all,
        no_score=read_no_score(reading, root.get("no_score"), measures.names),
        scorecard=read_scorecard(reading, root.get("scorecard"), measures, worth), scale=worth.scale,
        dimensions=read_dimensions(reading, root.get("dimensions"), measures),
        score=read_score_rule(reading, root.get("score"), key("score")),
        grades=read_grades(reading, root.get("grades"), bands, key("grades")), bands=bands,
        consequences=read_consequences(reading, root.get("consequences"), tuple(b.name for b in bands.bands) or names, measures),
        shown=shown,
        passes_on=read_passing(reading, root.get("passes_on"), measures, tuple(band.name for band in bands.bands) or names),
    )  # fmt: skip


def _clauses(
    reading: Reading, root: Map, start: int, order: Order, setting: Setting
) -> tuple[tuple[Clause, ...], dict[str, bool]]:
    """The clauses in force, and for every clause written whether it is."""
    found: list[Clause] = []
    known: dict[str, bool] = {}
    for entry in reading.page.map_of(root.get("clauses"), "'clauses'"):
        name = entry.key.raw
        held = entry.value.get("in_force") if isinstance(entry.value, Map) else None
        since, until = in_force_days(reading, held, f"The clause '{clipped(name)}'")
        known[name] = since <= start < until
        clause = order.clause(reading, entry, setting) if known[name] else None
        if clause is not None:
            found.append(replace(clause, local=True) if name in reading.local else clause)
    return tuple(found), known


def check_rules(reading: Reading, root: Map, rules: Rules) -> dict[str, Unreached]:
    """Note scores that reach no band, and give the bands that no score reaches. Proves nothing of rules with errors."""
    by = rules.bands.by
    drawn = next((m for m in rules.measures if m.name == by), None)
    reached = reach(rules) if by is None else measure_reach(rules, by)
    node = root.get("bands")
    if not isinstance(node, Map) or not rules.bands.bands:
        return {}
    check_bands(reading, node, rules.bands, reached, drawn)
    check_booked(reading, node, rules)
    missing = drawn is not None and drawn.can_be_missing
    graded = {clause.grade for clause in rules.clauses}
    graded |= {repair.grade for clause in rules.clauses for repair in clause.repairs}
    return unreached_bands(node, rules.bands, reached, graded, missing)


def measure_reach(rules: Rules, name: str) -> Reach:
    """The lowest and highest value of a measure."""
    measure = rules.measure(name)
    if measure.how not in ("count", "distinct", "age", "share"):
        return Reach(None, None)
    low, instead = 0, measure.when_missing or 0
    return Reach(min(low, instead), max(100_000, instead) if measure.how == "share" else None)


def merged(versions: list[Clause]) -> tuple[Clause, ...]:
    """Versions of clauses that follow each other unchanged, as one; in order of the text, then of time."""
    found: list[Clause] = []
    for clause in sorted(versions, key=lambda c: (c.order, c.since)):
        before = found[-1] if found else None
        if (
            before is not None
            and before.until == clause.since
            and replace(before, until=clause.until) == replace(clause, since=before.since)
        ):
            found[-1] = replace(before, until=clause.until)
        else:
            found.append(clause)
    return tuple(found)
