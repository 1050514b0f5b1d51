"""Steps 4 and 5: which clauses a record matches and what each match is worth, before anything else is known."""

from __future__ import annotations

from bonitas.engine.kernel.expr import evaluate
from bonitas.engine.kernel.access import clause, match_at
from bonitas.engine.kernel.jit import kernel
from bonitas.engine.kernel.layout import (
    C_GRADE, C_HISTORY, C_LONGEST, C_SINCE, C_UNTIL, C_VALUE, C_WHEN, Ints, KIND_BITS, KIND_MASK, LAY, L_KNOWN_FROM,
    L_KNOWN_UNTIL, L_RECORDED, L_SEEN_FROM, L_SEEN_UNTIL, MISSING, Matrix, ST_COUNTS, ST_UNDECIDED, ST_UNKNOWN, T_KIND_CLAUSES,
    T_KIND_CLAUSES_AT, V_CHOSEN, X_AGAIN, X_CLAUSE, X_GRADE, X_ROW, X_STATE, X_VALUE,
)  # fmt: skip
from bonitas.engine.kernel.value import value_of


@kernel
def known(P: Ints, C: Matrix, r: int, k: int) -> bool:
    """Whether a row was on file at instant k (and not yet replaced by a corrected one)."""
    c = P[LAY + L_KNOWN_FROM]
    if c >= 0:
        return C[r, c] <= k < C[r, P[LAY + L_KNOWN_UNTIL]]
    c = P[LAY + L_RECORDED]
    return c < 0 or C[r, c] <= k


@kernel
def seen(P: Ints, C: Matrix, r: int, t: int) -> bool:
    """Whether a known row is to be looked at on day t: it has occurred and is not held out by a dispute."""
    c = P[LAY + L_SEEN_FROM]
    if c >= 0:
        return C[r, c] <= t < C[r, P[LAY + L_SEEN_UNTIL]]
    return C[r, 0] >> KIND_BITS <= t


@kernel
def collect(P: Ints, C: Matrix, S: Ints, start: int, end: int, t: int, k: int) -> int:
    """Fill the scratch with every match of the subject whose rows are start…end, in order; the number of them. Rows that can no longer matter are passed over."""
    n = 0
    for r in range(start, end):
        kind = C[r, 0] & KIND_MASK
        first, last = P[P[T_KIND_CLAUSES_AT] + kind], P[P[T_KIND_CLAUSES_AT] + kind + 1]
        if first == last or not known(P, C, r, k) or not seen(P, C, r, t):
            continue
        day = C[r, 0] >> KIND_BITS
        for i in range(first, last):
            c = P[P[T_KIND_CLAUSES] + i]
            if day < clause(P, c, C_SINCE) or day >= clause(P, c, C_UNTIL):
                continue
            if clause(P, c, C_HISTORY) == 0 and day + clause(P, c, C_LONGEST) <= t:
                continue
            when = clause(P, c, C_WHEN)
            truth = 1 if when < 0 else evaluate(P, C, S, when, r, t)
            if truth == 0:
                continue
            m = match_at(P, n)
            S[m + X_ROW], S[m + X_CLAUSE], S[m + X_GRADE] = r, c, clause(P, c, C_GRADE)
            S[m + X_STATE] = ST_COUNTS if truth == 1 else ST_UNKNOWN
            S[m + X_VALUE] = 0
            if truth == 1:
                value = value_of(P, C, S, c, r, t)
                if value == MISSING:
                    S[m + X_STATE] = ST_UNDECIDED if clause(P, c, C_VALUE) == V_CHOSEN else ST_UNKNOWN
                    value = 0
                S[m + X_VALUE] = value
            S[m + X_AGAIN] = S[m + X_VALUE]
            n += 1
    return n
