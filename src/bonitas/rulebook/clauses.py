"""Clauses: records of a kind, under a condition, give or take points or put a ceiling, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bonitas.common.days import ALWAYS, NEVER, Duration, iso
from bonitas.common.page import clipped
from bonitas.common.yamltext import Entry, Map, Node, Scalar
from bonitas.rulebook.ends import read_decay, read_lasts, read_repairs
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.grounds import read_ground
from bonitas.rulebook.limits import read_again, read_limits
from bonitas.rulebook.model import Clause, Group, Shown
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.shown import read_clock, read_shown
from bonitas.rulebook.values import read_value

CLAUSE_KEYS: Final = (
    "for", "when", "points", "grade", "lasts", "clock", "again", "limit", "decay", "repaired", "group", "text", "source",
    "ground", "in_force", "shown", "section",
)  # fmt: skip

#: What only a clause that counts can have.
COUNTING_KEYS: Final = ("lasts", "clock", "again", "limit", "decay", "repaired", "group")

#: Stands in a clause that has been found at fault, so that the rest of it is still checked.
_UNSAID: Final = Duration(days=1)


@dataclass(frozen=True, slots=True)
class Setting:
    """What clauses may name, and what holds when they are silent."""

    bands: tuple[str, ...]
    groups: dict[str, Group]
    lasts: Node | None


def read_clause(reading: Reading, entry: Entry, order: int, setting: Setting) -> Clause | None:
    """One clause; None if it cannot be read at all."""
    page, name = reading.page, entry.key.raw
    what = f"The clause '{clipped(name)}'"
    reading.identifier(entry.key, "A clause")
    fields = page.fields(entry.value, what, CLAUSE_KEYS, ("for",), entry.key)
    if fields is None:
        return None
    held = fields.get("for")
    kinds = reading.kinds(held, f"{what}: 'for'") if held is not None else ()
    if not kinds:
        _without_kinds(reading, fields, setting, what)
        return None
    names = reading.record(kinds)
    when_node = fields.get("when")
    when = reading.when(when_node, names, f"{what}: 'when'")
    if when is not None and when_node is not None:
        reading.never_true(when_node, when, kinds, f"{what}: 'when'", "507")
    return _clause(reading, _Begun(entry.key, order, kinds, when), fields, setting)


def _without_kinds(reading: Reading, fields: Map, setting: Setting, what: str) -> None:
    """The parts that can be checked though the kinds are not known."""
    grade, group = fields.get("grade"), fields.get("group")
    if grade is not None:
        reading.named(grade, f"{what}: 'grade'", setting.bands, "204")
    if group is not None:
        reading.named(group, f"{what}: 'group'", setting.groups, "205")
    reading.source(fields)
    read_ground(reading, fields, what)
    reading.texts(fields.get("text"), f"{what}: 'text'")
    reading.texts(fields.get("section"), f"{what}: 'section'")


@dataclass(frozen=True, slots=True)
class _Begun:
    """A clause of which the kinds and the condition are known."""

    key: Scalar
    order: int
    kinds: tuple[str, ...]
    when: Expr | None


def _clause(reading: Reading, begun: _Begun, fields: Map, setting: Setting) -> Clause:
    page, what, names = reading.page, f"The clause '{clipped(begun.key.raw)}'", reading.record(begun.kinds)
    points, grade, group = fields.get("points"), fields.get("grade"), fields.get("group")
    shown = read_shown(reading, fields.entries.get("shown"), begun.kinds, names, what)
    if points is None and grade is None:
        if shown is None and "shown" not in fields.entries:
            message = f"{what} gives neither points nor a grade{reading.then}."
            page.note("501", begun.key, message, remedy="Add 'points', 'grade' or 'shown'.")
        elif "shown" in fields.entries:
            return _only_shown(reading, begun, fields, shown, what)
    value = read_value(reading, points, names, f"{what}: 'points'", fields.entries["points"].key) if points is not None else None
    lasts_node = fields.get("lasts") or setting.lasts
    if lasts_node is None:
        message = f"{what} does not say how long its effect lasts."
        page.note("502", begun.key, message, remedy="Add 'lasts: 1 year', or a 'lasts' for the whole rulebook.")
    lasts = read_lasts(reading, lasts_node, names, f"{what}: 'lasts'", begun.key) if lasts_node is not None else None
    if lasts is None:
        lasts = _UNSAID
    return Clause(
        id=begun.key.raw, order=begun.order, kinds=begun.kinds, when=begun.when, points=value,
        grade=reading.named(grade, f"{what}: 'grade'", setting.bands, "204") if grade is not None else None,
        lasts=lasts, clock=read_clock(reading, fields.get("clock"), begun.kinds, what),
        again=read_again(reading, fields.get("again"), setting.groups, f"{what}: 'again'"),
        limits=read_limits(reading, fields.get("limit"), f"{what}: 'limit'"),
        decay=read_decay(reading, fields.get("decay"), f"{what}: 'decay'"),
        repairs=read_repairs(reading, fields.get("repaired"), names, setting.bands, f"{what}: 'repaired'"),
        group=reading.named(group, f"{what}: 'group'", setting.groups, "205") if group is not None else None,
        text=reading.texts(fields.get("text"), f"{what}: 'text'"), source=reading.source(fields),
        grounds=read_ground(reading, fields, what), shown=shown, section=reading.texts(fields.get("section"), f"{what}: 'section'"),
    )  # fmt: skip


def _only_shown(reading: Reading, begun: _Begun, fields: Map, shown: Shown | None, what: str) -> Clause:
    """A clause that does not count: nothing but its publicity window holds for its records."""
    for name in COUNTING_KEYS:
        if name in fields.entries:
            message = f"{what} only shows records, so '{name}' has no effect."
            remedy = "Remove it, write it within 'shown', or add 'points' or 'grade'."
            reading.page.note("901", fields.entries[name].key, message, found=name, remedy=remedy)
    text, source = reading.texts(fields.get("text"), f"{what}: 'text'"), reading.source(fields)
    lasts = shown.lasts if shown is not None else _UNSAID
    return Clause(
        begun.key.raw, begun.order, begun.kinds, begun.when, None, None, lasts, text=text, source=source,
        grounds=read_ground(reading, fields, what), shown=shown, section=reading.texts(fields.get("section"), f"{what}: 'section'"),
    )  # fmt: skip


def in_force_days(reading: Reading, node: Node | None, what: str) -> tuple[int, int]:
    """`in_force: {from, until}` as start ≤ day < end; open where nothing is said."""
    page = reading.page
    if node is None:
        return ALWAYS, NEVER
    fields = page.fields(node, f"{what}: 'in_force'", ("from", "until"))
    if fields is None:
        return ALWAYS, NEVER
    first, last = fields.get("from"), fields.get("until")
    start = page.day(first, f"{what}: 'from'") if first is not None else None
    end = page.day(last, f"{what}: 'until'") if last is not None and getattr(last, "value", "") is not None else None
    if start is not None and end is not None and start >= end:
        page.note(
            "801", last, f"{what} is in force from {iso(start)} until {iso(end)}: never.", remedy="'until' must be after 'from'."
        )
        return ALWAYS, NEVER
    return (ALWAYS if start is None else start), (NEVER if end is None else end)
