"""A ledger with what was read of it kept at hand, so that one question reads it once, however often the engine looks.

`Shelf` holds what stays true for as long as a rulebook and a ledger are used together: programs. `AtHand` holds what is true of one
moment: the entries of the few subjects that a question is about. A new question takes a new `AtHand`, and may share the shelf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final, TypeVar, cast

import numpy as np

from bonitas.engine.before import Before
from bonitas.ledger.base import (
    Amendment,
    FullRecord,
    Int32s,
    Int64s,
    Ledger,
    Need,
    Participations,
    Records,
)

T = TypeVar("T")
#: The entries of up to so many subjects are kept at hand; of more, each question is passed on.
FEW: Final = 10_000
#: A shelf holds so many things; then those go that were not used for longest.
ROOM: Final = 64


@dataclass(slots=True)
class Shelf:
    """What was worked out for a thing (by its identity), for later questions about the same thing."""

    _things: dict[tuple[str, int], tuple[object, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def once(self, what: str, of: object, make: Callable[[], T]) -> T:
        """What `make` gives for `of`; made once.

        >>> shelf, book = Shelf(), object()
        >>> shelf.once("size", book, lambda: 7), shelf.once("size", book, lambda: 8)
        (7, 7)
        """
        with self._lock:
            found = self._things.pop((what, id(of)), None)
            if found is not None:
                self._things[what, id(of)] = found  # the one used last goes last
                return cast(T, found[1])
        made = make()
        with self._lock:
            self._things[what, id(of)] = of, made  # `of` is held, so that no other thing can come to have its identity
            while len(self._things) > ROOM:
                self._things.pop(next(iter(self._things)))
        return made


@dataclass(slots=True)
class AtHand(Before):
    """`ledger`, asked no more often than needed. Everything that a `Ledger` promises holds."""

    shelf: Shelf = field(default_factory=Shelf)
    _pieces: dict[tuple[object, ...], list[Records]] = field(default_factory=dict)
    _changes: dict[tuple[object, ...], list[Amendment]] = field(default_factory=dict)
    _joined: dict[tuple[str, bytes], Participations] = field(default_factory=dict)
    _full: dict[int, FullRecord] = field(default_factory=dict)

    # ------------------------------------------------------------ what is kept

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed. For a few subjects they are read with their numbers and moments, which an explanation asks for later."""
        if _many(need.subjects):
            yield from self.ledger.read(need)
            return
        every = replace(need, recorded_at=True, entry=True, since=())  # the next question may be for an earlier day
        found = self._pieces.get(_key(every))
        if found is None:
            found = self._pieces[_key(every)] = list(self.ledger.read(every))
        for piece in found:
            recorded_at, entry = piece.recorded_at if need.recorded_at else None, piece.entry if need.entry else None
            yield replace(piece, recorded_at=recorded_at, entry=entry)

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed."""
        if _many(need.subjects):
            return self.ledger.amendments(need)
        found = self._changes.get(_key(need))
        if found is None:
            found = [] if self._unamended(need) else self.ledger.amendments(need)
            self._changes[_key(need)] = found
        return found

    def _unamended(self, need: Need) -> bool:
        """Whether it is known already that nothing among the records needed was amended."""
        assert need.subjects is not None
        subjects = need.subjects.tobytes()
        return any(
            not found and subjects == key[-1] and set(need.kinds) <= set(cast("tuple[str, ...]", key[0]))
            for key, found in self._changes.items()
        )

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook."""
        if subjects is None or _many(subjects):
            return self.ledger.participations(rulebook, subjects)
        key = rulebook, subjects.tobytes()
        if key not in self._joined:
            self._joined[key] = self.ledger.participations(rulebook, subjects)
        return self._joined[key]

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        return self.ledger.tie_order(entries, self._subjects_of(entries) if about is None else about)

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        """Records in words, in the order asked."""
        wanted = [int(entry) for entry in entries]
        lacking = [entry for entry in dict.fromkeys(wanted) if entry not in self._full]
        if lacking:
            about = self._subjects_of(np.array(lacking, np.int64)) if about is None else about
            self._full.update(zip(lacking, self.ledger.full_records(lacking, about), strict=True))
        return [self._full[entry] for entry in wanted]

    def _subjects_of(self, entries: Int64s) -> Int32s | None:
        """Whom entries are about, if all of them were read before."""
        found: dict[int, int] = {}
        for piece in (piece for pieces in self._pieces.values() for piece in pieces):
            assert piece.entry is not None
            mine = np.isin(piece.entry, entries)
            found.update(zip(piece.entry[mine].tolist(), piece.subject[mine].tolist(), strict=True))
        known = len(found) == len(np.unique(entries))
        return np.unique(np.array(list(found.values()), np.int32)) if known else None


def at_hand(ledger: Ledger) -> AtHand:
    """A ledger with what one question reads kept at hand; itself if it is so already."""
    return ledger if isinstance(ledger, AtHand) else AtHand(ledger)


def _many(subjects: Int32s | None) -> bool:
    return subjects is None or len(subjects) > FEW


def _key(need: Need) -> tuple[object, ...]:
    """What tells one need of a few subjects from another; the subjects last."""
    assert need.subjects is not None
    flags = need.ended, need.counterparty, need.furnisher, need.recorded_at, need.entry
    return need.kinds, need.attributes, flags, need.subjects.tobytes()
