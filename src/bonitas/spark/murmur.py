"""Spark's own hash of a text (Murmur3, 32 bits), over whole Arrow columns: rows that are divided here and rows that Spark has put into
the buckets of a table meet in the same place."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
#: What Spark begins with; it is also its hash of what is missing.
SEED: Final = 42
_C1, _C2 = np.uint32(0xCC9E2D51), np.uint32(0x1B873593)
#: So many texts at a time, so that their bytes stay in the processor's cache.
_AT_ONCE: Final = 65_536


def hashes(column: Any, seeds: Hashes | None = None) -> Hashes:
    """The hash of each text of a string array (no dictionary), as Spark's `hash` gives it; a missing one gives its seed.

    `seeds`: what each begins with, to hash several columns together; without them 42, as in Spark.

    >>> import pyarrow as pa
    >>> hashes(pa.array(["P0000042", "", None])).astype(np.int32).tolist()
    [-311355796, 142593372, 42]
    """
    found = np.full(len(column), SEED, np.uint32) if seeds is None else seeds.copy()
    for at in range(0, len(column), _AT_ONCE):
        found[at : at + _AT_ONCE] = _hashed(column.slice(at, _AT_ONCE), found[at : at + _AT_ONCE])
    return found


def buckets(column: Any, many: int) -> npt.NDArray[np.uint16]:
    """Into which of so many buckets each text falls, as in Spark's bucketed tables.

    >>> import pyarrow as pa
    >>> buckets(pa.array(["P0000042", "P0000043", None]), 8).tolist()
    [4, 0, 2]
    """
    return (hashes(column).astype(np.int32) % np.int32(many)).astype(
        np.uint16
    )  # NumPy's remainder is never negative, as Spark's pmod


def marks(*columns: Any) -> npt.NDArray[np.int64]:
    """A 64-bit mark of the texts of several columns together: two hashes that begin differently."""
    halves = []
    for seed in (SEED, 0x9747B28C):
        seeds = np.full(len(columns[0]), seed, np.uint32)
        for column in columns:
            seeds = hashes(column, seeds)
        halves.append(seeds.astype(np.uint64))
    return ((halves[0] << np.uint64(32)) | halves[1]).view(np.int64)


def _hashed(column: Any, seeds: Hashes) -> Hashes:
    """All texts of one length are hashed together."""
    buffers = column.buffers()
    if not len(column) or buffers[1] is None:
        return seeds
    ends = np.frombuffer(buffers[1], np.int32)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(buffers[2] or b"", np.uint8)
    lengths, found = np.diff(ends), seeds.copy()
    there = np.asarray(column.is_valid()) if column.null_count else None
    for length in np.unique(lengths).tolist():
        of_length = lengths == length
        at = np.flatnonzero(of_length if there is None else of_length & there)
        found[at] = _of_length(data, ends[at], length, seeds[at])
    return found


def _of_length(data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int32], length: int, found: Hashes) -> Hashes:
    whole = length - length % 4
    for word in range(0, whole, 4):
        chunk = data[starts[:, None] + np.arange(word, word + 4, dtype=np.int32)]
        found = _mixed(found, np.ascontiguousarray(chunk).view("<u4")[:, 0])
    for byte in range(whole, length):  # Spark takes what is left byte by byte, with its sign
        found = _mixed(found, data[starts + np.int32(byte)].view(np.int8).astype(np.int32).view(np.uint32))
    found = found ^ np.uint32(length)
    found = (found ^ (found >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    found = (found ^ (found >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return found ^ (found >> np.uint32(16))


def _mixed(found: Hashes, word: Hashes) -> Hashes:
    found = found ^ (_turned(word * _C1, 15) * _C2)
    return _turned(found, 13) * np.uint32(5) + np.uint32(0xE6546B64)


def _turned(word: Hashes, by: int) -> Hashes:
    return (word << np.uint32(by)) | (word >> np.uint32(32 - by))
