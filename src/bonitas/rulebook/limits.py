"""Limits, groups, repeats and freezes: how clauses hold each other."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final, Literal, cast

from bonitas.common.days import Duration
from bonitas.common.page import clipped
from bonitas.common.texts import Text
from bonitas.common.yamltext import Map, Node
from bonitas.rulebook.model import Again, CalendarPeriod, Freeze, Group, Limit, Rolling
from bonitas.rulebook.reading import Reading, calendar_unit

_LIMIT: Final = re.compile(r"(\d+(?:\.\d+)?)((?:\s+per\s+(?!counterparty).+?)?)(\s+per\s+counterparty)?\Z")
_LIMIT_REMEDY: Final = "Write '40', '40 per calendar year', '40 per 30 days', each with or without 'per counterparty'."
_FREEZE: Final = re.compile(r"gains\s+while\s+(.+?)\s+is\s+(unsettled|ongoing|in\s+effect)\Z")


def read_limits(reading: Reading, node: Node | None, what: str) -> tuple[Limit, ...]:
    """One limit or a list of them."""
    found = (_limit(reading, item, what) for item in reading.page.one_or_list(node))
    return tuple(limit for limit in found if limit is not None)


def _limit(reading: Reading, node: Node, what: str) -> Limit | None:
    page = reading.page
    if isinstance(node, Map):
        return _limit_map(reading, node, what)
    raw = page.text(node, what)
    match = _LIMIT.match(raw) if raw is not None else None
    if raw is not None and match is None:
        page.note("504", node, f"{what} cannot be '{clipped(raw)}'.", found=raw, remedy=_LIMIT_REMEDY)
    if match is None:
        return None
    limit = _points(reading, node, page.exact(node, match[1], what), what)
    if limit is None or not match[2]:
        return replace(limit, each_counterparty=bool(match[3])) if limit else None
    per = _period(reading, node, match[2].split(None, 1)[1], what)
    return replace(limit, per=per, each_counterparty=bool(match[3])) if per else None


def _limit_map(reading: Reading, node: Map, what: str) -> Limit | None:
    page = reading.page
    fields = page.fields(node, what, ("points", "per", "each"), ("points",), node)
    points, per, each = (node.get(name) for name in ("points", "per", "each"))
    if fields is None or points is None:
        return None
    limit = _points(reading, points, page.number(points, f"{what}: 'points'"), what)
    period = page.text(per, f"{what}: 'per'") if per is not None else None
    whose = page.word(each, f"{what}: 'each'", ("counterparty",)) if each is not None else None
    found = _period(reading, per or node, period, what) if period is not None else None
    if limit is None or (per is not None and found is None):
        return None
    return replace(limit, per=found, each_counterparty=whose is not None)


def _points(reading: Reading, at: Node, points: int | None, what: str) -> Limit | None:
    if points is None:
        return None
    if points <= 0:
        reading.page.note(
            "504",
            at,
            f"{what} must be more than 0.",
            remedy="A limit holds for gains and for losses alike; write it without a sign.",
        )
        return None
    return Limit(points)


def _period(reading: Reading, at: Node, raw: str, what: str) -> CalendarPeriod | Rolling | None:
    found = period(raw)
    if found is None:
        reading.page.note("504", at, f"{what}: '{clipped(raw)}' is no period.", found=raw, remedy=_LIMIT_REMEDY)
    return found


def period(raw: str) -> CalendarPeriod | Rolling | None:
    """`calendar year`, or a duration that rolls; None for anything else."""
    unit = calendar_unit(raw)
    if unit is not None:
        return CalendarPeriod(unit)
    try:
        return Rolling(Duration.parse(raw))
    except ValueError:
        return None


def read_groups(reading: Reading, node: Node | None) -> dict[str, Group]:
    """`groups: {GROUP: {limit: …, text: …}}`."""
    found: dict[str, Group] = {}
    for entry in reading.page.map_of(node, "'groups'"):
        name = entry.key.raw
        what = f"The group '{clipped(name)}'"
        reading.identifier(entry.key, "A group")
        held = {inner.key.raw for inner in reading.page.map_of(entry.value, what)}
        fields = reading.page.fields(entry.value, what, ("limit", "text"), (), entry.key) if held else None
        limits = read_limits(reading, fields.get("limit"), f"{what}: 'limit'") if fields is not None else ()
        text = reading.texts(fields.get("text"), f"{what}: 'text'") if fields is not None else Text()
        found[name] = Group(name, limits, text)
    return found


def read_again(reading: Reading, node: Node | None, groups: dict[str, Group], what: str) -> Again | None:
    """`double`, `triple`, `{times: 1.5}` or `{table: […]}`, with or without `across`."""
    page = reading.page
    if node is None:
        return None
    if not isinstance(node, Map):
        word = page.word(node, what, ("double", "triple"))
        return Again(times={"double": 2000, "triple": 3000}[word]) if word else None
    fields = page.fields(node, what, ("times", "table", "across"))
    times, table, across = (node.get(name) for name in ("times", "table", "across"))
    group = reading.named(across, f"{what}: 'across'", groups, "205") if across is not None else None
    if fields is None or (times is None) == (table is None):
        page.note("508", node, f"{what} needs either 'times' or 'table'.", remedy="Write '{times: 2}' or '{table: [-20, -40]}'.")
        return None
    if times is not None:
        factor = page.number(times, f"{what}: 'times'")
        if factor is not None and factor < 0:
            page.note("508", times, f"{what}: 'times' must not be negative.")
            return None
        return Again(times=factor, group=group) if factor is not None else None
    points = [page.number(item, f"{what}: 'table'") for item in page.one_or_list(table)]
    if not points:
        page.note("508", node, f"{what}: 'table' is empty.", remedy="Give the points of the first, second, … time.")
    return Again(table=tuple(p for p in points if p is not None), group=group) if points else None


def read_freezes(
    reading: Reading, node: Node | None, clauses: dict[str, bool], only_shown: Collection[str] = ()
) -> tuple[Freeze, ...]:
    """`gains while CLAUSE is unsettled`, one or a list. `clauses`: every id, and whether it is in force in this period.
    `only_shown`: those of them that do not count, and so hold nothing back."""
    page = reading.page
    found: list[Freeze] = []
    for item in page.one_or_list(node):
        raw = page.text(item, "'freeze'")
        match = _FREEZE.match(raw) if raw is not None else None
        if raw is not None and match is None:
            remedy = "Write 'gains while CLAUSE is unsettled' (or 'is ongoing', 'is in effect')."
            page.note("505", item, f"'freeze' cannot be '{clipped(raw)}'.", found=raw, remedy=remedy)
        if match is None:
            continue
        name = match[1]
        is_ = cast(Literal["unsettled", "ongoing", "in effect"], " ".join(match[2].split()))
        if name == "a direct grade":
            found.append(Freeze(None, is_))
        elif name not in clauses:
            message = f"'freeze' names the clause '{clipped(name)}', which is not declared."
            page.note("206", item, message, found=name, known=tuple(clauses), remedy="Name a clause, or 'a direct grade'.")
        elif name in only_shown:
            message = f"'freeze' names the clause '{clipped(name)}', which only shows records and never has an effect."
            page.note("505", item, message, found=name, remedy="Name a clause with points or a grade.")
        elif clauses[name]:
            found.append(Freeze(name, is_))
    return tuple(found)
