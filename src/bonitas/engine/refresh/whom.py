"""Whom to rate again, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from bonitas.engine.refresh.moment import Moment
from bonitas.ledger.base import Int32s
from bonitas.ledger.standings import base
from bonitas.ledger.standings.base import Head, StandingStore

#: Where more than one of so many is to be rated, everybody is: reading all is quicker than looking for most. Not among few.
MOST = 4
FEW = 10_000


@dataclass(frozen=True, slots=True)
class Whom:
    """Subjects to rate again: `codes`, or everybody. `parts`: which of them for which reason; `every`: reasons that hold for all."""

    codes: Int32s
    everybody: bool
    every: int
    parts: tuple[tuple[int, Int32s], ...]
    afresh: bool = False
    """True if nothing that was kept may be used: not even the scores that shares are drawn over."""

    @property
    def after_removals(self) -> bool:
        """Whether something was removed: a subject that went altogether has lost the standing with it."""
        return any(bit == base.REMOVAL and len(part) for bit, part in self.parts)

    def why(self, codes: Int32s) -> Int32s:
        """The reasons for each of these codes, as bits."""
        found = np.full(len(codes), self.every, np.int32)
        for bit, part in self.parts:
            found[np.isin(codes, part)] |= bit
        return found


def whom(moment: Moment, old: Head | None, store: StandingStore) -> Whom:
    """Those about whom something is new since the old head or whose day has come; everybody where the rules or the ledger are others."""
    nobody = np.empty(0, np.int32)
    if old is None:
        return Whom(nobody, everybody=True, every=0, parts=(), afresh=True)
    if not moment.follows(old):
        return Whom(nobody, everybody=True, every=base.LEDGER, parts=(), afresh=True)
    parts = _parts(moment, old, store)
    codes: Int32s = np.unique(np.concatenate([part for _, part in parts]))
    every = 0 if moment.same_rules(old) else base.RULEBOOK
    if moment.head.on < old.on or not moment.same_force(old):
        every |= base.DAY
    afresh = bool(every) or moment.shares_ahead or (moment.shares_now and not drawn_alike(moment, old))
    if moment.shares_ahead:
        every |= base.SHARES
    return Whom(codes, afresh, every, parts, afresh)


def _parts(moment: Moment, old: Head, store: StandingStore) -> tuple[tuple[int, Int32s], ...]:
    changed = moment.ledger.changed_since(old.mark, moment.book.id, *moment.window(old))
    return (
        (base.RECORD, changed.records),
        (base.AMENDMENT, changed.amendments),
        (base.PARTICIPATION, np.union1d(changed.participations, changed.elsewhere).astype(np.int32)),
        (base.REMOVAL, changed.removals),
        (base.DAY, store.due(moment.head.on)),
    )


def drawn_alike(moment: Moment, old: Head) -> bool:
    """Whether the scores kept are those that shares are drawn over today: of the same rules, and lowered by no grade."""
    period = moment.period
    if period is None or period.rules.grades.books_lowest or not old.floors:
        return False
    return bool(json.loads(old.floors)["from"] == period.start)
