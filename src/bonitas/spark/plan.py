"""How a job over files is divided: which piece is read by whom, what of it, and where its rows go. It travels to the workers as text."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bonitas.spark.footers import File
from bonitas.spark.murmur import Hashes, among, hashes
from bonitas.spark.pieces import Columns, Piece, Stretch

Parts = npt.NDArray[np.uint16]
#: A task reads row groups until it has so many rows.
ROWS: Final = 1_000_000
#: A part is not made smaller than this, to employ more workers.
FEW: Final = 250_000


@dataclass(frozen=True, slots=True)
class Plan:
    """`tables`: what is read of which; `parts`: into how many the rows are divided; `pieces`: what is read, in the order of tasks.

    `send`: the columns of records that travel; `unread`: kinds of records of which only the subject does; `since`: from which day on
    records of a kind do, else only the subject; `marked`: whether records are given a mark of their name; `begins`: what all refs begin
    with, if they travel as numbers (`ordered`). `stretches`: where records lie in order of subject, or in buckets, each part's own; rows of
    other tables go where their subjects are then.
    """

    parts: int
    tables: dict[str, Columns]
    pieces: tuple[Piece, ...]
    send: tuple[str, ...]
    unread: tuple[str, ...] = ()
    since: dict[str, int] = field(default_factory=dict)
    marked: bool = False
    begins: str | None = None
    stretches: tuple[Stretch, ...] = ()

    def part_of(self, subjects: Any, found: Hashes | None = None) -> Parts:
        """The part of each row, by its subject. `found`: their hashes, where they are known."""
        if not self.stretches or self.stretches[0].bucket is not None:
            return among(hashes(subjects) if found is None else found, self.parts)
        cuts = [stretch.upto for stretch in self.stretches[:-1]]
        return np.array([0 if one is None else bisect_left(cuts, one) for one in subjects.to_pylist()], np.uint16)

    def to_json(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self), ensure_ascii=False)


@lru_cache(maxsize=4)
def plan_of(text: str) -> Plan:
    """As it arrived, made once in a worker process."""
    said: dict[str, Any] = json.loads(text)
    tables = {what: Columns(one["types"], tuple(one["few"])) for what, one in said.pop("tables").items()}
    stretches = tuple(
        Stretch(one["after"], one["upto"], _pieces(one["own"]), _pieces(one["heads"]), one["bucket"])
        for one in said.pop("stretches")
    )
    return Plan(
        tables=tables, pieces=_pieces(said.pop("pieces")), stretches=stretches, send=tuple(said.pop("send")),
        unread=tuple(said.pop("unread")), **said,
    )  # fmt: skip


def _pieces(said: list[dict[str, Any]]) -> tuple[Piece, ...]:
    return tuple(Piece(**{**one, "groups": tuple(one["groups"])}) for one in said)


def pieces_of(what: str, files: Sequence[File]) -> list[Piece]:
    """The row groups of files, together where they are small."""
    found = []
    for file in files:
        groups: list[int] = []
        rows = 0
        for group in file.groups:
            if groups and rows + group.rows > ROWS:
                found.append(Piece(what, file.path, file.size, tuple(groups)))
                groups, rows = [], 0
            groups.append(group.number)
            rows += group.rows
        if groups:
            found.append(Piece(what, file.path, file.size, tuple(groups)))
    return found


def parts_for(rows: int, usual: int) -> int:
    """Into how many parts rows are divided, each held by one worker: so many that none has over a million on average, and up to the
    usual number (of Spark's shuffles) where they are not too small then.

    >>> [parts_for(rows, 4) for rows in (1_000, 600_000, 20_000_000)]
    [1, 3, 20]
    """
    return max(-(-rows // ROWS), min(usual, -(-rows // FEW)))
