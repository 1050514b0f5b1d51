"""The records of a subject that are still open: those that can be settled, and those that can be ended."""

from __future__ import annotations

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import NO_DAY, iso
from bonitas.engine.acts import Step, uses, watched
from bonitas.ledger.base import Amendment, Ledger, Need
from bonitas.rulebook.model import Rules

SETTLED = frozenset({"settled", "settled_on"})
ENDED = frozenset({"ongoing", "ended_on"})


def open_steps(rules: Rules, catalogue: Catalogue, ledger: Ledger, subject: str, day: int, known: int) -> list[Step]:
    """A step for each open record whose settling the rules look at, of kinds that others make: with one's own acts nothing is owed. And
    one for each that goes on and whose end the rules look at, of kinds that people make and end themselves. In order of date,
    furnisher and ref."""
    settling = {
        name for name, kind in catalogue.kinds.items() if kind.by == "others" and uses(rules, name) and watched(rules, name, SETTLED)
    }  # fmt: skip
    ending = {
        name for name, kind in catalogue.kinds.items()
        if kind.lasting and kind.by == "oneself" and uses(rules, name) and watched(rules, name, ENDED)
    }  # fmt: skip
    kinds = tuple(sorted(settling | ending))
    need = Need(kinds, (), ended=True, entry=True, subjects=ledger.parties([subject]))
    changes: dict[int, list[Amendment]] = {}
    for one in ledger.amendments(need) if kinds else ():
        if one.recorded_at <= known:
            changes.setdefault(one.entry, []).append(one)
    entries = []
    for piece in ledger.read(need) if kinds else ():
        assert piece.entry is not None and piece.recorded_at is not None
        entries += [
            int(e)
            for e, at, on in zip(piece.entry, piece.recorded_at, piece.occurred_on, strict=True)
            if at <= known and on <= day
        ]
    found = []
    for record in ledger.full_records(entries):
        named = (record.furnisher, record.ref, str(iso(record.occurred_on)))
        settled, ended, gone = after(changes.get(record.entry, []), record.ended_on, day)
        if not gone and not settled and record.kind in settling:
            found.append(Step("settle", record.kind, {}, *named))
        if not gone and not ended and record.kind in ending:
            found.append(Step("end", record.kind, {}, *named))
    return sorted(found, key=lambda step: (step.occurred_on, step.furnisher, step.ref, step.do))


def after(changes: list[Amendment], ended_on: int, day: int) -> tuple[bool, bool, bool]:
    """Whether a record is settled, ended and gone on a day, after all that was said of it."""
    settled_on, gone = NO_DAY, False
    for one in sorted(changes, key=lambda one: (one.recorded_at, one.effective_on, one.change)):
        gone |= one.change in {"withdrawn", "upheld"}
        settled_on = one.effective_on if one.change == "settled" else settled_on
        ended_on = one.corrected.get("ended_on", ended_on) if one.change == "corrected" else ended_on
    return NO_DAY < settled_on <= day, NO_DAY < ended_on <= day, gone
