"""Reading `cases.yaml`: the situations as plain data, every fault of shape with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamltext import Items, Map, Node, as_plain

CASE_KEYS = (
    "name", "on", "known_at", "subject_type", "records", "amendments", "participation", "expect", "asks", "working", "source",
)  # fmt: skip
ASK_KEYS = ("on", "known_at", "expect", "working", "source")
#: What a case may expect.
EXPECTED = (
    "standing", "score", "band", "because", "next_change_on", "points", "measures", "consequences", "fallen_from", "base", "steps",
)  # fmt: skip


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file as plain data (dates as ISO text), each with its `line`. BonitasError with every problem: E130 no file,
    E131 not YAML, E132 a wrong shape, E133 an unknown key, E134 something that must be there and is not."""
    if not path.is_file():
        remedy = "Write the situations that the rulebook must get right beside it."
        raise BonitasError(Problem("E130", f"There is no '{path.name}' beside the rulebook.", file=path.name, remedy=remedy))
    tree = parse_bytes(path.read_bytes())
    if tree.faults or tree.root is None:
        raise BonitasError([Problem("E131", fault.message, file=path.name, line=fault.line, column=fault.column, found=fault.found, remedy=fault.remedy) for fault in tree.faults])  # fmt: skip
    root = tree.root
    listed = root.get("cases") if isinstance(root, Map) else None
    if not isinstance(listed, Items):
        remedy = "Begin with 'cases:' and list the cases below it."
        raise BonitasError(Problem("E132", "The file holds no list of cases.", file=path.name, line=1, column=1, remedy=remedy))
    problems: list[Problem] = []
    cases = []
    for node in listed.items:
        problems += faults_of(node, path.name)
        if isinstance(node, Map):
            plain = as_plain(node)
            assert isinstance(plain, dict)
            cases.append({**plain, "line": node.line})
    if problems:
        raise BonitasError(problems)
    return cases


def faults_of(node: Node, file: str) -> list[Problem]:
    """What is wrong with the shape of one case."""
    if not isinstance(node, Map):
        return [Problem("E132", "A case is a map.", file=file, line=node.line, column=node.column)]
    found = _keys(node, CASE_KEYS, file)
    if node.get("name") is None:
        found.append(Problem("E134", "A case needs 'name'.", file=file, line=node.line, column=node.column))
    asks = node.get("asks")
    if asks is None:
        return found + _ask(node, file)
    if not isinstance(asks, Items):
        return [*found, Problem("E132", "'asks' is a list.", file=file, line=asks.line, column=asks.column)]
    for ask in asks.items:
        if isinstance(ask, Map):
            found += _keys(ask, ASK_KEYS, file) + _ask(ask, file)
        else:
            found.append(Problem("E132", "Each of 'asks' is a map.", file=file, line=ask.line, column=ask.column))
    return found


def _ask(node: Map, file: str) -> list[Problem]:
    found = [
        Problem("E134", f"A case needs '{key}'.", file=file, line=node.line, column=node.column)
        for key in ("on", "expect")
        if node.get(key) is None
    ]
    expect = node.get("expect")
    return found + (_keys(expect, EXPECTED, file) if isinstance(expect, Map) else [])


def _keys(node: Map, known: tuple[str, ...], file: str) -> list[Problem]:
    return [
        Problem(
            "E133",
            f"Unknown key '{entry.key.raw}'.",
            file=file,
            line=entry.key.line,
            column=entry.key.column,
            found=entry.key.raw,
            nearest=nearest(entry.key.raw, known),
        )  # fmt: skip
        for entry in node
        if entry.key.raw not in known
    ]
