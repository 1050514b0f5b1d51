"""Step 5, for clauses that go by a running total: what one record adds to what the total within its period was worth before it."""

from __future__ import annotations

from bonitas.engine.kernel.access import clause, match_at
from bonitas.engine.kernel.dates import out_of_period
from bonitas.engine.kernel.expr import evaluate
from bonitas.engine.kernel.jit import kernel
from bonitas.engine.kernel.layout import (
    C_RUN_KEY, C_RUN_N, C_RUN_PER, C_VALUE_EXPR, FAR, G_RUN_KEYS, HALF, HEAD, Ints, KIND_BITS, MISSING, Matrix, O_RUNNING, RUN_FIRST,
    RUN_HIGH, RUN_LAST, RUN_LOW, RUN_WIDTH, X_AMOUNT, X_BEFORE, X_FOLLOWING, X_ROW,
)  # fmt: skip
from bonitas.engine.kernel.value import points_for


@kernel
def begin_running(P: Ints, S: Ints) -> None:
    """Empty every running total."""
    for key in range(P[HEAD + G_RUN_KEYS]):
        u = P[O_RUNNING] + key * RUN_WIDTH
        S[u + RUN_HIGH], S[u + RUN_LOW], S[u + RUN_FIRST], S[u + RUN_LAST] = 0, 0, -1, -1


@kernel
def add(S: Ints, u: int, amount: int) -> None:
    """Add to the total at u; kept in two halves, so that it is exact however many records there are. `amount` may be taken away."""
    S[u + RUN_HIGH] += amount // HALF
    S[u + RUN_LOW] += amount % HALF
    if S[u + RUN_LOW] >= HALF:
        S[u + RUN_HIGH] += 1
        S[u + RUN_LOW] -= HALF


@kernel
def total(S: Ints, u: int) -> int:
    """The total at u; MISSING beyond 10^15 units."""
    if S[u + RUN_HIGH] > FAR // HALF:
        return MISSING
    value = S[u + RUN_HIGH] * HALF + S[u + RUN_LOW]
    return MISSING if value > FAR else value


@kernel
def forget(P: Ints, C: Matrix, S: Ints, u: int, c: int, day: int) -> None:
    """Take out of the total at u what lies before the period of `day`."""
    i = S[u + RUN_FIRST]
    while i >= 0 and out_of_period(
        P, clause(P, c, C_RUN_PER), clause(P, c, C_RUN_N), C[S[match_at(P, i) + X_ROW], 0] >> KIND_BITS, day
    ):
        add(S, u, -S[match_at(P, i) + X_AMOUNT])
        i = S[match_at(P, i) + X_FOLLOWING]
    S[u + RUN_FIRST] = i


@kernel
def running_value(P: Ints, C: Matrix, S: Ints, n: int, c: int, r: int, t: int) -> int:
    """The value of match n, of row r under clause c; MISSING if it cannot be judged. An amount below 0 adds nothing."""
    m = match_at(P, n)
    amount = evaluate(P, C, S, clause(P, c, C_VALUE_EXPR), r, t)
    S[m + X_AMOUNT], S[m + X_BEFORE] = amount, MISSING
    if amount == MISSING:
        return points_for(P, c, MISSING)
    u = P[O_RUNNING] + clause(P, c, C_RUN_KEY) * RUN_WIDTH
    forget(P, C, S, u, c, C[r, 0] >> KIND_BITS)
    first = S[u + RUN_FIRST] < 0
    before = total(S, u)
    S[m + X_AMOUNT], S[m + X_BEFORE], S[m + X_FOLLOWING] = max(amount, 0), before, -1
    if first:
        S[u + RUN_FIRST] = n
    else:
        S[match_at(P, S[u + RUN_LAST]) + X_FOLLOWING] = n
    S[u + RUN_LAST] = n
    add(S, u, max(amount, 0))
    after = total(S, u)
    if before == MISSING or after == MISSING:
        return MISSING
    return points_for(P, c, after) - (0 if first else points_for(P, c, before))
