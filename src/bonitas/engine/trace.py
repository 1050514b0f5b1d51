"""One fold looked at from inside: every match with what each step made of it, every measure with the records it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bonitas.common.days import NO_DAY
from bonitas.engine.batch import Batch, load
from bonitas.engine.kernel import layout as ly
from bonitas.engine.kernel.fold import fold_many
from bonitas.engine.chosen import SAID, choices
from bonitas.engine.kept import Changes
from bonitas.engine.packing import scratch
from bonitas.engine.program import Compiled, compile_rules
from bonitas.engine.question import Question
from bonitas.engine.rate import catalogue_of
from bonitas.engine.shares import with_drawn_floors
from bonitas.ledger.base import FullRecord, Ledger
from bonitas.rulebook.model import Chosen, Clause, Measure, Rulebook

STATES = ("counts", "overlapped", "unknown", "undecided", "ended")


@dataclass(frozen=True, slots=True)
class TracedMatch:
    """One record under one clause, with its value after each step, in thousandths.

    `value` as the clause gives it, `again` as a repeat, `fit` within limits with a period, `whole` under a repair, `decayed`
    (`share` in thousandths), `capped` within limits without a period, `counted` after freezes. `end` is NEVER while an act goes
    on; `repair` is −1 if none took over (it did on `taken_over`); `waits` is the day on which one still can, NEVER for none; `grade`
    is the direct grade's band, −1 for none. Under a running total, `before` and `total` are what it was before and after.
    """

    clause: Clause
    entry: int
    state: str
    value: int
    again: int
    start: int
    end: int
    repair: int
    fit: int
    whole: int
    share: int
    decayed: int
    capped: int
    counted: int
    grade: int
    taken_over: int
    waits: int
    before: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """One subject on one day, from inside. `values` are the measures as the kernel holds them (MISSING where missing)."""

    compiled: Compiled
    result: ly.Ints
    matches: Sequence[TracedMatch]
    values: Mapping[str, int]
    items: Mapping[str, int]
    dimensions: Mapping[str, int]
    consequences: tuple[str, ...]
    """The ids of those in force."""
    taken: Mapping[str, Sequence[int]]
    """For each measure the entries it took; for a latest, oldest or age, the one that decides."""
    records: Mapping[int, FullRecord] = field(default_factory=dict)
    kept: Mapping[int, int] = field(default_factory=dict)
    """Until when each of these records is kept; NEVER while its matter goes on."""
    chosen: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Of the records whose points somebody chose: who, and why."""

    @property
    def band(self) -> str | None:
        """The band, without the one fallen from."""
        index = int(self.result[ly.R_BAND])
        return self.compiled.rules.bands.bands[index].name if index >= 0 else None

    @property
    def fallen_from(self) -> str | None:
        """The band before the earliest direct grade in effect; None if there is none or the rulebook does not remember."""
        index = int(self.result[ly.R_FALLEN])
        return self.compiled.rules.bands.bands[index].name if index >= 0 else None


def trace(book: Rulebook, ledger: Ledger, question: Question, drawn: Rulebook | None = None) -> Trace:
    """Fold the one row of a question (whose day lies in a period of the book) and keep what the fold wrote down. `drawn`: the rulebook with
    its floors, where bands are drawn by share and that was done already."""
    day, known = int(question.days[0]), int(question.knowns[0])
    book = with_drawn_floors(book, ledger, question) if drawn is None else drawn
    rules = book.rules_on(day)
    assert rules is not None
    compiled = compile_rules(rules, catalogue_of(ledger), ledger)
    batch = load(compiled, ledger, question.codes, known, 1, some=True, hold=book.hold, entry=True)
    program = compiled.bound(batch.lay, batch.largest, trace=True)
    notes = scratch(program)
    results, nexts = np.empty((1, ly.R_WIDTH), np.int64), np.empty(1, np.int64)
    zero, until, in_order = np.zeros(1, np.int64), np.full(1, ly.NEVER, np.int64), np.zeros(0, np.bool_)
    fold_many(
        program, batch.cells, notes, batch.at, zero, zero, question.days, question.knowns, until, ly.NO_CHANGES, results, nexts, in_order,
        in_order,
    )  # fmt: skip
    result = results[0]
    entries = _entries(batch)
    matches = tuple(_matches(compiled, program, notes, result, entries))
    rules = compiled.rules
    values = {m.name: int(notes[program[ly.O_VALUES] + i]) for i, m in enumerate(rules.measures)}
    items = {item.id: int(notes[program[ly.O_ITEMS] + i]) for i, item in enumerate(rules.scorecard)}
    parts = rules.dimensions.parts if rules.dimensions else ()
    dimensions = {part.id: int(notes[program[ly.O_DIMS] + i]) for i, part in enumerate(parts)}
    flags = notes[program[ly.O_CONSEQUENCES] :][: len(rules.consequences)].tolist()
    in_force = tuple(c.id for c, flag in zip(rules.consequences, flags, strict=True) if flag)
    taken = _taken(compiled, program, notes, batch, entries)
    wanted = sorted({m.entry for m in matches} | {entry for found in taken.values() for entry in found})
    records = {record.entry: record for record in ledger.full_records(wanted)} if wanted else {}
    free = {m.entry for m in matches if isinstance(m.clause.points, Chosen) and m.state == "counts"}
    changes = Changes(ledger, question, dict.fromkeys(record.kind for record in records.values()), SAID if free else ())
    chosen = choices(ledger, changes, (records[entry] for entry in sorted(free)))
    kept = {entry: changes.kept_until(record, catalogue_of(ledger)) for entry, record in records.items()}
    return Trace(compiled, result, matches, values, items, dimensions, in_force, taken, records, kept, chosen)


def measure_value(found: Trace, ledger: Ledger, measure: Measure) -> int | str | None:
    """A measure in words: thousandths for numbers, a text, or None where it is missing."""
    value = found.values[measure.name]
    if value == ly.MISSING:
        return None
    if measure.how == "state":
        return measure.states[value][0]
    if measure.type == "text":
        return ledger.words([value])[0]
    return value


def _entries(batch: Batch) -> ly.Ints:
    """The entry number of each row."""
    column = int(batch.lay[ly.L_ENTRY])
    return batch.cells[:, column] if column >= 0 else np.zeros(len(batch.cells), np.int64)


def _matches(compiled: Compiled, program: ly.Ints, notes: ly.Ints, result: ly.Ints, entries: ly.Ints) -> list[TracedMatch]:
    """Every match that the fold left in its scratch."""
    found = []
    for i in range(int(result[ly.R_MATCHES])):
        at = int(program[ly.O_MATCHES]) + i * ly.X_WIDTH
        cell = notes[at : at + ly.X_WIDTH].tolist()
        alive = cell[ly.X_STATE] in (ly.ST_COUNTS, ly.ST_ENDED)
        clause = compiled.rules.clauses[cell[ly.X_CLAUSE]]
        runs = getattr(clause.points, "running", None) is not None and ly.MISSING not in (cell[ly.X_AMOUNT], cell[ly.X_BEFORE])
        found.append(
            TracedMatch(
                clause=clause,
                entry=int(entries[cell[ly.X_ROW]]),
                state=STATES[cell[ly.X_STATE]],
                value=cell[ly.X_VALUE],
                again=cell[ly.X_AGAIN],
                start=cell[ly.X_START] if alive else ly.NEVER,
                end=cell[ly.X_END] if alive else ly.NEVER,
                repair=cell[ly.X_REPAIR] if alive else -1,
                fit=cell[ly.X_FIT] if alive else 0,
                whole=cell[ly.X_WHOLE] if cell[ly.X_STATE] == ly.ST_COUNTS else 0,
                share=cell[ly.X_SHARE] if alive else 1000,
                decayed=cell[ly.X_DECAYED],
                capped=cell[ly.X_CAPPED],
                counted=cell[ly.X_COUNTED] if cell[ly.X_STATE] == ly.ST_COUNTS else 0,
                grade=cell[ly.X_GRADE] if cell[ly.X_STATE] == ly.ST_COUNTS else -1,
                taken_over=cell[ly.X_TAKEN_OVER] if alive and cell[ly.X_REPAIR] >= 0 else ly.NEVER,
                waits=cell[ly.X_WAITS] if alive else ly.NEVER,
                before=cell[ly.X_BEFORE] if runs else None,
                total=cell[ly.X_BEFORE] + cell[ly.X_AMOUNT] if runs else None,
            )
        )
    return found


def _taken(compiled: Compiled, program: ly.Ints, notes: ly.Ints, batch: Batch, entries: ly.Ints) -> dict[str, list[int]]:
    """For each measure the entries it took, from the fold's notes of (measure, row)."""
    at, measures = int(program[ly.O_TRACE]), compiled.rules.measures
    rows: dict[int, list[int]] = {}
    if measures and program[ly.TRACE_ROOM] > 0:
        for i in range(int(notes[at])):
            rows.setdefault(int(notes[at + 1 + 2 * i]), []).append(int(notes[at + 2 + 2 * i]))
    return {
        measures[m].name: [int(entries[r]) for r in _deciding(compiled, measures[m], batch, found)] for m, found in rows.items()
    }


def _deciding(compiled: Compiled, measure: Measure, batch: Batch, rows: list[int]) -> list[int]:
    """Of the rows a measure took, those its value rests on: one for a latest, an oldest or an age, all for the others."""
    if measure.how not in {"latest", "oldest", "age"}:
        return sorted(rows)
    day = {r: _day(compiled, measure, batch, r) for r in rows}
    later = measure.how == "latest" or (measure.how == "age" and measure.pick == "latest")
    chosen = max(rows, key=lambda r: (day[r], r)) if later else min(rows, key=lambda r: (day[r], r))
    return [chosen]


def _day(compiled: Compiled, measure: Measure, batch: Batch, row: int) -> int:
    """The day by which a measure places a row."""
    if measure.dated == "occurred_on":
        return int(batch.cells[row, 0]) >> ly.KIND_BITS
    if measure.dated == "settled_on":
        column = int(batch.lay[ly.L_SETTLED])
        return int(batch.cells[row, column]) if column >= 0 else NO_DAY
    return int(batch.cells[row, 1 + compiled.attributes.index(measure.dated)])
