"""Steps 4 to 11 in one pass, for rules under which no match looks at another but to share a limit: what most additive rulebooks are.

Where nothing overlaps, repeats, is repaired, runs on or freezes, and no limit has a period or a counterparty, what a match counts is known
once those before it are: nothing needs to be kept of it but what its sign is made from. The result is that of `collect`, `effects` and `limits`.
"""

from __future__ import annotations

from bonitas.engine.kernel.access import clause
from bonitas.engine.kernel.changes import sooner
from bonitas.engine.kernel.collect import known, passes, seen
from bonitas.engine.kernel.dates import lapse_end
from bonitas.engine.kernel.effects import natural_end
from bonitas.engine.kernel.expr import ended_on, half_away
from bonitas.engine.kernel.jit import inlined, kernel
from bonitas.engine.kernel.layout import (
    C_CLOCK_END, C_DECAY, C_DECAY_END, C_GRADE, C_LIMIT, C_LIMIT_END, C_SIGN, GT_CLAUSE, GT_MOST, GT_WIDTH, Ints, KIND_BITS, KIND_MASK,
    F_AFTER, F_ALIKE, F_CLAUSE, F_CUT, F_DAY, F_GAINS, F_LEFT, F_LOSSES, F_STOP, F_TURN, F_WIDTH, FILL_ALIKE, FILL_FULL, FILL_MIXED,
    MISSING, Matrix, NEVER, NO_DAY, N_LIMITS, O_LIMITS, O_MATCHES, R_GRADE, R_ORDER, R_POINTS, R_SURE, R_UNSURE, T_CLAUSE_LIMITS, T_DECAY,
    T_GATES, T_KIND_CLAUSES_AT, Y_COUNTED, Y_GRADE, Y_SIGN, Y_START, Y_WIDTH,
)  # fmt: skip
from bonitas.engine.kernel.loads import at, cell
from bonitas.engine.kernel.value import value_of


@kernel
def plain(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int, grades: bool) -> int:
    """Points, grade and coming days of the subject whose rows are start…end, into `out`; the number of matches.

    Those that count stay in the scratch: their number at O_MATCHES, then Y_* for each. Without `grades`, direct grades are passed over.
    """
    begin(P, S, out)
    kinds, gates, n = at(P, T_KIND_CLAUSES_AT), at(P, T_GATES), 0
    for r in range(start, end):
        kind, day = cell(C, r, 0) & KIND_MASK, cell(C, r, 0) >> KIND_BITS
        first, last = gates + at(P, kinds + kind) * GT_WIDTH, gates + at(P, kinds + kind + 1) * GT_WIDTH
        if first == last or day + at(P, first + GT_MOST) <= t or not known(P, C, r, k) or not seen(P, C, r, t):
            continue
        for g in range(first, last, GT_WIDTH):
            truth = passes(P, C, S, g, r, t)
            if truth != 0:
                n += 1
            if truth == 1:
                count(P, C, S, out, at(P, g + GT_CLAUSE), r, t, grades)
    return n


@inlined
def begin(P: Ints, S: Ints, out: Ints) -> None:
    """Nothing counts yet, and no limit is filled."""
    out[R_POINTS], out[R_GRADE], out[R_SURE], out[R_UNSURE] = 0, -1, NEVER, NEVER
    S[at(P, O_MATCHES)] = 0
    for place in range(at(P, O_LIMITS), at(P, O_LIMITS) + F_WIDTH * at(P, N_LIMITS), F_WIDTH):
        S[place + F_GAINS], S[place + F_LOSSES], S[place + F_DAY] = 0, 0, NO_DAY


@inlined
def count(P: Ints, C: Matrix, S: Ints, out: Ints, c: int, r: int, t: int, grades: bool) -> None:
    """Let row r count under clause c, whose condition is true, if its value can be judged and its effect has not ended."""
    value = value_of(P, C, S, c, r, t)
    grade = clause(P, c, C_GRADE) if grades else -1
    if value == MISSING or (value == 0 and grade < 0):
        return  # nothing would ever show of it
    day = cell(C, r, 0) >> KIND_BITS
    clock = ended_on(P, C, r, t) if clause(P, c, C_CLOCK_END) else day
    stop = NEVER if clock == MISSING else natural_end(P, C, S, c, r, t, value, clock)
    if stop <= t:
        return
    left, turn, after = value, NEVER, value
    if clock != MISSING:
        for j in range(clause(P, c, C_DECAY), clause(P, c, C_DECAY_END)):
            when = lapse_end(P, clock, at(P, at(P, T_DECAY) + j * 3), at(P, at(P, T_DECAY) + j * 3 + 1))
            after = half_away(value * at(P, at(P, T_DECAY) + j * 3 + 2), 1000)
            if when > t:
                turn = when
                break
            left = after
    if out[R_ORDER] == 0 and clause(P, c, C_LIMIT) < clause(P, c, C_LIMIT_END):
        compare_day(P, S, c, left, after, stop, turn, day)
    counted, held = fitting(P, S, out, c, left)
    if held == 0 and left != 0 and grade < 0:
        return  # the first limit was full: it took no room, and will take none before another match gives some back
    look_ahead(out, counted, left, after, stop, turn, t)
    out[R_POINTS] += counted
    out[R_GRADE] = max(out[R_GRADE], grade)
    if counted != 0 or grade >= 0:
        y = at(P, O_MATCHES) + 1 + S[at(P, O_MATCHES)] * Y_WIDTH
        S[y + Y_START], S[y + Y_SIGN], S[y + Y_COUNTED], S[y + Y_GRADE] = day, clause(P, c, C_SIGN), counted, grade
        S[at(P, O_MATCHES)] += 1


@inlined
def fitting(P: Ints, S: Ints, out: Ints, c: int, value: int) -> tuple[int, int]:
    """What of a value still fits under each limit of its clause in turn, and under the first of them; the limits hold it from then on."""
    held = value
    for j in range(clause(P, c, C_LIMIT), clause(P, c, C_LIMIT_END)):
        limit, room = at(P, at(P, T_CLAUSE_LIMITS) + 2 * j), at(P, at(P, T_CLAUSE_LIMITS) + 2 * j + 1)
        place = at(P, O_LIMITS) + F_WIDTH * limit
        asked = value
        if value > 0:
            value = max(min(value, room - S[place + F_GAINS]), 0)
            S[place + F_GAINS] += value
        else:
            value = -max(min(-value, room - S[place + F_LOSSES]), 0)
            S[place + F_LOSSES] -= value
        if j == clause(P, c, C_LIMIT):
            held = value
        if out[R_ORDER] == 0:
            S[place + F_CUT] |= 1 if value != asked else 0
            if S[place + F_CUT] and S[place + F_ALIKE] == FILL_MIXED:
                out[R_ORDER] = 1
    return value, held


@kernel
def compare_day(P: Ints, S: Ints, c: int, left: int, after: int, stop: int, turn: int, day: int) -> None:
    """Before a match fills its limits: hold it beside those that filled them on its day.

    Records of one day come in order of furnisher and ref. That order shows in a result only where a limit, open at the beginning of
    the day, cuts something on it, and the day's matches under it are not all alike: otherwise each order leaves the same (see
    docs/performance.md). So it need be looked up for few.
    """
    for j in range(clause(P, c, C_LIMIT), clause(P, c, C_LIMIT_END)):
        place = at(P, O_LIMITS) + F_WIDTH * at(P, at(P, T_CLAUSE_LIMITS) + 2 * j)
        full = S[place + (F_GAINS if left > 0 else F_LOSSES)] >= at(P, at(P, T_CLAUSE_LIMITS) + 2 * j + 1)
        if S[place + F_DAY] != day:
            S[place + F_DAY], S[place + F_ALIKE], S[place + F_CUT] = day, FILL_FULL if full else FILL_ALIKE, 0
            S[place + F_CLAUSE], S[place + F_LEFT], S[place + F_AFTER] = c, left, after
            S[place + F_STOP], S[place + F_TURN] = stop, turn
        elif (
            S[place + F_CLAUSE] != c
            or S[place + F_LEFT] != left
            or S[place + F_AFTER] != after
            or S[place + F_STOP] != stop
            or S[place + F_TURN] != turn
        ) and not (full and S[place + F_ALIKE] == FILL_FULL):
            S[place + F_ALIKE] = FILL_MIXED


@inlined
def look_ahead(out: Ints, counted: int, left: int, after: int, stop: int, turn: int, t: int) -> None:
    """Note when a match that counts ends (`stop`), and when its decay takes its next step (`turn`) to `after`: as in `changes.of_matches`."""
    if counted != 0:
        out[R_SURE] = sooner(out[R_SURE], stop, t)
    else:
        out[R_UNSURE] = sooner(out[R_UNSURE], stop, t)
    if turn != NEVER:
        if counted != 0 and counted == left and after != counted and turn < stop:
            out[R_SURE] = sooner(out[R_SURE], turn, t)
        else:
            out[R_UNSURE] = sooner(out[R_UNSURE], turn, t)
