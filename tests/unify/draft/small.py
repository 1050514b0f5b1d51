"""Small rulebooks and policies, for numbers worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bonitas.common.yamlbuild import parse_text
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.policy import policy_of
from bonitas.unify.draft.unify import Unified, unify

#: 400 points wide, from 800 to 1200, where everybody begins: what gives points begins lower.
HEAD = {
    "title": "A town", "subjects": "person", "standing": "own", "in_force": "{from: 2020-01-01}", "participation": "notice",
    "context": "civic", "base": "1200", "lasts": "1 year", "score": "{min: 800, max: 1200}", "bands": "{A: 1000, B: 900, C: below}",
}  # fmt: skip
#: 200 points wide.
FRAME = """
  rulebook: one
  title: One town
  in_force: {from: 2027-01-01}
  participation: notice
  disputes: {hold: yes, decide_within: 30 days, then: removed}
  base: 100
  score: {min: 0, max: 200}
  bands: {good: 100, fair: 50, low: below}
"""


def book(name: str, clauses: str, **head: str) -> Rulebook:
    """A rulebook of clauses, each on a line of its own: `late: {for: loan.arrears, points: -20}`."""
    lines = "".join(f"{key}: {value}\n" for key, value in {**HEAD, **head}.items() if value)
    return read_text(
        f"rulebook: {name}\n{lines}clauses:\n" + "".join(f"  {line.strip()}\n" for line in clauses.strip().splitlines())
    )


def policy(choose: str = "strictest", more: str = "", frame: str = FRAME) -> Policy:
    """A policy with the small frame."""
    text = f"policy: small\nrulebook:{frame}choose: {choose}\n{more}"
    return policy_of(parse_text(text), "policy.yaml")


def drafted(books: list[Rulebook], choose: str = "strictest", more: str = "", frame: str = FRAME, **how: Any) -> Unified:
    """The draft."""
    return unify(books, policy=policy(choose, more, frame), **how)


def body(made: Unified, name: str) -> dict[str, Any]:
    """A clause of a draft as plain data."""
    return next(dict(one.body) for one in made.draft.clauses if one.id == name)


def written(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
