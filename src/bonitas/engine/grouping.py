"""Bringing records together by subject: one counting pass, one scattering pass, then order by day within each subject."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel.jit import kernel, outermost
from bonitas.engine.kernel.layout import KIND_BITS, KIND_MASK, Ints, Matrix, Small

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: What `stream.Stream` knows of each subject.
States = npt.NDArray[np.int8]


@outermost
def count_rows(subject: Small, place: Small, counts: Ints) -> None:
    """Add to counts[place[subject]] for each record; −1 in `place`: a subject that is not asked for."""
    for i in range(len(subject)):
        p = place[subject[i]]
        if p >= 0:
            counts[p] += 1


@outermost
def scatter(
    subject: Small, place: Small, kind: Small, local_kind: Small, day: Small, low: int, high: int, cursor: Ints, cells: Matrix, where: Ints,
    one: Ints, two: Ints, three: Ints, four: Ints, count: int,
) -> None:  # fmt: skip
    """Give each record of subjects low…high its row, in order of arrival: its key, and up to four more columns. `where` notes the rows
    for the columns that follow (nothing is noted if it is empty)."""
    noted = len(where) > 0
    for i in range(len(subject)):
        p = place[subject[i]]
        if low <= p < high:
            row = cursor[p]
            cursor[p] = row + 1
            cells[row, 0] = (np.int64(day[i]) << KIND_BITS) + local_kind[kind[i]]
            if count > 0:
                cells[row, 1] = one[i]
            if count > 1:
                cells[row, 2] = two[i]
            if count > 2:
                cells[row, 3] = three[i]
            if count > 3:
                cells[row, 4] = four[i]
            if noted:
                where[i] = row


@outermost
def scatter_column(where: Ints, first: int, values: Ints, cells: Matrix, column: int) -> None:
    """Write one more column of each record into its row."""
    for i in range(first, len(values)):
        if where[i] >= 0:
            cells[where[i], column] = values[i]


@outermost
def find_stretches(subject: Small, place: Small, state: States, at: Ints, who: Ints) -> tuple[int, int]:
    """Where the rows of each subject of a piece begin (`at`, with the end of the last), and the place of each (`who`); how many stretches
    there are, and how many of them are of subjects that came before.

    `state[p]` is 0 for a subject that has not come yet, and 1 from then on. If it comes a second time, its rows are not together: the
    state is 2 for good, and `who` is −1, as for a subject that is not asked for, or kept apart (its state is 3). A stretch at an
    end of the piece may go on elsewhere: state 4 and `who` −2, as long as nothing else of the subject comes.
    """
    n = again = i = 0
    while i < len(subject):
        end = i + 1
        while end < len(subject) and subject[end] == subject[i]:
            end += 1
        p = place[subject[i]] if subject[i] < len(place) else -1
        at[n], who[n] = i, -1
        if p >= 0 and state[p] != 3:
            loose = i == 0 or end == len(subject)
            if loose and (state[p] == 0 or state[p] == 4):
                who[n] = -2
                state[p] = 4
            elif not loose and state[p] == 0:
                who[n] = p
                state[p] = 1
            else:
                state[p] = 2
                again += 1
        n += 1
        i = end
    at[n] = len(subject)
    return n, again


@outermost
def give(subjects: Small, place: Small, state: States, who: Ints) -> None:
    """The place of each subject of a piece of which it is known whose rows are where (`who`): −1 for one that is not asked for, kept apart, or
    came before. What `state` says is as in `find_stretches`."""
    for i in range(len(subjects)):
        p = place[subjects[i]] if subjects[i] < len(place) else -1
        who[i] = -1
        if p >= 0 and state[p] == 0:
            who[i] = p
            state[p] = 1
        elif p >= 0 and state[p] != 3:
            state[p] = 2


@kernel
def insert(cells: Matrix, first: int, i: int, buffer: Matrix) -> int:
    """Put row i where it belongs among the ordered rows first…i; how many rows moved."""
    width = cells.shape[1]
    for c in range(width):
        buffer[0, c] = cells[i, c]
    j = i
    while j > first and cells[j - 1, 0] > buffer[0, 0]:
        for c in range(width):
            cells[j, c] = cells[j - 1, c]
        j -= 1
    for c in range(width):
        cells[j, c] = buffer[0, c]
    return i - j


@outermost
def merge(cells: Matrix, first: int, last: int) -> None:
    """Put rows first…last in order of key by a merge sort; equal ones stay in the order in which they stand."""
    order = np.argsort(cells[first:last, 0].copy(), kind="mergesort")
    ordered = cells[first:last].copy()
    for a in range(last - first):
        for c in range(cells.shape[1]):
            cells[first + a, c] = ordered[order[a], c]


@outermost
def sort_rows(at: Ints, cells: Matrix, low: int, high: int, buffer: Matrix, groups: Ints, tied: Flags) -> int:
    """Put the rows of subjects low…high in order of key. `tied` is set for subjects of which rows are tied with one another; the number of
    such rows.

    Insertion while a subject's rows are few or nearly in order, as in a ledger that is added to day by day; a merge otherwise.
    """
    total = 0
    for s in range(low, high):
        first, last = at[s], at[s + 1]
        moves = 0
        same_day = False
        for i in range(first + 1, last):
            before, key = cells[i - 1, 0], cells[i, 0]
            same_day = same_day or before >> KIND_BITS == key >> KIND_BITS
            if before > key:
                same_day = True  # it may come to lie beside another of its day
                moves += insert(cells, first, i, buffer)
                if moves > 64 * (last - first) + 4096:
                    merge(cells, first, last)
                    break
        if same_day:
            found = 0
            for i in range(first, last):
                if is_tied(cells, first, last, i, groups):
                    found += 1
            tied[s] = found > 0
            total += found
    return total


@kernel
def is_tied(cells: Matrix, first: int, last: int, i: int, groups: Ints) -> bool:
    """Whether row i shares its day with another row of its subject whose order beside it matters (kinds of one group)."""
    day, group = cells[i, 0] >> KIND_BITS, groups[cells[i, 0] & KIND_MASK]
    if group < 0:
        return False
    for step in (-1, 1):
        j = i + step
        while first <= j < last and cells[j, 0] >> KIND_BITS == day:
            if groups[cells[j, 0] & KIND_MASK] == group:
                return True
            j += step
    return False


@outermost
def list_ties(at: Ints, cells: Matrix, subjects: Ints, groups: Ints, rows: Ints) -> int:
    """Write the tied rows of some subjects into `rows`; how many there are."""
    n = 0
    for s in subjects:
        for i in range(at[s], at[s + 1]):
            if is_tied(cells, at[s], at[s + 1], i, groups):
                rows[n] = i
                n += 1
    return n


def order_ties(at: Ints, cells: Matrix, rows: Ints, rank: Ints) -> None:
    """Put tied rows in order of subject, day and rank (furnisher and ref)."""
    subject = np.searchsorted(at, rows, side="right")
    order = np.lexsort((rank, cells[rows, 0] >> KIND_BITS, subject))
    cells[rows] = cells[rows[order]]


def ranges(counts: Ints, parts: int) -> list[tuple[int, int]]:
    """Cut subjects 0…n into so many runs of about equally many rows."""
    total = np.concatenate([[0], np.cumsum(counts)])
    cuts = [int(np.searchsorted(total, total[-1] * i // parts)) for i in range(parts + 1)]
    cuts[0], cuts[-1] = 0, len(counts)
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def in_threads(work: Sequence[tuple[object, ...]], function: object, threads: int) -> list[object]:
    """Run a compiled function (it lets go of the GIL) on each tuple of arguments, in order of the results."""
    if threads <= 1 or len(work) <= 1:
        return [function(*args) for args in work]  # type: ignore[operator]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda args: function(*args), work))  # type: ignore[operator]
