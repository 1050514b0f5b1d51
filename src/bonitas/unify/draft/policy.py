"""Reads a policy: YAML to `Policy`, with every problem at its line and column."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from bonitas.common.page import Page
from bonitas.common.problems import BonitasError, Problem
from bonitas.common.yamlfile import read_tree
from bonitas.common.yamltext import Entry, Map, Node, Tree
from bonitas.rulebook.header import HEADER, RULES
from bonitas.unify.draft.choices import read_choices, read_rule
from bonitas.unify.draft.codes import problem
from bonitas.unify.draft.model import Policy, Rule
from bonitas.unify.draft.settings import WORDS, read_settings
from bonitas.unify.draft.transition import read_transition

KEYS: Final = (
    "policy", "title", "rulebook", "choose", "weights", "silence", "at_least", "points", "grounds", "consequences", "grades",
    "conducts", "transition", *WORDS,
)  # fmt: skip
REQUIRED: Final = ("policy", "rulebook", "choose")
#: What of a rulebook the policy says itself; all else comes from the rulebooks that are unified.
FRAME: Final = tuple(
    name
    for name in (*HEADER, *RULES)
    if name
    not in {
        "clauses",
        "measures",
        "no_score",
        "scale",
        "scorecard",
        "dimensions",
        "passes_on",
        "freeze",
        "rules_of",
        "local",
        "numbers",
    }
)
FRAME_REQUIRED: Final = ("rulebook", "title", "in_force", "participation", "base", "bands")


def read_policy(path: str | Path) -> Policy:
    """The policy in a file. BonitasError with every problem, each with its place."""
    file = Path(path)
    try:
        tree = read_tree(file)
    except OSError as exc:
        remedy = "Check that it is there and may be read."
        why = Problem("U500", "The policy cannot be read.", file=str(path), found=str(path), remedy=remedy)
        raise BonitasError(why) from exc
    return policy_of(tree, str(path))


def policy_of(tree: Tree, file: str | None) -> Policy:
    """The policy that a tree spells; `file` names it in problems."""
    page = Page(file, "U")
    page.faults(tree)
    root = tree.root
    if root is not None and not isinstance(root, Map):
        page.note("013", root, "A policy is a map of keys and values.", remedy="Begin with 'policy: name'.")
    if not isinstance(root, Map) or page.problems.fatal:
        raise _told(page)
    policy = _read(page, root)
    if policy is None or page.problems.fatal:
        raise _told(page)
    return policy


def _told(page: Page) -> BonitasError:
    """The problems of a page under the codes of this room: those of the first hundred are the fifth, what made the text no tree is U500."""
    return BonitasError([replace(one, code=_code(one.code)) for one in page.problems.in_order()])


def _code(code: str) -> str:
    if code.startswith("U0"):
        return "U500"
    if not code.startswith("U1"):
        return code
    return "U5" + code[2:] if int(code[2:]) < 10 else "U503"  # noqa: PLR2004 - what else a page notes is a wrong shape


def _read(page: Page, root: Map) -> Policy | None:
    page.fields(root, "A policy", KEYS, REQUIRED, None)
    frame = _frame(page, root.entries.get("rulebook"))
    rule, name = root.get("choose"), root.get("policy")
    chosen = read_rule(page, rule, "'choose'") if rule is not None else None
    if frame is None or chosen is None or name is None:
        return None
    points = root.get("points")
    how = page.fields(points, "'points'", ("by", "step", "widths")) if points is not None else None
    return Policy(
        name=page.text(name, "'policy'") or "", page=page, root=root, frame=frame, choose=chosen,
        title=page.texts(root.get("title"), "'title'"), weights=_weights(page, root, chosen),
        silence_counts=_word(page, root.get("silence"), "'silence'", ("passed over", "counts")) == "counts",
        at_least=_at_least(page, root.get("at_least")),
        as_they_are=_word(page, how and how.get("by"), "'points': 'by'", ("share of the scale", "as they are")) == "as they are",
        step=_positive(page, how and how.get("step"), "step") or 1000, widths=_widths(page, how and how.get("widths")),
        keep_grounds=_word(page, root.get("grounds"), "'grounds'", ("left out", "kept")) == "kept",
        keep_consequences=_word(page, root.get("consequences"), "'consequences'", ("left out", "kept")) == "kept",
        grades=_grades(page, root.get("grades")), choices=read_choices(page, root.get("conducts")),
        transition=read_transition(page, root.get("transition")), settings=read_settings(page, root),
    )  # fmt: skip


def _frame(page: Page, entry: Entry | None) -> Map | None:
    """The head, scale and bands of the draft; what they say is read as a rulebook is, later."""
    if entry is None or not isinstance(entry.value, Map):
        if entry is not None:
            page.fields(entry.value, "'rulebook'", FRAME, FRAME_REQUIRED, entry.key)
        return None
    for name, inner in entry.value.entries.items():
        if name not in FRAME:
            own = name in HEADER or name in RULES
            page.problems.add(problem("U532", page=page, at=inner.key, found=name, known=() if own else FRAME))
    standing = entry.value.get("standing")
    if standing is not None:  # a draft reconstructs nothing that there is
        page.word(standing, "'rulebook': 'standing'", ("own", "specimen"))
    for name in FRAME_REQUIRED:
        if name not in entry.value.entries:
            page.note("102", entry.key, f"'rulebook' lacks the key '{name}'.", remedy=f"Add '{name}: …'.")
    return entry.value


def _weights(page: Page, root: Map, rule: Rule) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for entry in page.map_of(root.get("weights"), "'weights'"):
        value = page.number(entry.value, f"The weight of '{entry.key.raw}'")
        if value is not None and value < 0:
            page.note("106", entry.value, f"The weight of '{entry.key.raw}' must be 0 or more.", found=str(value))
        found[entry.key.raw] = Fraction(value or 0, 1000)
    if rule == "weighted" and "weights" not in root.entries:
        why = "there are none"
        page.problems.add(problem("U524", page=page, at=root.entries["choose"].key, why=why))
    elif found and not any(found.values()):
        page.problems.add(problem("U524", page=page, at=root.entries["weights"].key, why="none is more than 0"))
    return found


def _word(page: Page, node: Node | None, what: str, allowed: tuple[str, str]) -> str:
    """One of two words, of which the first goes without saying."""
    return (page.word(node, what, allowed) if node is not None else None) or allowed[0]


def _at_least(page: Page, node: Node | None) -> int:
    value = page.number(node, "'at_least'") if node is not None else 1000
    if value is None:
        return 1
    if node is not None and (value < 1000 or value % 1000):  # noqa: PLR2004 - one, in thousandths
        page.note("106", node, "'at_least' must be a whole number, 1 or more.")
    return value // 1000


def _positive(page: Page, node: Node | None, key: str) -> int | None:
    value = page.number(node, f"'points': '{key}'") if node is not None else None
    if node is not None and value is not None and value <= 0:
        page.note("106", node, f"'points': '{key}' must be more than 0.")
    return value


def _widths(page: Page, node: Node | None) -> dict[str, int]:
    """How wide the scales of some rulebooks are taken to be."""
    found = {entry.key.raw: _positive(page, entry.value, f"widths': '{entry.key.raw}") for entry in page.map_of(node, "'widths'")}
    return {name: width for name, width in found.items() if width is not None}


def _grades(page: Page, node: Node | None) -> dict[str, dict[str, str]]:
    """For each rulebook: which band of the draft its direct grades are."""
    found: dict[str, dict[str, str]] = {}
    for entry in page.map_of(node, "'grades'"):
        bands = page.map_of(entry.value, f"The grades of '{entry.key.raw}'")
        found[entry.key.raw] = {one.key.raw: page.text(one.value, f"The grade '{one.key.raw}'") or "" for one in bands}
    return found
