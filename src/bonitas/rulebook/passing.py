"""`passes_on`: which records a rule makes, of whom and of which kind."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Attribute
from bonitas.common.page import clipped, listed
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.check_types import Typed, said
from bonitas.rulebook.expression import Const, Expr
from bonitas.rulebook.measures import Measures
from bonitas.rulebook.model import DayOfYear, Spill, Transfer
from bonitas.rulebook.names import TYPE_OF
from bonitas.rulebook.parse import read_expression
from bonitas.rulebook.quantity import CALLED, NUMERIC
from bonitas.rulebook.reading import Reading

_SPILL: Final = ("for", "when", "to", "as", "attributes", "text", "source")
_TRANSFER: Final = ("on", "when", "as", "dated", "attributes", "into", "text", "source")
_TO: Final = re.compile(r"(counterparty|subject)\s+of\s+(\S+)\Z")
_DAY: Final = re.compile(r"(\d\d)-(\d\d)(\s+next\s+year)?\Z")
_MOST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_passing(reading: Reading, node: Node | None, measures: Measures, bands: tuple[str, ...]) -> tuple[Spill | Transfer, ...]:
    """Every rule of `passes_on`, in order."""
    found: list[Spill | Transfer | None] = []
    for entry in reading.page.map_of(node, "'passes_on'"):
        reading.identifier(entry.key, "A rule of 'passes_on'")
        what = f"'passes_on': '{clipped(entry.key.raw)}'"
        held = entry.value.entries if isinstance(entry.value, Map) else {}
        if "on" in held and "for" not in held:
            found.append(_transfer(reading, entry, measures, bands, what))
        else:
            found.append(_spill(reading, entry, what))
    return tuple(rule for rule in found if rule is not None)


# ---------------------------------------------------------------- from records


def _spill(reading: Reading, entry: Entry, what: str) -> Spill | None:
    page = reading.page
    fields = page.fields(entry.value, what, _SPILL, ("for", "to", "as"), entry.key)
    if fields is None:
        return None
    held, to, as_node = fields.get("for"), fields.get("to"), fields.get("as")
    kinds = reading.kinds(held, f"{what}: 'for'") if held is not None else ()
    names = reading.record(kinds)
    when = reading.when(fields.get("when"), names, f"{what}: 'when'") if kinds else None
    way = _recipient(reading, to, f"{what}: 'to'") if to is not None else None
    as_, made = _kind(reading, as_node, kinds, f"{what}: 'as'") if as_node is not None else (None, ())
    attributes: list[tuple[str, Expr]] = []
    for each in page.map_of(fields.get("attributes"), f"{what}: 'attributes'") if kinds and made else ():
        at = f"{what}: '{clipped(each.key.raw)}'"
        attribute = _attribute(reading, each, made, at)
        value = read_expression(page, each.value, names, at) if attribute is not None else None
        if value is not None and attribute is not None and _fits(reading, each.value, value, attribute, at):
            attributes.append((each.key.raw, value.expr))
    text, source = reading.texts(fields.get("text"), f"{what}: 'text'"), reading.source(fields)
    if not kinds or way is None or not made:
        return None
    return Spill(entry.key.raw, kinds, way[0], way[1], as_, when, tuple(attributes), text, source)


def _recipient(reading: Reading, node: Node, what: str) -> tuple[Literal["counterparty", "subject"], str | None] | None:
    """`counterparty`, `counterparty of KIND` or `subject of KIND`."""
    raw = reading.page.text(node, what)
    if raw is None:
        return None
    if raw == "counterparty":
        return "counterparty", None
    match = _TO.match(raw)
    if match is None:
        remedy = "Write 'counterparty', 'counterparty of KIND' or 'subject of KIND'."
        reading.page.note("903", node, f"{what} cannot be '{clipped(raw)}'.", found=raw, remedy=remedy)
        return None
    kind = reading.catalogue.kinds.get(match[2])
    if kind is None:
        message, known = f"The catalogue has no kind '{clipped(match[2])}'.", sorted(reading.catalogue.kinds)
        reading.page.note("201", node, message, found=match[2], known=known, remedy="Declare it in the catalogue.")
        return None
    if not kind.lasting:
        message = f"{what}: records of '{kind.name}' have no end, so none of them is ongoing on a day."
        reading.page.note("903", node, message, found=kind.name, remedy="Name a kind that is 'lasting' in the catalogue.")
    return cast(Literal["counterparty", "subject"], match[1]), kind.name


def _kind(reading: Reading, node: Node, kinds: tuple[str, ...], what: str) -> tuple[str | None, tuple[str, ...]]:
    """The kind that is made (None: the same), and all that it can be."""
    name = reading.page.text(node, what)
    if name is None:
        return None, ()
    if name == "same" and kinds:
        return None, kinds
    if name in reading.catalogue.kinds:
        return name, (name,)
    message, known = f"The catalogue has no kind '{clipped(name)}'.", (*sorted(reading.catalogue.kinds), "same")
    reading.page.note("201", node, message, found=name, known=known, remedy="Declare it in the catalogue, or write 'same'.")
    return None, ()


# ---------------------------------------------------------------- from standings


def _transfer(reading: Reading, entry: Entry, measures: Measures, bands: tuple[str, ...], what: str) -> Transfer | None:
    page = reading.page
    fields = page.fields(entry.value, what, _TRANSFER, ("on", "as"), entry.key)
    if fields is None:
        return None
    on_node, as_node, dated_node, into = (fields.get(name) for name in ("on", "as", "dated", "into"))
    on = _day(reading, on_node, f"{what}: 'on'", later=False) if on_node is not None else None
    dated = _day(reading, dated_node, f"{what}: 'dated'", later=True) if dated_node is not None else None
    if on is not None and dated is not None and (dated.later, dated.month, dated.day) < (0, on.month, on.day):
        page.note("904", dated_node, f"{what}: 'dated' is before 'on'.", remedy="Write a later day, or '01-15 next year'.")
    as_, made = _kind(reading, as_node, (), f"{what}: 'as'") if as_node is not None else (None, ())
    if not bands:
        page.note(
            "905", entry.key, f"{what} passes standings on, and nobody is rated.", remedy="Add 'bands', or remove the rule."
        )
    attributes: list[tuple[str, Literal["band", "score"] | Const]] = []
    for each in page.map_of(fields.get("attributes"), f"{what}: 'attributes'") if made else ():
        at = f"{what}: '{clipped(each.key.raw)}'"
        attribute = _attribute(reading, each, made, at)
        value = _of_standing(reading, each.value, attribute, bands, at) if attribute is not None else None
        if value is not None:
            attributes.append((each.key.raw, value))
    when = reading.when(fields.get("when"), measures.names, f"{what}: 'when'")
    text, source = reading.texts(fields.get("text"), f"{what}: 'text'"), reading.source(fields)
    meant = page.text(into, f"{what}: 'into'") if into is not None else None
    if on is None or as_ is None:
        return None
    return Transfer(entry.key.raw, on, as_, when, dated, tuple(attributes), meant, text, source)


def _day(reading: Reading, node: Node, what: str, *, later: bool) -> DayOfYear | None:
    """`12-31`, or `01-15 next year`."""
    raw = reading.page.text(node, what)
    match = _DAY.match(raw) if raw is not None else None
    good = match is not None and 1 <= int(match[1]) <= len(_MOST) and 1 <= int(match[2]) <= _MOST[int(match[1]) - 1]
    if match is None or not good or (match[3] and not later):
        remedy = "Write '12-31'" + (", or '01-15 next year'." if later else ".")
        if raw is not None:
            reading.page.note("904", node, f"{what} must be a day of the year, not '{clipped(raw)}'.", found=raw, remedy=remedy)
        return None
    return DayOfYear(int(match[1]), int(match[2]), 1 if match[3] else 0)


def _of_standing(
    reading: Reading, node: Node, attribute: Attribute, bands: tuple[str, ...], what: str
) -> Literal["band", "score"] | Const | None:
    """`band`, `score`, or something fixed."""
    page, raw = reading.page, reading.page.text(node, what)
    if raw == "score":
        if not attribute.numeric:
            page.note("905", node, f"{what} is {CALLED[TYPE_OF[attribute.type]]}, and a score is a number.", found=raw)
        return "score" if attribute.numeric else None
    if raw == "band":
        lost = [name for name in bands if not _holds(attribute, name)]
        if lost:
            message = f"{what} cannot hold the band '{clipped(lost[0])}'."
            page.note("905", node, message, found=raw, remedy="Let it be a text, or a choice of all bands.")
        return None if lost else "band"
    if raw is None:
        return None
    value = read_expression(page, node, reading.record(()), what)
    if value is not None and not isinstance(value.expr, Const):
        page.note("905", node, f"{what} must be 'band', 'score' or a fixed value.", found=raw)
        return None
    fits = value is not None and _fits(reading, node, value, attribute, what)
    return value.expr if value is not None and isinstance(value.expr, Const) and fits else None


def _holds(attribute: Attribute, band: str) -> bool:
    """Whether an attribute can take a band's name."""
    if attribute.type == "choice":
        return band in attribute.choices
    return attribute.type == "text" or (attribute.type == "integer" and band.isascii() and band.isdigit())


# ---------------------------------------------------------------- attributes


def _attribute(reading: Reading, entry: Entry, kinds: tuple[str, ...], what: str) -> Attribute | None:
    """An attribute that every kind that is made may carry."""
    name = entry.key.raw
    for kind in kinds:
        declared = reading.catalogue.kinds[kind].attributes
        if name not in declared and name not in COMMON_ATTRIBUTES:
            known = (*declared, *COMMON_ATTRIBUTES)
            message = f"{what}: records of '{kind}' have no such attribute."
            reading.page.note("202", entry.key, message, found=name, known=known, remedy=f"They have {listed(known)}.")
            return None
    return reading.catalogue.attributes[name]


def _fits(reading: Reading, node: Node, value: Typed, attribute: Attribute, what: str) -> bool:
    """Note a value of another type than the attribute's, or one that it cannot take."""
    wanted = TYPE_OF[attribute.type]
    if value.type != wanted and not (attribute.numeric and value.type in NUMERIC):
        reading.page.note("905", node, f"{what} must be {CALLED[wanted]}, not {said(value)}.")
        return False
    fixed = value.expr.value if isinstance(value.expr, Const) else None
    if attribute.type == "choice":
        possible = (str(fixed),) if fixed is not None else value.choices
        if possible is None or not set(possible) <= set(attribute.choices):
            remedy = f"Possible are {listed(attribute.choices)}."
            reading.page.note("211", node, f"{what} may be given a text that it cannot be.", remedy=remedy)
            return False
    whole = fixed % 1000 == 0 if isinstance(fixed, int) else value.whole
    if attribute.type == "integer" and not whole:
        reading.page.note("905", node, f"{what} must be a whole number.")
        return False
    return True
