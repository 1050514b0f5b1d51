"""Step 12: quantities drawn from a subject's seen records, in one pass; grouped ones in a pass of their own."""

from __future__ import annotations

from bonitas.engine.kernel.collect import known, seen
from bonitas.engine.kernel.dates import add_months, period_start, whole_months
from bonitas.engine.kernel.expr import evaluate, half_away, settled_on
from bonitas.engine.kernel.access import key_at, quantity, running_at
from bonitas.engine.kernel.jit import kernel
from bonitas.engine.kernel.layout import (
    A_WIDTH, DATED_OCCURRED, DATED_SETTLED, FAR, F_COUNTERPARTY, F_FURNISHER, H_AGE, H_COUNT, H_DISTINCT, H_FORMULA, H_LATEST,
    H_MAX, H_MIN, H_SHARE, H_SUM, Ints, KIND_BITS, KIND_MASK, K_ATTRIBUTE, K_KIND, K_PARTY, MISSING, M_CLAMP_HIGH, M_CLAMP_LOW,
    M_DATED, M_DEFAULT, M_FORMULA, M_GROUP, M_GROUPED, M_GROUP_CALENDAR, M_GROUP_END, M_HOW, M_NET, M_OF, M_PICK_LATEST,
    M_RUN_DAYS, M_RUN_MONTHS, M_STATE, M_STATE_END, M_UNIT, M_VALUE, M_WHEN, M_WINDOW, M_WINDOW_N, Matrix, NEVER, N_MEASURES,
    O_INDEX, O_INDEX2, O_TRACE, O_VALUES, TRACE_ROOM, T_GROUP_KEYS, T_KIND_MEASURES, T_KIND_MEASURES_AT, T_STATES, U_DAYS,
    U_MONTHS, W_DAYS, W_MONTHS, W_NONE,
)  # fmt: skip
from bonitas.engine.kernel.expr import fact
from bonitas.engine.kernel.sorting import sort_index

#: a measure's running values: how many, the sum or best or share's part, the best's day, the best's row, the first day of the window
A_COUNT, A_VALUE, A_DAY, A_ROW, A_FROM, A_PART = range(6)


@kernel
def window_start(P: Ints, m: int, t: int) -> int:
    """The first day inside a measure's window on t; −NEVER if it has none."""
    window, n = quantity(P, m, M_WINDOW), quantity(P, m, M_WINDOW_N)
    if window == W_NONE:
        return -NEVER
    if window == W_MONTHS:
        return add_months(P, t, -n) + 1
    if window == W_DAYS:
        return t - n + 1
    return period_start(P, t, n)


@kernel
def day_of(P: Ints, C: Matrix, m: int, r: int, t: int) -> int:
    """The day that places row r in time for a measure; MISSING if it has none yet."""
    dated = quantity(P, m, M_DATED)
    if dated == DATED_OCCURRED:
        return C[r, 0] >> KIND_BITS
    if dated == DATED_SETTLED:
        return settled_on(P, C, r, t)
    return C[r, dated]


@kernel
def qualifies(P: Ints, C: Matrix, S: Ints, m: int, r: int, t: int) -> int:
    """The day of row r if the measure takes it (in the window, condition true), else MISSING."""
    day = day_of(P, C, m, r, t)
    if day == MISSING or day > t or day < S[running_at(P, m) + A_FROM]:
        return MISSING
    condition = quantity(P, m, M_OF) if quantity(P, m, M_HOW) == H_SHARE else quantity(P, m, M_WHEN)
    if condition >= 0 and evaluate(P, C, S, condition, r, t) != 1:
        return MISSING
    return day


@kernel
def trace(P: Ints, S: Ints, m: int, r: int) -> None:
    """Note for an explanation that measure m took row r (where there is room for such notes)."""
    n = S[P[O_TRACE]] if P[TRACE_ROOM] > 0 else 0
    if n < P[TRACE_ROOM]:
        S[P[O_TRACE] + 1 + 2 * n] = m
        S[P[O_TRACE] + 2 + 2 * n] = r
        S[P[O_TRACE]] = n + 1


@kernel
def take(P: Ints, C: Matrix, S: Ints, m: int, r: int, day: int, t: int) -> None:
    """Let one row count in a measure."""
    how = quantity(P, m, M_HOW)
    acc = running_at(P, m)
    trace(P, S, m, r)
    if how == H_COUNT:
        S[acc + A_COUNT] += 1
        return
    if how == H_SHARE:
        S[acc + A_COUNT] += 1
        when = quantity(P, m, M_WHEN)
        if when < 0 or evaluate(P, C, S, when, r, t) == 1:
            S[acc + A_PART] += 1
        return
    if how == H_AGE:
        later = quantity(P, m, M_PICK_LATEST) == 1
        if S[acc + A_COUNT] == 0 or (day > S[acc + A_DAY] if later else day < S[acc + A_DAY]):
            S[acc + A_DAY] = day
        S[acc + A_COUNT] = 1
        return
    value = evaluate(P, C, S, quantity(P, m, M_VALUE), r, t)
    if value != MISSING:
        take_value(S, how, acc, value, day, r)


@kernel
def take_value(S: Ints, how: int, acc: int, value: int, day: int, r: int) -> None:
    """Let one value count in a sum, a smallest or largest, a latest or oldest."""
    if S[acc + A_COUNT] == 0:
        S[acc + A_VALUE], S[acc + A_DAY], S[acc + A_ROW] = value, day, r
    elif how == H_SUM:
        if abs(float(S[acc + A_VALUE]) + float(value)) < 9e18:
            S[acc + A_VALUE] += value
    elif how == H_MIN:
        S[acc + A_VALUE] = min(S[acc + A_VALUE], value)
    elif how == H_MAX:
        S[acc + A_VALUE] = max(S[acc + A_VALUE], value)
    else:
        later = day > S[acc + A_DAY] or (day == S[acc + A_DAY] and r > S[acc + A_ROW])
        if later == (how == H_LATEST):
            S[acc + A_VALUE], S[acc + A_DAY], S[acc + A_ROW] = value, day, r
    S[acc + A_COUNT] += 1


@kernel
def group_key(P: Ints, C: Matrix, j: int, r: int, t: int) -> int:
    what = P[P[T_GROUP_KEYS] + j * 2]
    if what == K_ATTRIBUTE:
        return C[r, P[P[T_GROUP_KEYS] + j * 2 + 1]]
    if what == K_KIND:
        return C[r, 0] & KIND_MASK
    return fact(P, C, F_COUNTERPARTY if what == K_PARTY else F_FURNISHER, r, t)


@kernel
def grouped(P: Ints, C: Matrix, S: Ints, first: int, end: int, m: int, t: int, k: int) -> None:
    """A measure with once-per or net-per, or of distinct values: sort what qualifies by group, then take each group as one."""
    distinct = quantity(P, m, M_HOW) == H_DISTINCT
    first_key, last_key = quantity(P, m, M_GROUP), quantity(P, m, M_GROUP_END)
    calendar = quantity(P, m, M_GROUP_CALENDAR)
    n = 0
    width = last_key - first_key
    for r in range(first, end):
        if not takes_kind(P, m, C[r, 0] & KIND_MASK) or not known(P, C, r, k) or not seen(P, C, r, t):
            continue
        day = qualifies(P, C, S, m, r, t)
        if day == MISSING:
            continue
        i = r - first
        for j in range(width):
            S[key_at(P, i) + j] = group_key(P, C, first_key + j, r, t)
        S[key_at(P, i) + width] = period_start(P, day, calendar) if calendar >= 0 else 0
        S[key_at(P, i) + width + 1] = day
        if distinct and quantity(P, m, M_GROUPED) == 0:
            S[key_at(P, i) + width + 1] = evaluate(P, C, S, quantity(P, m, M_VALUE), r, t)
            S[key_at(P, i) + width + 2] = day
        S[P[O_INDEX] + n] = i
        n += 1
    sort_index(P, S, width + 2, n)
    if distinct:
        count_distinct(P, C, S, m, t, n, first, width)
    elif quantity(P, m, M_NET):
        net(P, C, S, m, t, n, first, width)
    else:
        for j in range(n):
            if starts_group(P, S, m, j, width):
                i = S[P[O_INDEX] + j]
                take(P, C, S, m, first + i, S[key_at(P, i) + width + 1], t)


@kernel
def takes_kind(P: Ints, m: int, kind: int) -> bool:
    for j in range(P[P[T_KIND_MEASURES_AT] + kind], P[P[T_KIND_MEASURES_AT] + kind + 1]):
        if P[P[T_KIND_MEASURES] + j] == m:
            return True
    return False


@kernel
def starts_group(P: Ints, S: Ints, m: int, j: int, width: int) -> bool:
    """Whether the j-th sorted entry is the first of a group. For runs, the day on which the run began is kept in the key's last column."""
    i = S[P[O_INDEX] + j]
    months, days = quantity(P, m, M_RUN_MONTHS), quantity(P, m, M_RUN_DAYS)
    run = months > 0 or days > 0
    S[key_at(P, i) + width + 2] = S[key_at(P, i) + width + 1]
    if j == 0:
        return True
    b = S[P[O_INDEX] + j - 1]
    for c in range(width + 1):
        if S[key_at(P, i) + c] != S[key_at(P, b) + c]:
            return True
    if not run:
        return False
    began = S[key_at(P, b) + width + 2]
    next_run = began + days if months == 0 else add_months(P, began, months)
    if S[key_at(P, i) + width + 1] >= next_run:
        return True
    S[key_at(P, i) + width + 2] = began
    return False


@kernel
def net(P: Ints, C: Matrix, S: Ints, m: int, t: int, n: int, first: int, width: int) -> None:
    """Add up within each group, clamp, and add up the groups."""
    low, high = quantity(P, m, M_CLAMP_LOW), quantity(P, m, M_CLAMP_HIGH)
    there, group = 0, 0
    for j in range(n + 1):
        new = j == n or starts_group(P, S, m, j, width)
        if new and there > 0:
            if low != MISSING:
                group = max(group, low)
            if high != MISSING:
                group = min(group, high)
            take_value(S, H_SUM, running_at(P, m), group, 0, 0)
        if new:
            group, there = 0, 0
        if j < n:
            value = evaluate(P, C, S, quantity(P, m, M_VALUE), first + S[P[O_INDEX] + j], t)
            if value != MISSING:
                trace(P, S, m, first + S[P[O_INDEX] + j])
                group += value
                there += 1


@kernel
def count_distinct(P: Ints, C: Matrix, S: Ints, m: int, t: int, n: int, first: int, width: int) -> None:
    """How many different values there are among the rows (with once-per: among those kept)."""
    kept = n
    if quantity(P, m, M_GROUPED):
        kept = 0
        for j in range(n):
            if starts_group(P, S, m, j, width):
                S[P[O_INDEX2] + kept] = S[P[O_INDEX] + j]
                kept += 1
        for j in range(kept):
            i = S[P[O_INDEX2] + j]
            S[P[O_INDEX] + j] = i
            S[key_at(P, i)] = evaluate(P, C, S, quantity(P, m, M_VALUE), first + i, t)
        sort_index(P, S, 1, kept)
    column = 0 if quantity(P, m, M_GROUPED) else width + 1
    for j in range(kept):
        value = S[key_at(P, S[P[O_INDEX] + j]) + column]
        if value != MISSING:
            trace(P, S, m, first + S[P[O_INDEX] + j])
        if value != MISSING and (j == 0 or value != S[key_at(P, S[P[O_INDEX] + j - 1]) + column]):
            S[running_at(P, m) + A_COUNT] += 1


@kernel
def result_of(P: Ints, S: Ints, m: int, t: int) -> int:
    """What a measure over records comes to; MISSING over nothing (a count is then 0)."""
    how, count = quantity(P, m, M_HOW), S[running_at(P, m) + A_COUNT]
    if how == H_COUNT:
        return 1000 * count
    if count == 0:
        return MISSING
    if how == H_DISTINCT:
        return 1000 * count
    if how == H_SHARE:
        return half_away(S[running_at(P, m) + A_PART] * 100_000, count)
    if how == H_AGE:
        unit, day = quantity(P, m, M_UNIT), S[running_at(P, m) + A_DAY]
        if unit == U_DAYS:
            return 1000 * (t - day)
        months = whole_months(P, day, t)
        return 1000 * (months if unit == U_MONTHS else months // 12)
    value = S[running_at(P, m) + A_VALUE]
    return MISSING if how == H_SUM and abs(value) > FAR else value


@kernel
def derived(P: Ints, C: Matrix, S: Ints, m: int, t: int) -> int:
    """A formula over measures, or the first state whose condition is true."""
    if quantity(P, m, M_HOW) == H_FORMULA:
        return evaluate(P, C, S, quantity(P, m, M_FORMULA), 0, t)
    for j in range(quantity(P, m, M_STATE), quantity(P, m, M_STATE_END)):
        when = P[P[T_STATES] + j]
        if when < 0 or evaluate(P, C, S, when, 0, t) == 1:
            return j - quantity(P, m, M_STATE)
    return MISSING


@kernel
def measure(P: Ints, C: Matrix, S: Ints, first: int, end: int, t: int, k: int) -> None:
    """Fill the scratch with every measure of the subject whose rows are first…end, on day t."""
    count = P[N_MEASURES]
    if count == 0:
        return
    if P[TRACE_ROOM] > 0:
        S[P[O_TRACE]] = 0
    any_rows = False
    for m in range(count):
        for a in range(A_WIDTH):
            S[running_at(P, m) + a] = 0
        S[running_at(P, m) + A_FROM] = window_start(P, m, t)
        any_rows = any_rows or quantity(P, m, M_HOW) < H_FORMULA
    if any_rows:
        for r in range(first, end):
            kind = C[r, 0] & KIND_MASK
            start, last = P[P[T_KIND_MEASURES_AT] + kind], P[P[T_KIND_MEASURES_AT] + kind + 1]
            if start == last or not known(P, C, r, k) or not seen(P, C, r, t):
                continue
            for j in range(start, last):
                m = P[P[T_KIND_MEASURES] + j]
                if quantity(P, m, M_GROUPED) == 0 and quantity(P, m, M_HOW) != H_DISTINCT:
                    day = qualifies(P, C, S, m, r, t)
                    if day != MISSING:
                        take(P, C, S, m, r, day, t)
    for m in range(count):
        how = quantity(P, m, M_HOW)
        if how >= H_FORMULA:
            value = derived(P, C, S, m, t)
        else:
            if quantity(P, m, M_GROUPED) or how == H_DISTINCT:
                grouped(P, C, S, first, end, m, t, k)
            value = result_of(P, S, m, t)
        S[P[O_VALUES] + m] = quantity(P, m, M_DEFAULT) if value == MISSING else value
