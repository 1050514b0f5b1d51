"""Imports point one way, and what begins with an underscore stays in its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from house.tree import SOURCE, modules, shown

FOUNDATION = frozenset({"common", "catalogue", "rulebook", "law", "ledger", "engine"})
ROOMS = FOUNDATION | {"scorecard", "unify", "lab", "rights", "spark", "service", "cli"}
#: What each room may import, beside itself.
STANDS_ON = {
    "common": frozenset[str](),
    "catalogue": frozenset({"common"}),
    "rulebook": frozenset({"common", "catalogue"}),
    "law": frozenset({"common", "catalogue", "rulebook"}),
    "ledger": frozenset({"common", "catalogue"}),
    "engine": FOUNDATION - {"engine"},
    "scorecard": FOUNDATION,
    "unify": FOUNDATION,
    "lab": FOUNDATION,
    "rights": FOUNDATION,
    "spark": FOUNDATION,
    "service": ROOMS - {"service", "cli"},
    "cli": ROOMS - {"service", "cli"},
}
#: Rooms that may use the package as its users do (`import bonitas`).
OUTERMOST = {"service", "cli"}


def room_of(path: Path) -> str | None:
    """The room a file lies in; None for the package's own front (`bonitas/__init__.py`)."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else None


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name that a file imports from the package, in full, with its line."""
    package = ("bonitas", *path.relative_to(SOURCE).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            for alias in node.names:
                yield node.lineno, ".".join([*base, *([node.module] if node.module else []), alias.name])


def ours() -> Iterator[tuple[Path, int, str, list[str]]]:
    """(file, line, its room, the parts of the imported name after `bonitas`), for every import within the package."""
    for path, tree in modules().items():
        room = room_of(path)
        for line, name in imported(path, tree):
            first, *rest = name.split(".")
            if room is not None and first == "bonitas":
                yield path, line, room, rest


def test_every_room_is_known() -> None:
    rooms = {room for path in modules() if (room := room_of(path)) is not None}
    assert rooms <= ROOMS, f"say in STANDS_ON what these may import: {sorted(rooms - ROOMS)}"


def test_imports_point_one_way() -> None:
    wrong = []
    for path, line, room, rest in ours():
        target = rest[0] if rest else ""
        if target in ROOMS and target != room and target not in STANDS_ON[room]:
            wrong.append(f"{shown(path)}:{line}: {room} may not import {target}")
        if target not in ROOMS and room not in OUTERMOST:
            wrong.append(f"{shown(path)}:{line}: import from the room, not from the front of the package")
    assert not wrong, "\n".join(wrong)


def test_private_names_stay_in_their_room() -> None:
    wrong = [
        f"{shown(path)}:{line}: {'.'.join(rest)}"
        for path, line, room, rest in ours()
        if rest and rest[0] != room and any(part.startswith("_") and not part.startswith("__") for part in rest)
    ]
    assert not wrong, "\n".join(wrong)


def test_relative_imports_are_followed() -> None:
    tree = ast.parse("from . import days\nfrom ..rulebook.model import Rulebook\nimport bonitas.engine.rate")
    names = [name for _, name in imported(SOURCE / "common" / "amounts.py", tree)]
    assert set(names) == {"bonitas.common.days", "bonitas.rulebook.model.Rulebook", "bonitas.engine.rate"}
