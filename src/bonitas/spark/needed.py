"""What a rulebook reads of records: no other column leaves the table, and of kinds that it does not look at, only whom they are about."""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.catalogue.model import Catalogue
from bonitas.engine.program import compile_rules
from bonitas.ledger.duck import memory_store
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Needed:
    """`kinds` and `columns` of records that are read; `ties`: whether furnisher and ref put records of one day in order."""

    kinds: frozenset[str]
    columns: frozenset[str]
    ties: bool


def needed(book: Rulebook, catalogue: Catalogue) -> Needed:
    """What is read in any period of a rulebook."""
    kinds: set[str] = set()
    columns = {"subject", "kind", "occurred_on", "recorded_at"}
    ties = False
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
    if book.subjects != "both" or book.participation == "none":
        columns.add("subject_type")
    return Needed(frozenset(kinds), frozenset(columns), ties)
