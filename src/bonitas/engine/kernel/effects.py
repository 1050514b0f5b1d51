"""Steps 7 to 9: repeats, from when until when each match has effect, and how much of it is left."""

from __future__ import annotations

from bonitas.engine.kernel.dates import lapse_end
from bonitas.engine.kernel.expr import ended_on, evaluate, half_away, settled_on
from bonitas.engine.kernel.access import clause, match_at
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    AGAIN_NONE, AGAIN_TABLE, C_AGAIN, C_AGAIN_A, C_AGAIN_B, C_AGAIN_KEY, C_CLOCK_END, C_DECAY, C_DECAY_END, C_GRADE,
    C_GROUP_KEY, C_LASTS, C_LASTS_A, C_LASTS_B, C_LASTS_EXPR, C_OWN_KEY, C_REPAIR, C_REPAIR_END, G_AGAIN_KEYS, HEAD, Ints,
    KIND_BITS, LASTS_ONE, LASTS_SIZE, MISSING, Matrix, NEVER, O_AGAIN_HEAD, O_AGAIN_NEXT, ROOM, RP_AFTER, RP_AFTER_N, RP_GRADE, RP_LAPSE,
    RP_N, RP_POINTS, RP_REMOVED, RP_WHEN, RP_WIDTH, ST_COUNTS, ST_ENDED, T_AGAIN, T_DECAY, T_LASTS, T_REPAIRS, X_AFTER_REPAIR,
    X_AGAIN, X_CLAUSE, X_CLOCK, X_END, X_FIT, X_GRADE, X_NEXT, X_REPAIR, X_ROW, X_SHARE, X_START, X_STATE, X_STEP, X_TAKEN_OVER,
    X_VALUE, X_WAITS,
)  # fmt: skip
from bonitas.engine.kernel.loads import at


@inlined
def natural_end(P: Ints, C: Matrix, S: Ints, c: int, r: int, t: int, value: int, clock: int) -> int:
    """When an effect ends by its clause's `lasts`, for a clock and the value after `again`."""
    how, a, b = clause(P, c, C_LASTS), clause(P, c, C_LASTS_A), clause(P, c, C_LASTS_B)
    if how == LASTS_ONE:
        return lapse_end(P, clock, a, b)
    row = b - 1  # the last row is the one for all else
    if how == LASTS_SIZE:
        for i in range(a, b):
            if at(P, at(P, T_LASTS) + i * 3) == MISSING or abs(value) <= at(P, at(P, T_LASTS) + i * 3):
                row = i
                break
    else:
        text = evaluate(P, C, S, clause(P, c, C_LASTS_EXPR), r, t)
        for i in range(a, b - 1):
            if at(P, at(P, T_LASTS) + i * 3) == text and text != MISSING:
                row = i
                break
    return lapse_end(P, clock, at(P, at(P, T_LASTS) + row * 3 + 1), at(P, at(P, T_LASTS) + row * 3 + 2))


@inlined
def takes_over_on(P: Ints, j: int, settled: int, clock: int) -> int:
    """The day on which repair j takes over from an effect with this clock; NEVER while an act that asks for a least stay goes on."""
    after = P[P[T_REPAIRS] + j * RP_WIDTH + RP_AFTER]
    if after < 0:
        return settled
    if clock == MISSING:
        return NEVER
    return max(settled, lapse_end(P, clock, after, P[P[T_REPAIRS] + j * RP_WIDTH + RP_AFTER_N]))


@kernel
def repair(P: Ints, C: Matrix, S: Ints, i: int, t: int) -> None:
    """Let the first repair whose condition holds, and whose day has come, take over from that day: the one on which the record was
    settled, or the end of the least stay that the repair asks for. The next such day still to come goes to X_WAITS."""
    r, c = S[match_at(P, i) + X_ROW], S[match_at(P, i) + X_CLAUSE]
    settled = settled_on(P, C, r, t)
    clock, end = S[match_at(P, i) + X_CLOCK], S[match_at(P, i) + X_END]
    if settled == MISSING or settled >= end:
        return
    for j in range(clause(P, c, C_REPAIR), clause(P, c, C_REPAIR_END)):
        day = takes_over_on(P, j, settled, clock)
        if day >= end:
            continue
        if day > t:
            S[match_at(P, i) + X_WAITS] = min(S[match_at(P, i) + X_WAITS], day)
            continue
        if evaluate(P, C, S, P[P[T_REPAIRS] + j * RP_WIDTH + RP_WHEN], r, t) != 1:
            continue
        S[match_at(P, i) + X_TAKEN_OVER] = day
        S[match_at(P, i) + X_REPAIR] = j
        if P[P[T_REPAIRS] + j * RP_WIDTH + RP_REMOVED]:
            S[match_at(P, i) + X_END] = day
            return
        if P[P[T_REPAIRS] + j * RP_WIDTH + RP_POINTS] != MISSING:
            S[match_at(P, i) + X_AFTER_REPAIR] = P[P[T_REPAIRS] + j * RP_WIDTH + RP_POINTS]
        S[match_at(P, i) + X_GRADE] = P[P[T_REPAIRS] + j * RP_WIDTH + RP_GRADE]
        if P[P[T_REPAIRS] + j * RP_WIDTH + RP_LAPSE] >= 0:
            S[match_at(P, i) + X_END] = lapse_end(
                P, day, P[P[T_REPAIRS] + j * RP_WIDTH + RP_LAPSE], P[P[T_REPAIRS] + j * RP_WIDTH + RP_N]
            )
            S[match_at(P, i) + X_CLOCK] = day
        return


@inlined
def effect(P: Ints, C: Matrix, S: Ints, i: int, t: int) -> None:
    """Start, end and clock of match i as known on t, its repair included."""
    r, c = S[match_at(P, i) + X_ROW], S[match_at(P, i) + X_CLAUSE]
    day = C[r, 0] >> KIND_BITS
    clock = day
    if clause(P, c, C_CLOCK_END):
        clock = ended_on(P, C, r, t)
    S[match_at(P, i) + X_START] = day
    S[match_at(P, i) + X_CLOCK] = clock
    S[match_at(P, i) + X_END] = NEVER if clock == MISSING else natural_end(P, C, S, c, r, t, S[match_at(P, i) + X_AGAIN], clock)
    S[match_at(P, i) + X_REPAIR] = -1
    S[match_at(P, i) + X_WAITS] = NEVER
    S[match_at(P, i) + X_AFTER_REPAIR] = S[match_at(P, i) + X_AGAIN]
    S[match_at(P, i) + X_GRADE] = clause(P, c, C_GRADE)
    if clause(P, c, C_REPAIR) < clause(P, c, C_REPAIR_END):
        repair(P, C, S, i, t)


@kernel
def still_counting(P: Ints, S: Ints, key: int, memory: int, day: int) -> int:
    """How many earlier matches of one memory still have effect on `day`.

    S[P[O_AGAIN_HEAD] + key] starts a list through (P[O_AGAIN_NEXT] + memory * P[ROOM]); matches that have ended are taken out for good: days only go up.
    """
    count, before, j = 0, -1, S[P[O_AGAIN_HEAD] + key]
    while j >= 0:
        following = S[P[O_AGAIN_NEXT] + memory * P[ROOM] + j]
        if S[match_at(P, j) + X_END] > day:
            count += 1
            before = j
        elif before < 0:
            S[P[O_AGAIN_HEAD] + key] = following
        else:
            S[P[O_AGAIN_NEXT] + memory * P[ROOM] + before] = following
        j = following
    return count


@inlined
def remember(P: Ints, S: Ints, i: int) -> None:
    """Put match i into the memory of its clause (0) and of its group (1), where anybody asks them."""
    own, group = clause(P, S[match_at(P, i) + X_CLAUSE], C_OWN_KEY), clause(P, S[match_at(P, i) + X_CLAUSE], C_GROUP_KEY)
    if own >= 0:
        S[P[O_AGAIN_NEXT] + 0 * P[ROOM] + i] = S[P[O_AGAIN_HEAD] + own]
        S[P[O_AGAIN_HEAD] + own] = i
    if group >= 0:
        S[P[O_AGAIN_NEXT] + 1 * P[ROOM] + i] = S[P[O_AGAIN_HEAD] + group]
        S[P[O_AGAIN_HEAD] + group] = i


@kernel
def repeat(P: Ints, S: Ints, i: int, day: int) -> None:
    """The value of match i as the n-th of its kind, always from the original value or from the table."""
    c = S[match_at(P, i) + X_CLAUSE]
    key = clause(P, c, C_AGAIN_KEY)
    n_th = 1 + still_counting(P, S, key, 0 if key == clause(P, c, C_OWN_KEY) else 1, day)
    if clause(P, c, C_AGAIN) == AGAIN_TABLE:
        S[match_at(P, i) + X_AGAIN] = P[P[T_AGAIN] + min(clause(P, c, C_AGAIN_A) + n_th - 1, clause(P, c, C_AGAIN_B) - 1)]
    elif n_th > 1:
        S[match_at(P, i) + X_AGAIN] = half_away(S[match_at(P, i) + X_VALUE] * clause(P, c, C_AGAIN_A), 1000)


@inlined
def decay(P: Ints, S: Ints, i: int, t: int) -> None:
    """The share of match i that is left on t (X_SHARE, thousandths) and the next day on which that share changes (X_NEXT)."""
    c, clock = S[match_at(P, i) + X_CLAUSE], S[match_at(P, i) + X_CLOCK]
    S[match_at(P, i) + X_SHARE] = 1000
    S[match_at(P, i) + X_NEXT] = NEVER
    if clock == MISSING:
        return
    for j in range(clause(P, c, C_DECAY), clause(P, c, C_DECAY_END)):
        day = lapse_end(P, clock, P[P[T_DECAY] + j * 3], P[P[T_DECAY] + j * 3 + 1])
        if day > t:
            S[match_at(P, i) + X_NEXT] = day
            S[match_at(P, i) + X_STEP] = j
            return
        S[match_at(P, i) + X_SHARE] = P[P[T_DECAY] + j * 3 + 2]


@kernel
def effects(P: Ints, C: Matrix, S: Ints, n: int, t: int) -> None:
    """For every match that stays, in order: its value as a repeat, its effect, its decay; ST_ENDED if it no longer counts on t."""
    for key in range(P[HEAD + G_AGAIN_KEYS]):
        S[P[O_AGAIN_HEAD] + key] = -1
    for i in range(n):
        if S[match_at(P, i) + X_STATE] != ST_COUNTS:
            continue
        if clause(P, S[match_at(P, i) + X_CLAUSE], C_AGAIN) != AGAIN_NONE:
            repeat(P, S, i, C[S[match_at(P, i) + X_ROW], 0] >> KIND_BITS)
        effect(P, C, S, i, t)
        remember(P, S, i)
        decay(P, S, i, t)
        S[match_at(P, i) + X_FIT] = S[match_at(P, i) + X_AGAIN]
        if S[match_at(P, i) + X_END] <= t:
            S[match_at(P, i) + X_STATE] = ST_ENDED
