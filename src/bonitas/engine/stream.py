"""Records as they come from a store, piece by piece, as far as each subject's records lie together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from bonitas.engine.grouping import States, find_stretches, give
from bonitas.engine.kernel import layout as ly
from bonitas.engine.pieces import Piece, joined
from bonitas.ledger.base import Int32s

#: If of the stretches so far fewer than one in so many was of a subject that had come before, it pays to go on.
AGAIN: Final = 4
#: What `Stream.state` says of a subject: it has no record so far; came once, whole; came again; is not wanted from here; came at the ends of
#: pieces alone.
NONE, ONCE, AGAIN_THERE, APART, LOOSE = range(5)
#: In `Block.who`: rows to be passed over, and rows at an end of a piece.
PASSED, AT_END = -1, -2


@dataclass(frozen=True, slots=True)
class Block:
    """A piece: rows begin[i]…end[i] are those of the subject at place who[i] (or PASSED or AT_END), whole as far as is known."""

    piece: Piece
    begin: ly.Ints
    end: ly.Ints
    who: ly.Ints


class Stream:
    """Hands out pieces with whom they are about, to one thread after another. `place[code]`: where a subject stands among those asked for
    (−1: nowhere); `apart`: places that are not wanted from here.

    A subject at the end of a piece may go on in the next: its rows are kept (`ends`) until all pieces have come.
    """

    def __init__(self, pieces: Iterator[Callable[[], Piece]], place: Int32s, subjects: int, apart: Int32s) -> None:
        self._pieces, self._place = pieces, place
        self._lock = threading.Lock()
        self.state: States = np.full(subjects, NONE, np.int8)
        self.state[apart] = APART
        self._stretches = self._again = 0
        self._ends: list[Piece] = []

    @property
    def scattered(self) -> bool:
        """Whether so many subjects came again that their records had better be brought together first."""
        return self._again * AGAIN > self._stretches

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._lock:
            self._pieces = iter(())

    def take(self) -> Block | None:
        """The next block; None when there are no more. Whatever is to be done for a piece alone is done outside the lock."""
        while True:
            with self._lock:
                fetch = None if self.scattered else next(self._pieces, None)
            if fetch is None:
                return None
            piece = fetch()
            if len(piece):
                break
        return self._found(piece) if piece.stretches is None else self._given(piece, *piece.stretches)

    def _given(self, piece: Piece, subjects: Int32s, begin: ly.Ints, end: ly.Ints) -> Block:
        """A piece of which it is known whose rows are where; they are all of theirs, unless some come elsewhere."""
        who = np.empty(len(subjects), np.int64)
        with self._lock:
            give(subjects, self._place, self.state, who)
        return Block(piece, begin, end, who)

    def _found(self, piece: Piece) -> Block:
        """A piece in any order: stretches of one subject's rows are looked for."""
        at, who = np.empty(len(piece) + 1, np.int64), np.empty(len(piece), np.int64)
        with self._lock:
            n, again = find_stretches(piece.subject, self._place, self.state, at, who)
            self._stretches += n
            self._again += again
        at, who = at[: n + 1], who[:n]
        ends = np.flatnonzero(who == AT_END)
        if len(ends):
            rows = np.concatenate([np.arange(at[i], at[i + 1]) for i in ends.tolist()])
            with self._lock:
                self._ends.append(piece.taken(rows))
        return Block(piece, at[:-1], at[1:], who)

    def ends(self) -> Block | None:
        """When everything has come: the subjects that came at the ends of pieces alone."""
        if not self._ends:
            return None
        codes = np.concatenate([piece.subject for piece in self._ends])
        places = self._place[codes]
        rows = np.flatnonzero(self.state[places] == LOOSE)
        if not len(rows):
            return None
        rows = rows[np.argsort(places[rows], kind="stable")]
        who = places[rows]
        first = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
        return Block(joined(self._ends, rows), first, np.append(first[1:], len(rows)), who[first].astype(np.int64))
