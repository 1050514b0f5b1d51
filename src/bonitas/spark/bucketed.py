"""Tables that Spark keeps in buckets of their subject: each bucket is a part, whose files one worker reads by itself. Nothing is shuffled then.

Which bucket a file is of stands in its name; whoever reads it makes sure that its rows belong there, by Spark's own hash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bonitas.spark.footers import File
from bonitas.spark.murmur import buckets
from bonitas.spark.pieces import Piece, Stretch
from bonitas.spark.plan import pieces_of
from bonitas.spark.wire import SUBJECT

#: A file of a bucket, as Spark names them: part-00000-…_00003.c000.snappy.parquet.
_NAME: Final = re.compile(r".*_(\d+)(\..*)?")
#: Parts are numbered in 16 bits.
_MOST: Final = 2**16


def bucket_stretches(what: str, files: Sequence[File], many: int | None) -> list[Stretch] | None:
    """A part for each of `many` buckets; None if the table has none, or a file's name does not say of which it is."""
    if many is None or many >= _MOST:
        return None
    found: list[list[Piece]] = [[] for _ in range(many)]
    for file in files:
        named = _NAME.fullmatch(Path(file.path).name)
        if named is None or int(named[1]) >= many:
            return None
        found[int(named[1])] += pieces_of(what, [file])
    return [Stretch(None, None, tuple(pieces), bucket=number) for number, pieces in enumerate(found)]


def belong(rows: Any, stretch: Stretch, many: int) -> bool:
    """Whether all rows of a table are about subjects of the stretch's bucket; a stretch that is none has no say."""
    if stretch.bucket is None:
        return True
    return bool(np.all(buckets(rows.column(SUBJECT).combine_chunks(), many) == stretch.bucket))
