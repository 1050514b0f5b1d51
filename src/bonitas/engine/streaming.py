"""Folding while reading: where a store hands over each subject's records together, block by block, as most ledgers do for most subjects.

Nothing is brought together by subject then, and no more than a block for each thread is in memory. Subjects whose records come
in several stretches, or were amended, or fall on one day in an order that must be looked up, are left for the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from bonitas.engine.batch import NOTHING, TOGETHER, Batch, Columns, asked_place, column_order, group, local_kinds
from bonitas.engine.grouping import Flags, Places, lay_rows, sort_rows
from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.fold import fold_many
from bonitas.engine.packing import bind, scratch
from bonitas.engine.program import Compiled
from bonitas.engine.question import Question
from bonitas.engine.stream import Block, Stream
from bonitas.engine.versions import taken
from bonitas.ledger.base import Amendment, Int32s, Ledger, Need, Records
from bonitas.rulebook.model import Hold

#: So many cells of a block: it stays near the processor.
BLOCK_CELLS = 1_000_000
#: Fewer subjects are brought together first: it makes no difference.
FROM_SUBJECTS = 2_000


@dataclass(slots=True)
class Room:
    """What one thread needs again for each block."""

    cells: ly.Ints = field(default_factory=lambda: np.empty(0, np.int64))
    program: ly.Ints = field(default_factory=lambda: NOTHING)
    scratch: ly.Ints = field(default_factory=lambda: NOTHING)
    largest: int = -1

    def matrix(self, rows: int, width: int) -> ly.Matrix:
        """Room for so many rows."""
        if len(self.cells) < rows * width:
            self.cells = np.empty(rows * width, np.int64)
        return self.cells[: rows * width].reshape(rows, width)


@dataclass(slots=True)
class Streaming:
    """One stretch of the question, folded while it is read. `row_at[p]`: the first of the asked `rows` of the subject at place p."""

    compiled: Compiled
    question: Question
    stream: Stream
    local_kind: Int32s
    rows: ly.Ints
    row_at: ly.Ints
    until: ly.Ints
    ahead: int
    results: ly.Matrix
    nexts: ly.Ints
    lay: ly.Ints = field(init=False)
    columns: Columns = field(init=False)
    aside: list[Records] = field(default_factory=list)
    """Records of subjects that have tied rows."""
    tied: list[Places] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = [] if self.stream.first is None else [self.stream.first]
        self.lay, self.columns = column_order(self.compiled, first, versions=False)

    def run(self, threads: int) -> None:
        """Fold everything that the stream hands out."""
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(self._work) for _ in range(threads)]:
                done.result()

    def _work(self) -> None:
        room = Room()
        try:
            while (block := self.stream.take()) is not None:
                self._fold(block, room)
        except BaseException:
            self.stream.stop()
            raise

    def _fold(self, block: Block, room: Room) -> None:
        cells = self._laid(block, room)
        tied = np.zeros(len(block.who), np.bool_)
        groups = self.compiled.order_groups
        if sort_rows(block.at, cells, 0, len(block.who), np.empty((1, cells.shape[1]), np.int64), groups, tied):
            self._set_aside(block, tied & (block.who >= 0))
        local = np.flatnonzero((block.who >= 0) & ~tied)
        first = self.row_at[block.who[local]]
        many = self.row_at[block.who[local] + 1] - first
        local = np.repeat(local, many)
        chosen = self.rows[np.repeat(first - np.cumsum(many) + many, many) + np.arange(len(local))]
        results, nexts = np.empty((len(chosen), ly.R_WIDTH), np.int64), np.full(len(chosen), ly.NEVER, np.int64)
        largest = int(np.diff(block.at).max(initial=0))
        if largest > room.largest:
            room.largest = 2 * largest
            room.program = bind(self.compiled.program, self.lay[: ly.L_WIDTH], room.largest, self.compiled.clauses_per_kind)
            room.scratch = scratch(room.program)
        days, knowns = self.question.days[chosen], self.question.knowns[chosen]
        fold_many(
            room.program, cells, room.scratch, block.at, local, days, knowns, self.until[chosen], self.ahead, results, nexts
        )
        self.results[chosen], self.nexts[chosen] = results, nexts

    def _laid(self, block: Block, room: Room) -> ly.Matrix:
        cells = room.matrix(int(block.at[-1]), int(self.lay[ly.L_WIDTH]))
        row = 0
        for part in block.parts:
            listed = self.columns(part)
            one, two, three, four = [numbers for _, numbers in listed[:TOGETHER]] + [NOTHING] * (
                TOGETHER - len(listed[:TOGETHER])
            )
            count = min(len(listed), TOGETHER)
            lay_rows(part.kind, self.local_kind, part.occurred_on, cells, row, one, two, three, four, count)
            for column, numbers in listed[TOGETHER:]:
                cells[row : row + len(part), column] = numbers
            row += len(part)
        return cells

    def _set_aside(self, block: Block, tied: Flags) -> None:
        """Keep the records of tied subjects as they came."""
        rows = np.flatnonzero(np.repeat(tied, np.diff(block.at)))
        start = 0
        for part in block.parts:
            mine = rows[(rows >= start) & (rows < start + len(part))] - start
            if len(mine):
                self.aside.append(taken(part, mine))
            start += len(part)
        self.tied.append(block.who[tied])


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

    def need(self, codes: Int32s) -> Need:
        """What to ask the store for. Where most subjects are asked for, it is not told which: to read all is quicker than to choose."""
        need = self.compiled.need(recorded_at=self.known_at is not None, entry=self.compiled.needs_ties)
        most = self.question.everybody and 2 * len(codes) > len(self.question.codes)
        return need if most else replace(need, subjects=codes)


#: Rows that are left to be folded otherwise, amendments (None: not read), and what can be folded at once: places and their records.
Left = tuple[ly.Ints, Sequence[Amendment] | None, Sequence[tuple[ly.Ints, Batch]]]


def fold_while_read(reading: Reading, until: ly.Ints, ahead: int, results: ly.Matrix, nexts: ly.Ints) -> Left:
    """Fold what can be folded while it is read into `results` and `nexts`; what is left."""
    compiled, ledger, question, rows = reading.compiled, reading.ledger, reading.question, reading.rows
    places = places_of(question, rows)
    if len(places) < FROM_SUBJECTS or not compiled.kinds:
        return rows, None, ()
    codes = question.codes[places]
    need = reading.need(codes)
    changes = ledger.amendments(need)
    place = asked_place(codes)
    changed = np.unique(np.array([change.subject for change in changes], np.int64))
    apart = place[changed[changed < len(place)]]
    apart = apart[apart >= 0]
    if 2 * len(apart) > len(places):
        return rows, changes, ()
    width = 1 + len(compiled.attributes) + len(need.columns)
    stream = Stream(ledger.read(need), place, len(places), apart, max(BLOCK_CELLS // width, 1))
    row_at = np.searchsorted(question.place[rows], np.append(places, places[-1] + 1))
    streaming = Streaming(compiled, question, stream, local_kinds(compiled, ledger), rows, row_at, until, ahead, results, nexts)
    streaming.run(reading.threads)
    if stream.scattered:
        return rows, changes, ()
    return of_places(question, rows, places[stream.state > 1]), changes, _ready(reading, streaming, places)


def _ready(reading: Reading, streaming: Streaming, places: ly.Ints) -> list[tuple[ly.Ints, Batch]]:
    """What was read but not folded: subjects without a record, and those with tied rows."""
    found: list[tuple[ly.Ints, Batch]] = []
    state = streaming.stream.state
    silent = places[state == 0]
    if len(silent):
        nothing = np.empty((0, int(streaming.lay[ly.L_WIDTH])), np.int64)
        found.append((silent, Batch(np.zeros(len(silent) + 1, np.int64), nothing, streaming.lay[: ly.L_WIDTH])))
    tied = np.sort(np.concatenate([NOTHING, *streaming.tied]))
    tied = places[tied[state[tied] == 1]]
    if len(tied):
        codes = reading.question.codes[tied]
        batch = group(reading.compiled, reading.ledger, streaming.aside, codes, [], reading.threads, hold=reading.hold)
        found.append((tied, batch))
    return found


def places_of(question: Question, rows: ly.Ints) -> ly.Ints:
    """The places of the subjects that some rows (in order) ask for, each once."""
    places = question.place[rows]
    found: ly.Ints = places[np.append(True, places[1:] != places[:-1])] if len(places) else places
    return found


def of_places(question: Question, rows: ly.Ints, places: ly.Ints) -> ly.Ints:
    """Those of the rows (in order of place) that ask for these places (in order)."""
    place = question.place[rows]
    at = np.searchsorted(place, places)
    if len(places) and np.searchsorted(place, places[-1], side="right") - at[0] == len(at):  # one row for each, side by side
        return rows[at[0] : at[0] + len(at)]
    return rows[np.isin(place, places)]
