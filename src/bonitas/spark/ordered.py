"""Refs as whole numbers that keep their order: the eight bytes after what all of them begin with.

A record's name (furnisher and ref) is needed for the order of records of one day, and to notice one that is there twice. Of refs such as
2026-000042 eight bytes tell as much as the text does, and travel for less. Two records of one furnisher that these do not tell apart make the
job send names in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonprefix
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bonitas.engine.kernel.jit import outermost
from bonitas.spark.footers import File

Numbers = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
#: Rows of the first file that are looked at, to see whether eight bytes tell its refs apart.
_LOOKED_AT: Final = 4096


def common_beginning(files: Sequence[File]) -> str | None:
    """What all refs of some files begin with, by their footers; None if refs cannot travel as numbers: one is missing, the
    files do not say, or eight bytes would not tell them apart."""
    filled = [file for file in files if file.rows]
    bounds = [file.refs for file in filled]
    if not bounds or any(one is None for one in bounds):
        return None
    begins = commonprefix([ref for one in bounds if one is not None for ref in one])
    refs = _first_refs(filled[0].path)
    return begins if refs is not None and len(np.unique(numbers_of(refs, begins))) == len(refs.unique()) else None


def _first_refs(path: str) -> Any | None:
    try:
        with pq.ParquetFile(path) as file:
            batch = next(file.iter_batches(_LOOKED_AT, columns=["ref"]), None)
    except (OSError, pa.ArrowException):
        return None
    return None if batch is None else batch.column(0).cast(pa.string())


def numbers_of(refs: Any, begins: str) -> Numbers:
    """For each ref (a string array, none missing) the eight bytes after its beginning: in order as the refs are, but for those
    that they do not tell apart. ValueError if one begins otherwise.

    >>> numbers_of(pa.array(["r-2", "r-10", "r-"]), "r-").argsort().tolist()
    [2, 1, 0]
    """
    found = np.zeros(len(refs), np.uint64)
    if not len(refs):
        return found
    ends = np.frombuffer(refs.buffers()[1], np.int32)[refs.offset : refs.offset + len(refs) + 1]
    data = np.frombuffer(refs.buffers()[2] or b"", np.uint8)
    if not eight_bytes(ends, data, np.frombuffer(begins.encode(), np.uint8), found):
        raise ValueError(begins)
    return found


@outermost
def eight_bytes(ends: npt.NDArray[np.int32], data: Bytes, begins: Bytes, found: Numbers) -> bool:
    """Text i is data[ends[i]…ends[i + 1]]; found[i] becomes the eight bytes after `begins`, as a number with the first byte on top. False if a
    text begins otherwise."""
    for i in range(len(found)):
        first, last = np.int64(ends[i]), np.int64(ends[i + 1])
        if last - first < len(begins):
            return False
        for k in range(len(begins)):
            if data[first + k] != begins[k]:
                return False
        first += len(begins)
        number = np.uint64(0)
        for at in range(first, first + 8):
            number = number << np.uint64(8) | (np.uint64(data[at]) if at < last else np.uint64(0))
        found[i] = number
    return True
