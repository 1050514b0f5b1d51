"""Folding while reading: where a store hands over each subject's records together, piece by piece, as most ledgers do for most subjects.

Nothing is brought together by subject then, and no more than a piece for each thread is in memory. Subjects whose records come
in several stretches, or were amended, or fall on one day in an order that must be looked up, are left for the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from bonitas.engine.batch import NOTHING, Batch, asked_place, column_order, first_days, group, local_kinds
from bonitas.engine.folding import Answers, Desk
from bonitas.engine.grouping import Flags, Places, sort_rows
from bonitas.engine.kernel import layout as ly
from bonitas.engine.packing import bind, scratch
from bonitas.engine.pieces import Kinds, Piece, pieces_of
from bonitas.engine.program import Compiled
from bonitas.engine.question import Question
from bonitas.engine.stream import AGAIN_THERE, APART, LOOSE, NONE, ONCE, Block, Stream
from bonitas.ledger.arrays import runs_of
from bonitas.ledger.base import Amendment, Int32s, Ledger, Need, Records
from bonitas.rulebook.model import Hold

#: So many cells of a piece are laid and folded at a time: they stay in the cache nearest to the processor.
BLOCK_CELLS = 100_000
#: Fewer subjects are brought together first: it makes no difference.
FROM_SUBJECTS = 2_000
#: No subject has tied rows.
IN_ORDER: Final[Flags] = np.zeros(0, np.bool_)


@dataclass(slots=True)
class Room:
    """What one thread needs again for each block."""

    cells: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))
    rows: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    program: ly.Ints = field(default_factory=lambda: NOTHING)
    scratch: ly.Ints = field(default_factory=lambda: NOTHING)
    desk: Desk = field(default_factory=Desk)
    largest: int = -1

    def matrix(self, rows: int, width: int) -> ly.Matrix:
        """Room for so many rows, and for which they are."""
        if len(self.rows) < rows:
            self.cells, self.rows = np.empty(rows * width, np.int64), np.empty(rows, np.int32)
        return self.cells[: rows * width].reshape(rows, width)


@dataclass(slots=True)
class Streaming:
    """One stretch of the question, folded while it is read. `row_at[p]`: the first of the asked `rows` of the subject at place p (None: row p
    itself, and no other)."""

    compiled: Compiled
    stream: Stream
    lay: ly.Ints
    names: Sequence[str]
    kinds: Kinds
    rows: ly.Ints
    row_at: ly.Ints | None
    answers: Answers
    aside: list[Records] = field(default_factory=list)
    """Records of subjects that have tied rows, where their order may matter to more than limits."""
    tied: list[Places] = field(default_factory=list)

    def run(self, threads: int) -> None:
        """Fold everything that the stream hands out."""
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(self._work) for _ in range(threads)]:
                done.result()
        ends = None if self.stream.scattered else self.stream.ends()
        if ends is not None:
            self._fold(ends, Room())

    def _work(self) -> None:
        room = Room()
        try:
            while (block := self.stream.take()) is not None:
                self._fold(block, room)
        except BaseException:
            self.stream.stop()
            raise

    def _fold(self, block: Block, room: Room) -> None:
        """Fold a piece a few subjects at a time, about `BLOCK_CELLS` of their cells."""
        most = max(BLOCK_CELLS // int(self.lay[ly.L_WIDTH]), 1)
        total = np.append(0, np.cumsum(block.end - block.begin))
        first, last = 0, len(block.who)
        while first < last:
            end = int(np.searchsorted(total, total[first] + most, side="right")) - 1
            end = min(max(end, first + 1), last)
            some = slice(first, end)
            cells = room.matrix(int(total[end] - total[first]), int(self.lay[ly.L_WIDTH]))
            at = block.piece.lay(block.begin[some], block.end[some], self.kinds, cells, room.rows)
            self._fold_some(block.piece, at, cells, block.who[some], room)
            first = end

    def _fold_some(self, piece: Piece, at: Places, cells: ly.Matrix, who: Places, room: Room) -> None:
        asked, tied = who >= 0, np.zeros(len(who), np.bool_)
        ties = piece.stretches is None and self._sort(at, cells, tied)
        if ties and not self.compiled.ties_in_limits:
            mine = np.repeat(tied & asked, np.diff(at))
            self._set_aside(piece, room.rows[: at[-1]][mine].astype(np.int64), who[tied & asked])
            asked &= ~tied
        mattered = np.zeros(len(who), np.bool_)
        local, rows = self._asked(np.flatnonzero(asked), who)
        self._make_room(int(np.diff(at).max(initial=0)), room)
        unsure = tied if ties and self.compiled.ties_in_limits else IN_ORDER
        room.desk.fold(room.program, cells, room.scratch, at, local, rows, self.answers, unsure, mattered)
        if ties and mattered.any():
            self.stream.state[who[mattered]] = AGAIN_THERE

    def _sort(self, at: Places, cells: ly.Matrix, tied: Flags) -> bool:
        """Put each subject's rows in order of day and kind; whether rows of some subjects are tied."""
        buffer = np.empty((1, cells.shape[1]), np.int64)
        return bool(sort_rows(at, cells, 0, len(at) - 1, buffer, self.compiled.order_groups, tied) > 0)

    def _asked(self, local: Places, who: Places) -> tuple[Places, ly.Ints]:
        """For each asked row of some subjects of a block: which subject, and which row."""
        if self.row_at is None:
            return local, who[local]
        first = self.row_at[who[local]]
        many = self.row_at[who[local] + 1] - first
        if (many == 1).all():
            return local, self.rows[first]
        local = np.repeat(local, many)
        return local, self.rows[runs_of(first, many)]

    def _make_room(self, largest: int, room: Room) -> None:
        if largest > room.largest:
            room.largest = 2 * largest
            room.program = bind(self.compiled.program, self.lay[: ly.L_WIDTH], room.largest, self.compiled.clauses_per_kind)
            room.scratch = scratch(room.program)

    def _set_aside(self, piece: Piece, rows: Places, who: Places) -> None:
        """Keep these records of tied subjects as they came."""
        if len(rows):
            self.aside.append(piece.records(self.names, len(self.compiled.attributes), rows))
            self.tied.append(who)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read for the asked `rows` of a question (in order of place): the records of their subjects, as known at `known_at` (None: all)."""

    compiled: Compiled
    ledger: Ledger
    question: Question
    rows: ly.Ints
    known_at: int | None
    hold: Hold | None
    threads: int
    since: tuple[int, ...] = ()
    """From which day on records of each kind can matter."""

    def need(self, codes: Int32s, *, in_order: bool) -> Need:
        """What to ask the store for. Where most subjects are asked for, it is not told which: to read all is quicker than to choose."""
        looked_up = self.compiled.needs_ties and not (in_order or self.compiled.ties_in_limits)
        need = replace(self.compiled.need(recorded_at=self.known_at is not None, entry=looked_up), since=self.since)
        most = self.question.everybody and 2 * len(codes) > len(self.question.codes)
        return need if most else replace(need, subjects=codes)


#: Rows that are left to be folded otherwise, amendments (None: not read), and what can be folded at once: places and their records.
Left = tuple[ly.Ints, Sequence[Amendment] | None, Sequence[tuple[ly.Ints, Batch]]]


def fold_while_read(reading: Reading, answers: Answers) -> Left:
    """Fold what can be folded while it is read; what is left."""
    compiled, ledger, question, rows = reading.compiled, reading.ledger, reading.question, reading.rows
    places = places_of(question, rows)
    if len(places) < FROM_SUBJECTS or not compiled.kinds or getattr(ledger, "scattered", False):
        return rows, None, ()
    codes = question.codes[places]
    late = latecomers(ledger)
    need = reading.need(codes, in_order=late is not None)
    changes = ledger.amendments(need)
    place = asked_place(codes)
    apart = _apart(changes, late, place)
    if 2 * len(apart) > len(places):
        return rows, changes, ()
    lay, facts = column_order(compiled, need.columns, versions=False)
    names = [*compiled.attributes, *facts]
    stream = Stream(pieces_of(ledger, need, names), place, len(places), apart)
    kinds = Kinds(local_kinds(compiled, ledger), first_days(compiled, ledger, reading.since))
    streaming = Streaming(compiled, stream, lay, names, kinds, rows, _row_at(question, rows, places), answers)
    streaming.run(reading.threads)
    if stream.scattered:
        return rows, changes, ()
    return of_places(question, rows, places[left_over(stream)]), changes, _ready(reading, streaming, places)


def latecomers(ledger: Ledger) -> Int32s | None:
    """Subjects (codes) with records that a ledger does not have in order; None if nothing is in order."""
    ask = getattr(ledger, "latecomers", None)
    found: Int32s | None = None if ask is None else ask()
    return found


def _apart(changes: Sequence[Amendment], late: Int32s | None, place: Int32s) -> Int32s:
    """The places of subjects who are left for the ordinary way from the first: records of theirs were amended, or are not all in order."""
    changed = np.array([change.subject for change in changes], np.int64)
    codes = np.unique(changed if late is None else np.concatenate([changed, late]))
    apart = place[codes[codes < len(place)]]
    found: Int32s = apart[apart >= 0]
    return found


def _row_at(question: Question, rows: ly.Ints, places: ly.Ints) -> ly.Ints | None:
    """Where the rows (in order of place) of each of their places begin, and the end of the last; None if each place is its own row."""
    if _is_all(question, rows):
        return None
    if len(rows) == len(places):
        return np.arange(len(places) + 1)
    found: ly.Ints = np.searchsorted(question.place[rows], np.append(places, places[-1] + 1))
    return found


def left_over(stream: Stream) -> Flags:
    """Which places must be folded otherwise."""
    left: Flags = (stream.state == AGAIN_THERE) | (stream.state == APART)
    return left


def _ready(reading: Reading, streaming: Streaming, places: ly.Ints) -> list[tuple[ly.Ints, Batch]]:
    """What was read but not folded: subjects without a record, and those with tied rows."""
    found: list[tuple[ly.Ints, Batch]] = []
    state = streaming.stream.state
    silent = places[state == NONE]
    if len(silent):
        nothing = np.empty((0, int(streaming.lay[ly.L_WIDTH])), np.int64)
        found.append((silent, Batch(np.zeros(len(silent) + 1, np.int64), nothing, streaming.lay[: ly.L_WIDTH])))
    tied = np.sort(np.concatenate([NOTHING, *streaming.tied]))
    tied = places[tied[(state[tied] == ONCE) | (state[tied] == LOOSE)]]
    if len(tied):
        codes = reading.question.codes[tied]
        batch = group(reading.compiled, reading.ledger, streaming.aside, codes, [], reading.threads, hold=reading.hold)
        found.append((tied, batch))
    return found


def places_of(question: Question, rows: ly.Ints) -> ly.Ints:
    """The places of the subjects that some rows (in order) ask for, each once."""
    if _is_all(question, rows):
        return question.place
    places = question.place[rows]
    found: ly.Ints = places[np.append(True, places[1:] != places[:-1])] if len(places) else places
    return found


def _is_all(question: Question, rows: ly.Ints) -> bool:
    """Whether these are all rows of a question that asks for each of its subjects once, as everybody's does."""
    return len(rows) == len(question) and question.each


def of_places(question: Question, rows: ly.Ints, places: ly.Ints) -> ly.Ints:
    """Those of the rows (in order of place) that ask for these places (in order)."""
    if _is_all(question, rows):
        return rows[places]
    place = question.place[rows]
    at = np.searchsorted(place, places)
    if len(places) and np.searchsorted(place, places[-1], side="right") - at[0] == len(at):  # one row for each, side by side
        return rows[at[0] : at[0] + len(at)]
    mine = np.zeros(int(max(place.max(initial=0), places.max(initial=0))) + 1, np.bool_)
    mine[places] = True
    return rows[mine[place]]
