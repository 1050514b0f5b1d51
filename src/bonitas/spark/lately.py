"""Records that no clause can look at any more, or whose kind no rule looks at, stay where they are. Whom they are about is known all the
same: the subjects travel of whom nothing else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.common.days import FIRST_DAY, day_number
from bonitas.engine.kernel.jit import outermost
from bonitas.spark.murmur import Hashes

Truths = npt.NDArray[np.bool_]
Int32s = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
FIRST: Final = day_number(FIRST_DAY)
#: For kinds of which no record is looked at.
NEVER: Final = np.iinfo(np.int32).max


def matter(kind: Any, occurred: Any, unread: Sequence[str], since: Mapping[str, int]) -> Truths | None:
    """Which records travel; None: all. Those of `unread` kinds do not, nor those that occurred before the day from which on their kind
    matters. Whatever cannot be judged travels, for the worker to refuse.

    >>> kind, day = pa.array(["a", "a", "b", "c"]), pa.array([9, 8, 1, 1], pa.date32())
    >>> matter(kind, day, ["c"], {"a": 9}).tolist()
    [True, False, True, False]
    """
    words = kind if pa.types.is_dictionary(kind.type) else kind.dictionary_encode()
    first = [NEVER if word in unread else since.get(word, FIRST) for word in words.dictionary.to_pylist()]
    days = np.array([*first, FIRST], np.int32)[np.asarray(pc.fill_null(words.indices.cast(pa.int32()), len(first)))]
    gone = days == NEVER
    if since and pa.types.is_date32(occurred.type):
        on = np.asarray(pc.fill_null(occurred.cast(pa.int32()), NEVER))
        gone |= (on >= FIRST) & (on < days)
    return ~gone if gone.any() else None


def only_there(subject: Any, type_: Any | None, found: Hashes, mine: Truths) -> Int32s:
    """Rows that name everybody of whom no row is `mine`, with each type that is said of a subject there and not in one that is: at least one
    row for each, few more than one. `subject`: texts, with their hashes; a missing one is mine."""
    rows = np.empty(len(subject), np.int32)
    ends = np.frombuffer(subject.buffers()[1], np.int32)[subject.offset : subject.offset + len(subject) + 1]
    slots = np.full(1 << (2 * len(subject)).bit_length(), -1, np.int32)
    said = np.zeros(len(subject), np.int32) if type_ is None else _numbers(type_)
    return rows[: others(ends, np.frombuffer(subject.buffers()[2] or b"", np.uint8), found, said, mine, slots, rows)]


def _numbers(column: Any) -> Int32s:
    """A number for each text."""
    words = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return np.asarray(pc.fill_null(words.indices.cast(pa.int32()), -1))


@outermost
def others(  # noqa: PLR0913, PLR0917 - Numba takes no object that would hold the columns
    ends: Int32s, data: Bytes, hashes: Hashes, said: Int32s, mine: Truths, slots: Int32s, rows: Int32s
) -> int:
    """Text i is data[ends[i]…ends[i + 1]]. Put into `rows` those that are not mine, but for those alike to one that is or to one that is put
    there already; how many. Each of `slots` (all −1; a power of two) has room for one row to be compared with: who is put out of it may be met again."""
    last, many = len(slots) - 1, 0
    for own in (True, False):
        for i in range(len(mine)):
            if mine[i] != own:
                continue
            at = (np.int64(hashes[i]) ^ np.int64(said[i])) & last
            j = slots[at]
            if not own:
                if j >= 0 and said[i] == said[j] and alike(ends, data, i, j):
                    continue
                rows[many] = i
                many += 1
            slots[at] = i
    return many


@outermost
def alike(ends: Int32s, data: Bytes, i: int, j: int) -> bool:
    """Whether two texts are the same."""
    n = ends[i + 1] - ends[i]
    same = n == ends[j + 1] - ends[j]
    k = 0
    while same and k < n:
        same = data[ends[i] + k] == data[ends[j] + k]
        k += 1
    return bool(same)
