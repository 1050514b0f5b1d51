"""What finding pairs takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from bonitas.common.problems import Problem
from bonitas.ledger.identity import IdentityBook
from bonitas.ledger.sources.which import Input
from bonitas.ledger.store import Store
from bonitas.unify.match.costs import Thresholds

#: The certainty of a pair with the same verified number.
CERTAIN: Final = 1_000_000
Basis = Literal["exact", "probable"]


@dataclass(frozen=True, slots=True)
class Source:
    """One side: how its ledger is called, the ledger, its file of names, and the book of identifiers beside it.

    `ledger` None: the names are taken as they are, without asking whose subjects they are. `names`: a path, an Arrow table or dicts.
    `encoding` of a file of text: None to find out.
    """

    name: str
    ledger: Store | None = None
    names: Input | None = None
    book: IdentityBook | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two subjects that are, or may be, one. `ledger_a`, `subject_a` come before `ledger_b`, `subject_b` as text.

    `certainty` in millionths: 1,000,000 for the same verified number (`basis` exact), less for all others (probable). `evidence`: what
    was compared and how alike it was, in words; never a name or a number itself.
    """

    ledger_a: str
    subject_a: str
    ledger_b: str
    subject_b: str
    certainty: int
    basis: Basis
    evidence: tuple[tuple[str, str], ...]

    @property
    def ends(self) -> tuple[str, str, str, str]:
        """The two subjects, which no other pair of one answer has."""
        return self.ledger_a, self.subject_a, self.ledger_b, self.subject_b


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one source: rows of its file of names, the encoding of a file of text, how many subjects are compared by name,
    and how many verified numbers there are, of the book and the file together."""

    rows: int = 0
    encoding: str | None = None
    named: int = 0
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs from `thresholds.review` on, in order of their ends.

    `model`: the parameters of the comparison by names, as JSON text without any name; given back, later pairs are judged alike. `problems`:
    rows and cells of the names that were not used. `read` by source. `blocked`: how many pairs of rows were compared. `left_out`: how
    many rows stood in a group too common to compare, by what they were grouped by. `searched`: by ledger, whose names were compared.
    """

    pairs: tuple[Pair, ...]
    model: str
    thresholds: Thresholds
    problems: tuple[Problem, ...] = ()
    read: Mapping[str, Read] = field(default_factory=lambda: MappingProxyType({}))
    blocked: int = 0
    left_out: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    searched: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
