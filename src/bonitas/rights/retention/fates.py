"""What is to become of each record on a day: whether its time is over, and what keeps it although it is asked to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bonitas.catalogue.model import Catalogue, Kind
from bonitas.common.days import NEVER, NO_DAY
from bonitas.engine.held import holds
from bonitas.engine.kept import over_on
from bonitas.ledger.base import Amendment, Int32s, Int64s, Ledger, Need, Records
from bonitas.rulebook.model import Hold

#: What becomes of a record. GOES: nothing keeps it. The others name what does.
GOES, KEPT, OPEN, DISPUTED, MINIMUM, UNKNOWN = range(6)
#: Why, in words; of the law the GDPR is cited.
BECAUSE: Final = (
    "nothing keeps it: Art. 5(1)(e) and 17(1) GDPR",
    "the time it is kept for is not over",
    "the matter goes on: it is still needed for what it was recorded for, Art. 17(1)(a) GDPR",
    "a dispute about it is open: Art. 18(1)(a) and 17(3)(e) GDPR",
    "the law demands that it is kept: Art. 17(3)(b) GDPR",
    "the catalogue does not know its kind, so nobody can say how long it is kept",
)


@dataclass(frozen=True, slots=True)
class Fates:
    """Records as columns: number, subject and kind (codes), until when each is kept (NEVER while its matter goes on), what becomes of it."""

    entry: Int64s
    subject: Int32s
    kind: Int32s
    until: Int32s
    fate: npt.NDArray[np.int8]


def fates(  # noqa: PLR0913 - what is asked, of whom, and when
    ledger: Ledger, catalogue: Catalogue, day: int, known: int, *, erasing: bool, subjects: Int32s | None = None
) -> Fates:  # fmt: skip
    """What is to become of the records of all subjects, or some, on a day and by what was known then. `erasing`: they are asked to go,
    so what is kept only because its time is not over goes too."""
    need = Need(tuple(catalogue.kinds), (), ended=True, entry=True, subjects=subjects)
    changes: dict[int, list[Amendment]] = {}
    for change in sorted(ledger.amendments(need), key=lambda c: (c.recorded_at, c.effective_on, c.change)):
        if change.recorded_at <= known:
            changes.setdefault(change.entry, []).append(change)
    codes = ledger.codes(need.kinds).tolist()
    kinds = {code: catalogue.kinds[name] for code, name in zip(codes, need.kinds, strict=True) if code >= 0}
    judge = _Judge(kinds, changes, day, erasing)
    pieces = [judge.piece(piece, known) for piece in ledger.read(need)]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)] if pieces else [np.empty(0, np.int64)] * 5
    entry, subject, kind, until, fate = columns
    return Fates(entry, subject.astype(np.int32), kind.astype(np.int32), until.astype(np.int32), fate.astype(np.int8))


@dataclass(frozen=True, slots=True)
class _Judge:
    kinds: dict[int, Kind]
    changes: dict[int, list[Amendment]]
    day: int
    erasing: bool

    def piece(self, rows: Records, known: int) -> tuple[Int64s, Int32s, Int32s, Int32s, npt.NDArray[np.int8]]:
        """Entry, subject, kind, until and fate of each row that was known."""
        assert rows.entry is not None and rows.ended_on is not None and rows.recorded_at is not None
        there = rows.recorded_at <= known
        entry, kind = rows.entry[there], rows.kind[there]
        occurred, ended = rows.occurred_on[there], rows.ended_on[there]
        until, least = np.empty(len(entry), np.int32), np.full(len(entry), NO_DAY, np.int32)
        for code in np.unique(kind).tolist():
            mine = kind == code
            self._of_kind(self.kinds[code], mine, (occurred, ended), (until, least))
        disputed = np.zeros(len(entry), np.bool_)
        for at in np.flatnonzero(np.isin(entry, np.fromiter(self.changes, np.int64, len(self.changes)))).tolist():
            changes, one = self.changes[int(entry[at])], self.kinds[int(kind[at])]
            over = over_on(one, int(occurred[at]), int(ended[at]), changes, self.day)
            until[at], least[at] = _ends(one, over)
            disputed[at] = is_disputed(changes, self.day)
        return entry, rows.subject[there], kind, until, self._fate(until, least, disputed)

    def _of_kind(self, kind: Kind, mine: npt.NDArray[np.bool_], days: tuple[Int32s, Int32s], into: tuple[Int32s, Int32s]) -> None:
        """Both ends of the unamended records of a kind: worked out once for each day."""
        occurred, ended = (column[mine] for column in days)
        over = occurred
        if kind.lasting:
            over = np.where((ended > NO_DAY) & (ended <= self.day), ended, np.int32(NEVER))
        each, place = np.unique(over, return_inverse=True)
        ends = np.array([_ends(kind, day) for day in each.tolist()], np.int32).reshape(-1, 2)
        for column, values in zip(into, ends.T, strict=True):
            column[mine] = values[place]

    def _fate(self, until: Int32s, least: Int32s, disputed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
        fate = np.full(len(until), GOES, np.int8)
        fate[disputed] = DISPUTED
        fate[least > self.day] = MINIMUM
        if not self.erasing:
            fate[until > self.day] = KEPT
        fate[until == NEVER] = OPEN
        return fate


def _ends(kind: Kind, over: int) -> tuple[int, int]:
    """Until when a record may be kept, and must be (NO_DAY: nobody demands it)."""
    if over == NEVER:
        return NEVER, NEVER if kind.keep_at_least else NO_DAY
    return kind.keep.after(over), kind.keep_at_least.after(over) if kind.keep_at_least else NO_DAY


def is_disputed(changes: Sequence[Amendment], day: int) -> bool:
    """Whether a dispute about a record is open on a day: filed, and neither decided nor made pointless by a withdrawal."""
    if any(change.change in {"upheld", "withdrawn"} for change in changes):
        return False
    return any(one.start <= day < one.end for one in holds(changes, Hold()))


def summed(found: Fates, ledger: Ledger) -> Iterator[tuple[str, int, int]]:
    """(kind, fate, how many records), in order of kind."""
    pairs, counts = np.unique(np.stack([found.kind, found.fate.astype(np.int32)], 1), axis=0, return_counts=True)
    names = ledger.words(pairs[:, 0].tolist()) if len(pairs) else []
    yield from sorted(zip(names, pairs[:, 1].tolist(), counts.tolist(), strict=True))
