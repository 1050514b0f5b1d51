"""Packing: all tables of a program one behind the other in one flat array, with a header that says where each begins."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.dates import calendar_tables

#: Which count goes with which table (rows of it).
COUNTS: Mapping[int, int] = {
    ly.T_OPS: ly.N_OPS, ly.T_CLAUSES: ly.N_CLAUSES, ly.T_LIMITS: ly.N_LIMITS, ly.T_FREEZES: ly.N_FREEZES, ly.T_MEASURES: ly.N_MEASURES,
    ly.T_ITEMS: ly.N_ITEMS, ly.T_DIMENSIONS: ly.N_DIMENSIONS, ly.T_BASES: ly.N_BASES, ly.T_NO_SCORE: ly.N_NO_SCORE,
    ly.T_BANDS: ly.N_BANDS, ly.T_CONSEQUENCES: ly.N_CONSEQUENCES, ly.T_CAL_MONTH: ly.N_DAYS, ly.T_CAL_START: ly.N_MONTHS,
}  # fmt: skip


def pack(tables: Mapping[int, ly.Ints | ly.Matrix], head: ly.Ints) -> ly.Ints:
    """One flat array from the tables by T_*; the calendar is added here. Every T_* but those two must be given."""
    month, start = calendar_tables()
    whole: dict[int, ly.Ints | ly.Matrix | ly.Small] = {**tables, ly.T_CAL_MONTH: month, ly.T_CAL_START: start}
    header = np.full(ly.HEADER, -1, np.int64)
    header[ly.HEAD : ly.HEAD + len(head)] = head
    place = ly.HEADER
    for table in range(ly.T_END):
        header[table] = place
        place += whole[table].size
        if table in COUNTS:
            header[COUNTS[table]] = len(whole[table])
    return np.concatenate([header, *(whole[table].ravel().astype(np.int64) for table in range(ly.T_END))])


def bind(program: ly.Ints, lay: ly.Ints, largest: int, clauses_per_kind: int, *, trace: bool = False) -> ly.Ints:
    """A copy of a program with the columns of a batch, and a scratch laid out for a subject with up to `largest` rows;
    with `trace`, room to note which rows each measure took, and every match kept."""
    bound = program.copy()
    bound[ly.LAY : ly.LAY + len(lay)] = lay
    matches = largest * max(clauses_per_kind, 1) + 1
    room = max(matches, largest + 1)
    measures, width = int(program[ly.N_MEASURES]), ly.M_WIDTH
    table = program[program[ly.T_MEASURES] : program[ly.T_MEASURES] + measures * width].reshape(measures, width)
    widest = int((table[:, ly.M_GROUP_END] - table[:, ly.M_GROUP]).max(initial=0)) + 4
    expr_at = program[program[ly.T_EXPR_AT] : program[ly.T_POOL]]
    traced = largest * measures if trace else 0
    sizes = {
        ly.O_MATCHES: matches * ly.X_WIDTH,
        ly.O_VALUES: measures + 1,
        ly.O_STACK: int(np.diff(expr_at).max(initial=0)) + 2,
        ly.O_ACC: measures * ly.A_WIDTH,
        ly.O_ITEMS: int(program[ly.N_ITEMS]),
        ly.O_DIMS: int(program[ly.N_DIMENSIONS]),
        ly.O_CONSEQUENCES: int(program[ly.N_CONSEQUENCES]),
        ly.O_INDEX: room,
        ly.O_INDEX2: room,
        ly.O_KEYS: room * widest,
        ly.O_AGAIN_NEXT: 2 * room,
        ly.O_AGAIN_HEAD: int(program[ly.HEAD + ly.G_AGAIN_KEYS]) + 1,
        ly.O_RUNNING: int(program[ly.HEAD + ly.G_RUN_KEYS]) * ly.RUN_WIDTH,
        ly.O_LIMITS: ly.F_WIDTH * int(program[ly.N_LIMITS]),
        ly.O_TRACE: 1 + 2 * traced,
    }
    place = 0
    for where, size in sizes.items():
        bound[where] = place
        place += size
    bound[ly.O_SIZE], bound[ly.KEY_WIDTH], bound[ly.ROOM] = place, widest, room
    bound[ly.TRACE_ROOM] = traced
    bound[ly.PLAIN] = 0 if trace else program[ly.HEAD + ly.G_PLAIN]  # an explanation shows what each match went through
    return bound


def scratch(bound: ly.Ints) -> ly.Ints:
    """A fresh scratch for one thread."""
    return np.zeros(int(bound[ly.O_SIZE]), np.int64)
