"""Evaluating conditions and values: a small stack machine with three-valued logic.

Truth values are 0, 1 and MISSING (unknown); numbers are thousandths, dates day numbers, texts codes.
"""

from __future__ import annotations

from bonitas.engine.kernel.dates import whole_months
from bonitas.engine.kernel.access import pooled
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    FAR, F_ASKED_ON, F_COUNTERPARTY, F_ENDED_ON, F_KIND, F_OCCURRED_ON, F_ONGOING, F_SETTLED, F_SETTLED_ON, Ints, KIND_BITS,
    KIND_MASK, LAY, L_COUNTERPARTY, L_ENDED, L_FURNISHER, L_SETTLED, MISSING, Matrix, NO_DAY, OP_ABS, OP_ADD, OP_AND, OP_ATTR,
    OP_ATTR_CMP, OP_CONST, OP_DATE_DIFF, OP_DAYS_SINCE, OP_DAYS_UNTIL, OP_DIV, OP_EQ, OP_FACT, OP_GT, OP_IN, OP_IS_MISSING,
    OP_LE, OP_LT, OP_MAX, OP_MIN, OP_MONTHS_BETWEEN, OP_MONTHS_SINCE, OP_MONTHS_UNTIL, OP_MUL, OP_NE, OP_NOT, OP_OR, OP_REF, O_STACK, O_VALUES,
    T_EXPR_AT, T_OPS,
)  # fmt: skip
from bonitas.engine.kernel.loads import at, cell


@inlined
def half_away(numerator: int, denominator: int) -> int:
    """numerator / denominator, rounded half away from zero; denominator > 0."""
    size = abs(numerator)
    quotient = size // denominator
    if 2 * (size - quotient * denominator) >= denominator:
        quotient += 1
    return -quotient if numerator < 0 else quotient


@kernel
def multiply(a: int, b: int) -> int:
    """Product of two thousandths, rounded once, half away from zero; MISSING beyond ±10^18."""
    if abs(float(a) * float(b)) >= 1e21:
        return MISSING
    if abs(b) > abs(a):
        a, b = b, a
    size, other = abs(a), abs(b)  # other ≤ 3.2·10^10, so both products below fit
    whole = size // 1000
    result = whole * other + half_away((size - whole * 1000) * other, 1000)
    if result > FAR:
        return MISSING
    return -result if (a < 0) != (b < 0) else result


@kernel
def divide(a: int, b: int) -> int:
    """Quotient of two thousandths, rounded once, half away from zero; MISSING by zero or beyond ±10^18."""
    if b == 0:
        return MISSING
    size, by = abs(a), abs(b)
    result = size // by
    rest = size - result * by
    if result > FAR // 1000:
        return MISSING
    for _ in range(3):  # three decimals, digit by digit: rest · 10 might not fit
        digit, part = 0, 0
        for _ in range(10):
            part += rest
            if part >= by:
                part -= by
                digit += 1
        result, rest = result * 10 + digit, part
    if 2 * rest >= by:
        result += 1
    return -result if (a < 0) != (b < 0) else result


@inlined
def compare(op: int, a: int, b: int) -> int:
    if a == MISSING or b == MISSING:
        return MISSING
    if op == OP_EQ:
        return 1 if a == b else 0
    if op == OP_NE:
        return 1 if a != b else 0
    if op == OP_LT:
        return 1 if a < b else 0
    if op == OP_LE:
        return 1 if a <= b else 0
    if op == OP_GT:
        return 1 if a > b else 0
    return 1 if a >= b else 0


@inlined
def settled_on(P: Ints, C: Matrix, r: int, t: int) -> int:
    """The day a record was settled, MISSING while that has not come by t."""
    c = at(P, LAY + L_SETTLED)
    if c < 0:
        return MISSING
    day = cell(C, r, c)
    return MISSING if day == NO_DAY or day > t else day


@inlined
def ended_on(P: Ints, C: Matrix, r: int, t: int) -> int:
    """The day an act ended, MISSING while it goes on at t."""
    c = at(P, LAY + L_ENDED)
    if c < 0:
        return MISSING
    day = cell(C, r, c)
    return MISSING if day == NO_DAY or day > t else day


@kernel
def fact(P: Ints, C: Matrix, which: int, r: int, t: int) -> int:
    if which == F_ASKED_ON:
        return t
    if which == F_SETTLED:
        return 0 if settled_on(P, C, r, t) == MISSING else 1
    if which == F_SETTLED_ON:
        return settled_on(P, C, r, t)
    if which == F_OCCURRED_ON:
        return C[r, 0] >> KIND_BITS
    if which == F_ENDED_ON:
        return ended_on(P, C, r, t)
    if which == F_ONGOING:
        return 1 if ended_on(P, C, r, t) == MISSING else 0
    if which == F_KIND:
        return C[r, 0] & KIND_MASK
    c = P[LAY + L_COUNTERPARTY] if which == F_COUNTERPARTY else P[LAY + L_FURNISHER]
    if c < 0:
        return MISSING
    code = C[r, c]
    return MISSING if code < 0 else code


@kernel
def logic_and(a: int, b: int) -> int:
    if a == 0 or b == 0:
        return 0
    return MISSING if a == MISSING or b == MISSING else 1


@kernel
def logic_or(a: int, b: int) -> int:
    if a == 1 or b == 1:
        return 1
    return MISSING if a == MISSING or b == MISSING else 0


@kernel
def time_call(P: Ints, op: int, day: int, t: int) -> int:
    if day == MISSING:
        return MISSING
    if op == OP_MONTHS_UNTIL:
        return 1000 * whole_months(P, t, day)
    if op == OP_MONTHS_SINCE:
        return 1000 * whole_months(P, day, t)
    return 1000 * (day - t) if op == OP_DAYS_UNTIL else 1000 * (t - day)


@kernel
def binary(P: Ints, op: int, a: int, b: int) -> int:
    """Arithmetic, min and max, comparison and logic on two values."""
    if op == OP_AND:
        return logic_and(a, b)
    if op == OP_OR:
        return logic_or(a, b)
    if op >= OP_EQ:
        return compare(op, a, b)
    if a == MISSING or b == MISSING:
        return MISSING
    if op == OP_MIN:
        return min(a, b)
    if op == OP_MAX:
        return max(a, b)
    if op == OP_DATE_DIFF:
        return 1000 * (a - b)
    if op == OP_MONTHS_BETWEEN:
        return 1000 * whole_months(P, a, b)
    if op == OP_MUL:
        return multiply(a, b)
    if op == OP_DIV:
        return divide(a, b)
    result = a + b if op == OP_ADD else a - b
    return result if abs(result) <= FAR else MISSING


@kernel
def one_of(P: Ints, value: int, start: int, count: int) -> int:
    if value == MISSING:
        return MISSING
    for i in range(start, start + count):
        if pooled(P, i) == value:
            return 1
    return 0


@kernel
def evaluate(P: Ints, C: Matrix, S: Ints, expr: int, r: int, t: int) -> int:
    """The value of an expression for row r (or for the subject, whose measures lie in the scratch) on day t."""
    stack = at(P, O_STACK)
    top = stack - 1
    for i in range(at(P, at(P, T_EXPR_AT) + expr), at(P, at(P, T_EXPR_AT) + expr + 1)):
        o = at(P, T_OPS) + 4 * i
        op, a = at(P, o), at(P, o + 1)
        if op == OP_ATTR_CMP:
            top += 1
            S[top] = compare(at(P, o + 2), cell(C, r, a), at(P, o + 3))
        elif op == OP_CONST:
            top += 1
            S[top] = a
        elif op == OP_ATTR:
            top += 1
            S[top] = cell(C, r, a) if cell(C, r, a) == MISSING else cell(C, r, a) * at(P, o + 2)
        elif op == OP_FACT:
            top += 1
            S[top] = fact(P, C, a, r, t)
        elif op == OP_REF:
            top += 1
            S[top] = S[at(P, O_VALUES) + a]
        elif op >= OP_IN and op <= OP_NOT or op == OP_ABS or OP_MONTHS_UNTIL <= op <= OP_DAYS_SINCE:
            S[top] = unary(P, op, S[top], a, at(P, o + 2), t)
        else:
            top -= 1
            S[top] = binary(P, op, S[top], S[top + 1])
    return S[stack]


@kernel
def unary(P: Ints, op: int, value: int, a: int, b: int, t: int) -> int:
    """Operations on one value: not, is missing, in, abs, functions of the asked day."""
    if op == OP_IS_MISSING:
        return 1 if value == MISSING else 0
    if value == MISSING:
        return MISSING
    if op == OP_NOT:
        return 1 - value
    if op == OP_IN:
        return one_of(P, value, a, b)
    if op == OP_ABS:
        return abs(value)
    return time_call(P, op, value, t)
