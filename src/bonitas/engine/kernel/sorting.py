"""Stable sorting of small index lists by several keys, in memory that is there already."""

from __future__ import annotations

from bonitas.engine.kernel.access import key_at
from bonitas.engine.kernel.jit import kernel
from bonitas.engine.kernel.layout import (
    Ints, O_INDEX, O_INDEX2,
)  # fmt: skip


@kernel
def before(P: Ints, S: Ints, width: int, a: int, b: int) -> bool:
    """Whether entry a comes strictly before entry b by the first `width` of its keys."""
    x, y = key_at(P, a), key_at(P, b)
    for k in range(width):
        if S[x + k] != S[y + k]:
            return S[x + k] < S[y + k]
    return False


@kernel
def sort_index(P: Ints, S: Ints, width: int, n: int) -> None:
    """Sort the first n of the index by the first `width` keys of each entry, keeping the order of equals (merge sort, bottom up)."""
    index, spare = P[O_INDEX], P[O_INDEX2]
    size = 1
    while size < n:
        for low in range(0, n, 2 * size):
            middle, high = min(low + size, n), min(low + 2 * size, n)
            i, j = low, middle
            for k in range(low, high):
                if i < middle and (j >= high or not before(P, S, width, S[index + j], S[index + i])):
                    S[spare + k] = S[index + i]
                    i += 1
                else:
                    S[spare + k] = S[index + j]
                    j += 1
        for k in range(n):
            S[index + k] = S[spare + k]
        size *= 2
