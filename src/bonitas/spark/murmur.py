"""Spark's own hash of a text (Murmur3, 32 bits), over whole Arrow columns: rows that are divided here and rows that Spark has put into
the buckets of a table meet in the same place."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel.jit import outermost

Hashes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
#: What Spark begins with; it is also its hash of what is missing.
SEED: Final = 42
_LOW: Final = np.uint64(0xFFFFFFFF)
_TOP, _SIGN = np.uint64(0x80), np.uint64(0xFFFFFF00)
_8, _13, _15, _16, _17, _19, _24 = (np.uint64(by) for by in (8, 13, 15, 16, 17, 19, 24))
_ALL_THERE: Final = np.frombuffer(b"", np.uint8)


def hashes(column: Any, seeds: Hashes | None = None) -> Hashes:
    """The hash of each text of a string array (no dictionary), as Spark's `hash` gives it; a missing one gives its seed.

    `seeds`: what each begins with, to hash several columns together; without them 42, as in Spark.

    >>> import pyarrow as pa
    >>> hashes(pa.array(["P0000042", "", None])).astype(np.int32).tolist()
    [-311355796, 142593372, 42]
    """
    found = np.full(len(column), SEED, np.uint32) if seeds is None else seeds.copy()
    _hashed(column, found)
    return found


def buckets(column: Any, many: int) -> npt.NDArray[np.uint16]:
    """Into which of so many buckets each text falls, as in Spark's bucketed tables.

    >>> import pyarrow as pa
    >>> buckets(pa.array(["P0000042", "P0000043", None]), 8).tolist()
    [4, 0, 2]
    """
    return among(hashes(column), many)


def among(found: Hashes, many: int) -> npt.NDArray[np.uint16]:
    """The same of hashes."""
    parts = np.empty(len(found), np.uint16)
    remainders(found.view(np.int32), many, parts)
    return parts


def marks(*columns: Any) -> npt.NDArray[np.int64]:
    """A 64-bit mark of the texts of several columns together: two hashes that begin differently."""
    halves = []
    for seed in (SEED, 0x9747B28C):
        seeds = np.full(len(columns[0]), seed, np.uint32)
        for column in columns:
            seeds = hashes(column, seeds)
        halves.append(seeds.astype(np.uint64))
    return ((halves[0] << np.uint64(32)) | halves[1]).view(np.int64)


def _hashed(column: Any, found: Hashes) -> None:
    """Put the hash of each text in place of what it begins with."""
    buffers = column.buffers()
    if not len(column) or buffers[1] is None:
        return
    ends = np.frombuffer(buffers[1], np.int32)[column.offset : column.offset + len(column) + 1]
    bits = np.frombuffer(buffers[0], np.uint8) if column.null_count else _ALL_THERE
    hash_texts(ends, np.frombuffer(buffers[2] or b"", np.uint8), bits, column.offset, found)


@outermost
def hash_texts(ends: npt.NDArray[np.int32], data: Bytes, bits: Bytes, offset: int, found: Hashes) -> None:
    """Text i is data[ends[i]…ends[i + 1]], and missing where bit `offset` + i is not set (none is without bits); found[i] is its seed,
    and becomes its hash."""
    for i in range(len(found)):
        if len(bits) and not bits[(offset + i) >> 3] >> ((offset + i) & 7) & 1:
            continue
        first, last = np.int64(ends[i]), np.int64(ends[i + 1])
        whole = last - (last - first) % 4
        so_far = np.uint64(found[i])
        for at in range(first, whole, 4):
            word = (
                np.uint64(data[at])
                | np.uint64(data[at + 1]) << _8
                | np.uint64(data[at + 2]) << _16
                | np.uint64(data[at + 3]) << _24
            )
            so_far = mixed(so_far, word)
        for at in range(whole, last):  # Spark takes what is left byte by byte, with its sign
            byte = np.uint64(data[at])
            so_far = mixed(so_far, byte | _SIGN if byte & _TOP else byte)
        so_far ^= np.uint64(last - first)
        so_far = (so_far ^ so_far >> _16) * np.uint64(0x85EBCA6B) & _LOW
        so_far = (so_far ^ so_far >> _13) * np.uint64(0xC2B2AE35) & _LOW
        found[i] = np.uint32(so_far ^ so_far >> _16)


@outermost
def remainders(found: npt.NDArray[np.int32], many: int, parts: npt.NDArray[np.uint16]) -> None:
    """What is left of each when it is divided; never negative, as Spark's pmod."""
    for i in range(len(found)):
        left = np.int64(found[i]) % many
        parts[i] = left + many if left < 0 else left


@numba.njit(nogil=True)
def mixed(found: np.uint64, word: np.uint64) -> np.uint64:
    """One word of 32 bits mixed in; all in the lower half of 64."""
    word = word * np.uint64(0xCC9E2D51) & _LOW
    word = (word << _15 | word >> _17) & _LOW
    found ^= word * np.uint64(0x1B873593) & _LOW
    found = (found << _13 | found >> _19) & _LOW
    return np.uint64(found * np.uint64(5) + np.uint64(0xE6546B64) & _LOW)
