"""How long an effect lasts, how it fades, and what takes over when the matter is settled."""

from __future__ import annotations

from typing import Final

from bonitas.common.page import clipped, listed
from bonitas.common.yamltext import Items, Map, Node
from bonitas.rulebook.model import DecayStep, Lapse, Lasts, LastsBySize, LastsByTable, Repair
from bonitas.rulebook.names import Names
from bonitas.rulebook.parse import read_expression
from bonitas.rulebook.reading import Reading

_DAYS_A_MONTH: Final = 30


def read_lasts(reading: Reading, node: Node, names: Names, what: str, at: Node) -> Lasts | None:
    """`1 year`, `calendar year`, by size, or by a text attribute."""
    if not isinstance(node, Map):
        return reading.lapse(node, what)
    if "by" in node.entries or "table" in node.entries:
        return _by_table(reading, node, names, what, at)
    return _by_size(reading, node, what)


def _by_size(reading: Reading, node: Map, what: str) -> LastsBySize | None:
    rows: list[tuple[int | None, Lapse]] = []
    for entry in node:
        raw = entry.key.raw.strip()
        lapse = reading.lapse(entry.value, f"{what}: '{clipped(raw)}'")
        if rows and rows[-1][0] is None:
            reading.page.note("503", entry.key, f"{what}: 'above' must come last.", found=raw)
            return None
        if raw == "above":
            size = None
        elif raw.startswith("up to "):
            size = reading.amount_text(entry.key, raw[6:], "number", f"{what}: '{clipped(raw)}'")
            if size is None:
                return None
            if rows and (rows[-1][0] or 0) >= size:
                reading.page.note(
                    "503", entry.key, f"{what}: '{raw}' is out of order.", found=raw, remedy="Write sizes from low to high."
                )
        else:
            remedy = "Write 'up to 40: 1 year, above: 2 years', or '{by: attribute, table: …}'."
            reading.page.note("503", entry.key, f"{what} has no '{clipped(raw)}'.", found=raw, remedy=remedy)
            return None
        if lapse is None:
            return None
        rows.append((size, lapse))
    if not rows or rows[-1][0] is not None:
        reading.page.note("503", node, f"{what} does not say how long larger points last.", remedy="Add 'above: 2 years'.")
        return None
    return LastsBySize(tuple(rows))


def _by_table(reading: Reading, node: Map, names: Names, what: str, at: Node) -> LastsByTable | None:
    page = reading.page
    fields = page.fields(node, what, ("by", "table"), ("by", "table"), at)
    by, table = node.get("by"), node.get("table")
    if fields is None or by is None or table is None:
        return None
    value = read_expression(page, by, names, f"{what}: 'by'")
    if value is not None and value.type != "text":
        page.note(
            "503", by, f"{what}: 'by' must be a text or a choice.", remedy="For sizes write 'up to 40: 1 year, above: 2 years'."
        )
        return None
    rows: list[tuple[str, Lapse]] = []
    otherwise: Lapse | None = None
    for entry in page.map_of(table, f"{what}: 'table'"):
        name = entry.key.raw
        lapse = reading.lapse(entry.value, f"{what}: '{clipped(name)}'")
        if name == "otherwise":
            otherwise = lapse
        elif lapse is not None:
            rows.append((name, lapse))
        if value is not None and value.choices and name not in (*value.choices, "otherwise"):
            remedy = f"Possible are {listed(value.choices)}."
            page.note(
                "407",
                entry.key,
                f"{what}: '{clipped(name)}' is not a possible value.",
                found=name,
                known=value.choices,
                remedy=remedy,
            )
    if isinstance(table, Map) and "otherwise" not in table.entries:
        page.note("503", node.entries["table"].key, f"{what}: the table lacks 'otherwise'.", remedy="Add 'otherwise: 1 year'.")
    return LastsByTable(value.expr, tuple(rows), otherwise) if value is not None and otherwise is not None else None


def read_decay(reading: Reading, node: Node | None, what: str) -> tuple[DecayStep, ...]:
    """`{after 6 months: 75%, after 12 months: 50%}`."""
    steps: list[DecayStep] = []
    for entry in reading.page.map_of(node, what):
        raw = entry.key.raw.strip()
        share = reading.percent(entry.value, f"{what}: '{clipped(raw)}'")
        if not raw.startswith("after "):
            remedy = "Write 'after 6 months: 75%'."
            reading.page.note("509", entry.key, f"{what} has no '{clipped(raw)}'.", found=raw, remedy=remedy)
            continue
        lapse = reading.page.duration_text(entry.key, raw[6:], f"{what}: '{clipped(raw)}'")
        if lapse is None or share is None:
            continue
        step = DecayStep(lapse, share // 100)
        if steps and _length(steps[-1]) >= _length(step):
            reading.page.note(
                "509", entry.key, f"{what}: '{raw}' is out of order.", found=raw, remedy="Write the steps from early to late."
            )
        steps.append(step)
    return tuple(steps)


def _length(step: DecayStep) -> int:
    return step.after.months * _DAYS_A_MONTH + step.after.days


_REPAIR: Final = ("when", "points", "grade", "lasts", "removed", "after")


def read_repairs(reading: Reading, node: Node | None, names: Names, bands: tuple[str, ...], what: str) -> tuple[Repair, ...]:
    """One repair or a list of them."""
    at = node
    found: list[Repair] = []
    for item in node.items if isinstance(node, Items) else [node] if node is not None else []:
        fields = reading.page.fields(item, what, _REPAIR, ("when",), at)
        repair = _repair(reading, fields, names, bands, what) if fields is not None else None
        if repair is not None:
            found.append(repair)
    return tuple(found)


def _repair(reading: Reading, fields: Map, names: Names, bands: tuple[str, ...], what: str) -> Repair | None:
    page = reading.page
    points, grade, lasts, removed, after = (fields.get(name) for name in _REPAIR[1:])
    gone = bool(page.yes_no(removed, f"{what}: 'removed'")) if removed is not None else False
    others = any(node is not None for node in (points, grade, lasts))
    if gone and others:
        page.note(
            "510", removed, f"{what}: a removed effect has no points, grade or end.", remedy="Keep 'removed', or the others."
        )
    if not gone and not others:
        page.note("510", fields, f"{what} changes nothing.", remedy="Add 'points', 'grade', 'lasts' or 'removed: yes'.")
    when = reading.when(fields.get("when"), names, f"{what}: 'when'")
    worth = page.number(points, f"{what}: 'points'") if points is not None else None
    band = reading.named(grade, f"{what}: 'grade'", bands, "204") if grade is not None else None
    end = reading.lapse(lasts, f"{what}: 'lasts'") if lasts is not None else None
    stay = page.duration(after, f"{what}: 'after'") if after is not None else None
    return Repair(when, gone, worth, band, end, stay) if when is not None else None
