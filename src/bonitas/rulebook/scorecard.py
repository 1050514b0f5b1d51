"""The scorecard: measures put into bins, bins worth points; and dimensions, scaled and weighted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bonitas.common.amounts import shown
from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.expression import Arithmetic, Expr, Ref
from bonitas.rulebook.grounds import read_ground
from bonitas.rulebook.measures import Measures
from bonitas.rulebook.model import Dimension, Dimensions, Measure, PerUnit, ScoreItem, Table
from bonitas.rulebook.names import Meaning
from bonitas.rulebook.parse import read_quantity
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.scale import Worth
from bonitas.rulebook.tables import Domain, read_table
from bonitas.rulebook.values import per_unit
from bonitas.rulebook.walk import parts, refs

_UNIT_KEYS: Final = ("each", "gives", "up_to", "then", "fractions", "missing")
_AROUND: Final = ("text", "source", "ground")
_ALL: Final = 100_000


def read_scorecard(reading: Reading, node: Node | None, measures: Measures, worth: Worth) -> tuple[ScoreItem, ...]:
    """Every line of the scorecard."""
    found = (_item(reading, entry, measures, worth) for entry in reading.page.map_of(node, "'scorecard'"))
    return tuple(item for item in found if item is not None)


def _item(reading: Reading, entry: Entry, measures: Measures, worth: Worth) -> ScoreItem | None:
    name = entry.key.raw
    what = f"The scorecard line '{clipped(name)}'"
    reading.identifier(entry.key, "A scorecard line")
    node = entry.value
    if not isinstance(node, Map):
        reading.page.note("103", node, f"{what} must be a map of bins.", remedy="Write '{0: 10, 1 or more: 0}'.")
        return None
    at = node.get("measure")
    measure = reading.named(at, f"{what}: 'measure'", reading.measure_names, "203") if at is not None else name
    if at is None and name not in reading.measure_names:
        remedy = "Name a measure, or add 'measure: …'."
        message = f"{what} names no measure."
        reading.page.note("203", entry.key, message, found=name, known=tuple(reading.measure_names), remedy=remedy)
    if measure is None:
        return None
    reading.used_measures.add(measure)
    meaning = measures.choices.get(measure)
    if meaning is None:
        return None
    drawn = next(m for m in measures.all if m.name == measure)
    read = _by_unit if "each" in node.entries else _by_table
    points, missing = read(reading, _Line(entry, node, drawn, meaning, worth), what)
    if points is None:
        return None
    text = reading.texts(node.get("text"), f"{what}: 'text'")
    return ScoreItem(name, measure, points, missing, text, reading.source(node), read_ground(reading, node, what))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line whose measure is known."""

    entry: Entry
    node: Map
    measure: Measure
    meaning: Meaning
    worth: Worth


def _by_table(reading: Reading, line: _Line, what: str) -> tuple[Table | None, int | None]:
    """The long form with `table`, or the bins beside `text` and `source`."""
    node, entry = line.node, line.entry
    long = "table" in node.entries or "measure" in node.entries
    if long and reading.page.fields(node, what, ("measure", "table", *_AROUND), ("table",), entry.key) is None:
        return None, None
    if long and "table" not in node.entries:
        return None, None
    entries = (
        reading.page.map_of(node.get("table"), f"{what}: 'table'") if long else [e for e in node if e.key.raw not in _AROUND]
    )
    return read_table(reading, entries, measure_domain(line.measure, line.meaning), what, entry.key, worth=line.worth), None


def measure_domain(measure: Measure, meaning: Meaning) -> Domain:
    """The values a measure can have."""
    whole = meaning.whole or (measure.how == "age")
    return Domain(meaning.type, measure.can_be_missing, meaning.choices, whole, meaning.low, meaning.high)


def _by_unit(reading: Reading, line: _Line, what: str) -> tuple[PerUnit | None, int | None]:
    entry, measure, meaning = line.entry, line.measure, line.meaning
    fields = reading.page.fields(line.node, what, ("measure", *_UNIT_KEYS, *_AROUND), ("each", "gives"), entry.key)
    if fields is None:
        return None, None
    if meaning.type not in NUMERIC:
        reading.page.note("413", entry.key, f"{what}: only numbers have points by unit.", remedy="Write a table of bins.")
        return None, None
    given = fields.get("missing")
    missing = line.worth.number(given, f"{what}: 'missing'") if given is not None else None
    if given is None and measure.can_be_missing:
        reading.page.note("404", entry.key, f"{what} does not say what a missing value is worth.", remedy="Add 'missing: 0'.")
    if given is not None and not measure.can_be_missing:
        reading.page.note(
            "405", fields.entries["missing"].key, f"{what}: the value is never missing.", remedy="Remove 'missing'."
        )
    return per_unit(reading, fields, Ref(measure.name, meaning.type), what, entry.key, worth=line.worth), missing


# ---------------------------------------------------------------- dimensions

_DIMENSION: Final = ("weight", "of", "from", "to", "missing", "text", "source", "ground")
_RANGE: Final = re.compile(r"(-?\d+(?:\.\d+)?)\s+to\s+(-?\d+(?:\.\d+)?)\Z")


def read_dimensions(reading: Reading, node: Node | None, measures: Measures) -> Dimensions | None:
    """`range` and the weighted parts."""
    entries = reading.page.map_of(node, "'dimensions'")
    if not entries or not isinstance(node, Map):
        return None
    ends = _range(reading, node)
    read = [part for entry in entries if entry.key.raw != "range" if (part := _dimension(reading, entry, measures)) is not None]
    total = sum(part.weight for part in read)
    if len(read) == len(entries) - ("range" in node.entries) and total != _ALL:
        message = f"The weights of the dimensions sum to {shown(total)}%, not 100%."
        reading.page.note("411", entries[0].key, message, found=f"{shown(total)}%", remedy="Change the weights.")
    return Dimensions(*ends, tuple(read)) if ends else None


def _range(reading: Reading, node: Map) -> tuple[int, int] | None:
    at = node.get("range")
    if at is None:
        reading.page.note("102", node, "'dimensions' lacks the key 'range'.", remedy="Add 'range: 350 to 950'.")
        return None
    raw = reading.page.text(at, "'range'")
    match = _RANGE.match(raw) if raw is not None else None
    low, high = (reading.page.exact(at, match[n], "'range'") for n in (1, 2)) if match else (None, None)
    if raw is not None and (match is None or (low is not None and high is not None and low >= high)):
        reading.page.note("412", at, f"'range' cannot be '{clipped(raw)}'.", found=raw, remedy="Write 'range: 350 to 950'.")
        return None
    return (low, high) if low is not None and high is not None else None


def _can_be_missing(expr: Expr, measures: Measures) -> bool:
    """Whether a measure in it can be missing, or something is divided, perhaps by 0."""
    divided = any(isinstance(part, Arithmetic) and part.operator == "/" for part in parts(expr))
    return divided or any(measure.can_be_missing for measure in measures.all if measure.name in refs(expr))


def _dimension(reading: Reading, entry: Entry, measures: Measures) -> Dimension | None:
    page, name = reading.page, entry.key.raw
    what = f"The dimension '{clipped(name)}'"
    reading.identifier(entry.key, "A dimension")
    fields = page.fields(entry.value, what, _DIMENSION, ("weight", "of", "from", "to"), entry.key)
    if fields is None:
        return None
    weight, of, start, end, missing = (fields.get(key) for key in _DIMENSION[:5])
    share = reading.percent(weight, f"{what}: 'weight'") if weight is not None else None
    value = read_quantity(page, of, measures.names, f"{what}: 'of'") if of is not None else None
    instead = page.number(missing, f"{what}: 'missing'") if missing is not None else None
    if instead is not None and not 0 <= instead <= 1000:
        page.note("106", missing, f"{what}: 'missing' must be from 0 to 1.", found=str(getattr(missing, "raw", "")))
    if value is None or start is None or end is None:
        return None
    reading.used_measures |= refs(value.expr)
    low, high = reading.amount(start, value.type, f"{what}: 'from'"), reading.amount(end, value.type, f"{what}: 'to'")
    if low is not None and low == high:
        page.note(
            "412",
            end,
            f"{what}: 'from' and 'to' are the same.",
            remedy="Give the value that counts 0, and the one that counts 1.",
        )
    if share is None or low is None or high is None:
        return None
    text = reading.texts(fields.get("text"), f"{what}: 'text'")
    if missing is None and _can_be_missing(value.expr, measures):
        page.note(
            "404",
            entry.key,
            f"{what} does not say what counts if its value is missing.",
            remedy="Add 'missing: 0.5' (from 0 to 1).",
        )
    return replace(
        Dimension(name, share, value.expr, low, high, instead),
        text=text,
        source=reading.source(fields),
        grounds=read_ground(reading, fields, what),
    )
