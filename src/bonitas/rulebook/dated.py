"""Dated values: which of them is in force on a day, and whether they make sense.

A map whose keys are all dates stands for one value; the entry with the latest date that has come is in force.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bonitas.common.days import day_number
from bonitas.common.page import Page, clipped
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar, as_date

_WRAP: Final = ("value", "source")
#: A map with `value` and one of these is a measure, not a dated value with its source.
_MEASURES: Final = frozenset(("sum", "min", "max", "latest", "oldest", "distinct"))


def is_dated(node: Node) -> bool:
    """Whether a node is a dated value: a map whose keys are all dates."""
    return isinstance(node, Map) and bool(node.entries) and all(as_date(key) for key in node.entries)


def _has_dates(node: Map) -> bool:
    return any(as_date(key) for key in node.entries)


def _wrapped(node: Node) -> bool:
    return isinstance(node, Map) and "value" in node.entries and not _MEASURES & node.entries.keys()


@dataclass(slots=True)
class Dated:
    """The dated values of one tree. Parts that are the same on two days are the same objects, so that they are read once."""

    root: Node
    _days: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """For each map and list the days on which something inside it changes."""
    _known: dict[tuple[int, int], Node | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._look(self.root)

    @property
    def days(self) -> set[int]:
        """All days on which a value changes."""
        return set(self._days.get(id(self.root), ()))

    def _look(self, node: Node) -> tuple[int, ...]:
        if isinstance(node, Scalar):
            return ()
        known = self._days.get(id(node))
        if known is not None:
            return known
        found: set[int] = set()
        if isinstance(node, Map) and _has_dates(node):
            found |= {day_number(day) for key in node.entries if (day := as_date(key)) is not None}
        for child in _children(node):
            found.update(self._look(child))
        days = self._days[id(node)] = tuple(sorted(found))
        return days

    def on(self, day: int) -> Node | None:
        """The tree with every dated value resolved for a day."""
        return self._resolved(self.root, day)

    def _resolved(self, node: Node, day: int) -> Node | None:
        days = () if isinstance(node, Scalar) else self._days.get(id(node), ())
        if not days:
            return node
        key = (id(node), bisect_right(days, day))
        if key not in self._known:
            self._known[key] = self._made(node, day)
        return self._known[key]

    def _made(self, node: Node, day: int) -> Node | None:
        if isinstance(node, Items):
            items = [item for child in node.items if (item := self._resolved(child, day)) is not None]
            return Items(items, node.line, node.column, next((i.cited for i in items if i.cited), None))
        if not isinstance(node, Map):
            return node
        if _has_dates(node):  # other keys among them are noted, and not read
            return self._chosen(node, day)
        entries = {
            key: Entry(entry.key, value)
            for key, entry in node.entries.items()
            if (value := self._resolved(entry.value, day)) is not None
        }
        return Map(entries, node.line, node.column, next((e.value.cited for e in entries.values() if e.value.cited), None))

    def _chosen(self, node: Map, day: int) -> Node | None:
        come = [(date, entry) for key, entry in node.entries.items() if (date := as_date(key)) and day_number(date) <= day]
        if not come:
            return None
        entry = max(come, key=lambda pair: pair[0])[1]
        value: Node | None = entry.value
        source: Node | None = None
        if isinstance(entry.value, Map) and _wrapped(entry.value):
            value, source = entry.value.get("value"), entry.value.get("source")
        if value is None or (isinstance(value, Scalar) and value.value is None and not value.style):
            return None
        found = self._resolved(value, day)
        return replace(found, cited=source) if found is not None and isinstance(source, Scalar) else found


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, Map):
        yield from (entry.value for entry in node)
    elif isinstance(node, Items):
        yield from node.items


def check_dated(page: Page, node: Node, start: int, end: int) -> None:
    """Note dates mixed with other keys, out of order, or outside the rulebook's own days, anywhere in a tree."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        waiting.extend(_children(at))
        if not isinstance(at, Map):
            continue
        if is_dated(at):
            _check_entries(page, at, start, end)
        elif _has_dates(at):
            other = next(entry.key for key, entry in at.entries.items() if not as_date(key))
            message = f"'{clipped(other.raw)}' stands among dates."
            page.note("802", other, message, found=other.raw, remedy="The keys of a dated value are dates, and nothing else.")


def _check_entries(page: Page, node: Map, start: int, end: int) -> None:
    days = [(day_number(date), entry) for key, entry in node.entries.items() if (date := as_date(key))]
    for (before, _), (day, entry) in zip(days, days[1:], strict=False):
        if day < before:
            page.note(
                "804",
                entry.key,
                f"The date {entry.key.raw} is out of order.",
                found=entry.key.raw,
                remedy="Write dates from early to late.",
            )
    for number, (day, entry) in enumerate(days):
        page.day_text(entry.key, entry.key.raw, "This date")
        gone = any(day < later <= start for later, _ in days[number + 1 :])
        if day >= end or gone:
            why = "ends before" if day >= end else "begins after"
            message = f"The value of {entry.key.raw} is never in force: the rulebook {why} it."
            page.warn("803", entry.key, message, found=entry.key.raw, remedy="Remove it, or change the rulebook's 'in_force'.")
        if _wrapped(entry.value):
            page.fields(entry.value, "A dated value", _WRAP, ("value",), entry.key)


def plain_on(value: object, day: int) -> object:
    """Plain data (`Rulebook.tree`) with every dated value resolved for a day; None where none is in force yet, or it has ended.

    >>> plain_on({"points": {"2020-01-01": -5, "2024-07-01": {"value": -10, "source": "law"}}}, 20_000)
    {'points': -10}
    """
    if isinstance(value, list):
        return [item for part in value if (item := plain_on(part, day)) is not None]
    if not isinstance(value, Mapping):
        return value
    if value and all(as_date(str(key)) for key in value):
        come = [(date, part) for key, part in value.items() if (date := as_date(str(key))) and day_number(date) <= day]
        chosen = max(come, key=lambda pair: pair[0])[1] if come else None
        wrapped = isinstance(chosen, Mapping) and "value" in chosen and not _MEASURES & chosen.keys()
        return plain_on(chosen["value"] if wrapped and isinstance(chosen, Mapping) else chosen, day)
    return {key: found for key, part in value.items() if (found := plain_on(part, day)) is not None}
