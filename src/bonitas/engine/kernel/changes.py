"""Step 19: the days after t on which something could come out differently.

*Sure* days are those on which a counted point does change. *Unsure* ones (a record leaves a window, a date comes) may change
nothing that shows; the fold is asked again on such a day and the two results are compared.
"""

from __future__ import annotations

from typing import Final

from bonitas.common.days import LAST_DAY, day_number
from bonitas.engine.kernel.collect import known
from bonitas.engine.kernel.dates import add_months, leave_day, period_end, whole_months
from bonitas.engine.kernel.expr import half_away
from bonitas.engine.kernel.access import clause, match_at, pooled, quantity
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    C_TIMED, DATED_OCCURRED, DATED_SETTLED, F_ASKED_ON, F_OCCURRED_ON, F_SETTLED_ON, GT_WIDTH, G_SCAN, G_TIMED, G_WAITS, HEAD, H_AGE,
    H_FORMULA, Ints, KIND_BITS, KIND_MASK, LAY, L_ENDED, L_SEEN_FROM, L_SEEN_UNTIL, L_SETTLED, MISSING, M_BARE, M_DATED,
    M_EVERY, M_HOW, M_THRESHOLD, M_THRESHOLD_END, M_TIMED, M_UNIT, M_WINDOW, M_WINDOW_N, Matrix, NEVER, NO_DAY, N_MEASURES,
    N_OPS, OP_ATTR, OP_CONST, OP_DAYS_SINCE, OP_EQ, OP_FACT, OP_GE, OP_MONTHS_SINCE, OP_MONTHS_UNTIL, R_SURE, R_UNSURE,
    ST_COUNTS, ST_ENDED, T_DECAY, T_EXPR_AT, T_GATES, T_KIND_CLAUSES_AT, T_KIND_MEASURES, T_KIND_MEASURES_AT, T_OPS, T_THRESHOLDS, U_DAYS,
    U_MONTHS, W_DAYS, W_MONTHS, W_NONE, X_COUNTED, X_DECAYED, X_END, X_NEXT, X_STATE, X_STEP, X_WAITS, X_WHOLE,
)  # fmt: skip
from bonitas.engine.kernel.loads import at, cell

#: No change is looked for after the last day that a ledger or a rulebook may name.
HORIZON: Final = day_number(LAST_DAY)


@inlined
def sooner(best: int, day: int, t: int) -> int:
    """The earlier of two coming days; days up to t have come already."""
    return day if t < day < best else best


@kernel
def of_matches(P: Ints, S: Ints, out: Ints, n: int, t: int) -> None:
    """Ends and decay steps of the matches in effect, and repairs that wait for their day."""
    if P[HEAD + G_WAITS]:
        for i in range(n):
            state = S[match_at(P, i) + X_STATE]
            if state == ST_COUNTS or state == ST_ENDED:
                out[R_UNSURE] = sooner(out[R_UNSURE], S[match_at(P, i) + X_WAITS], t)
    for i in range(n):
        if S[match_at(P, i) + X_STATE] != ST_COUNTS:
            continue
        x = match_at(P, i)
        counted = S[x + X_COUNTED]
        place = R_SURE if counted != 0 else R_UNSURE
        out[place] = sooner(out[place], S[x + X_END], t)
        if S[x + X_NEXT] != NEVER:
            # where nothing was cut, a step of the decay that changes the product changes what counts
            after = half_away(S[x + X_WHOLE] * P[P[T_DECAY] + S[x + X_STEP] * 3 + 2], 1000)
            certain = counted != 0 and counted == S[x + X_DECAYED] and after != counted and S[x + X_NEXT] < S[x + X_END]
            place = R_SURE if certain else R_UNSURE
            out[place] = sooner(out[place], S[x + X_NEXT], t)


@kernel
def unit_after(P: Ints, day: int, t: int, unit: int) -> int:
    """The next day on which an age counted from `day` grows."""
    if unit == U_DAYS:
        return t + 1
    months = whole_months(P, day, t)
    size = 1 if unit == U_MONTHS else 12
    return add_months(P, day, (months // size + 1) * size)


@kernel
def of_age(P: Ints, m: int, day: int, t: int) -> int:
    """The next day on which an age reaches a threshold that something looks at (each unit, if a formula does)."""
    unit = quantity(P, m, M_UNIT)
    if quantity(P, m, M_EVERY):
        return unit_after(P, day, t, unit)
    best = NEVER
    size = 0 if unit == U_DAYS else (1 if unit == U_MONTHS else 12)
    for j in range(quantity(P, m, M_THRESHOLD), quantity(P, m, M_THRESHOLD_END)):
        n = -(-P[P[T_THRESHOLDS] + j] // 1000)  # a whole age reaches x when it reaches the next whole number
        best = sooner(best, (day + n if size == 0 else add_months(P, day, n * size)), t)
    return best


@kernel
def of_window(P: Ints, m: int, day: int, t: int) -> int:
    """The day on which a record inside the window leaves it."""
    window, n = quantity(P, m, M_WINDOW), quantity(P, m, M_WINDOW_N)
    if window == W_NONE or day > t:
        return NEVER
    if window == W_MONTHS:
        return leave_day(P, day, n)
    if window == W_DAYS:
        return day + n
    return period_end(P, day, n)


@kernel
def first_beyond(P: Ints, day: int, months: int) -> int:
    """The first t with t + months > day: the day on which fewer than `months` whole months are left until `day`."""
    guess = add_months(P, day, -months)
    while add_months(P, guess, months) <= day:
        guess += 1
    return guess


@kernel
def crossing(P: Ints, op: int, day: int, bound: int, t: int) -> int:
    """The next day on which a function of the asked day passes a bound (in thousandths), coming to it or leaving it."""
    n = bound // 1000
    best = NEVER
    for m in range(n, n + 2):
        if op == OP_MONTHS_SINCE:
            best = sooner(best, add_months(P, day, m), t)
        elif op == OP_MONTHS_UNTIL:
            best = sooner(best, first_beyond(P, day, m), t)
        elif op == OP_DAYS_SINCE:
            best = sooner(best, day + m, t)
        else:
            best = sooner(best, day - m + 1, t)
            best = sooner(best, day - m, t)
    return best


@kernel
def asked_on_change(P: Ints, i: int, t: int) -> int:
    """The next day on which `asked_on` compared with a date could turn; tomorrow for any other use of it."""
    for j in (i + 1, i - 1):
        after = max(i, j) + 1
        if 0 <= j and after < P[N_OPS] and P[P[T_OPS] + j * 4] == OP_CONST and OP_EQ <= P[P[T_OPS] + after * 4] <= OP_GE:
            day = P[P[T_OPS] + j * 4 + 1]
            return sooner(sooner(NEVER, day, t), day + 1, t)
    return t + 1


@kernel
def of_expression(P: Ints, C: Matrix, expr: int, r: int, t: int) -> int:
    """The next day on which a function of the asked day within an expression could change, for row r (or the subject: r = 0)."""
    best = NEVER
    last = P[P[T_EXPR_AT] + expr + 1]
    for i in range(P[P[T_EXPR_AT] + expr], last):
        op = P[P[T_OPS] + i * 4]
        if op == OP_FACT and P[P[T_OPS] + i * 4 + 1] == F_ASKED_ON:
            best = min(best, asked_on_change(P, i, t))
        elif OP_MONTHS_UNTIL <= op <= OP_DAYS_SINCE:
            day = operand_day(P, C, i - 1, r)
            if day == MISSING:
                continue
            if i + 2 < last and P[P[T_OPS] + (i + 1) * 4] == OP_CONST and OP_EQ <= P[P[T_OPS] + (i + 2) * 4] <= OP_GE:
                best = min(best, crossing(P, op, day, P[P[T_OPS] + (i + 1) * 4 + 1], t))
            else:
                best = min(best, time_change(P, op, day, t))
    return best


@kernel
def operand_day(P: Ints, C: Matrix, i: int, r: int) -> int:
    """The date under a function of the asked day: a literal, an attribute or a fact; MISSING if it is not there."""
    op = P[P[T_OPS] + i * 4]
    if op == OP_CONST:
        return P[P[T_OPS] + i * 4 + 1]
    if op == OP_ATTR:
        return C[r, P[P[T_OPS] + i * 4 + 1]]
    if op == OP_FACT:
        which = P[P[T_OPS] + i * 4 + 1]
        if which == F_OCCURRED_ON:
            return C[r, 0] >> KIND_BITS
        c = P[LAY + L_SETTLED] if which == F_SETTLED_ON else P[LAY + L_ENDED]
        if c < 0 or C[r, c] == NO_DAY:
            return MISSING
        return C[r, c]
    return MISSING


@kernel
def time_change(P: Ints, op: int, day: int, t: int) -> int:
    """The next day on which months_until and its like change at all."""
    if op == OP_MONTHS_SINCE:
        months = whole_months(P, day, t)
        return max(add_months(P, day, months + 1), t + 1)
    if op == OP_MONTHS_UNTIL:
        return max(first_beyond(P, day, whole_months(P, t, day)), t + 1)
    return t + 1


@kernel
def of_row(P: Ints, C: Matrix, r: int, t: int) -> int:
    """The next day on which row r could be seen, settle, end, cross a window or change its truth."""
    best = NEVER
    day = C[r, 0] >> KIND_BITS
    kind = C[r, 0] & KIND_MASK
    best = sooner(best, day, t)
    c = P[LAY + L_SEEN_FROM]
    if c >= 0:
        best = sooner(best, C[r, c], t)
        best = sooner(best, C[r, P[LAY + L_SEEN_UNTIL]], t)
    for place in (L_SETTLED, L_ENDED):
        c = P[LAY + place]
        if c >= 0:
            best = sooner(best, C[r, c], t)
    for j in range(P[P[T_KIND_CLAUSES_AT] + kind], P[P[T_KIND_CLAUSES_AT] + kind + 1]):
        timed = clause(P, P[P[T_GATES] + j * GT_WIDTH], C_TIMED)
        if timed >= 0:
            best = min(best, timed_change(P, C, timed, r, t))
    for j in range(P[P[T_KIND_MEASURES_AT] + kind], P[P[T_KIND_MEASURES_AT] + kind + 1]):
        best = min(best, of_measure_row(P, C, P[P[T_KIND_MEASURES] + j], r, t))
    return best


@kernel
def timed_change(P: Ints, C: Matrix, timed: int, r: int, t: int) -> int:
    """The next change among a list of time-dependent expressions: pool[timed] of them from pool[timed + 1] on."""
    best = NEVER
    for j in range(timed + 1, timed + 1 + pooled(P, timed)):
        best = min(best, of_expression(P, C, pooled(P, j), r, t))
    return best


@kernel
def of_bare_call(P: Ints, C: Matrix, m: int, r: int, t: int) -> int:
    """For a measure whose value is months_until(d) or its like, looked at only through thresholds: the next one it passes."""
    i = quantity(P, m, M_BARE)
    day = operand_day(P, C, i - 1, r)
    best = NEVER
    if day != MISSING:
        for j in range(quantity(P, m, M_THRESHOLD), quantity(P, m, M_THRESHOLD_END)):
            best = min(best, crossing(P, P[P[T_OPS] + i * 4], day, P[P[T_THRESHOLDS] + j], t))
    return best


@kernel
def of_measure_row(P: Ints, C: Matrix, m: int, r: int, t: int) -> int:
    """The next day on which row r enters or leaves a measure, or ages in it."""
    best = NEVER
    if quantity(P, m, M_TIMED) >= 0:
        best = timed_change(P, C, quantity(P, m, M_TIMED), r, t)
    dated = quantity(P, m, M_DATED)
    if dated == DATED_OCCURRED:
        day = C[r, 0] >> KIND_BITS
    elif dated == DATED_SETTLED:
        c = P[LAY + L_SETTLED]
        day = MISSING if c < 0 or C[r, c] == NO_DAY else C[r, c]
    else:
        day = C[r, dated]
    if day == MISSING:
        return best
    if quantity(P, m, M_BARE) >= 0:
        best = min(best, of_bare_call(P, C, m, r, t))
    best = sooner(best, day, t)
    best = sooner(best, of_window(P, m, day, t), t)
    if quantity(P, m, M_HOW) == H_AGE and day <= t:
        best = sooner(best, of_age(P, m, day, t), t)
    return best


@inlined
def unsure(P: Ints, C: Matrix, out: Ints, start: int, end: int, t: int, k: int) -> None:
    """Add to out[R_UNSURE] what the subject's rows and the measures derived from them may bring."""
    best = out[R_UNSURE]
    scan = at(P, HEAD + G_SCAN) == 1 or at(P, LAY + L_SEEN_FROM) >= 0 or at(P, LAY + L_SETTLED) >= 0 or at(P, LAY + L_ENDED) >= 0
    for r in range(end - 1, start - 1, -1):
        if not scan and cell(C, r, 0) >> KIND_BITS <= t:
            break  # rows are in order of day: nothing earlier is still to come
        if known(P, C, r, k):
            best = min(best, of_row(P, C, r, t))
            if best == t + 1:
                break
    for m in range(at(P, N_MEASURES)):
        if quantity(P, m, M_HOW) >= H_FORMULA and quantity(P, m, M_TIMED) >= 0:
            best = min(best, timed_change(P, C, quantity(P, m, M_TIMED), 0, t))
    if at(P, HEAD + G_TIMED) >= 0:  # conditions on the subject that look at the calendar
        best = min(best, timed_change(P, C, at(P, HEAD + G_TIMED), 0, t))
    out[R_UNSURE] = best if best < HORIZON else NEVER
