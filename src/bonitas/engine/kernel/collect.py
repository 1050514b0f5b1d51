"""Steps 4 and 5: which clauses a record matches and what each match is worth, before anything else is known."""

from __future__ import annotations

from bonitas.engine.kernel.expr import evaluate
from bonitas.engine.kernel.access import clause, match_at
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    C_GRADE, C_RUN_KEY, C_VALUE, GT_CLAUSE, GT_COLUMN, GT_HIGH, GT_LONGEST, GT_LOW, GT_SINCE, GT_UNTIL, GT_WHEN, GT_WIDTH, Ints, KIND_BITS,
    KIND_MASK, LAY, L_KNOWN_FROM, L_KNOWN_UNTIL, L_RECORDED, L_SEEN_FROM, L_SEEN_UNTIL, MISSING, Matrix, ST_COUNTS,
    ST_UNDECIDED, ST_UNKNOWN, T_GATES, T_KIND_CLAUSES_AT, V_CHOSEN, X_AGAIN, X_CLAUSE, X_GRADE, X_ROW, X_STATE, X_VALUE,
)  # fmt: skip
from bonitas.engine.kernel.loads import at, cell
from bonitas.engine.kernel.running import begin_running, running_value
from bonitas.engine.kernel.value import value_of


@inlined
def known(P: Ints, C: Matrix, r: int, k: int) -> bool:
    """Whether a row was on file at instant k (and not yet replaced by a corrected one)."""
    c = at(P, LAY + L_KNOWN_FROM)
    if c >= 0:
        return cell(C, r, c) <= k < cell(C, r, at(P, LAY + L_KNOWN_UNTIL))
    c = at(P, LAY + L_RECORDED)
    return c < 0 or cell(C, r, c) <= k


@inlined
def seen(P: Ints, C: Matrix, r: int, t: int) -> bool:
    """Whether a known row is to be looked at on day t: it has occurred and is not held out by a dispute."""
    c = at(P, LAY + L_SEEN_FROM)
    if c >= 0:
        return cell(C, r, c) <= t < cell(C, r, at(P, LAY + L_SEEN_UNTIL))
    return cell(C, r, 0) >> KIND_BITS <= t


@inlined
def passes(P: Ints, C: Matrix, S: Ints, g: int, r: int, t: int) -> int:
    """Whether row r passes gate g: 1, 0 or MISSING (unknown)."""
    day = cell(C, r, 0) >> KIND_BITS
    if (day + at(P, g + GT_LONGEST) <= t) | (day < at(P, g + GT_SINCE)) | (day >= at(P, g + GT_UNTIL)):
        return 0
    c = at(P, g + GT_COLUMN)
    if c < 0:
        return evaluate(P, C, S, at(P, g + GT_WHEN), r, t)
    if (cell(C, r, c) >= at(P, g + GT_LOW)) & (cell(C, r, c) <= at(P, g + GT_HIGH)):
        return 1
    return MISSING if cell(C, r, c) == MISSING else 0


@kernel
def collect(P: Ints, C: Matrix, S: Ints, start: int, end: int, t: int, k: int) -> int:
    """Fill the scratch with every match of the subject whose rows are start…end, in order; the number of them.

    Rows that can no longer matter are passed over.
    """
    n = 0
    begin_running(P, S)
    for r in range(start, end):
        kind = C[r, 0] & KIND_MASK
        first, last = P[P[T_KIND_CLAUSES_AT] + kind], P[P[T_KIND_CLAUSES_AT] + kind + 1]
        if first == last or not known(P, C, r, k) or not seen(P, C, r, t):
            continue
        for g in range(P[T_GATES] + first * GT_WIDTH, P[T_GATES] + last * GT_WIDTH, GT_WIDTH):
            truth = passes(P, C, S, g, r, t)
            if truth != 0:
                note_match(P, C, S, n, P[g + GT_CLAUSE], r, t, truth)
                n += 1
    return n


@inlined
def note_match(P: Ints, C: Matrix, S: Ints, n: int, c: int, r: int, t: int, truth: int) -> None:
    """Write down match n of row r under clause c, whose condition is true (1) or unknown."""
    m = match_at(P, n)
    state, value = ST_UNKNOWN, 0
    if truth == 1:
        state = ST_COUNTS
        value = value_of(P, C, S, c, r, t) if clause(P, c, C_RUN_KEY) < 0 else running_value(P, C, S, n, c, r, t)
        if value == MISSING:
            state, value = ST_UNDECIDED if clause(P, c, C_VALUE) == V_CHOSEN else ST_UNKNOWN, 0
    S[m + X_ROW], S[m + X_CLAUSE], S[m + X_STATE] = r, c, state
    S[m + X_VALUE], S[m + X_AGAIN], S[m + X_GRADE] = value, value, clause(P, c, C_GRADE)
