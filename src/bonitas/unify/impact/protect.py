"""Which counts of a table stay hidden, so that no small one can be read or reckoned from what is shown.

The totals of rows and columns are known to everybody. Hidden are the counts from 1 to under the smallest; then, since one hidden count
in a line is its total less the others, as many more as it takes. Enough is hidden when for every small count a table can be written
that has all the shown numbers and totals, and in which that count is the smallest that may be shown, or all of its column: then
nobody can tell that it is small. The test is exact: what a hidden count can at most be is a largest flow through the hidden cells.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def hidden(counts: Counts, smallest: int) -> Flags:
    """Which cells of a table (rows × columns, none negative) stay hidden.

    >>> hidden(np.array([[40, 3, 20], [30, 25, 20], [50, 40, 12]]), 10).astype(int).tolist()
    [[0, 1, 1], [0, 1, 1], [0, 0, 0]]
    """
    small = (counts > 0) & (counts < smallest)
    found = small.copy()
    while True:
        if _alone(counts, found):
            continue
        told = next(((r, c) for r, c in np.argwhere(small).tolist() if not _safe(counts, found, r, c, smallest)), None)
        if told is None or not _hide_one_more(counts, found, *told):
            return found


def _alone(counts: Counts, found: Flags) -> bool:
    """Hide one more count of the first line in which one alone is hidden; whether there was such a line."""
    for axis in (1, 0):
        for line in np.flatnonzero(found.sum(axis=axis) == 1).tolist():
            cells = [(line, n) if axis == 1 else (n, line) for n in range(counts.shape[axis])]
            shown = [cell for cell in cells if not found[cell]]
            if shown:
                found[min(shown, key=lambda cell: _loss(counts, found, cell))] = True
                return True
    return False


def _hide_one_more(counts: Counts, found: Flags, row: int, column: int) -> bool:
    """Hide another count of a row or a column; False if all are hidden, and then of the whole table."""
    lines = [(row, n) for n in range(counts.shape[1])] + [(n, column) for n in range(counts.shape[0])]
    every = [(r, c) for r in range(counts.shape[0]) for c in range(counts.shape[1])]
    for cells in (lines, every):
        shown = [cell for cell in cells if not found[cell]]
        if shown:
            found[min(shown, key=lambda cell: _loss(counts, found, cell))] = True
            return True
    return False


def _loss(counts: Counts, found: Flags, cell: tuple[int, int]) -> tuple[bool, bool, int, int, int]:
    """What hiding a count costs a reader: an empty one protects little; best is one whose other line has hidden counts already."""
    row, column = cell
    beside = bool(found[row].any()) + bool(found[:, column].any())
    return int(counts[cell]) == 0, beside < 2, int(counts[cell]), row, column  # noqa: PLR2004


def _safe(counts: Counts, found: Flags, row: int, column: int, smallest: int) -> bool:
    """Whether a hidden count could, for all that is shown, be as large as need be."""
    wanted = min(smallest, int(counts[:, column].sum()), int(counts[row].sum())) - int(counts[row, column])
    return _flow(counts, found, row, column, wanted) >= wanted


def _flow(counts: Counts, found: Flags, row: int, column: int, wanted: int) -> int:
    """How much larger one hidden count could be (looked at up to `wanted`), the totals and the shown counts staying as they are.

    What goes into its column must come out of another hidden count there, go into a hidden count of that one's row, and so on, until
    it comes out of a hidden count of its own row.
    """
    left = counts.copy()
    sent = 0
    while sent < wanted:
        steps = _way(left, found, row, column)
        if steps is None:
            return sent
        most = min([wanted - sent, *(int(left[cell]) for cell, grows in steps if not grows)])
        for cell, grows in steps:
            left[cell] += most if grows else -most
        sent += most
    return sent


def _way(left: Counts, found: Flags, row: int, column: int) -> list[tuple[tuple[int, int], bool]] | None:
    """A shortest way from a column back to a row: cells that shrink and grow in turn (True: grows); None if there is none."""
    came: dict[tuple[str, int], tuple[tuple[str, int], tuple[int, int]] | None] = {("column", column): None}
    waiting = deque([("column", column)])
    while waiting:
        kind, n = node = waiting.popleft()
        if node == ("row", row):
            return _traced(came, node)
        if kind == "column":
            following = [("row", r) for r in np.flatnonzero(found[:, n] & (left[:, n] > 0)).tolist() if (r, n) != (row, column)]
        else:
            following = [("column", c) for c in np.flatnonzero(found[n]).tolist() if (n, c) != (row, column)]
        for other in following:
            if other not in came:
                came[other] = node, ((other[1], n) if kind == "column" else (n, other[1]))
                waiting.append(other)
    return None


def _traced(
    came: dict[tuple[str, int], tuple[tuple[str, int], tuple[int, int]] | None], end: tuple[str, int]
) -> list[tuple[tuple[int, int], bool]]:
    """The cells on the way to a node, and whether each grows."""
    steps = []
    node = end
    while (before := came[node]) is not None:
        node, cell = before
        steps.append((cell, node[0] == "row"))
    return steps
