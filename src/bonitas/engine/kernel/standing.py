"""Steps 13 to 17: from points and measures to the score, the grade and the band."""

from __future__ import annotations

from bonitas.engine.kernel.expr import evaluate, half_away
from bonitas.engine.kernel.access import match_at, pooled
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    B_BOOKED, B_EXCLUSIVE, B_FLOOR, B_WHEN, B_WIDTH, D_EXPR, D_HIGH, D_LOW, D_MISSING, D_SPAN, D_WEIGHT, D_WIDTH, G_BY,
    G_DIM_LOW, G_HIGH, G_LOW, G_ROUNDING, G_STEP, HEAD, I_FRACTIONS, I_MEASURE, I_MISSING, I_TABLE, I_TABLE_END, I_TIER,
    I_TIER_END, I_WIDTH, Ints, MISSING, Matrix, N_BANDS, N_BASES, N_CONSEQUENCES, N_DIMENSIONS, N_ITEMS, N_NO_SCORE, O_CONSEQUENCES,
    O_DIMS, O_ITEMS, O_VALUES, Q_BANDS, Q_BANDS_END, Q_WHEN, Q_WIDTH, ROUND_DOWN, ROUND_HALF_AWAY, R_BASE, R_BEFORE_BOOK,
    R_BEFORE_CLAMP, R_CARD, R_DIMENSIONS, R_GRADE, R_POINTS, ST_COUNTS, T_BANDS, T_BASES, T_CONSEQUENCES, T_DIMENSIONS, T_ITEMS,
    T_NO_SCORE, T_POINTS, T_ROWS, T_WIDTH, X_COUNTED, X_GRADE, X_STATE,
)  # fmt: skip
from bonitas.engine.kernel.loads import at
from bonitas.engine.kernel.value import by_units, table_row


@inlined
def holds(P: Ints, C: Matrix, S: Ints, expr: int, t: int) -> bool:
    """Whether a condition over measures is true; unknown is not."""
    return expr < 0 or evaluate(P, C, S, expr, 0, t) == 1


@kernel
def scorecard(P: Ints, S: Ints) -> int:
    """The points of each line into the scratch; their sum."""
    total = 0
    for i in range(P[N_ITEMS]):
        value = S[P[O_VALUES] + P[P[T_ITEMS] + i * I_WIDTH + I_MEASURE]]
        if P[P[T_ITEMS] + i * I_WIDTH + I_TABLE_END] >= 0:
            row = table_row(P, value, P[P[T_ITEMS] + i * I_WIDTH + I_TABLE], P[P[T_ITEMS] + i * I_WIDTH + I_TABLE_END])
            if row < 0:  # a text that nobody listed counts as missing
                row = table_row(P, MISSING, P[P[T_ITEMS] + i * I_WIDTH + I_TABLE], P[P[T_ITEMS] + i * I_WIDTH + I_TABLE_END])
            points = 0 if row < 0 else P[P[T_ROWS] + row * T_WIDTH + T_POINTS]
        elif value == MISSING:
            points = 0 if P[P[T_ITEMS] + i * I_WIDTH + I_MISSING] == MISSING else P[P[T_ITEMS] + i * I_WIDTH + I_MISSING]
        else:
            points = by_units(
                P,
                value,
                P[P[T_ITEMS] + i * I_WIDTH + I_TIER],
                P[P[T_ITEMS] + i * I_WIDTH + I_TIER_END],
                P[P[T_ITEMS] + i * I_WIDTH + I_FRACTIONS],
            )
        S[P[O_ITEMS] + i] = points
        total += points
    return total


@kernel
def product_over(a: int, b: int, by: int) -> int:
    """a · b / by for non-negative numbers, rounded half away from zero, exact even where a · b does not fit 64 bits (by < 4·10^18)."""
    if float(a) * float(b) < 9e18:
        return half_away(a * b, by)
    quotient = a // by * b
    rest, part = a % by, 0
    extra = 0
    for bit in range(62, -1, -1):  # school multiplication by the bits of b, dividing as it goes
        extra, part = 2 * extra, 2 * part
        if (b >> bit) & 1:
            part += rest
        while part >= by:
            part -= by
            extra += 1
    if 2 * part >= by:
        extra += 1
    return quotient + extra


@kernel
def scaled(value: int, low: int, high: int, span: int, weight: int) -> int:
    """span · weight · (value − low) / (high − low), clamped to 0…1, rounded once. Weight in thousandths of a percent."""
    if high < low:
        value, low, high = -value, -low, -high
    whole = high - low
    part = min(max(value - low, 0), whole)
    if part == whole:
        return half_away(span * weight, 100_000)
    return product_over(span * weight, part, 100_000 * whole)


@kernel
def dimensions(P: Ints, C: Matrix, S: Ints, t: int) -> int:
    """The points of each dimension (there is one at least) into the scratch; their sum and the range's lower end."""
    total = P[HEAD + G_DIM_LOW]
    for i in range(P[N_DIMENSIONS]):
        d = P[T_DIMENSIONS] + i * D_WIDTH
        value = evaluate(P, C, S, P[d + D_EXPR], 0, t)
        if value == MISSING:
            share = 0 if P[d + D_MISSING] == MISSING else P[d + D_MISSING]
            points = scaled(share, 0, 1000, P[d + D_SPAN], P[d + D_WEIGHT])
        else:
            points = scaled(value, P[d + D_LOW], P[d + D_HIGH], P[d + D_SPAN], P[d + D_WEIGHT])
        S[P[O_DIMS] + i] = points
        total += points
    return total


@inlined
def rounded(value: int, step: int, how: int) -> int:
    if step <= 1:
        return value
    if how == ROUND_HALF_AWAY:
        return half_away(value, step) * step
    lower = value // step * step
    return lower if how == ROUND_DOWN or lower == value else lower + step


@inlined
def base(P: Ints, C: Matrix, S: Ints, t: int) -> int:
    for i in range(at(P, N_BASES)):
        if holds(P, C, S, at(P, at(P, T_BASES) + i * 2), t):
            return at(P, at(P, T_BASES) + i * 2 + 1)
    return 0


@inlined
def no_score(P: Ints, C: Matrix, S: Ints, t: int) -> int:
    """The first no-score condition that is true; −1 if none is."""
    for i in range(at(P, N_NO_SCORE)):
        if holds(P, C, S, at(P, at(P, T_NO_SCORE) + i), t):
            return i
    return -1


@kernel
def worst_grade(P: Ints, S: Ints, n: int) -> int:
    """The worst direct grade in effect, as a band; −1 if there is none."""
    worst = -1
    for i in range(n):
        if S[match_at(P, i) + X_STATE] == ST_COUNTS:
            worst = max(worst, S[match_at(P, i) + X_GRADE])
    return worst


@kernel
def points(P: Ints, S: Ints, n: int) -> int:
    """The points of all matches."""
    total = 0
    for i in range(n):
        total += S[match_at(P, i) + X_COUNTED]
    return total


@kernel
def score(P: Ints, C: Matrix, S: Ints, out: Ints, t: int) -> int:
    """Step 15 and the booking of a direct grade, from points and grade in `out`; the other parts go there."""
    out[R_BASE] = base(P, C, S, t)
    out[R_CARD] = scorecard(P, S) if at(P, N_ITEMS) > 0 else 0
    out[R_DIMENSIONS] = dimensions(P, C, S, t) if at(P, N_DIMENSIONS) > 0 else 0
    value = out[R_BASE] + out[R_POINTS] + out[R_CARD] + out[R_DIMENSIONS]
    out[R_BEFORE_CLAMP] = value
    if at(P, HEAD + G_LOW) != MISSING:
        value = max(value, at(P, HEAD + G_LOW))
    if at(P, HEAD + G_HIGH) != MISSING:
        value = min(value, at(P, HEAD + G_HIGH))
    value = rounded(value, at(P, HEAD + G_STEP), at(P, HEAD + G_ROUNDING))
    out[R_BEFORE_BOOK] = value
    grade = out[R_GRADE]
    if grade >= 0 and at(P, at(P, T_BANDS) + grade * B_WIDTH + B_BOOKED) != MISSING:
        value = min(value, at(P, at(P, T_BANDS) + grade * B_WIDTH + B_BOOKED))
    return value


@kernel
def band(P: Ints, C: Matrix, S: Ints, value: int, grade: int, t: int) -> int:
    """Step 17: the best band whose floor is reached and whose requirements hold, under the ceiling of a direct grade; −1 if none."""
    measured = at(P, HEAD + G_BY)
    if measured >= 0:
        value = S[at(P, O_VALUES) + measured]
    found = -1
    for i in range(at(P, N_BANDS)):
        floor = at(P, at(P, T_BANDS) + i * B_WIDTH + B_FLOOR)
        reached = floor == MISSING or (
            value != MISSING and (value > floor if at(P, at(P, T_BANDS) + i * B_WIDTH + B_EXCLUSIVE) else value >= floor)
        )
        if reached and holds(P, C, S, at(P, at(P, T_BANDS) + i * B_WIDTH + B_WHEN), t):
            found = i
            break
    return max(found, grade) if found >= 0 else grade


@kernel
def consequences(P: Ints, C: Matrix, S: Ints, found: int, t: int) -> None:
    """Which consequences a band (−1: none) brings, into the scratch: 1 or 0 for each."""
    for i in range(P[N_CONSEQUENCES]):
        S[P[O_CONSEQUENCES] + i] = 0
        for j in range(P[P[T_CONSEQUENCES] + i * Q_WIDTH + Q_BANDS], P[P[T_CONSEQUENCES] + i * Q_WIDTH + Q_BANDS_END]):
            if pooled(P, j) == found and holds(P, C, S, P[P[T_CONSEQUENCES] + i * Q_WIDTH + Q_WHEN], t):
                S[P[O_CONSEQUENCES] + i] = 1
                break
