"""Values: the worth of a match or of a measure by unit, by tiers or by table."""

from __future__ import annotations

from bonitas.engine.kernel.expr import evaluate, half_away
from bonitas.engine.kernel.access import clause
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    C_FRACTIONS, C_VALUE, C_VALUE_ARG, C_VALUE_END, C_VALUE_EXPR, G_CHOSEN, G_CHOSEN_BY, G_CHOSEN_WHY, HEAD, Ints, MISSING,
    Matrix, ROW_MISSING, ROW_OTHERWISE, ROW_RANGE, ROW_TEXT, T_HIGH, T_KIND, T_LOW, T_POINTS, T_ROWS, T_TEXT, T_TIERS, T_WIDTH,
    V_CHOSEN, V_FIXED, V_NONE, V_UNITS,
)  # fmt: skip
from bonitas.engine.kernel.loads import at


@kernel
def by_units(P: Ints, amount: int, start: int, end: int, fractions: int) -> int:
    """Points for an amount by tiers that fill in turn. Tiers: (each, gives, up_to or MISSING, amount a full tier uses up)."""
    left = max(amount, 0)
    points = 0
    for i in range(start, end):
        each, gives, up_to, width = (
            at(P, at(P, T_TIERS) + i * 4),
            at(P, at(P, T_TIERS) + i * 4 + 1),
            at(P, at(P, T_TIERS) + i * 4 + 2),
            at(P, at(P, T_TIERS) + i * 4 + 3),
        )
        here = left if up_to == MISSING else min(left, width)
        if fractions:
            whole = here // each
            points += whole * gives + half_away((here - whole * each) * gives, each)
        else:
            points += here // each * gives
        left -= here
        if left <= 0:
            break
    return points


@kernel
def table_row(P: Ints, value: int, start: int, end: int) -> int:
    """The row a value falls in; −1 if none fits (a text nobody listed, a missing value without a row of its own)."""
    fallback = -1
    for i in range(start, end):
        kind = P[P[T_ROWS] + i * T_WIDTH + T_KIND]
        if value == MISSING:
            if kind == ROW_MISSING:
                return i
        elif kind == ROW_RANGE:
            low, high = P[P[T_ROWS] + i * T_WIDTH + T_LOW], P[P[T_ROWS] + i * T_WIDTH + T_HIGH]
            if (low == MISSING or value >= low) and (high == MISSING or value < high):
                return i
        elif kind == ROW_TEXT:
            if P[P[T_ROWS] + i * T_WIDTH + T_TEXT] == value:
                return i
        elif kind == ROW_OTHERWISE:
            fallback = i
    return fallback


@kernel
def chosen_points(P: Ints, C: Matrix, r: int, low: int, high: int) -> int:
    """Points chosen within a range by a named decider with a reason; MISSING if any of the three is not there or out of range."""
    a, b, c = P[HEAD + G_CHOSEN], P[HEAD + G_CHOSEN_BY], P[HEAD + G_CHOSEN_WHY]
    points = C[r, a]
    if points == MISSING or C[r, b] == MISSING or C[r, c] == MISSING or points < low or points > high:
        return MISSING
    return points


@kernel
def points_for(P: Ints, c: int, amount: int) -> int:
    """What an amount is worth under a clause, by unit or by table; MISSING if it cannot be judged."""
    a, end = clause(P, c, C_VALUE_ARG), clause(P, c, C_VALUE_END)
    if clause(P, c, C_VALUE) == V_UNITS:
        return MISSING if amount == MISSING else by_units(P, amount, a, end, clause(P, c, C_FRACTIONS))
    row = table_row(P, amount, a, end)
    if row < 0:  # a text that no row fits counts as missing
        row = table_row(P, MISSING, a, end)
    return MISSING if row < 0 else P[P[T_ROWS] + row * T_WIDTH + T_POINTS]


@inlined
def value_of(P: Ints, C: Matrix, S: Ints, c: int, r: int, t: int) -> int:
    """The original value of a match (step 5); MISSING if it cannot be judged."""
    kind = clause(P, c, C_VALUE)
    a = clause(P, c, C_VALUE_ARG)
    if kind == V_FIXED:
        return a
    if kind == V_NONE:
        return 0
    end = clause(P, c, C_VALUE_END)
    if kind == V_CHOSEN:
        return chosen_points(P, C, r, a, end)
    return points_for(P, c, evaluate(P, C, S, clause(P, c, C_VALUE_EXPR), r, t))
