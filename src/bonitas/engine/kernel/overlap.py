"""Step 6: of the matches of one act, the strongest loss, the strongest gain, the worst direct grade."""

from __future__ import annotations

from bonitas.engine.kernel.access import clause, key_at, match_at
from bonitas.engine.kernel.jit import kernel
from bonitas.engine.kernel.layout import (
    C_ORDER, G_ACT, HEAD, Ints, MISSING, Matrix, O_INDEX, ST_COUNTS, ST_OVERLAPPED, X_CLAUSE, X_GRADE, X_ROW, X_STATE, X_VALUE,
)  # fmt: skip
from bonitas.engine.kernel.sorting import sort_index


@kernel
def overlap(P: Ints, C: Matrix, S: Ints, n: int) -> None:
    """Mark every match that a stronger one of its act displaces."""
    act = P[HEAD + G_ACT]
    alive = 0
    for i in range(n):
        if S[match_at(P, i) + X_STATE] == ST_COUNTS:
            S[P[O_INDEX] + alive] = i
            alive += 1
            r = S[match_at(P, i) + X_ROW]
            code = C[r, act] if act >= 0 else MISSING
            S[key_at(P, i)] = -1 - r if code == MISSING else code
            S[key_at(P, i) + 1] = clause(P, S[match_at(P, i) + X_CLAUSE], C_ORDER)
    sort_index(P, S, 2, alive)
    start = 0
    while start < alive:
        end = start
        while end < alive and S[key_at(P, S[P[O_INDEX] + end])] == S[key_at(P, S[P[O_INDEX] + start])]:
            end += 1
        if end - start > 1:
            keep_strongest(P, S, start, end)
        start = end


@kernel
def keep_strongest(P: Ints, S: Ints, start: int, end: int) -> None:
    """Within one act (index entries start…end, first clause first): which matches stay."""
    grade, loss, gain = -1, -1, -1
    for j in range(start, end):
        i = S[P[O_INDEX] + j]
        value = S[match_at(P, i) + X_VALUE]
        if S[match_at(P, i) + X_GRADE] >= 0:
            if grade < 0 or S[match_at(P, i) + X_GRADE] > S[match_at(P, grade) + X_GRADE]:
                grade = i
        elif value < 0:
            if loss < 0 or value < S[match_at(P, loss) + X_VALUE]:
                loss = i
        elif value > 0 and (gain < 0 or value > S[match_at(P, gain) + X_VALUE]):
            gain = i
    for j in range(start, end):
        i = S[P[O_INDEX] + j]
        value = S[match_at(P, i) + X_VALUE]
        if S[match_at(P, i) + X_GRADE] >= 0:
            stays = i == grade
        elif value < 0:
            stays = i == loss and grade < 0
        else:
            stays = value == 0 or i == gain
        if not stays:
            S[match_at(P, i) + X_STATE] = ST_OVERLAPPED
