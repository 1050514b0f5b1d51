"""What a policy says: by what to choose, what is chosen by hand, and how the old gives way to the new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from bonitas.common.page import Page
from bonitas.common.texts import Text
from bonitas.common.yamltext import Map, Node
from bonitas.unify.draft.settings import UNSAID, Setting

#: By what one of several treatments of a conduct is chosen. `by hand`: only what the policy names.
Rule = Literal["strictest", "mildest", "median", "weighted", "by hand"]
Sign = Literal["losses", "gains", "all"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the policy says of one conduct: another rule, a rulebook to `take` it from, clauses of its own, or to leave it out."""

    conduct: str
    at: Node
    because: str
    rule: Rule | None = None
    take: str = ""
    clauses: Map | None = None
    leave_out: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether it names the treatment itself."""
        return bool(self.take) or self.clauses is not None


@dataclass(frozen=True, slots=True)
class Phase:
    """From day number `start` on, points count by `share` of what they are in the end."""

    start: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Transition:
    """How the old gives way to the new. `phases` in order (none: all counts at once), for points of one sign or of both. `before`:
    what records count that occurred before the draft is in force; `as_rule` or `as_book`: by whose treatment they do instead."""

    phases: tuple[Phase, ...] = ()
    of: Sign = "losses"
    before: Literal["count", "losses do not count", "do not count", "as"] = "count"
    as_rule: Rule | None = None
    as_book: str = ""

    @property
    def full(self) -> int | None:
        """The day from which on everything counts in full, where that is not the first."""
        return self.phases[-1].start if self.phases else None


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, read. `frame` is the head, the scale and the bands of the draft, as nodes of the policy's own text."""

    name: str
    page: Page
    root: Map
    frame: Map
    choose: Rule
    title: Text = Text()
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    silence_counts: bool = False
    at_least: int = 1
    as_they_are: bool = False
    """Points are taken as they are; otherwise by their share of the scale."""
    step: int = 1000
    """Points of clauses are rounded to a multiple of it, in thousandths."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """How wide the scales of some rulebooks, or of the draft, are taken to be, in thousandths; others as their rules say."""
    keep_grounds: bool = False
    keep_consequences: bool = False
    grades: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    transition: Transition = Transition()
    settings: Mapping[str, Setting] = field(default_factory=lambda: UNSAID)
    """What becomes of measures, cases without a score, freezes, requirements of bands, and what is passed on."""

    @property
    def as_lines(self) -> bool:
        """Whether what measures do stands in the draft as lines of a scorecard."""
        return self.settings["measures"].word == "as lines"

    def at(self, *keys: str) -> Node:
        """The node at some keys, or the nearest one around it."""
        node: Node = self.root
        for key in keys:
            inner = node.get(key) if isinstance(node, Map) else None
            if inner is None:
                break
            node = inner
        return node
