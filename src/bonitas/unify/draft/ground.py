"""What a draft is made from, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem
from bonitas.law.model import Finding
from bonitas.rulebook.model import Rulebook
from bonitas.unify.crosswalk.model import Conduct
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.dealt import Dealt
from bonitas.unify.draft.drafted import Drafted, Open
from bonitas.unify.draft.frame import Frame
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.parts import Part


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a draft is made from."""

    policy: Policy
    frame: Frame
    books: Sequence[Book]
    conducts: Sequence[Conduct]
    dealt: Mapping[str, tuple[Dealt, ...]]
    widths: Mapping[str, Fraction]
    catalogue: Catalogue
    open: tuple[Open, ...] = ()
    """What could not be said as clauses at all."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that passes the check. `text` is its rulebook.yaml, `tree` the same as plain data."""

    book: Rulebook
    text: str
    tree: Mapping[str, Any] = field(repr=False)
    clauses: tuple[Drafted, ...]
    open: tuple[Open, ...]
    law: tuple[Finding, ...]
    warnings: tuple[Problem, ...]
    parts: tuple[Part, ...] = ()
    """What it has beside its clauses."""

    def part(self, section: str) -> tuple[Part, ...]:
        """The parts of a section."""
        return tuple(one for one in self.parts if one.section == section)
