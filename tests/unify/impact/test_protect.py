"""Hidden counts stay hidden: whatever a reader reckons from what is shown, a small count could be one that may be shown."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonitas.unify.impact.protect import Counts, Flags, hidden

SMALLEST = 4


def tables(rows: int, columns: int) -> st.SearchStrategy[Counts]:
    cell = st.integers(0, 6)
    return st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows).map(
        lambda lines: np.array(lines, np.int64)
    )


def most_by_trying(counts: Counts, hide: Flags) -> Counts:
    """The most that each hidden count can be in any table with the shown numbers and totals: every table is tried."""
    rows, columns = counts.shape
    free = [(r, c) for r in range(rows - 1) for c in range(columns - 1) if hide[r, c]]
    most = np.where(hide, -1, counts)
    for values in product(*(range(int(min(counts[r].sum(), counts[:, c].sum())) + 1) for r, c in free)):
        table = np.where(hide, 0, counts)
        for cell, value in zip(free, values, strict=True):
            table[cell] = value
        for r in range(rows - 1):  # the last column, then the last row, follow from the totals
            if hide[r, -1]:
                table[r, -1] = counts[r].sum() - table[r, :-1].sum()
        for c in range(columns):
            if hide[-1, c]:
                table[-1, c] = counts[:, c].sum() - table[:-1, c].sum()
        fits = (table.sum(axis=1) == counts.sum(axis=1)).all() and (table.sum(axis=0) == counts.sum(axis=0)).all()
        if fits and (table >= 0).all():
            most = np.maximum(most, table)
    return most


@settings(max_examples=20)
@given(tables(3, 3))
def test_no_small_count_can_be_told_to_be_small(counts: Counts) -> None:
    hide = hidden(counts, SMALLEST)
    small = (counts > 0) & (counts < SMALLEST)
    assert (hide >= small).all()
    most = most_by_trying(counts, hide)
    for r, c in np.argwhere(small).tolist():
        assert most[r, c] >= min(SMALLEST, counts[r].sum(), counts[:, c].sum())


@settings(max_examples=50)
@given(st.tuples(st.integers(1, 8), st.integers(1, 8)).flatmap(lambda size: tables(*size)))
def test_in_no_line_is_one_count_alone_hidden(counts: Counts) -> None:
    hide = hidden(counts, SMALLEST)
    for axis, length in ((0, counts.shape[0]), (1, counts.shape[1])):
        assert length == 1 or not (hide.sum(axis=axis) == 1).any()


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert not hidden(np.array([[10, 20], [0, 30]]), 10).any()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # One small count: its row and its column must lose another, and these two must not stand alone either.
        ([[40, 3, 20], [30, 25, 20], [50, 40, 12]], [[0, 1, 1], [0, 1, 1], [0, 0, 0]]),
        # Two small counts in one row sum to less than may be shown: two hidden in each line are not enough, a third must go.
        ([[1, 1, 90], [50, 40, 0], [30, 20, 60]], None),
    ],
)
def test_by_hand(counts: list[list[int]], expected: list[list[int]] | None) -> None:
    hide = hidden(np.array(counts), 10)
    if expected is not None:
        assert hide.astype(int).tolist() == expected
    else:
        assert hide[0].all()
