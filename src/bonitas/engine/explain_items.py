"""The items of an explanation: each clause, scorecard line and dimension with its points and the records they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bonitas.common.amounts import decimal_of
from bonitas.common.days import Duration, iso, period_end
from bonitas.engine.kernel import layout as ly
from bonitas.engine.phrases import phrase
from bonitas.engine.tables import walk
from bonitas.engine.trace import Trace, TracedMatch
from bonitas.ledger.base import Ledger
from bonitas.rulebook.expression import Ref
from bonitas.rulebook.model import Chosen, Clause, Dimension, Measure, PerUnit, Row, ScoreItem, Table


def items(ledger: Ledger, found: Trace, lang: str) -> list[dict[str, Any]]:
    """Every item in the order of the rulebook. Points are Decimals; with the base they add up to the score before its limits."""
    listed = [
        *clause_items(found, lang),
        *(score_item(found, ledger, item, lang) for item in found.compiled.rules.scorecard),
    ]
    dimensions = found.compiled.rules.dimensions
    if dimensions:
        low = decimal_of(dimensions.low)
        listed.append({"item": "range", "points": low, "records": [], "text": phrase(lang, "range"), "source": None})
        listed += [dimension_item(found, part, lang) for part in dimensions.parts]
    return listed


def record_of(found: Trace, entry: int, ends_on: int | None, points: int | None = None) -> dict[str, Any]:
    """One record as an explanation names it, with the three ends it has: of its effect here, and of its keeping."""
    record = found.records[entry]
    row: dict[str, Any] = {
        "furnisher": record.furnisher,
        "ref": record.ref,
        "kind": record.kind,
        "occurred_on": iso(record.occurred_on),
        "ends_on": None if ends_on is None else iso(ends_on),
        "kept_until": iso(found.kept[entry]),
    }
    if points is not None:
        row["points"] = decimal_of(points)
    return row


def clause_items(found: Trace, lang: str) -> list[dict[str, Any]]:
    """Each clause that has a match in effect: the sum of its matches, and each with its own points and end."""
    listed: dict[str, dict[str, Any]] = {}
    totals: dict[str, int] = {}
    for match in found.matches:
        if match.state != "counts":
            continue
        clause = match.clause
        item = listed.setdefault(clause.id, clause_item(clause, lang))
        totals[clause.id] = totals.get(clause.id, 0) + match.counted
        item["points"] = decimal_of(totals[clause.id])
        item["records"].append({**record_of(found, match.entry, match.end, match.counted), **chosen_of(found, match)})
    return list(listed.values())


def chosen_of(found: Trace, match: TracedMatch) -> dict[str, Any]:
    """Of points that somebody chose: who, why, what, and within which range; nothing of others."""
    points = match.clause.points
    if not isinstance(points, Chosen) or match.entry not in found.chosen:
        return {}
    by, why = found.chosen[match.entry]
    span = {"from": decimal_of(points.low), "to": decimal_of(points.high)}
    return {"chosen": {"points": decimal_of(match.value), "by": by, "because": why, **span}}


def clause_item(clause: Clause, lang: str) -> dict[str, Any]:
    """A clause that has given nothing yet."""
    text = name_of(clause.text.say(lang), clause.id)
    return {"item": clause.id, "points": decimal_of(0), "records": [], "text": text, "source": clause.source}


def score_item(found: Trace, ledger: Ledger, item: ScoreItem, lang: str) -> dict[str, Any]:
    """One line of the scorecard: its bin, its points, the best it could be, and the records behind its measure."""
    measure = found.compiled.rules.measure(item.measure)
    value = found.values[item.measure]
    text = item.text.say(lang) or measure.text.say(lang)
    return {
        "item": item.id,
        "points": decimal_of(found.items[item.id]),
        "records": measure_records(found, [measure]),
        "text": name_of(text, item.id),
        "source": item.source or measure.source,
        "measure": item.measure,
        "bin": bin_of(ledger, item, measure, value),
        "best": best_of(item),
    }


def dimension_item(found: Trace, part: Dimension, lang: str) -> dict[str, Any]:
    """One dimension: its points, the best it could be, and the records behind its measures."""
    dimensions = found.compiled.rules.dimensions
    assert dimensions is not None
    measures = [found.compiled.rules.measure(x.name) for x in walk(part.of) if isinstance(x, Ref)]
    best = (dimensions.high - dimensions.low) * part.weight // 100_000
    return {
        "item": part.id,
        "points": decimal_of(found.dimensions[part.id]),
        "records": measure_records(found, measures),
        "text": name_of(part.text.say(lang), part.id),
        "source": part.source,
        "best": decimal_of(best),
    }


def measure_records(found: Trace, measures: Iterable[Measure]) -> list[dict[str, Any]]:
    """The records behind measures, and behind those that a formula or a state names; each once, in order of date."""
    listed: dict[int, dict[str, Any]] = {}
    for measure in with_those_named(found, measures):
        for entry in found.taken.get(measure.name, ()):
            if entry not in listed:
                listed[entry] = record_of(found, entry, leaves_on(measure, found.records[entry].occurred_on))
    return sorted(listed.values(), key=lambda row: (row["occurred_on"], row["furnisher"], row["ref"]))


def with_those_named(found: Trace, measures: Iterable[Measure]) -> list[Measure]:
    """Measures, and all that their formulas and states stand on; each once."""
    listed: dict[str, Measure] = {}
    waiting = list(measures)
    while waiting:
        measure = waiting.pop(0)
        if measure.name not in listed:
            listed[measure.name] = measure
            below = [expr for expr in (measure.formula, *(when for _, when in measure.states)) if expr is not None]
            waiting += [found.compiled.rules.measure(x.name) for expr in below for x in walk(expr) if isinstance(x, Ref)]
    return list(listed.values())


def leaves_on(measure: Measure, day: int) -> int | None:
    """When a record leaves a measure's window; None if it has none, or if another day than occurred_on places it."""
    if measure.dated != "occurred_on" or measure.within is None:
        return None
    if isinstance(measure.within, Duration):
        end = measure.within.after(day)
        return end if measure.within.before(end) >= day else end + 1
    return period_end(day, measure.within)


def bin_of(ledger: Ledger, item: ScoreItem, measure: Measure, value: int) -> str | None:
    """The bin that a measure fell in, as its author wrote it; None for a line by unit."""
    if not isinstance(item.points, Table):
        return None
    text: str | None = None
    if value != ly.MISSING and measure.type == "text":
        text = measure.states[value][0] if measure.how == "state" else ledger.words([value])[0]
    rows = item.points.rows
    others = ("missing",) if text is None else ("otherwise", "missing")  # a text that no row fits counts as missing
    fitting = (row.label for row in rows if fits(row, value, text))
    return next(fitting, None) or next((row.label for row in rows if row.kind in others), None)


def fits(row: Row, value: int, text: str | None) -> bool:
    """Whether a measure's value (MISSING, a number, or a text) is one that a row names."""
    if value == ly.MISSING:
        return row.kind == "missing"
    if text is not None:
        return row.kind == "text" and row.text == text
    return row.kind == "range" and (row.low is None or value >= row.low) and (row.high is None or value < row.high)


def best_of(item: ScoreItem) -> Any:
    """The most points a line can give; None for a line by unit without end."""
    if isinstance(item.points, Table):
        return decimal_of(max(row.points for row in item.points.rows))
    assert isinstance(item.points, PerUnit)
    if all(tier.up_to is not None for tier in item.points.tiers):
        return decimal_of(sum(tier.up_to or 0 for tier in item.points.tiers))
    return None


def name_of(text: str, name: str) -> str:
    """What the rulebook says, or else the id in words."""
    return text or name.replace("_", " ").replace(".", " ").capitalize()
