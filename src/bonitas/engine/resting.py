"""Whose band rests on one part of a rulebook: each part is taken out in turn, and the band is asked again.

A clause is left out altogether: what it displaced, doubled, froze or left no room for comes back, as the rules say. A line of a
scorecard or a dimension cannot be left out (others would have to make up its share of the scale); it gives everybody what it gives
the middle one of all who have a score. Nothing is estimated: the same fold rates by the rules without the part, over those who may
stand in another band then (`_who_may_move`), or over everybody for a line. The ledger is read once, whatever the number of parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bonitas.engine.answer import catalogue_of
from bonitas.engine.batch import Batch, load
from bonitas.engine.crossing import Floors, span_of
from bonitas.engine.grouping import in_threads
from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.fold import fold_many
from bonitas.engine.order import ranked
from bonitas.engine.packing import scratch
from bonitas.engine.program import Compiled, compile_rules
from bonitas.engine.ratings import Ratings
from bonitas.engine.run import Settings, batches
from bonitas.engine.streaming import Reading, of_places
from bonitas.engine.without import Part, gates_of, may_pass, parts_of, without
from bonitas.ledger.base import Int32s, Ledger


@dataclass(slots=True)
class Rested:
    """One part: how many would stand in a worse band without it (it holds them up), and how many in a better one (it holds them
    down). `instead`: what a line or a dimension was put at, in thousandths."""

    part: Part
    holds_up: int = 0
    holds_down: int = 0
    instead: int | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """Every part that could be taken out, and for each asked row on how many of them its band rests (0 for those without a score)."""

    parts: tuple[Rested, ...]
    count: ly.Ints


@dataclass(frozen=True, slots=True)
class Loaded:
    """The asked `rows` of one batch, and at which `places` in it they are. Of each row of cells `who` says whose it is; `by_kind` has the
    rows in order of kind (those of kind n from `starts[n]` to `starts[n + 1]`), and `days` their days in that order."""

    batch: Batch
    rows: ly.Ints
    places: ly.Ints
    who: Int32s
    by_kind: ly.Ints
    starts: ly.Ints
    days: Int32s

    @classmethod
    def of(cls, batch: Batch, rows: ly.Ints, places: ly.Ints) -> Loaded:
        """With the rows of cells in order of kind."""
        keys = batch.cells[:, 0]
        kinds = (keys & ly.KIND_MASK).astype(np.uint16)  # so narrow that they are sorted by counting
        who = np.repeat(np.arange(len(batch.at) - 1, dtype=np.int32), np.diff(batch.at))
        by_kind = np.argsort(kinds, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(kinds))])
        return cls(batch, rows, places, who, by_kind, starts, (keys >> ly.KIND_BITS).astype(np.int32)[by_kind])

    def concerned(self, compiled: Compiled, program: ly.Ints, clause: str, day: int) -> tuple[ly.Ints, ly.Ints]:
        """Which of the asked rows have records that may match a clause on a day, and how many matches each at most."""
        matches = np.zeros(len(self.batch.at) - 1, np.int64)
        for kind, gate in gates_of(compiled, program, clause):
            if kind + 1 < len(self.starts):
                some = slice(int(self.starts[kind]), int(self.starts[kind + 1]))
                passing = may_pass(program, gate, self.batch.cells, self.by_kind[some], self.days[some], day)
                matches += np.bincount(self.who[passing], minlength=len(matches))
        mine = matches[self.places]
        rows: ly.Ints = np.flatnonzero(mine)
        return rows, mine[rows]


@dataclass(slots=True)
class Kept:
    """What was loaded last, if it was all in one: drafts of one rulebook mostly look at the same records."""

    key: tuple[object, ...] = ()
    loaded: Loaded | None = None


@dataclass(slots=True)
class _Search:
    """The work for one rulebook. `stands`: where each row does; `points[i]`: what it gets from the i-th line or dimension."""

    ratings: Ratings
    compiled: Compiled
    settings: Settings
    rested: list[Rested]
    stands: ly.Ints
    floors: Floors
    points: dict[int, ly.Ints] = field(default_factory=dict)

    def over(self, loaded: Loaded, count: ly.Ints) -> None:
        """Take out every part in turn, and note whose band is another then."""
        whole = self.compiled.bound(loaded.batch.lay, loaded.batch.largest)
        for number, one in enumerate(self.rested):
            if one.part.what == "clause":
                rows = self._who_may_move(loaded, whole, one.part.id)
            else:
                rows = np.flatnonzero(self.points[number][loaded.rows] != one.instead)
            if not len(rows):
                continue
            program = without(self.compiled, whole, one.part, one.instead or 0)
            asked = loaded.rows[rows]
            before, after = self.stands[asked], ranked(self.folded(loaded, program, rows))
            one.holds_up += int((after > before).sum())
            one.holds_down += int((after < before).sum())
            count[asked[after != before]] += 1

    def _who_may_move(self, loaded: Loaded, whole: ly.Ints, clause: str) -> ly.Ints:
        """Which of the rows may stand in another band without a clause: that need be asked."""
        rows, matches = loaded.concerned(self.compiled, whole, clause, int(self.ratings.question.days[0]))
        span = span_of(self.compiled.rules, clause)
        if span is None:
            return rows
        before = self.ratings.results[loaded.rows[rows], ly.R_BEFORE_CLAMP]
        return rows[self.floors.crossed(before, matches, span)]

    def gather(self, loaded: Loaded) -> None:
        """Note what each line and each dimension gives everybody."""
        every, whole = np.arange(len(loaded.rows)), self.compiled.bound(loaded.batch.lay, loaded.batch.largest)
        for number, one in enumerate(self.rested):
            if one.part.what != "clause":
                column = ly.R_CARD if one.part.what == "line" else ly.R_DIMENSIONS
                left = self.folded(loaded, without(self.compiled, whole, one.part), every)
                known = self.points.setdefault(number, np.zeros(len(self.ratings), np.int64))
                known[loaded.rows] = self.ratings.results[loaded.rows, column] - left[:, column]

    def settle(self, scored: ly.Ints) -> None:
        """Put each line and each dimension at what it gives the middle one of all who have a score."""
        for number, points in self.points.items():
            middle = len(scored) // 2
            self.rested[number].instead = int(np.partition(points[scored], middle)[middle])

    def folded(self, loaded: Loaded, program: ly.Ints, some: ly.Ints) -> ly.Matrix:
        """Results of some of the rows by a changed program."""
        question = self.ratings.question
        results, nexts = np.empty((len(some), ly.R_WIDTH), np.int64), np.empty(len(some), np.int64)
        places = loaded.places[some]
        weight = np.concatenate([[0], np.cumsum(np.diff(loaded.batch.at)[places] + 1)])
        cuts = np.searchsorted(weight, np.linspace(0, weight[-1], self.settings.cores + 1)[1:-1])
        edges = [0, *cuts.tolist(), len(some)]
        in_order = np.zeros(0, np.bool_)
        work = []
        for first, last in zip(edges, edges[1:], strict=False):
            if last > first:
                asked = loaded.rows[some[first:last]]
                days, knowns, rows = question.days[asked], question.knowns[asked], np.arange(len(asked))
                work.append(
                    (program, loaded.batch.cells, scratch(program), loaded.batch.at, places[first:last], rows, days, knowns, days,
                     ly.NO_CHANGES, results[first:last], nexts[first:last], in_order, in_order)
                )  # fmt: skip
        in_threads(work, fold_many, self.settings.cores)
        return results


def resting(ratings: Ratings, ledger: Ledger, settings: Settings | None = None, kept: Kept | None = None) -> Resting:
    """Whose band rests on one part. `ratings`: of one day and instant, from the same state of the same ledger. Where bands are drawn
    by share, everybody else stays where they are. `kept`: what an earlier call on the same state left, and this one leaves."""
    settings, question = settings or Settings(changes=False), ratings.question
    count = np.zeros(len(question), np.int64)
    scored = np.flatnonzero(ratings.results[:, ly.R_STANDING] == ly.SCORED)
    book = ratings.drawn[0].book if ratings.drawn else ratings.book
    rules = book.rules_on(int(question.days[0])) if len(question) else None
    if rules is None:
        return Resting((), count)
    compiled = compile_rules(rules, catalogue_of(ledger), ledger)
    search = _Search(
        ratings, compiled, settings, [Rested(part) for part in parts_of(compiled)], ranked(ratings.results), Floors.of(rules)
    )
    if len(scored) and search.rested:
        kept = kept or Kept()
        reading = Reading(compiled, ledger, question, scored, None, book.hold, settings.cores)
        if any(one.part.what != "clause" for one in search.rested):
            for loaded in _batches(reading, settings, kept):
                search.gather(loaded)
            search.settle(scored)
        for loaded in _batches(reading, settings, kept):
            search.over(loaded, count)
    return Resting(tuple(search.rested), count)


def _batches(reading: Reading, settings: Settings, kept: Kept) -> Iterator[Loaded]:
    """The records of some rows' subjects, as much at once as fits in memory; if that is all, it is kept for the next time."""
    compiled, ledger, question, rows = reading.compiled, reading.ledger, reading.question, reading.rows
    known = int(question.knowns[rows].min())
    known_at = None if ledger.latest_entry_at() <= known else known
    looks = compiled.kinds, compiled.attributes, compiled.facts, compiled.order_groups.tobytes()
    key = (*looks, reading.hold, known, int(question.days[0]), rows.tobytes())
    if kept.loaded is not None and kept.key == key:
        yield kept.loaded
        return
    kept.key, kept.loaded = (), None  # its memory is wanted
    for places, some in batches(compiled, ledger, question, rows, settings):
        batch = load(compiled, ledger, question.codes[places], known_at, settings.cores, some=some, hold=reading.hold)
        mine = of_places(question, rows, places)
        loaded = Loaded.of(batch, mine, np.searchsorted(places, question.place[mine]))
        if len(mine) == len(rows):
            kept.key, kept.loaded = key, loaded
        yield loaded
