"""Steps 10 and 11: limits that points fill in order of date, and gains that a freeze holds back."""

from __future__ import annotations

from bonitas.engine.kernel.dates import out_of_period
from bonitas.engine.kernel.expr import ended_on, half_away, settled_on
from bonitas.engine.kernel.access import clause, key_at, match_at
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    C_ID, C_LIMIT, C_LIMIT_END, FZ_ONGOING, FZ_UNSETTLED, Ints, LAY, LM_N, LM_PARTY, LM_PER, LM_POINTS, LM_WIDTH,
    L_COUNTERPARTY, MISSING, Matrix, NEVER, N_FREEZES, N_LIMITS, O_INDEX, O_LIMITS, PER_NONE,
    ST_COUNTS, ST_ENDED, T_CLAUSE_LIMITS, T_FREEZES, T_LIMITS, X_AFTER_REPAIR, X_AGAIN, X_CAPPED, X_CLAUSE, X_COUNTED,
    X_DECAYED, X_FIT, X_GRADE, X_REPAIR, X_ROW, X_SHARE, X_START, X_STATE, X_WHOLE,
)  # fmt: skip
from bonitas.engine.kernel.sorting import sort_index


@kernel
def room_of(P: Ints, c: int, limit: int) -> int:
    """How much a limit (its own or its group's) lets a clause's matches fill; −1 if the clause is not under it."""
    for j in range(clause(P, c, C_LIMIT), clause(P, c, C_LIMIT_END)):
        if P[P[T_CLAUSE_LIMITS] + 2 * j] == limit:
            return P[P[T_CLAUSE_LIMITS] + 2 * j + 1]
    return -1


@kernel
def add_up(P: Ints, S: Ints, i: int, column: int, periodic: bool) -> None:
    """Add match i to what its limits have to hold: the sum of gains and that of losses for each limit, to see which can cut at all."""
    c, value = S[match_at(P, i) + X_CLAUSE], S[match_at(P, i) + column]
    for j in range(clause(P, c, C_LIMIT), clause(P, c, C_LIMIT_END)):
        limit = P[P[T_CLAUSE_LIMITS] + 2 * j]
        if (P[P[T_LIMITS] + limit * LM_WIDTH + LM_PER] != PER_NONE) == periodic:
            place = P[O_LIMITS] + 2 * limit
            if value > 0:
                S[place] += value
            else:
                S[place + 1] -= value


@inlined
def may_cut(P: Ints, S: Ints, limit: int) -> bool:
    """Whether what a limit has to hold is more than it lets through."""
    place = P[O_LIMITS] + 2 * limit
    return max(S[place], S[place + 1]) > P[P[T_LIMITS] + limit * LM_WIDTH + LM_POINTS]


@kernel
def gather(P: Ints, C: Matrix, S: Ints, n: int, limit: int, column: int) -> int:
    """Put the matches under a limit into the index, in order of counterparty (if it asks for that) and date; their number."""
    periodic = P[P[T_LIMITS] + limit * LM_WIDTH + LM_PER] != PER_NONE
    found = 0
    for i in range(n):
        state = S[match_at(P, i) + X_STATE]
        if (state == ST_COUNTS or (periodic and state == ST_ENDED)) and room_of(P, S[match_at(P, i) + X_CLAUSE], limit) >= 0:
            S[P[O_INDEX] + found] = i
            found += 1
    if P[P[T_LIMITS] + limit * LM_WIDTH + LM_PARTY] and P[LAY + L_COUNTERPARTY] >= 0:
        for j in range(found):
            i = S[P[O_INDEX] + j]
            S[key_at(P, i)] = C[S[match_at(P, i) + X_ROW], P[LAY + L_COUNTERPARTY]]
        sort_index(P, S, 1, found)
    return found


@kernel
def fill(P: Ints, C: Matrix, S: Ints, n: int, limit: int, column: int) -> None:
    """Let the matches under one limit fill it; what no longer fits is cut from `column`."""
    found = gather(P, C, S, n, limit, column)
    if found == 0:
        return
    by_party = P[P[T_LIMITS] + limit * LM_WIDTH + LM_PARTY] and P[LAY + L_COUNTERPARTY] >= 0
    per, last = P[P[T_LIMITS] + limit * LM_WIDTH + LM_PER], P[P[T_LIMITS] + limit * LM_WIDTH + LM_N]
    gains, losses, tail, party = 0, 0, 0, 0
    for j in range(found):
        i = S[P[O_INDEX] + j]
        day = S[match_at(P, i) + X_START]
        if by_party and (j == 0 or S[key_at(P, i)] != party):
            gains, losses, tail, party = 0, 0, j, S[key_at(P, i)]
        while tail < j and out_of_period(P, per, last, S[match_at(P, S[P[O_INDEX] + tail]) + X_START], day):
            past = S[match_at(P, S[P[O_INDEX] + tail]) + column]
            gains -= max(past, 0)
            losses -= max(-past, 0)
            tail += 1
        value = S[match_at(P, i) + column]
        room = room_of(P, S[match_at(P, i) + X_CLAUSE], limit)
        if value > 0:
            S[match_at(P, i) + column] = max(min(value, room - gains), 0)
            gains += S[match_at(P, i) + column]
        else:
            S[match_at(P, i) + column] = -max(min(-value, room - losses), 0)
            losses -= S[match_at(P, i) + column]


@kernel
def under_periodic_limit(P: Ints, c: int) -> bool:
    """Whether some limit with a period bounds what a clause's matches can give."""
    for j in range(clause(P, c, C_LIMIT), clause(P, c, C_LIMIT_END)):
        if P[P[T_LIMITS] + P[P[T_CLAUSE_LIMITS] + 2 * j] * LM_WIDTH + LM_PER] != PER_NONE:
            return True
    return False


@kernel
def weigh(P: Ints, S: Ints, n: int) -> None:
    """What each match in effect is worth on the day: what fitted, or what its repair says, after decay."""
    for i in range(n):
        if S[match_at(P, i) + X_STATE] != ST_COUNTS:
            S[match_at(P, i) + X_DECAYED] = 0
            S[match_at(P, i) + X_CAPPED] = 0
            S[match_at(P, i) + X_COUNTED] = 0
            continue
        value = S[match_at(P, i) + X_FIT]
        if S[match_at(P, i) + X_REPAIR] >= 0:
            value = S[match_at(P, i) + X_AFTER_REPAIR]
            fitted, whole = S[match_at(P, i) + X_FIT], S[match_at(P, i) + X_AGAIN]
            if value != 0 and (value > 0) == (whole > 0) and under_periodic_limit(P, S[match_at(P, i) + X_CLAUSE]):
                value = min(value, fitted) if value > 0 else max(value, fitted)
        S[match_at(P, i) + X_WHOLE] = value
        if S[match_at(P, i) + X_SHARE] != 1000:
            value = half_away(value * S[match_at(P, i) + X_SHARE], 1000)
        S[match_at(P, i) + X_DECAYED] = value
        S[match_at(P, i) + X_CAPPED] = value
        S[match_at(P, i) + X_COUNTED] = value


@kernel
def limits(P: Ints, C: Matrix, S: Ints, n: int) -> None:
    """Periodic limits on what was given, then decay and repair, then the limits on what counts on the day."""
    if P[N_LIMITS] == 0:
        weigh(P, S, n)
        return
    for place in range(P[O_LIMITS], P[O_LIMITS] + 2 * P[N_LIMITS]):
        S[place] = 0
    for i in range(n):
        state = S[match_at(P, i) + X_STATE]
        if state == ST_COUNTS or state == ST_ENDED:
            add_up(P, S, i, X_FIT, True)
    for limit in range(P[N_LIMITS]):
        if P[P[T_LIMITS] + limit * LM_WIDTH + LM_PER] != PER_NONE and may_cut(P, S, limit):
            fill(P, C, S, n, limit, X_FIT)
    weigh(P, S, n)
    for i in range(n):
        if S[match_at(P, i) + X_STATE] == ST_COUNTS:
            add_up(P, S, i, X_CAPPED, False)
    for limit in range(P[N_LIMITS]):
        if P[P[T_LIMITS] + limit * LM_WIDTH + LM_PER] == PER_NONE and may_cut(P, S, limit):
            fill(P, C, S, n, limit, X_CAPPED)
            for i in range(n):
                S[match_at(P, i) + X_COUNTED] = S[match_at(P, i) + X_CAPPED]


@kernel
def freeze_start(P: Ints, C: Matrix, S: Ints, n: int, t: int, freeze: int) -> int:
    """The day from which a freeze holds gains back on t; NEVER if it does not hold."""
    frozen_by, how = P[P[T_FREEZES] + freeze * 2], P[P[T_FREEZES] + freeze * 2 + 1]
    start = NEVER
    for i in range(n):
        if S[match_at(P, i) + X_STATE] != ST_COUNTS:
            continue
        if frozen_by < 0 and S[match_at(P, i) + X_GRADE] < 0:
            continue
        if frozen_by >= 0 and clause(P, S[match_at(P, i) + X_CLAUSE], C_ID) != frozen_by:
            continue
        r = S[match_at(P, i) + X_ROW]
        if how == FZ_UNSETTLED and settled_on(P, C, r, t) != MISSING:
            continue
        if how == FZ_ONGOING and ended_on(P, C, r, t) != MISSING:
            continue
        start = min(start, S[match_at(P, i) + X_START])
    return start


@kernel
def freeze(P: Ints, C: Matrix, S: Ints, n: int, t: int) -> int:
    """Set gains that a freeze holds back to 0; the earliest day from which one holds, or NEVER."""
    earliest = NEVER
    for f in range(P[N_FREEZES]):
        earliest = min(earliest, freeze_start(P, C, S, n, t, f))
    if earliest != NEVER:
        for i in range(n):
            if S[match_at(P, i) + X_COUNTED] > 0 and S[match_at(P, i) + X_START] >= earliest:
                S[match_at(P, i) + X_COUNTED] = 0
    return earliest
