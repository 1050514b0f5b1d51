"""A register's publicity windows as rules that the one kernel folds: what is shown is what would count, were each entry a point.

So nothing about days, ends, repairs, disputes and versions is worked out a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bonitas.common.amounts import UNIT
from bonitas.common.days import NEVER
from bonitas.common.texts import Text
from bonitas.engine.explain_items import leaves_on
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question
from bonitas.engine.rate import catalogue_of
from bonitas.engine.run import Settings, run
from bonitas.engine.trace import trace
from bonitas.ledger.base import FullRecord, Ledger
from bonitas.rulebook.model import Band, Bands, BaseCase, Clause, Fixed, Period, Repair, Rulebook, Rules, ShownRepair

#: An entry is known by the id of its clause and the number of its record in the ledger.
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as a register shows it on a day: `as_` since a day, by which repair (None: none), to the end as it then stands."""

    clause: Clause
    record: FullRecord
    as_: Text
    since: int
    end: int
    repair: ShownRepair | None


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A record of which it cannot be said whether it is shown: something that the condition asks for is missing."""

    clause: Clause
    record: FullRecord


def register_of(book: Rulebook) -> Rulebook:
    """The rulebook that scores what this one shows."""
    periods = tuple(Period(p.start, p.end, register_rules(p.rules)) for p in book.periods)
    return replace(book, periods=periods)


def register_rules(rules: Rules) -> Rules:
    """One clause for each window: an entry is worth a point, and under its n-th repair n + 1 points, so that each change shows."""
    clauses = tuple(_as_clause(clause) for clause in rules.shown)
    return Rules(base=(BaseCase(None, 0),), clauses=clauses, bands=Bands((Band("all", None),)), shown=rules.shown)


def _as_clause(clause: Clause) -> Clause:
    shown = clause.shown
    assert shown is not None
    repairs = tuple(_as_repair(repair, number) for number, repair in enumerate(shown.repairs, 2))
    return Clause(
        clause.id, clause.order, clause.kinds, clause.when, Fixed(UNIT), None, shown.lasts, shown.clock, repairs=repairs,
        text=clause.text, source=clause.source, since=clause.since, until=clause.until, shown=shown,
    )  # fmt: skip


def _as_repair(repair: ShownRepair, number: int) -> Repair:
    points = None if repair.removed else number * UNIT
    return Repair(repair.when, repair.removed, points, None, repair.lasts, repair.after)


def entries_on(register: Rulebook, ledger: Ledger, question: Question) -> tuple[dict[Key, Entry], list[Unjudged]]:
    """What a register (`register_of`) shows of the one subject of a question on its day, and what it cannot tell."""
    found = trace(register, ledger, question)
    first = _first_repairs(found.compiled.rules)
    shown: dict[Key, Entry] = {}
    unjudged: list[Unjudged] = []
    for match in found.matches:
        clause, record = match.clause, found.records[match.entry]
        assert clause.shown is not None
        if match.state == "unknown":
            unjudged.append(Unjudged(clause, record))
        if match.state != "counts":
            continue
        repair = clause.shown.repairs[match.repair - first[id(clause)]] if match.repair >= 0 else None
        as_ = repair.as_ if repair is not None and repair.as_ else clause.shown.as_
        shown[clause.id, match.entry] = Entry(clause, record, as_, match.start, match.end, repair)
    return shown, unjudged


def _first_repairs(rules: Rules) -> dict[int, int]:
    """Where in a program the repairs of each clause (by its identity) begin: they are numbered through."""
    found: dict[int, int] = {}
    at = 0
    for clause in rules.clauses:
        found[id(clause)] = at
        at += len(clause.repairs)
    return found


def later_days(register: Rulebook, ledger: Ledger, question: Question) -> Iterator[Question]:
    """The same question on each later day on which what is shown changes, if nothing more is recorded."""
    day = int(question.days[0])
    while True:
        period = next((p for p in register.periods if p.start <= day < p.end), None)
        if period is None:
            following = [p.start for p in register.periods if p.start > day]
            if not following:
                return
            day = min(following)
        else:
            until = np.full(1, NEVER, np.int64)
            asked = replace(question, days=np.array([day], np.int64))
            folded = run(register, catalogue_of(ledger), ledger, asked, np.zeros(1, np.int64), until, Settings(threads=1))
            day = min(int(folded.nexts[0]), period.end)
            if day >= NEVER:
                return
        yield replace(question, days=np.array([day], np.int64))


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of an entry if nothing more is recorded: its words, other words from a day on, and the first day on which it is
    gone (NEVER: not while the act goes on)."""

    as_: Text
    coming: tuple[tuple[int, Text], ...]
    until: int


def courses(register: Rulebook, ledger: Ledger, question: Question, shown: Mapping[Key, Entry]) -> dict[Key, Course]:
    """The course of each entry shown on the day of the question."""
    coming: dict[Key, list[tuple[int, Text]]] = {key: [] for key in shown}
    until: dict[Key, int] = {}
    last = {key: entry.as_ for key, entry in shown.items()}
    for later in later_days(register, ledger, question) if shown else ():
        day = int(later.days[0])
        now = entries_on(register, ledger, later)[0] if register.rules_on(day) is not None else {}
        for key in shown.keys() - until.keys():
            if key not in now:
                until[key] = day
            elif now[key].as_ != last[key]:
                last[key] = now[key].as_
                coming[key].append((day, last[key]))
        if len(until) == len(shown):
            break
    return {key: Course(shown[key].as_, tuple(coming[key]), until.get(key, ly.NEVER)) for key in shown}


def counted_until(book: Rulebook, ledger: Ledger, question: Question) -> dict[int, int]:
    """For each record (by number) that counts on the day of a question, the first day on which it no longer does, if nothing more is
    recorded; NEVER while its act goes on, and for a measure that looks back without end."""
    until = _counting(book, ledger, question)
    left = set(until)
    for later in later_days(book, ledger, question) if until else ():
        day = int(later.days[0])
        left = {entry for entry in left if until[entry] > day}
        if not left:
            break
        now = _counting(book, ledger, later)
        for entry in [entry for entry in left if entry not in now]:
            until[entry] = day
            left.discard(entry)
    return until


def _counting(book: Rulebook, ledger: Ledger, question: Question) -> dict[int, int]:
    """Each record that counts on a day, with its end as it then stands: for a clause, or for a measure, until it leaves its window."""
    rules = book.rules_on(int(question.days[0]))
    if rules is None or not rules.rates:
        return {}
    traced = trace(book, ledger, question)
    ends = [(match.entry, match.end) for match in traced.matches if match.state == "counts"]
    for name, entries in traced.taken.items():
        measure = traced.compiled.rules.measure(name)
        ends += [(entry, leaves_on(measure, traced.records[entry].occurred_on) or NEVER) for entry in entries]
    found: dict[int, int] = {}
    for entry, end in ends:
        found[entry] = max(end, found.get(entry, end))
    return found
