"""What the flat tables hold, column by column. Every cell is an int64; −1 means "none" for an index."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

#: One row of numbers; `P` is always a program, `S` a thread's scratch, `out` the result of a fold.
Ints = npt.NDArray[np.int64]
#: Rows of numbers; `C` is always the cells: records grouped by subject, in order of day, furnisher and ref.
Matrix = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

MISSING: Final = -(2**63)
MOST: Final = 2**63 - 1
NEVER: Final = 2**31 - 1
ALWAYS: Final = -(2**31) + 2
NO_DAY: Final = -(2**31)
#: Results beyond ±10^15 thousandths are missing (see `Arithmetic`).
FAR: Final = 10**18

# -- records: the key holds the day and the kind, so that sorting by key sorts by day
KIND_BITS: Final = 16
KIND_MASK: Final = 2**16 - 1

# -- P[LAY + L_*]: in which column of the cells a fact lies (−1: not there); column 0 is the key
L_RECORDED, L_ENDED, L_SETTLED, L_COUNTERPARTY, L_FURNISHER, L_ENTRY = range(6)
L_SEEN_FROM, L_SEEN_UNTIL, L_KNOWN_FROM, L_KNOWN_UNTIL, L_WIDTH = range(6, 11)

# -- expressions: (op, a, b, c)
(
    OP_CONST, OP_ATTR, OP_FACT, OP_REF, OP_MONTHS_UNTIL, OP_MONTHS_SINCE, OP_DAYS_UNTIL, OP_DAYS_SINCE, OP_ABS, OP_MIN, OP_MAX,
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_DATE_DIFF, OP_MONTHS_BETWEEN, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_IS_MISSING, OP_NOT, OP_AND,
    OP_OR, OP_ATTR_CMP,
) = range(29)  # fmt: skip
(F_SETTLED, F_SETTLED_ON, F_OCCURRED_ON, F_ENDED_ON, F_ONGOING, F_COUNTERPARTY, F_FURNISHER, F_ASKED_ON, F_KIND) = range(9)

# -- clauses
V_NONE, V_FIXED, V_UNITS, V_TABLE, V_CHOSEN = range(5)
LAPSE_MONTHS, LAPSE_DAYS, LAPSE_WEEK, LAPSE_MONTH, LAPSE_QUARTER, LAPSE_YEAR = range(6)
LASTS_ONE, LASTS_SIZE, LASTS_TABLE = range(3)
AGAIN_NONE, AGAIN_TIMES, AGAIN_TABLE = range(3)
(
    C_ID, C_ORDER, C_SINCE, C_UNTIL, C_WHEN, C_VALUE, C_VALUE_ARG, C_VALUE_END, C_VALUE_EXPR, C_FRACTIONS, C_GRADE, C_LASTS, C_LASTS_A,
    C_LASTS_B, C_LASTS_EXPR, C_CLOCK_END, C_AGAIN, C_AGAIN_A, C_AGAIN_B, C_AGAIN_KEY, C_OWN_KEY, C_GROUP_KEY, C_DECAY, C_DECAY_END, C_REPAIR, C_REPAIR_END,
    C_LIMIT, C_LIMIT_END, C_HISTORY, C_LONGEST, C_TIMED, C_SIGN, C_RUN_KEY, C_RUN_PER, C_RUN_N, C_WIDTH,
) = range(36)  # fmt: skip
#: gates, one for each clause of a kind, side by side so that most records pass few of them: the clause, since, until, how many days
#: after the record it can still matter, its condition (−1: none); where that asks for no more than a column within a range (or for nothing:
#: then it is the key), the column (else −1), the least and the greatest value; how many days after the record any clause of its kind
#: can still matter
GT_CLAUSE, GT_SINCE, GT_UNTIL, GT_LONGEST, GT_WHEN, GT_COLUMN, GT_LOW, GT_HIGH, GT_MOST, GT_WIDTH = range(10)
#: repairs: condition, removed, points (MISSING: as before), grade, lapse kind (−1: the old end), lapse n, least stay kind (−1: none), n
RP_WHEN, RP_REMOVED, RP_POINTS, RP_GRADE, RP_LAPSE, RP_N, RP_AFTER, RP_AFTER_N, RP_WIDTH = range(9)
#: limits: points, period kind (PER_*), n, per counterparty
PER_NONE, PER_CALENDAR, PER_MONTHS, PER_DAYS = range(4)
LM_POINTS, LM_PER, LM_N, LM_PARTY, LM_WIDTH = range(5)
FZ_UNSETTLED, FZ_ONGOING, FZ_IN_EFFECT = range(3)

# -- tables: row kind, low, high, text code, points
ROW_MISSING, ROW_TEXT, ROW_OTHERWISE, ROW_RANGE = range(4)
T_KIND, T_LOW, T_HIGH, T_TEXT, T_POINTS, T_WIDTH = range(6)

# -- measures
(H_COUNT, H_SUM, H_MIN, H_MAX, H_LATEST, H_OLDEST, H_AGE, H_SHARE, H_DISTINCT, H_FORMULA, H_STATE) = range(11)
W_NONE, W_MONTHS, W_DAYS, W_CALENDAR = range(4)
U_DAYS, U_MONTHS, U_YEARS = range(3)
DATED_OCCURRED, DATED_SETTLED = -1, -2
(
    M_HOW, M_VALUE, M_WHEN, M_OF, M_WINDOW, M_WINDOW_N, M_DATED, M_PICK_LATEST, M_GROUP, M_GROUP_END, M_GROUP_CALENDAR, M_RUN_MONTHS,
    M_RUN_DAYS, M_GROUPED, M_NET, M_CLAMP_LOW, M_CLAMP_HIGH, M_FORMULA, M_STATE, M_STATE_END, M_DEFAULT, M_UNIT, M_THRESHOLD,
    M_THRESHOLD_END, M_EVERY, M_TIMED, M_BARE, M_WIDTH,
) = range(28)  # fmt: skip
#: group keys: K_ATTRIBUTE carries the column in b
K_PARTY, K_FURNISHER, K_KIND, K_ATTRIBUTE = range(4)

# -- from measures to the standing
#: items: measure, table start, table end (−1: per unit), tier start, tier end, fractions, missing points (MISSING: none)
I_MEASURE, I_TABLE, I_TABLE_END, I_TIER, I_TIER_END, I_FRACTIONS, I_MISSING, I_SIGN, I_WIDTH = range(9)
#: dimensions: expression, weight, low, high, missing share, span
D_EXPR, D_WEIGHT, D_LOW, D_HIGH, D_MISSING, D_SPAN, D_SIGN, D_WIDTH = range(8)
#: bands: floor (ALWAYS-like MISSING: below), exclusive, condition, what its direct grade books (MISSING: nothing), whether that remembers
B_FLOOR, B_EXCLUSIVE, B_WHEN, B_SIGN, B_BOOKED, B_REMEMBERS, B_WIDTH = range(7)
#: consequences: condition, band mask start and end in `pool`
Q_WHEN, Q_BANDS, Q_BANDS_END, Q_SIGN, Q_WIDTH = range(5)
ROUND_HALF_AWAY, ROUND_DOWN, ROUND_UP = range(3)
(
    G_STRONGEST, G_BY, G_LOW, G_HIGH, G_STEP, G_ROUNDING, G_DIM_LOW, G_ACT, G_CHOSEN, G_CHOSEN_BY, G_CHOSEN_WHY, G_AGAIN_KEYS,
    G_RUN_KEYS, G_WAITS, G_SCAN, G_TIMED, G_PLAIN, G_WIDTH,
) = range(18)  # fmt: skip

# -- one match while it is folded
(
    X_ROW, X_CLAUSE, X_STATE, X_VALUE, X_AGAIN, X_START, X_END, X_CLOCK, X_REPAIR, X_AFTER_REPAIR, X_FIT, X_DECAYED, X_CAPPED,
    X_COUNTED, X_GRADE, X_NEXT, X_SHARE, X_WHOLE, X_STEP, X_TAKEN_OVER, X_WAITS, X_AMOUNT, X_BEFORE, X_FOLLOWING, X_WIDTH,
) = range(25)  # fmt: skip
#: one match that counts, where rules are plain: all that is kept of it
Y_START, Y_SIGN, Y_COUNTED, Y_GRADE, Y_WIDTH = range(5)
#: under plain rules, what has filled a limit: gains, losses; and of its matches that began on one day, the latest so far: the day, whether
#: they are alike (FILL_*), whether one was cut, and what tells one match from another
(
    F_GAINS, F_LOSSES, F_DAY, F_ALIKE, F_CUT, F_CLAUSE, F_LEFT, F_AFTER, F_STOP, F_TURN, F_WIDTH,
) = range(11)  # fmt: skip
#: the limit was full before that day (so it cannot matter), all are alike, they differ
FILL_FULL, FILL_ALIKE, FILL_MIXED = range(3)
#: what became of a match
ST_COUNTS, ST_OVERLAPPED, ST_UNKNOWN, ST_UNDECIDED, ST_ENDED = range(5)

#: how far ahead `fold_many` looks: not at all; to the next change; and the sign of each result is wanted, too
NO_CHANGES, CHANGES, SIGNED = range(3)
# -- results of one fold: first what whoever asks about many keeps (of rules without measures, and of those with them), then what is
# looked at where one is explained
SCORED, NO_SCORE, NOT_RATED = range(3)
(
    R_STANDING, R_SCORE, R_BAND, R_FALLEN, R_NO_SCORE, R_GRADE, R_BEFORE_CLAMP, R_SIGN, R_CARD, R_DIMENSIONS, R_SURE, R_UNSURE, R_BASE, R_POINTS,
    R_BEFORE_BOOK, R_MATCHES, R_FROZEN_FROM, R_WIDTH,
) = range(18)  # fmt: skip
R_FEW: Final = R_CARD
R_MORE: Final = R_SURE
#: behind the result, under plain rules: whether it is looked for (else −1) and found (1) that the order of records within a day matters
R_ORDER: Final = R_WIDTH


# -- the program: one flat array (passing dozens of arrays from function to function would take minutes to compile).
# It begins with this header; every table lies behind it, row after row, at the offset that T_* holds.
(
    T_OPS, T_EXPR_AT, T_POOL, T_CLAUSES, T_KIND_CLAUSES_AT, T_GATES, T_TIERS, T_ROWS, T_LASTS, T_AGAIN, T_DECAY, T_REPAIRS,
    T_LIMITS, T_CLAUSE_LIMITS, T_FREEZES, T_MEASURES, T_KIND_MEASURES_AT, T_KIND_MEASURES, T_GROUP_KEYS, T_STATES, T_THRESHOLDS,
    T_ITEMS, T_DIMENSIONS, T_BASES, T_NO_SCORE, T_BANDS, T_CONSEQUENCES, T_CAL_MONTH, T_CAL_START, T_END,
) = range(30)  # fmt: skip
(
    N_OPS, N_CLAUSES, N_LIMITS, N_FREEZES, N_MEASURES, N_ITEMS, N_DIMENSIONS, N_BASES, N_NO_SCORE, N_BANDS, N_CONSEQUENCES, N_DAYS,
    N_MONTHS,
) = range(30, 43)  # fmt: skip
#: P[LAY + L_*]: filled in for each batch
LAY: Final = 44
#: P[HEAD + G_*]
HEAD: Final = 60
# -- the scratch: one flat array for each thread, laid out for the batch's largest subject
(
    O_MATCHES, O_VALUES, O_STACK, O_ACC, O_ITEMS, O_DIMS, O_CONSEQUENCES, O_INDEX, O_INDEX2, O_KEYS, O_AGAIN_NEXT, O_AGAIN_HEAD, O_RUNNING,
    O_LIMITS, O_TRACE, O_SIZE, KEY_WIDTH, ROOM, TRACE_ROOM, PLAIN,
) = range(84, 104)  # fmt: skip
HEADER: Final = 104
#: how wide one measure's running values are
A_WIDTH: Final = 6
#: the running total of a clause: its two halves (high · 10^15 + low), and the first and the last match in it
RUN_HIGH, RUN_LOW, RUN_FIRST, RUN_LAST, RUN_WIDTH = range(5)
HALF: Final = 10**15
