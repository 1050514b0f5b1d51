"""Conditions and values over single records, in bulk: the kernel's own evaluator, asked of every row of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import Duration
from bonitas.engine.batch import Batch, load
from bonitas.engine.kernel.access import clause
from bonitas.engine.kernel.collect import known, seen
from bonitas.engine.kernel.expr import evaluate
from bonitas.engine.kernel.jit import outermost
from bonitas.engine.kernel.layout import C_VALUE_EXPR, C_WHEN, KIND_BITS, KIND_MASK, T_KIND_CLAUSES_AT
from bonitas.engine.kernel.layout import GT_CLAUSE, GT_WIDTH, Ints, Matrix, T_GATES
from bonitas.engine.packing import bind, scratch
from bonitas.engine.program import Compiled, compile_rules
from bonitas.ledger.base import Int32s, Ledger
from bonitas.rulebook.expression import Expr
from bonitas.rulebook.model import Band, Bands, BaseCase, Clause, Hold, PerUnit, Rules, Tier

#: Conditions and values stand in clauses, which must end; nothing here asks when.
_ANY = Duration(days=1)
_UNIT = (Tier(1000, 1000),)


@dataclass(frozen=True, slots=True)
class Asked:
    """Records of `kinds` under `when`, and the values of expressions over each of them."""

    kinds: tuple[str, ...]
    when: Expr | None
    values: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of a batch as known at one instant and seen on one day. `true[i]`: the rows that meet the i-th thing asked, in order of
    subject and day; `values[i]`: one column for each expression."""

    compiled: Compiled
    batch: Batch
    true: tuple[Ints, ...]
    values: tuple[Matrix, ...]
    seen: Ints
    """1 for rows that are seen at all."""

    @property
    def days(self) -> Ints:
        """The day on which each row occurred."""
        found: Ints = self.batch.cells[:, 0] >> KIND_BITS
        return found

    @property
    def subject(self) -> Ints:
        """The place of each row's subject."""
        return np.repeat(np.arange(len(self.batch.at) - 1), np.diff(self.batch.at))

    def column(self, place: int) -> Ints:
        """One of L_* for each row."""
        found: Ints = self.batch.cells[:, int(self.batch.lay[place])]
        return found

    def kind(self, name: str) -> Ints:
        """The seen rows of one kind."""
        mine = (self.batch.cells[:, 0] & KIND_MASK) == self.compiled.kinds.index(name)
        return np.flatnonzero(mine & (self.seen == 1))


@outermost
def judge(P: Ints, C: Matrix, S: Ints, t: int, k: int, saw: Ints, true: Matrix) -> None:
    """Note which rows are seen on day t as known at k, and which of them meet the condition of which clause."""
    for r in range(len(C)):
        if not known(P, C, r, k) or not seen(P, C, r, t):
            continue
        saw[r] = 1
        kind = C[r, 0] & KIND_MASK
        first, last = P[P[T_KIND_CLAUSES_AT] + kind], P[P[T_KIND_CLAUSES_AT] + kind + 1]
        for g in range(P[T_GATES] + first * GT_WIDTH, P[T_GATES] + last * GT_WIDTH, GT_WIDTH):
            when = clause(P, P[g + GT_CLAUSE], C_WHEN)
            if when < 0 or evaluate(P, C, S, when, r, t) == 1:
                true[r, P[g + GT_CLAUSE]] = 1


@outermost
def work_out(P: Ints, C: Matrix, S: Ints, t: int, rows: Ints, clauses: Ints, out: Matrix) -> None:
    """The values of the expressions of some clauses for some rows."""
    for i in range(len(rows)):
        for j in range(len(clauses)):
            out[i, j] = evaluate(P, C, S, clause(P, clauses[j], C_VALUE_EXPR), rows[i], t)


def judged(
    asked: Sequence[Asked], catalogue: Catalogue, ledger: Ledger, subjects: Int32s, day: int, known_at: int, *, hold: Hold | None
) -> Judged:
    """Ask everything of all records of `subjects` at once."""
    compiled = compile_rules(_rules(asked), catalogue, ledger)
    compiled = replace(compiled, facts=compiled.facts | {"counterparty", "furnisher", "ended_on"})
    batch = load(compiled, ledger, subjects, known_at, 1, some=False, hold=hold, entry=True)
    program = bind(compiled.program, batch.lay, batch.largest, compiled.clauses_per_kind)
    notes = scratch(program)
    saw = np.zeros(len(batch.cells), np.int64)
    true = np.zeros((len(batch.cells), len(compiled.rules.clauses)), np.int64)
    if len(batch.cells):
        judge(program, batch.cells, notes, day, known_at, saw, true)
    rows: list[Ints] = []
    values: list[Matrix] = []
    at = 0
    for one in asked:
        mine: Ints = np.flatnonzero(true[:, at])
        wanted = np.arange(at + 1, at + 1 + len(one.values), dtype=np.int64)
        out = np.empty((len(mine), len(wanted)), np.int64)
        if out.size:
            work_out(program, batch.cells, notes, day, mine, wanted, out)
        rows.append(mine)
        values.append(out)
        at += 1 + len(one.values)
    return Judged(compiled, batch, tuple(rows), tuple(values), saw)


def _rules(asked: Sequence[Asked]) -> Rules:
    """A clause for each condition, and after it one for each of its values."""
    clauses: list[Clause] = []
    for one in asked:
        clauses.append(Clause(f"when {len(clauses)}", len(clauses), one.kinds, one.when, None, None, _ANY))
        for value in one.values:
            name = f"value {len(clauses)}"
            clauses.append(Clause(name, len(clauses), one.kinds, None, PerUnit(value, _UNIT), None, _ANY))
    return Rules(base=(BaseCase(None, 0),), clauses=tuple(clauses), bands=Bands((Band("all", None),)))
