"""What a rulebook reads of records: no other column leaves the table, and of kinds that it does not look at, and of records that are too
old to matter, only whom they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bonitas.catalogue.model import Catalogue
from bonitas.engine.program import Compiled, compile_rules
from bonitas.ledger.duck import memory_store
from bonitas.rulebook.model import Rulebook
from bonitas.spark.lately import FIRST


@dataclass(frozen=True, slots=True)
class Needed:
    """`kinds` and `columns` of records that are read; `ties`: whether furnisher and ref put records of one day in order; `since`: from
    which day on records of a kind can matter, where not all can."""

    kinds: frozenset[str]
    columns: frozenset[str]
    ties: bool
    since: Mapping[str, int] = field(default_factory=dict)


def needed(book: Rulebook, catalogue: Catalogue, first: int | None = None) -> Needed:
    """What is read in any period of a rulebook. `first`: no earlier day is asked for (None: any may be)."""
    kinds: set[str] = set()
    columns = {"subject", "kind", "occurred_on", "recorded_at"}
    ties = False
    since: dict[str, int] = {}
    with memory_store(lab=True, catalogue=catalogue) as nothing:
        for period in book.periods:
            compiled = compile_rules(period.rules, catalogue, nothing)
            need = compiled.need(recorded_at=True, entry=False)
            kinds.update(need.kinds)
            columns.update(need.attributes)
            columns.update(name for name, read in (
                ("ended_on", need.ended), ("counterparty", need.counterparty), ("furnisher", need.furnisher),
            ) if read)  # fmt: skip
            ties = ties or compiled.needs_ties
            if first is not None and first < period.end:
                _earliest(since, compiled, max(first, period.start))
    if book.subjects != "both" or book.participation == "none":
        columns.add("subject_type")
    return Needed(frozenset(kinds), frozenset(columns), ties, {kind: day for kind, day in since.items() if day > FIRST})


def _earliest(since: dict[str, int], compiled: Compiled, day: int) -> None:
    """Note from which day on records of each kind matter on a day or later, where that is earlier than what is noted."""
    for kind, first in zip(compiled.kinds, compiled.since(day) or [FIRST] * len(compiled.kinds), strict=True):
        since[kind] = min(since.get(kind, first), first)
