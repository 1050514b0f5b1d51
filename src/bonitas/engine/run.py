"""Running the fold over a question: by period of the rulebook, by batch of subjects, on all cores."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.engine.batch import Batch, load
from bonitas.engine.folding import Answers, Desk
from bonitas.engine.grouping import in_threads
from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.fold import fold_many
from bonitas.engine.kernel.jit import is_cached
from bonitas.engine.participation import ALONE
from bonitas.engine.packing import scratch
from bonitas.engine.program import Compiled, compile_rules
from bonitas.engine.question import Question
from bonitas.engine.streaming import Reading, fold_while_read, of_places, places_of
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Period, Rulebook

#: So many records are held in memory at once; more subjects wait for the next batch. Of records with more columns than `NARROW`, fewer.
BATCH_ROWS = 25_000_000
NARROW = 12
#: Up to so many subjects, the store is asked for these alone.
FEW = 50_000
#: So many rows are folded before their results are taken to their places.
LOT = 2_000
#: No subject is taken to have more records than this, unless they are counted.
MANY = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a question is run: threads, batch size, progress (called with the asked rows done so far), whether next changes are wanted,
    whether the sign of every result (R_SIGN; else only where the search for the next change came to the end of its rules), and whether
    the `whole` of each result is kept."""

    threads: int = 0
    batch_rows: int = BATCH_ROWS
    progress: Callable[[int], None] | None = None
    changes: bool = True
    signs: bool = False
    whole: bool = False

    @property
    def ahead(self) -> int:
        """How far the kernel is to look ahead."""
        return ly.SIGNED if self.signs else ly.CHANGES if self.changes else ly.NO_CHANGES

    @property
    def cores(self) -> int:
        return self.threads or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))


@dataclass(slots=True)
class Folded:
    """What the fold gave for each asked row of a question: `results` (the first of R_*, `kept_columns`) and `nexts`; rows not folded are
    NOT_RATED."""

    results: ly.Matrix
    nexts: ly.Ints

    @classmethod
    def empty(cls, n: int, width: int, coming: Sequence[ly.Ints] = ()) -> Folded:
        """For n asked rows, none of them folded. Of those that are to be folded for sure (`coming`) nothing is written down yet."""
        results, nexts = np.empty((n, width), np.int64), np.full(n, ly.NEVER, np.int64)
        others = np.ones(n, np.bool_)
        for rows in coming:
            others[rows] = False
        unrated = np.zeros(ly.R_WIDTH, np.int64)
        unrated[ly.R_STANDING] = ly.NOT_RATED
        unrated[[ly.R_BAND, ly.R_FALLEN, ly.R_NO_SCORE, ly.R_GRADE]] = -1
        results[others] = unrated[:width]
        return cls(results, nexts)


def kept_columns(book: Rulebook, settings: Settings) -> int:
    """How many columns of a result are kept: of a million of them, each takes eight megabytes, which take their time to be touched."""
    if settings.whole:
        return ly.R_WIDTH
    return ly.R_MORE if any(period.rules.measures or period.rules.dimensions for period in book.periods) else ly.R_FEW


def announce_compilation() -> None:
    """Say on standard error why the first rating on a machine takes longer."""
    if not is_cached(fold_many):
        print("Compiling the rating kernel for this machine (once; kept for later runs) …", file=sys.stderr, flush=True)


def run(
    book: Rulebook, catalogue: Catalogue, ledger: Ledger, question: Question, asked: ly.Ints, until: ly.Ints, settings: Settings
) -> Folded:
    """Fold the asked rows named by `asked` (indices into the question); `until[i]` bounds the search for row i's next change."""
    days = _of(question.days, asked)
    inside = [(days >= period.start) & (days < period.end) for period in book.periods]
    parts = [asked if there.all() else asked[there] for there in inside]
    folded = Folded.empty(len(question), kept_columns(book, settings), parts)
    if len(asked):
        announce_compilation()
    if len(asked) <= ALONE:  # one thread is done with them sooner than others can be started
        settings = replace(settings, threads=1)
    for period, rows in zip(book.periods, parts, strict=True):
        if len(rows):
            run_period(book, catalogue, ledger, question, period, rows, until, settings, folded)
    return folded


def _of(column: ly.Ints, rows: ly.Ints) -> ly.Ints:
    """What some rows (in order, each once) have in a column."""
    return column if len(rows) == len(column) else column[rows]


def run_period(
    book: Rulebook, catalogue: Catalogue, ledger: Ledger, question: Question, period: Period, rows: ly.Ints, until: ly.Ints,
    settings: Settings, folded: Folded,
) -> Compiled:  # fmt: skip
    """Fold rows whose days all lie in one period."""
    compiled = compile_rules(period.rules, catalogue, ledger)
    known = int(_of(question.knowns, rows).min())
    known_at = None if ledger.latest_entry_at() <= known else known
    ends = np.minimum(until, period.end)
    since = compiled.since(int(_of(question.days, rows).min()))
    reading = Reading(compiled, ledger, question, rows, known_at, book.hold, settings.cores, since)
    answers = Answers(question.days, question.knowns, ends, settings.ahead, folded.results, folded.nexts)
    left, changes, ready = fold_while_read(reading, answers)
    for places, batch in ready:
        fold_batch(compiled, batch, question, places, of_places(question, rows, places), answers, settings.cores)
    if settings.progress:
        settings.progress(len(rows) - len(left))
    for places, some in batches(compiled, ledger, question, left, settings):
        codes = question.codes[places]
        batch = load(compiled, ledger, codes, known_at, settings.cores, some=some, hold=book.hold, changes=changes, since=since)
        mine = of_places(question, left, places)
        fold_batch(compiled, batch, question, places, mine, answers, settings.cores)
        if settings.progress:
            settings.progress(len(mine))
    return compiled


def everyone(question: Question, rows: ly.Ints) -> bool:
    """Whether every subject that the ledger knows is asked for."""
    return question.everybody and len(places_of(question, rows)) == len(question.codes)


def at_once(compiled: Compiled, settings: Settings) -> int:
    """So many records fit in memory: the wider they are, the fewer."""
    return max(settings.batch_rows * NARROW // max(len(compiled.attributes), NARROW), 1)


def batches(
    compiled: Compiled, ledger: Ledger, question: Question, rows: ly.Ints, settings: Settings
) -> Iterator[tuple[ly.Ints, bool]]:  # fmt: skip
    """The places of the subjects asked for, in runs that fit in memory, and whether the store should be told them."""
    places = places_of(question, rows)
    if len(places) == 0:
        return
    most, all_asked = at_once(compiled, settings), everyone(question, rows)
    if not compiled.kinds or (not all_asked and len(places) * MANY <= most):
        yield places, True
        return
    need = compiled.need(recorded_at=False, entry=False)
    size = ledger.size(need)
    if size <= most and (all_asked or len(places) > FEW):
        yield places, False
        return
    if not all_asked:
        size = ledger.size(replace(need, subjects=question.codes[places]))
    step = len(places) if size <= most else max(most * len(places) // size, 1)
    for start in range(0, len(places), step):
        yield places[start : start + step], True


def fold_batch(
    compiled: Compiled, batch: Batch, question: Question, places: ly.Ints, rows: ly.Ints, answers: Answers, threads: int
) -> None:
    """Fold asked rows whose subjects are in one batch, shared out over the cores, so many at a time."""
    local = np.searchsorted(places, question.place[rows])
    weight = np.diff(batch.at)[local] + 1
    total = np.concatenate([[0], np.cumsum(weight)])
    cuts = np.searchsorted(total, np.linspace(0, total[-1], threads + 1)[1:-1])
    program = compiled.bound(batch.lay, batch.largest)
    work = [(program, batch, local[part], rows[part], answers) for part in np.split(np.arange(len(rows)), cuts) if len(part)]
    in_threads(work, fold_part, threads)


def fold_part(program: ly.Ints, batch: Batch, local: ly.Ints, rows: ly.Ints, answers: Answers) -> None:
    """Fold what one thread is given of a batch."""
    desk, notes = Desk(), scratch(program)
    in_order = np.zeros(0, np.bool_)  # ties have been put in order
    for first in range(0, len(rows), LOT):
        some = slice(first, first + LOT)
        desk.fold(program, batch.cells, notes, batch.at, local[some], rows[some], answers, in_order, in_order)
