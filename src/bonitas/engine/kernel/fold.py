"""The fold: one subject on one day, and many. Everything that Bonitas computes about a standing goes through here."""

from __future__ import annotations

from typing import Final

import numpy as np

from bonitas.engine.kernel.changes import of_matches, unsure
from bonitas.engine.kernel.collect import collect
from bonitas.engine.kernel.effects import effects
from bonitas.engine.kernel.access import clause, match_at
from bonitas.engine.kernel.jit import inlined, kernel, outermost
from bonitas.engine.kernel.layout import (
    B_REMEMBERS, B_SIGN, B_WIDTH, CHANGES, C_SIGN, D_SIGN, D_WIDTH, Flags, G_STRONGEST, HEAD, I_SIGN, I_WIDTH, Ints, Matrix, NEVER, NO_SCORE,
    NO_CHANGES, N_CLAUSES, N_CONSEQUENCES, N_DIMENSIONS, N_FREEZES, N_ITEMS, N_MEASURES, O_CONSEQUENCES, O_DIMS, O_ITEMS, O_MATCHES, PLAIN, Q_SIGN, Q_WIDTH,
    R_BAND, R_BASE, R_FALLEN, R_FROZEN_FROM, R_GRADE, R_MATCHES, R_NO_SCORE, R_ORDER, R_POINTS, R_SCORE, R_SIGN, R_STANDING, R_SURE, R_UNSURE,
    R_WIDTH, SCORED, SIGNED, ST_COUNTS, T_BANDS, T_CONSEQUENCES, T_DIMENSIONS, T_ITEMS, X_CLAUSE, X_COUNTED, X_GRADE, X_START, X_STATE,
    Y_COUNTED, Y_GRADE, Y_SIGN, Y_START, Y_WIDTH,
)  # fmt: skip
from bonitas.engine.kernel.limits import freeze, limits
from bonitas.engine.kernel.measures import measure
from bonitas.engine.kernel.overlap import overlap
from bonitas.engine.kernel.plain import plain
from bonitas.engine.kernel.standing import band, consequences, no_score, points, score, worst_grade

#: Signs are taken modulo this prime (2^61 − 1).
SIGNS: Final = 2305843009213693951


@kernel
def mix(a: int, b: int, c: int) -> int:
    """A number under 2^62 that stands for three, made without overflow (two residues side by side)."""
    low = ((a % 2147483629) * 48271 + (b % 2147483629) * 69621 + (c % 2147483629) * 39373 + 11) % 2147483629
    high = ((a % 2147483587) * 16807 + (b % 2147483587) * 40692 + (c % 2147483587) * 62089 + 7) % 2147483587
    low = (low * low + 3 * low) % 2147483629
    high = (high * high + 5 * high) % 2147483587
    return high * 1073741824 + low % 1073741824


@kernel
def band_sign(P: Ints, band: int) -> int:
    return -1 if band < 0 else P[P[T_BANDS] + band * B_WIDTH + B_SIGN]


@kernel
def sign(P: Ints, S: Ints, out: Ints) -> int:
    """A number that changes when anything that shows of a rating changes: see "Next change" in the semantics.

    It is made from names and days, not from places in tables, so that it means the same under the next version of a rulebook; and
    from the scratch, so that it must be asked for before the next fold.
    """
    total = 0
    if P[PLAIN]:
        for y in range(P[O_MATCHES] + 1, P[O_MATCHES] + 1 + S[P[O_MATCHES]] * Y_WIDTH, Y_WIDTH):
            if S[y + Y_COUNTED] != 0:
                total = (total + mix(S[y + Y_START], S[y + Y_SIGN], S[y + Y_COUNTED])) % SIGNS
    else:
        for i in range(out[R_MATCHES]):
            x = match_at(P, i)
            if S[x + X_COUNTED] != 0:
                total = (total + mix(S[x + X_START], clause(P, S[x + X_CLAUSE], C_SIGN), S[x + X_COUNTED])) % SIGNS
    for i in range(P[N_ITEMS]):
        total = (total + mix(P[P[T_ITEMS] + i * I_WIDTH + I_SIGN], -1, S[P[O_ITEMS] + i])) % SIGNS
    for i in range(P[N_DIMENSIONS]):
        total = (total + mix(P[P[T_DIMENSIONS] + i * D_WIDTH + D_SIGN], -2, S[P[O_DIMS] + i])) % SIGNS
    for i in range(P[N_CONSEQUENCES]):
        if S[P[O_CONSEQUENCES] + i]:
            total = (total + mix(P[P[T_CONSEQUENCES] + i * Q_WIDTH + Q_SIGN], -3, 0)) % SIGNS
    scored = out[R_STANDING] == SCORED
    total = (total + mix(out[R_STANDING], out[R_SCORE] if scored else 0, band_sign(P, out[R_BAND]))) % SIGNS
    return (total + mix(band_sign(P, out[R_FALLEN]), out[R_NO_SCORE], out[R_BASE])) % SIGNS


@kernel
def without_grades(P: Ints, S: Ints, n: int) -> None:
    for i in range(n):
        S[match_at(P, i) + X_GRADE] = -1


@inlined
def clauses(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int, grades: bool) -> None:
    """Steps 4 to 11: what the clauses give, and the worst direct grade."""
    out[R_FROZEN_FROM] = NEVER
    if P[PLAIN]:
        out[R_MATCHES] = plain(P, C, S, out, start, end, t, k, grades)
        return
    n = collect(P, C, S, start, end, t, k) if P[N_CLAUSES] > 0 else 0
    if n > 0:
        if P[HEAD + G_STRONGEST]:
            overlap(P, C, S, n)
        effects(P, C, S, n, t)
        limits(P, C, S, n)
        if P[N_FREEZES] > 0:
            out[R_FROZEN_FROM] = freeze(P, C, S, n, t)
    if not grades:
        without_grades(P, S, n)
    out[R_MATCHES], out[R_GRADE], out[R_POINTS] = n, worst_grade(P, S, n), points(P, S, n)


@kernel
def steps(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int, grades: bool) -> None:
    """Steps 2 to 17 for one subject; the matches stay in S for whoever wants to explain them."""
    if P[N_MEASURES] > 0:
        measure(P, C, S, start, end, t, k)
    clauses(P, C, S, out, start, end, t, k, grades)
    out[R_NO_SCORE] = no_score(P, C, S, t)
    out[R_SCORE] = score(P, C, S, out, t)
    out[R_STANDING] = SCORED if out[R_NO_SCORE] < 0 else NO_SCORE
    out[R_BAND] = band(P, C, S, out[R_SCORE], out[R_GRADE], t) if out[R_STANDING] == SCORED else -1


@kernel
def first_graded(P: Ints, S: Ints, n: int) -> int:
    """The day on which the earliest direct grade in effect began; NEVER if there is none."""
    first = NEVER
    if P[PLAIN]:
        for y in range(P[O_MATCHES] + 1, P[O_MATCHES] + 1 + S[P[O_MATCHES]] * Y_WIDTH, Y_WIDTH):
            if S[y + Y_GRADE] >= 0:
                first = min(first, S[y + Y_START])
        return first
    for i in range(n):
        if S[match_at(P, i) + X_STATE] == ST_COUNTS and S[match_at(P, i) + X_GRADE] >= 0:
            first = min(first, S[match_at(P, i) + X_START])
    return first


@kernel
def fallen_from(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int) -> int:
    """The band on the day before the earliest direct grade in effect began, without direct grades; −1 if there is none."""
    first = first_graded(P, S, out[R_MATCHES])
    if first == NEVER:
        return -1
    steps(P, C, S, out, start, end, first - 1, k, False)
    return out[R_BAND]


@kernel
def fold(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int, changes: int) -> None:
    """Rate the subject whose rows are start…end on day t from what was known at k, into `out`; with `changes`, also the days to look at next."""
    out[R_SURE], out[R_UNSURE], out[R_FALLEN], out[R_SIGN] = NEVER, NEVER, -1, 0
    fell = -1
    steps(P, C, S, out, start, end, t, k, True)
    if out[R_GRADE] >= 0 and out[R_STANDING] == SCORED and P[P[T_BANDS] + out[R_GRADE] * B_WIDTH + B_REMEMBERS]:
        fell = fallen_from(P, C, S, out, start, end, t, k)
        steps(P, C, S, out, start, end, t, k, True)  # the scratch is the day's own again
    out[R_FALLEN] = fell
    if P[N_CONSEQUENCES] > 0:
        consequences(P, C, S, out[R_BAND], t)
    if changes:
        if not P[PLAIN]:
            of_matches(P, S, out, out[R_MATCHES], t)
        unsure(P, C, out, start, end, t, k)
        if changes == SIGNED:
            out[R_SIGN] = sign(P, S, out)


@kernel
def next_change(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int, until: int, signed: bool) -> int:
    """The first day after t, just folded (in `out`), on which the result differs; `until` at the latest, NEVER if none.

    Signs are made only where two results must be compared that have the same score, here (most days that come next are sure, or show in the
    score) or by whoever goes on from `until`: out[R_SIGN] is then that of day t (`signed`: it is there already). A sign is made
    from the scratch, so that day t is folded once more where others were since.
    """
    first, standing, score, fresh = out[R_SIGN], out[R_STANDING], out[R_SCORE], True
    while True:
        day = min(out[R_SURE], out[R_UNSURE])
        ended = day >= until or day == NEVER
        if not ended and out[R_SURE] == day:
            return day
        if ended:
            if not signed and until != NEVER:
                first = sign(P, S, out) if fresh else sign_of(P, C, S, out, start, end, t, k)
            out[R_SIGN] = first
            return until
        fold(P, C, S, out, start, end, day, k, CHANGES)
        fresh = False
        if out[R_STANDING] != standing or (standing == SCORED and out[R_SCORE] != score):
            return day
        here = sign(P, S, out)
        if not signed:
            sure, unsure = out[R_SURE], out[R_UNSURE]
            first, signed = sign_of(P, C, S, out, start, end, t, k), True
            out[R_SURE], out[R_UNSURE] = sure, unsure
        if here != first:
            return day


@kernel
def sign_of(P: Ints, C: Matrix, S: Ints, out: Ints, start: int, end: int, t: int, k: int) -> int:
    """The sign of day t, folded for it."""
    fold(P, C, S, out, start, end, t, k, NO_CHANGES)
    return sign(P, S, out)


@outermost
def fold_many(
    P: Ints,
    C: Matrix,
    S: Ints,
    at: Ints,
    subjects: Ints,
    rows: Ints,
    days: Ints,
    knowns: Ints,
    until: Ints,
    changes: int,
    results: Matrix,
    nexts: Ints,
    tied: Flags,
    mattered: Flags,
) -> None:
    """For each of the asked `rows`: rate the subject whose records are at[subjects[i]]…, on days[row] from what was known at knowns[row]:
    results[row] as R_*, nexts[row] the next change (NEVER: none), as far as `changes` (NO_CHANGES, CHANGES, SIGNED) looks ahead.
    `until[row]` is the first day on which other rules are in force or the participation has ended: the search ends there.

    Under plain rules, `tied`: subjects with records of one day in any order; `mattered` is set for those whose results hang on it.
    """
    out = np.zeros(R_WIDTH + 1, np.int64)
    for i in range(len(subjects)):
        s, row = subjects[i], rows[i]
        start, end = at[s], at[s + 1]
        out[R_ORDER] = 0 if len(tied) > 0 and tied[s] else -1
        fold(P, C, S, out, start, end, days[row], knowns[row], changes)
        for column in range(R_WIDTH):
            results[row, column] = out[column]
        if changes:
            nexts[row] = next_change(P, C, S, out, start, end, days[row], knowns[row], until[row], changes == SIGNED)
            if changes != SIGNED and nexts[row] == until[row]:
                results[row, R_SIGN] = out[R_SIGN]
        if out[R_ORDER] > 0:
            mattered[s] = True
