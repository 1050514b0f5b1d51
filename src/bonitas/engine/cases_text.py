"""Reading `cases.yaml`: the situations as plain data, every fault with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bonitas.common.page import kind_of, listed
from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.common.yamlfile import read_tree
from bonitas.common.yamltext import Items, Map, Node, Scalar, Tree, as_plain
from bonitas.engine.cases_rows import row_fault, times_fault
from bonitas.engine.codes import problem
from bonitas.engine.question import to_day, to_instant

CASE_KEYS: Final = (
    "name", "on", "known_at", "subject_type", "records", "amendments", "participation", "others", "expect", "asks", "working", "source",
)  # fmt: skip
OTHER_KEYS: Final = ("records", "times")
ASK_KEYS: Final = ("on", "known_at", "expect", "working", "source")
#: What a case may expect, and which of these are maps.
EXPECTED: Final = (
    "standing", "score", "band", "because", "next_change_on", "points", "measures", "consequences", "fallen_from", "base",
    "steps", "shown", "held",
)  # fmt: skip
#: What is asked of a register: the entries shown, and those held out; each a list of what is expected of one entry.
SHOWN: Final = ("shown", "held")
ENTRY_KEYS: Final = (
    "as", "since", "until", "clause", "ref", "settled_on", "contested", "counts", "counted_until", "kept_until", "held_since",
    "coming",
)  # fmt: skip
EXPECTED_MAPS: Final = ("points", "measures", "consequences")


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file as plain data (dates as ISO text), each with its `line`.

    BonitasError with every problem: E130 no file, E131 not YAML, E132 a value of the wrong shape, E133 an unknown key, E134 a
    missing one, E101 to E104 a date or time that is none.
    """
    if not path.is_file():
        raise BonitasError(problem("E130", file=path.name, name=path.name))
    tree = read_tree(path)
    faults = Faults(path.name)
    faults.of_tree(tree)
    listing = faults.of_root(tree.root) if not faults.found else None
    cases: list[dict[str, Any]] = []
    for node in listing.items if listing else ():
        faults.of_case(node)
        plain = as_plain(node)
        if isinstance(plain, dict):
            cases.append({**plain, "line": node.line})
    if faults.found:
        raise BonitasError(faults.found)
    return cases


class Faults:
    """Walks through the nodes of a file and notes what is wrong, in order."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def of_tree(self, tree: Tree) -> None:
        """What made the text no plain YAML."""
        for f in tree.faults:
            words = {"why": f.message, "what_to_do": f.remedy or ""}
            self.found.append(problem("E131", file=self.file, line=f.line, column=f.column, found=f.found, **words))

    def of_root(self, root: Node | None) -> Items | None:
        """The list of cases."""
        listing = root.get("cases") if isinstance(root, Map) else None
        if isinstance(listing, Items):
            return listing
        self.shape(root, "The file", "a map whose 'cases' is a list", "Begin with 'cases:' and list the cases below it.")
        return None

    def shape(self, at: Node | None, what: str, shape: str, what_to_do: str = "") -> None:
        """Note that something has the wrong shape."""
        line, column = (at.line, at.column) if at is not None else (1, 1)
        self.found.append(
            problem("E132", file=self.file, line=line, column=column, what=what, shape=shape, what_to_do=what_to_do)
        )

    def map_of(self, node: Node, what: str, known: Collection[str] = (), required: Collection[str] = ()) -> Map | None:
        """A map with none but `known` keys (if any are given) and all `required` ones."""
        if not isinstance(node, Map):
            self.shape(node, what, f"a map, not {kind_of(node)}")
            return None
        for name, entry in node.entries.items():
            if known and name not in known:
                line, column, near = entry.key.line, entry.key.column, nearest(name, known)
                self.found.append(
                    problem(
                        "E133", file=self.file, line=line, column=column, found=name, nearest=near, what=what, known=listed(known)
                    )
                )
        for name in required:
            if node.get(name) is None:
                self.found.append(problem("E134", file=self.file, line=node.line, column=node.column, what=what, key=name))
        return node

    def items_of(self, node: Map, key: str) -> list[Node]:
        """The items of the list under a key; none if it is absent or empty."""
        value = node.get(key)
        if value is None or (isinstance(value, Scalar) and value.value is None):
            return []
        if isinstance(value, Items):
            return list(value.items)
        self.shape(value, f"'{key}'", f"a list, not {kind_of(value)}")
        return []

    def of_case(self, node: Node) -> None:
        """One case: what happened, what is asked, what is expected."""
        case = self.map_of(node, "A case", CASE_KEYS, ["name"])
        if case is None:
            return
        for key in ("records", "amendments"):
            for item in self.items_of(case, key):
                self.of_row(item, f"Each of '{key}'")
        for item in self.items_of(case, "others"):
            self.of_other(item)
        said = case.get("participation")
        if not isinstance(said, Scalar) or said.raw not in {"none", ""}:
            for item in self.items_of(case, "participation"):
                self.of_row(item, "Each of 'participation'")
        if case.get("asks") is None:
            self.of_ask(case, "A case")
            return
        for item in self.items_of(case, "asks"):
            ask = self.map_of(item, "Each of 'asks'", ASK_KEYS)
            if ask is not None:
                self.of_ask(ask, "Each of 'asks'")

    def of_row(self, node: Node, what: str) -> None:
        """A record, an amendment or a participation: the ledger says what is wrong with its cells."""
        row = self.map_of(node, what)
        fault = row_fault(as_plain(row)) if row is not None else None
        if fault is not None:
            self.shape(node, *fault)

    def of_other(self, node: Node) -> None:
        """Somebody else who is there, once or several times over."""
        other = self.map_of(node, "Each of 'others'", OTHER_KEYS)
        if other is None:
            return
        for item in self.items_of(other, "records"):
            self.of_row(item, "Each of 'records'")
        fault = times_fault(as_plain(other))
        if fault is not None:
            self.shape(node, *fault)

    def of_ask(self, node: Map, what: str) -> None:
        """A day and what is expected on it."""
        self.map_of(node, what, (), ("on", "expect"))
        self.of_time(node.get("on"), to_day)
        known_at = node.get("known_at")
        self.of_time(known_at, to_instant if isinstance(known_at, Scalar) and "T" in known_at.raw else to_day)
        expect = node.get("expect")
        found = None if expect is None else self.map_of(expect, "'expect'", EXPECTED)
        for key in EXPECTED_MAPS if found is not None else ():
            value = found.get(key) if found is not None else None
            if value is not None:
                self.map_of(value, f"'{key}'")
        if found is not None:
            self.items_of(found, "steps")
            for key in SHOWN:
                for item in self.items_of(found, key):
                    self.map_of(item, f"Each of '{key}'", ENTRY_KEYS)

    def of_time(self, node: Node | None, read: Callable[[str], int]) -> None:
        """A date, or a time with its zone."""
        if node is None:
            return
        try:
            read(node.raw if isinstance(node, Scalar) else kind_of(node))
        except BonitasError as exc:
            self.found += [replace(one, file=self.file, line=node.line, column=node.column) for one in exc.problems]
