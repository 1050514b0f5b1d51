"""Laying records out as the rows that the kernel folds, straight from where they lie in memory, and only those that can matter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel.jit import outermost
from bonitas.engine.kernel.layout import KIND_BITS, Ints, Matrix, Small


@outermost
def lay_keys(
    kind: Small, day: Small, local_kind: Small, since: Small, begin: Ints, end: Ints, cells: Matrix, rows: Small, at: Ints
) -> None:
    """Write the keys of records begin[i]…end[i] of each stretch i into the first rows of `cells`, in the order in which they come, which
    records they are into `rows`, and where those of each stretch begin into `at`, with the end of the last.

    Of a kind (by code), only records that occurred from day since[kind] on are kept; of one beyond that list, none. Which are kept comes as by
    chance: so each is written, and the next takes its place if it was not to be.
    """
    n = at[0] = 0
    for i in range(len(begin)):
        for row in range(begin[i], end[i]):
            looked_at = kind[row] < len(since)
            code = kind[row] if looked_at else 0
            cells[n, 0] = (np.int64(day[row]) << KIND_BITS) + local_kind[code]
            rows[n] = row
            n += looked_at & (day[row] >= since[code])
        at[i + 1] = n


@outermost
def lay_column(
    values: Small | Ints, bits: npt.NDArray[np.uint8], offset: int, missing: int, rows: Small, cells: Matrix, column: int
) -> None:
    """Write one more column of some records: `missing` where bit `offset` + i of value i is not set; without bits, all are there.

    Which is which comes as by chance; so the one or the other is picked from two places, without a branch.
    """
    laid = cells[: len(rows), column]
    if len(bits) == 0:
        for i in range(len(rows)):
            laid[i] = values[rows[i]]
    else:
        either = np.empty(2, np.int64)
        either[0] = missing
        for i in range(len(rows)):
            k = offset + rows[i]
            either[1] = values[rows[i]]
            laid[i] = either[bits[k >> 3] >> (k & 7) & 1]
