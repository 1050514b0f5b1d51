"""Measures: quantities drawn from a subject's records, in an order in which each formula comes after what it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, cast

from bonitas.common.page import clipped, listed
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar
from bonitas.rulebook.check_types import FUNCTIONS
from bonitas.rulebook.circles import in_order
from bonitas.rulebook.drawn import read_drawn
from bonitas.rulebook.expression import ASKED_ON, Expr, Ref
from bonitas.rulebook.grounds import read_ground
from bonitas.rulebook.model import How, Measure
from bonitas.rulebook.names import ASKED, Meaning, Names
from bonitas.rulebook.parse import read_expression
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.tokens import WORDS, ExpressionFault, tokens
from bonitas.rulebook.walk import refs

HOWS: Final[dict[str, How]] = {
    "count": "count", "sum": "sum", "min": "min", "max": "max", "latest": "latest", "oldest": "oldest", "age_of": "age",
    "share": "share", "distinct": "distinct", "formula": "formula", "state": "state",
}  # fmt: skip
_OVER_MEASURES: Final = {"formula": ("when_missing",), "state": ()}
_RESERVED: Final = frozenset((*WORDS, *FUNCTIONS, ASKED_ON, "range", "true", "false"))


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures in order, and what their names mean in conditions over a subject."""

    all: tuple[Measure, ...]
    names: Names
    choices: dict[str, Meaning]


def read_measures(reading: Reading, node: Node | None) -> Measures:
    """Every measure of the map at `node`."""
    entries = {entry.key.raw: entry for entry in reading.page.map_of(node, "'measures'")}
    reading.measure_names = frozenset(entries)
    for entry in entries.values():
        _check_name(reading, entry.key)
    needs = {name: _named_in(entry.value) & entries.keys() for name, entry in entries.items()}
    ordered, circles = in_order(needs)
    for circle in circles:
        at = entries[circle[0]].key
        way = " → ".join((*circle, circle[0]))
        reading.page.note("601", at, f"Measures name each other in a circle: {way}.", found=circle[0], remedy="Break the circle.")
    known: dict[str, Meaning] = {ASKED_ON: ASKED}
    attributes = frozenset(reading.catalogue.attributes) - entries.keys()
    broken = set(entries) - set(ordered)
    found: list[Measure] = []
    for name in ordered:
        read = _measure(reading, entries[name], Names("subject", known, frozenset(broken), attributes))
        if read is None:
            broken.add(name)
            continue
        measure, meaning = read
        found.append(measure)
        known[name] = meaning
    return Measures(tuple(found), Names("subject", known, frozenset(broken), attributes), known)


def _check_name(reading: Reading, key: Scalar) -> None:
    if key.raw in _RESERVED or not key.raw.isidentifier():
        remedy = "Use letters, digits and '_', begin with a letter, and use no word of the expressions."
        reading.page.note("213", key, f"No measure can be called '{clipped(key.raw)}'.", found=key.raw, remedy=remedy)


def _named_in(node: Node) -> set[str]:
    """The names that the formula or the states at `node` use."""
    if not isinstance(node, Map):
        return set()
    texts: Iterable[Node | None] = (node.get("formula"),)
    state = node.get("state")
    if isinstance(state, Map):
        texts = (entry.value for entry in state)
    found: set[str] = set()
    for text in texts:
        if isinstance(text, Scalar):
            try:
                found |= {token.text for token in tokens(text.raw) if token.kind == "name"}
            except ExpressionFault:
                continue  # noted when the expression itself is read
    return found


def _measure(reading: Reading, entry: Entry, names: Names) -> tuple[Measure, Meaning] | None:
    page, name = reading.page, entry.key.raw
    what = f"The measure '{clipped(name)}'"
    if not isinstance(entry.value, Map):
        page.fields(entry.value, what, tuple(HOWS))
        return None
    ways = [key for key in entry.value.entries if key in HOWS]
    if len(ways) != 1:
        message = f"{what} says in two ways how it is drawn." if ways else f"{what} does not say how it is drawn."
        unknown = next((key for key in entry.value.entries if key not in _PARTS), None)
        at = entry.value.entries[unknown].key if unknown and not ways else entry.key
        page.note(
            "602", at, message, found=unknown if not ways else None, known=tuple(HOWS), remedy=f"Write one of {listed(HOWS)}."
        )
        return None
    way = ways[0]
    if way not in _OVER_MEASURES:
        read = read_drawn(reading, entry, HOWS[way], way, what)
    else:
        fields = page.fields(entry.value, what, (way, *_OVER_MEASURES[way], "text", "source", "ground"), (), entry.key)
        make: Callable[..., tuple[Measure, Meaning] | None] = _formula if way == "formula" else _state
        read = make(reading, entry, cast(Map, fields), names, what)
    if read is None:
        return None
    measure, meaning = read
    fields = entry.value
    measure = replace(
        measure, text=reading.texts(fields.get("text"), f"{what}: 'text'"), source=reading.source(fields),
        grounds=read_ground(reading, fields, what),
    )  # fmt: skip
    reading.used_measures |= refs(measure.formula)
    return measure, meaning


_PARTS: Final = frozenset(
    (
        *HOWS,
        "when",
        "of",
        "within",
        "dated",
        "once_per",
        "net_per",
        "clamp",
        "when_missing",
        "value",
        "in",
        "text",
        "source",
        "ground",
    )
)


def _formula(reading: Reading, entry: Entry, fields: Map, names: Names, what: str) -> tuple[Measure, Meaning] | None:
    value = read_expression(reading.page, fields.entries["formula"].value, names, f"{what}: 'formula'")
    if value is None:
        return None
    node = fields.get("when_missing")
    instead: int | None = None
    if node is not None and value.type in NUMERIC:
        instead = reading.amount(node, value.type, f"{what}: 'when_missing'")
    elif node is not None:
        reading.page.note("610", node, f"{what}: 'when_missing' is for numbers only.", remedy="Remove it.")
    measure = Measure(entry.key.raw, "formula", value.type, formula=value.expr, when_missing=instead)
    low = value.low if instead is None or value.low is None else min(value.low, instead)
    ref = Ref(measure.name, value.type)
    return measure, Meaning(ref, value.type, value.choices, value.whole, low, value.high)


def _state(reading: Reading, entry: Entry, fields: Map, names: Names, what: str) -> tuple[Measure, Meaning] | None:
    states: list[tuple[str, Expr | None]] = []
    node = fields.entries["state"].value
    inner = reading.page.map_of(node, f"{what}: 'state'")
    for at, state in enumerate(inner):
        if isinstance(state.value, Scalar) and state.value.raw.strip() == "otherwise":
            if at != len(inner) - 1:
                reading.page.note("609", state.key, f"{what}: 'otherwise' must be the last state.", found=state.key.raw)
            states.append((state.key.raw, None))
        else:
            when = reading.when(state.value, names, f"{what}: the state '{clipped(state.key.raw)}'")
            states.append((state.key.raw, when))
    if not states:
        if not isinstance(node, Scalar | Items) or getattr(node, "value", None) is None:
            reading.page.note(
                "609", fields.entries["state"].key, f"{what} has no states.", remedy="Write '{good: a > 0, never: otherwise}'."
            )
        return None
    measure = Measure(entry.key.raw, "state", "text", states=tuple(states))
    return measure, Meaning(Ref(measure.name, "text"), "text", tuple(name for name, _ in states))
