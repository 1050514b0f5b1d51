"""Double counting: one record that counts in several places of one rulebook, and one event that two ledgers hold as different records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bonitas.rulebook.model import Clause, Rulebook, Rules
from bonitas.unify.compare.conducts import Row
from bonitas.unify.compare.treatment import Treatment
from bonitas.unify.crosswalk.fits import may_both


@dataclass(frozen=True, slots=True)
class Within:
    """One record of `kind` may count by all of these parts of a rulebook at once: clauses, or lines that measures move."""

    rulebook: str
    kind: str
    parts: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"rulebook": self.rulebook, "kind": self.kind, "parts": list(self.parts)}


@dataclass(frozen=True, slots=True)
class Across:
    """One conduct that rulebooks know from records of different kinds: brought together, one event may count twice."""

    conduct: str
    kinds: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        return {"conduct": self.conduct, "kinds": {book: list(several) for book, several in self.kinds.items()}}


def within(book: Rulebook, rules: Rules, treated: Sequence[Treatment]) -> Iterator[Within]:
    """Where one record counts in several places. Clauses of which only the strongest counts are left out, and so are those whose conditions
    exclude each other."""
    clauses = {clause.id: clause for clause in rules.clauses}
    by_kind: dict[str, list[Treatment]] = {}
    for one in treated:
        if one.sign != "none":
            by_kind.setdefault(one.kind, []).append(one)
    for kind, several in by_kind.items():
        named = dict.fromkeys(one.clause for one in several if one.part == "clause")
        lines = dict.fromkeys(line for one in several if one.part == "measures" for line in one.clause.split("+"))
        counting = [line for line in lines if line not in ("no_score", "bands", "base")]
        for parts in _together(book, kind, [clauses[name] for name in named], rules.overlap == "strongest"):
            yield Within(book.id, kind, (*parts, *counting))
        if len(counting) > 1 and not named:
            yield Within(book.id, kind, tuple(counting))
        if (
            counting
            and named
            and not any(True for _ in _together(book, kind, [clauses[name] for name in named], strongest=False))
        ):
            yield Within(book.id, kind, (*named, *counting))


def _together(book: Rulebook, kind: str, clauses: Iterable[Clause], strongest: bool) -> Iterator[tuple[str, ...]]:
    """Every two clauses that one record may match, both of which count."""
    if strongest:
        return
    for one, other in combinations(clauses, 2):
        if may_both(book.kinds[kind], one.when, other.when):
            yield one.id, other.id


def across(rows: Iterable[Row]) -> Iterator[Across]:
    """Conducts that several rulebooks know from records of different kinds."""
    for row in rows:
        kinds = {
            book: tuple(dict.fromkeys(one.kind for one in position.treatments if one.sign != "none"))
            for book, position in row.positions.items()
        }
        known = {book: several for book, several in kinds.items() if several}
        if len(known) > 1 and len({kind for several in known.values() for kind in several}) > 1:
            yield Across(row.conduct.id, known)
