"""A local supplement: clauses of its own on top of a base, within the bounds that the base allows.

Base and supplement become one tree, which is read like any other. The base's nodes are moved below every line of the supplement, so
that each problem is known to be the one's or the other's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from bonitas.common.amounts import shown
from bonitas.common.page import Page, clipped
from bonitas.common.yamltext import Entry, Items, Map, Node, Scalar
from bonitas.rulebook.model import Local, Rules
from bonitas.rulebook.reach import of_clause

#: What a supplement may say; all else is its base's.
KEYS: Final = ("rulebook", "version", "title", "about", "place", "extends", "in_force", "sources", "clauses")
REQUIRED: Final = ("rulebook", "title", "extends", "in_force", "clauses")
#: So far below are the lines of the base.
BELOW: Final = 10_000_000


def where(name: str, file: str | None) -> Path | str:
    """The base that a supplement names: a path beside it if there is one, else as it is written."""
    beside = (Path(file).parent if file else Path()) / name
    return beside if beside.exists() else name


def joined(page: Page, root: Map, base: Map) -> tuple[Map, frozenset[str]]:
    """The base with what the supplement puts in place of it or adds to it, and the ids of the clauses that are its own."""
    page.fields(root, "A local supplement", KEYS, REQUIRED, None)
    below = lowered(base)
    assert isinstance(below, Map)
    entries = dict(below.entries)
    for name in KEYS:
        own = root.entries.get(name)
        if own is None or name == "extends":
            continue
        held = entries.get(name)
        several = name in ("sources", "clauses") and held is not None and isinstance(held.value, Map)
        entries[name] = _added(page, name, held, own) if several and held is not None else own
    if "version" not in root.entries:
        entries.pop("version", None)
    clauses = root.get("clauses")
    before = below.get("clauses")
    known = before.entries.keys() if isinstance(before, Map) else set[str]()
    own_ids = frozenset(clauses.entries) - known if isinstance(clauses, Map) else frozenset[str]()
    return Map(entries, root.line, root.column), own_ids


def _added(page: Page, name: str, before: Entry, own: Entry) -> Entry:
    """A map of the base with the supplement's entries behind its own."""
    assert isinstance(before.value, Map)
    entries = dict(before.value.entries)
    for entry in own.value if isinstance(own.value, Map) else ():
        if entry.key.raw in entries:
            message = f"The base already has '{clipped(entry.key.raw)}' among its {name}."
            page.note("907", entry.key, message, found=entry.key.raw, remedy="A supplement adds; call it something else.")
        else:
            entries[entry.key.raw] = entry
    return Entry(own.key, Map(entries, own.key.line, own.key.column))


def lowered(node: Node) -> Node:
    """A copy of a tree whose lines lie below every line of a supplement. What stands for one node in two places stays one."""
    known: dict[int, Node] = {}

    def copy(at: Node) -> Node:
        if id(at) not in known:
            known[id(at)] = made(at)
        return known[id(at)]

    def key(at: Scalar) -> Scalar:
        return replace(at, line=at.line + BELOW)

    def made(at: Node) -> Node:
        match at:
            case Map():
                entries = {name: Entry(key(entry.key), copy(entry.value)) for name, entry in at.entries.items()}
                return replace(at, entries=entries, line=at.line + BELOW)
            case Items():
                return replace(at, items=[copy(item) for item in at.items], line=at.line + BELOW)
            case Scalar():
                return key(at)

    return copy(node)


def only_own(page: Page, at: Node | None, base: str) -> None:
    """Keep the supplement's own problems; an error that only the two together have is told at `extends`."""
    items, page.problems.items = page.problems.items, []
    for problem in items:
        if problem.line is None or problem.line < BELOW:
            page.problems.add(problem)
        elif problem.severity == "error":
            page.note("906", at, f"With this supplement the base '{clipped(base)}' is at fault: {problem.message}", found=base)


def check_bounds(page: Page, root: Map, rules: Iterable[Rules], bounds: Local) -> None:
    """Note clauses of a supplement that are too many, or worth too much, in any period."""
    written = root.get("clauses")
    keys = {name: entry.key for name, entry in written.entries.items()} if isinstance(written, Map) else {}
    most: dict[str, list[str]] = {"give": [], "take": []}
    for clause in {clause.id: clause for one in rules for clause in one.clauses if clause.local}.values():
        key = keys.get(clause.id)
        low, high = of_clause(clause)
        if clause.grade is not None or any(repair.grade is not None for repair in clause.repairs):
            page.note("908", key, f"The local clause '{clipped(clause.id)}' has a direct grade.", found=clause.id,
                      remedy="A supplement gives and takes points only.")  # fmt: skip
        size = None if low is None or high is None else max(-low, high)
        if size is None or size > bounds.points:
            worth = "any number of points" if size is None else f"{shown(size)} points"
            message = f"The local clause '{clipped(clause.id)}' can come to {worth}; the base allows {shown(bounds.points)}."
            page.note("908", key, message, found=clause.id, remedy="Make it smaller; repeats and tiers count too.")
        if high is None or high > 0:
            most["give"].append(clause.id)
        if low is None or low < 0:
            most["take"].append(clause.id)
    for way, allowed in (("give", bounds.gains), ("take", bounds.losses)):
        for name in most[way][allowed:]:
            message = f"The local clause '{clipped(name)}' is one too many: the base allows {allowed} that {way} points."
            page.note("908", keys.get(name), message, found=name, remedy="Leave it out.")
