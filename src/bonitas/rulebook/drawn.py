"""Measures drawn from records: which records, which window, which value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

from bonitas.common.days import Calendar, Duration
from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar
from bonitas.rulebook.check_types import Typed
from bonitas.rulebook.expression import Attr, Ref, Type
from bonitas.rulebook.model import Grouping, How, Measure
from bonitas.rulebook.names import Meaning, Names
from bonitas.rulebook.parse import read_expression
from bonitas.rulebook.quantity import NUMERIC
from bonitas.rulebook.reading import Reading, calendar_unit

_COMMON: Final = ("when", "within", "dated", "once_per", "when_missing", "text", "source", "ground")
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "count": (), "sum": ("value", "net_per", "clamp"), "min": ("value",), "max": ("value",), "latest": ("value",),
    "oldest": ("value",), "age_of": ("in",), "share": ("of",), "distinct": ("value",),
}  # fmt: skip
_VALUED: Final = ("sum", "min", "max", "latest", "oldest", "distinct")
#: Types a measure's value may have.
_FITTING: Final[dict[str, tuple[Type, ...]]] = {
    "sum": NUMERIC, "min": (*NUMERIC, "date"), "max": (*NUMERIC, "date"), "latest": (*NUMERIC, "date", "text", "yes_no"),
    "oldest": (*NUMERIC, "date", "text", "yes_no"), "distinct": (*NUMERIC, "date", "text", "yes_no"),
}  # fmt: skip
_GROUP_FACTS: Final = ("counterparty", "furnisher", "kind")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The records a measure looks at, and the value it takes from each."""

    kinds: tuple[str, ...]
    value: Typed | None
    pick: Literal["oldest", "latest"] = "oldest"


def read_drawn(reading: Reading, entry: Entry, how: How, way: str, what: str) -> tuple[Measure, Meaning] | None:
    """One measure over records, and what its name then means; None if it cannot be told."""
    required = ("when",) if way == "share" else ()
    fields = reading.page.fields(entry.value, what, (way, *_KEYS[way], *_COMMON), required, entry.key)
    if fields is None:
        return None
    drawn = _drawn(reading, entry, fields, way, what)
    if drawn is None:
        return None
    names = reading.record(drawn.kinds)
    type_ = _type(reading, fields, way, drawn, what)
    conditions = {key: reading.when(fields.get(key), names, f"{what}: '{key}'") for key in ("when", "of")}
    when_node = fields.get("when")
    if conditions["when"] is not None and when_node is not None:
        reading.never_true(when_node, conditions["when"], drawn.kinds, f"{what}: 'when'", "612")
    once, net = (
        _grouping(reading, fields.get(key), names, f"{what}: '{key}'") if key in fields.entries else None
        for key in ("once_per", "net_per")
    )
    if once is not None and net is not None:
        remedy = "Keep one of them: the first of each group, or the sum of each group."
        reading.page.note("607", entry.key, f"{what}: 'once_per' and 'net_per' do not go together.", remedy=remedy)
    instead = _when_missing(reading, fields.get("when_missing"), how, type_, what)
    measure = Measure(
        name=entry.key.raw, how=how, type=type_, kinds=drawn.kinds, value=drawn.value.expr if drawn.value else None,
        when=conditions["when"], of=conditions["of"], within=_within(reading, fields.get("within"), what),
        dated=_dated(reading, fields.get("dated"), names, what), pick=drawn.pick, once_per=once,
        net_per=net if way == "sum" else None, clamp=_clamp(reading, fields, type_, what), when_missing=instead,
    )  # fmt: skip
    return measure, _meaning(measure, drawn)


def _meaning(measure: Measure, drawn: _Drawn) -> Meaning:
    """What is known of a measure's value."""
    value = drawn.value
    ref = Ref(measure.name, measure.type)
    if measure.how in ("count", "distinct", "age"):
        low = 0 if measure.when_missing is None else min(0, measure.when_missing)
        return Meaning(ref, measure.type, None, True, low)
    if measure.how == "share":
        return Meaning(ref, "percent", None, False, 0, 100_000)
    whole = value is not None and value.whole and (measure.when_missing or 0) % 1000 == 0
    keeps = measure.how in ("min", "max", "latest", "oldest")
    return Meaning(ref, measure.type, value.choices if value and keeps else None, whole)


def _type(reading: Reading, fields: Map, way: str, drawn: _Drawn, what: str) -> Type:
    if way == "age_of":
        node = fields.get("in")
        unit = reading.page.word(node, f"{what}: 'in'", ("months", "days", "years")) if node is not None else None
        return cast(Type, unit or "months")
    if way in ("count", "distinct"):
        return "number"
    if way == "share":
        return "percent"
    return drawn.value.type if drawn.value else "number"


def _drawn(reading: Reading, entry: Entry, fields: Map, way: str, what: str) -> _Drawn | None:
    node = fields.entries[way].value
    if way == "age_of":
        return _picked(reading, node, what)
    said = f"{what}: '{way}'"
    if way not in _VALUED:
        kinds = reading.kinds(node, said)
        return _Drawn(kinds, None) if kinds else None
    value_node = fields.get("value")
    split = _split(reading, node) if value_node is None else None
    if split is None:
        kinds = reading.kinds(node, said)
        if kinds and value_node is None:
            remedy = "Write 'kind.attribute', or add 'value: …'."
            reading.page.note("603", node, f"{said} does not say which value of the records.", remedy=remedy)
            return None
        attribute: str | None = None
        offset = 0
    else:
        kinds, attribute, offset = split
    if not kinds:
        return None
    at = value_node if value_node is not None else node
    if attribute is not None:
        value = _attribute(reading, node, attribute, offset, kinds)
    else:
        value = read_expression(reading.page, at, reading.record(kinds), f"{what}: 'value'")
    if value is not None and value.type not in _FITTING[way]:
        reading.page.note(
            "604", at, f"{said} needs a number{'' if way == 'sum' else ' or a date'}.", remedy="Use 'latest' or 'distinct'."
        )
        return None
    return _Drawn(kinds, value) if value is not None else None


def _split(reading: Reading, node: Node) -> tuple[tuple[str, ...], str, int] | None:
    """`kind.attribute` (or a list of them) as kinds, the one attribute, and where it begins; the longest known kind counts."""
    parts: list[tuple[tuple[str, ...], str, int]] = []
    for item in reading.page.one_or_list(node):
        if not isinstance(item, Scalar) or reading.catalogue.matching(item.raw.strip()):
            return None
        head, dot, tail = item.raw.strip().rpartition(".")
        kinds = reading.catalogue.matching(head) if dot else ()
        if not kinds or tail == "*":
            return None
        parts.append((kinds, tail, len(head) + 1))
    if len({tail for _, tail, _ in parts}) != 1:
        return None
    return tuple(dict.fromkeys(kind for kinds, _, _ in parts for kind in kinds)), parts[0][1], parts[0][2]


def _attribute(reading: Reading, node: Node, name: str, offset: int, kinds: tuple[str, ...]) -> Typed | None:
    names = reading.record(kinds)
    meaning = names.known.get(name)
    if meaning is not None:
        return Typed(meaning.expr, meaning.type, 0, meaning.choices, whole=meaning.whole, low=meaning.low, high=meaning.high)
    at = node.items[0] if isinstance(node, Items) else node
    message = f"The kind '{kinds[0]}' has no attribute '{clipped(name)}'."
    reading.page.note(
        "202", at, message, offset=offset, found=name, known=tuple(names.known), remedy="Declare it in the catalogue."
    )
    return None


def _picked(reading: Reading, node: Node, what: str) -> _Drawn | None:
    """`oldest kind`, `latest kind, kind`, or `{oldest: [kinds]}`."""
    remedy = "Write 'oldest KIND' or 'latest KIND'."
    if isinstance(node, Map) and len(node.entries) == 1 and next(iter(node.entries)) in ("oldest", "latest"):
        pick, inner = next((entry.key.raw, entry.value) for entry in node)
        kinds = reading.kinds(inner, f"{what}: 'age_of'")
        return _Drawn(kinds, None, cast(Literal["oldest", "latest"], pick)) if kinds else None
    raw = reading.page.text(node, f"{what}: 'age_of'") if isinstance(node, Scalar) else ""
    if raw is None:
        return None
    pick, _, rest = raw.partition(" ")
    if pick not in ("oldest", "latest") or not rest.strip() or not isinstance(node, Scalar):
        reading.page.note("608", node, f"{what}: 'age_of' does not say of which record.", found=raw or None, remedy=remedy)
        return None
    names = [Scalar(name.strip(), name.strip(), node.line, node.column) for name in rest.split(",")]
    kinds = reading.kinds(Items(list(names), node.line, node.column), f"{what}: 'age_of'")
    return _Drawn(kinds, None, cast(Literal["oldest", "latest"], pick)) if kinds else None


def _within(reading: Reading, node: Node | None, what: str) -> Duration | Calendar | None:
    raw = reading.page.text(node, f"{what}: 'within'") if node is not None else None
    if raw is None:
        return None
    unit = calendar_unit(raw)
    if unit is not None:
        return unit
    try:
        return Duration.parse(raw)
    except ValueError:
        remedy = "Write '12 months', '28 days' or 'calendar year'."
        reading.page.note("606", node, f"{what}: 'within' cannot be '{clipped(raw)}'.", found=raw, remedy=remedy)
        return None


def _dated(reading: Reading, node: Node | None, names: Names, what: str) -> str:
    raw = reading.page.text(node, f"{what}: 'dated'") if node is not None else None
    if raw is None:
        return "occurred_on"
    dates = tuple(
        name for name, meaning in names.known.items() if meaning.type == "date" and name not in ("asked_on", "ended_on")
    )
    if raw not in dates:
        message = f"{what}: 'dated' cannot be '{clipped(raw)}'."
        reading.page.note("611", node, message, found=raw, known=dates, remedy="Name settled_on or an attribute that is a date.")
    return raw


def _grouping(reading: Reading, node: Node | None, names: Names, what: str) -> Grouping:
    """Attributes, `counterparty`, `furnisher`, `kind`, and at most one period."""
    keys: list[str] = []
    calendar: Calendar | None = None
    run: Duration | None = None
    allowed = (*_GROUP_FACTS, *(name for name, meaning in names.known.items() if isinstance(meaning.expr, Attr)))
    for item in reading.page.one_or_list(node):
        raw = reading.page.text(item, what)
        if raw is None:
            continue
        unit = calendar_unit(raw)
        if (unit is not None or raw[0].isdigit()) and (calendar or run):
            reading.page.note("607", item, f"{what} has two periods.", found=raw, remedy="Keep one of them.")
        elif unit is not None:
            calendar = unit
        elif raw[0].isdigit():
            run = reading.page.duration(item, what)
        elif raw in allowed:
            keys.append(raw)
        else:
            remedy = "Name attributes, counterparty, furnisher, kind, 'calendar week' or '28 days'."
            reading.page.note("607", item, f"{what} cannot group by '{clipped(raw)}'.", found=raw, known=allowed, remedy=remedy)
    return Grouping(tuple(keys), calendar, run)


def _clamp(reading: Reading, fields: Map, unit: Type, what: str) -> tuple[int | None, int | None] | None:
    node = fields.get("clamp")
    if node is None:
        return None
    if "net_per" not in fields.entries:
        reading.page.note(
            "605", fields.entries["clamp"].key, f"{what}: 'clamp' needs 'net_per'.", remedy="Add 'net_per: counterparty'."
        )
        return None
    ends = node.items if isinstance(node, Items) else []
    if len(ends) != 2:
        reading.page.note("605", node, f"{what}: 'clamp' must be a list of two numbers.", remedy="Write '[-1, 1]'.")
        return None
    low, high = (
        None if isinstance(end, Scalar) and end.value is None else reading.amount(end, unit, f"{what}: 'clamp'") for end in ends
    )
    if low is not None and high is not None and low > high:
        reading.page.note("605", node, f"{what}: 'clamp' has its ends in the wrong order.", remedy="Write the lower one first.")
    return low, high


def _when_missing(reading: Reading, node: Node | None, how: How, unit: Type, what: str) -> int | None:
    if node is None:
        return None
    if how == "count" or unit not in NUMERIC:
        why = "a count is never missing" if how == "count" else "it is for numbers only"
        reading.page.note("610", node, f"{what}: 'when_missing' has no place here; {why}.", remedy="Remove it.")
        return None
    return reading.amount(node, unit, f"{what}: 'when_missing'")
