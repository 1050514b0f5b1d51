"""Records as they come from a store, cut into blocks of whole subjects, as far as each subject's records lie together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bonitas.engine.grouping import Places, find_stretches, same_until
from bonitas.engine.kernel import layout as ly
from bonitas.ledger.base import Int32s, Records

#: If of the stretches so far fewer than one in so many was of a subject that had come before, it pays to go on.
AGAIN: Final = 4
#: Columns of a piece that it may or may not have.
OPTIONAL: Final = ("ended_on", "counterparty", "furnisher", "recorded_at", "entry")


@dataclass(frozen=True, slots=True)
class Block:
    """Records of some subjects, each whole as far as is known: rows at[i]…at[i + 1] of `parts`, one behind the other, are those of the subject
    at place who[i] (−1: to be passed over)."""

    parts: Sequence[Records]
    at: ly.Ints
    who: ly.Ints


class Stream:
    """Hands out blocks of about `most` rows, to one thread after another, in order of the store. `place[code]`: where a subject stands among
    those asked for (−1: nowhere); `apart`: places that are not wanted from here."""

    def __init__(self, pieces: Iterator[Records], place: Int32s, subjects: int, apart: Int32s, most: int) -> None:
        self._pieces: Iterator[Records] = (piece for piece in pieces if len(piece))
        self._lock = threading.Lock()
        self._place, self._most = place, most
        self.state: Places = np.zeros(subjects, np.int64)
        """0: has no record so far; 1: came once; 2: came again; 3: is not wanted from here."""
        self.state[apart] = 3
        self._at = self._stretches = self._again = 0
        self.first = self._piece = next(self._pieces, None)

    @property
    def scattered(self) -> bool:
        """Whether so many subjects came again that their records had better be brought together first."""
        return self._again * AGAIN > self._stretches

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._lock:
            self._piece, self._pieces = None, iter(())

    def take(self) -> Block | None:
        """The next block; None when there are no more."""
        with self._lock:
            parts = self._cut()
            if not parts or self.scattered:
                return None
            subject = parts[0].subject if len(parts) == 1 else np.concatenate([part.subject for part in parts])
            at, who = np.empty(len(subject) + 1, np.int64), np.empty(len(subject), np.int64)
            n, again = find_stretches(subject, self._place, self.state, at, who)
            self._stretches += n
            self._again += again
            return Block(parts, at[: n + 1], who[:n])

    def _cut(self) -> list[Records]:
        """Rows up to the end of a subject's stretch, from as many pieces as it takes."""
        parts: list[Records] = []
        have, last = 0, -1
        while self._piece is not None:
            subject = self._piece.subject
            end = min(self._at + self._most - have, len(subject)) if have < self._most else self._at
            last = int(subject[end - 1]) if end > self._at else last
            stop = int(same_until(subject, end, last))
            if stop > self._at:
                parts.append(part_of(self._piece, self._at, stop))
            have, self._at = have + stop - self._at, stop
            if stop < len(subject):
                break
            self._piece, self._at = next(self._pieces, None), 0
        return parts


def part_of(piece: Records, low: int, high: int) -> Records:
    """Rows low…high of a piece, as they lie in memory."""
    if low == 0 and high == len(piece):
        return piece
    optional = {name: None if (values := getattr(piece, name)) is None else values[low:high] for name in OPTIONAL}
    attributes = {name: values[low:high] for name, values in piece.attributes.items()}
    return replace(
        piece, subject=piece.subject[low:high], kind=piece.kind[low:high], occurred_on=piece.occurred_on[low:high],
        attributes=attributes, **optional,
    )  # fmt: skip
