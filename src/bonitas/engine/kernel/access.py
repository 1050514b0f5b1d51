"""Where things lie in the flat arrays: one place that knows, so that the rest reads like the tables in `layout`."""

from __future__ import annotations

from bonitas.engine.kernel.jit import inlined
from bonitas.engine.kernel.layout import (
    A_WIDTH, C_WIDTH, Ints, KEY_WIDTH, M_WIDTH, O_ACC, O_KEYS, O_MATCHES, T_CLAUSES, T_MEASURES, T_POOL, X_WIDTH,
)  # fmt: skip
from bonitas.engine.kernel.loads import at


@inlined
def clause(P: Ints, c: int, column: int) -> int:
    """One cell of a clause's row."""
    return at(P, at(P, T_CLAUSES) + c * C_WIDTH + column)


@inlined
def quantity(P: Ints, m: int, column: int) -> int:
    """One cell of a measure's row."""
    return at(P, at(P, T_MEASURES) + m * M_WIDTH + column)


@inlined
def pooled(P: Ints, i: int) -> int:
    return at(P, at(P, T_POOL) + i)


@inlined
def match_at(P: Ints, i: int) -> int:
    """Where match i begins in the scratch; its columns are X_*."""
    return at(P, O_MATCHES) + i * X_WIDTH


@inlined
def running_at(P: Ints, m: int) -> int:
    """Where the running values of a measure begin in the scratch; its columns are A_*."""
    return at(P, O_ACC) + m * A_WIDTH


@inlined
def key_at(P: Ints, i: int) -> int:
    """Where the sort keys of entry i begin in the scratch."""
    return at(P, O_KEYS) + i * at(P, KEY_WIDTH)
