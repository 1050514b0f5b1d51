"""The best SQL we could write, in two forms, over coded columns: for DuckDB, and with other words for PostgreSQL and Spark.

`case`: conditional aggregation in one pass: one sum for all clauses without a limit, and a count or a sum for each limit; records
that are outside every window of their kind are dropped first.
`join`: a calendar of clauses (what is a record of this kind and day worth, under which conditions) joined on kind and day.
`plain`: as one would write it first, with DuckDB's own month arithmetic on every record: for checking, not for the race.

For the race, windows and decay are resolved beforehand to ranges of days. Nothing but integers is summed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from benchmarks.spec import ABSENT_CHANNEL, KINDS, MOST, Clause, Spec
from bonitas.common.amounts import UNIT, half_away
from bonitas.common.days import Duration, date_of, day_number

FORMS: Final = ("case", "join", "plain")
ANY_CHANNEL: Final = 2 ** (ABSENT_CHANNEL + 1) - 1
MOST_LEVEL: Final = 2**15 - 1
#: The columns of the clause table and their types, as narrow as those of the records they are compared with.
CLAUSE_COLUMNS: Final = {
    "kind": pa.int8(), "slot": pa.int8(), "first": pa.date32(), "last": pa.date32(),
    "level_low": pa.int16(), "level_high": pa.int16(),
    "amount_low": pa.int32(), "amount_high": pa.int32(), "channels": pa.int8(), "fixed": pa.int32(), "gives": pa.int32(),
    "most": pa.int32(), "by_level": pa.bool_(), "each": pa.int32(), "share": pa.int32(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where engines differ: the operator that divides whole numbers by whole numbers, leaving the fraction out."""

    divide: str


DUCKDB: Final = Dialect("//")
POSTGRES: Final = Dialect("/")
SPARK: Final = Dialect("DIV")


def score_query(spec: Spec, form: str, records: str, people: str, asked: dt.date, dialect: Dialect = DUCKDB) -> str:
    """A query giving `subject, score` (thousandths, BIGINT) and `band`, from tables or files. `join` needs a table `calendar`;
    `plain` is for DuckDB alone."""
    if form == "join":
        source, sums = f"({_joined(records, dialect)})", _slot_sums(spec)
    elif form == "case":
        source, sums = f"(SELECT * FROM {records} WHERE {_in_some_window(spec, asked)})", _case_sums(spec, asked, dialect)
    else:
        free = " + ".join(_plain(c, asked) for c in spec.clauses if c.limit is None)
        source, sums = records, [f"sum({free})", *(f"sum({_plain(c, asked)})" for c in spec.limited)]
    named = ", ".join(f"{total} AS s{slot}" for slot, total in enumerate(sums))
    body = f"SELECT subject, {named} FROM {source} GROUP BY subject"
    slots = ", ".join(f"g.s{slot}" for slot in range(len(sums)))
    everybody = f"SELECT p.subject, {slots} FROM {people} p LEFT JOIN ({body}) g ON g.subject = p.subject"
    score = f"SELECT subject, ({spec.base} + {_total(spec)})::BIGINT AS score FROM ({everybody})"
    return f"SELECT subject, score, {_band(spec)} AS band FROM ({score})"


def make_calendar(con: duckdb.DuckDBPyConnection, spec: Spec, asked: dt.date) -> None:
    """The temporary table `calendar`: each row of the clause table, once for each day it covers."""
    con.register("clause_rows", clause_table(spec, asked))
    con.execute(
        """CREATE OR REPLACE TEMP TABLE calendar AS SELECT * EXCLUDE (first, last),
        unnest(generate_series(first, last, INTERVAL 1 DAY))::DATE AS occurred_on FROM clause_rows"""
    )


def _total(spec: Spec) -> str:
    """The sums, each limited one capped on its own side. (DuckDB's `least` passes over NULL, so that is dealt with first.)"""
    caps = []
    for slot, clause in enumerate(spec.limited, 1):
        total = f"coalesce(s{slot}, 0)"
        caps.append(f"least({total}, {clause.limit})" if clause.gain else f"greatest({total}, -{clause.limit})")
    return " + ".join(["coalesce(s0, 0)", *caps])


def _band(spec: Spec) -> str:
    cases = " ".join(f"WHEN score >= {floor} THEN '{name}'" for name, floor in spec.bands if floor is not None)
    return f"CASE {cases} ELSE '{spec.bands[-1][0]}' END"


def _day(number: int) -> str:
    return f"DATE '{date_of(number).isoformat()}'"


def _condition(clause: Clause) -> list[str]:
    tests = []
    for name, (low, high) in clause.ranges.items():
        tests.append(f"{name} >= {low}" if high == MOST else f"{name} BETWEEN {low} AND {high}")
    if clause.channels is not None:
        tests.append(f"channel IN ({', '.join(map(str, clause.channels))})")
    return tests


def _worth(clause: Clause, share: int, dialect: Dialect) -> str:
    """The points of a match with `share` thousandths left: a constant, or whole units rounded half away from zero once."""
    unit = clause.per_unit
    if unit is None:
        return str(half_away(clause.fixed * share, UNIT))
    whole = f"least({unit.by} {dialect.divide} {unit.each}, {unit.most})"
    if share == UNIT:
        return f"{whole} * {unit.gives}"
    sign = 1 if unit.gives > 0 else -1
    return f"{sign} * (({whole} * {2 * abs(unit.gives) * share} + {UNIT}) {dialect.divide} {2 * UNIT})"


# ---------------------------------------------------------------- case


def _case(clause: Clause, asked: dt.date, dialect: Dialect, tests: tuple[str, ...] = ()) -> str:
    """One clause as a CASE over its steps."""
    arms = []
    for first, last, share in clause.steps(day_number(asked)):
        span = f"occurred_on BETWEEN {_day(first)} AND {_day(last)}"
        arms.append(f"WHEN {' AND '.join([*tests, span, *_condition(clause)])} THEN {_worth(clause, share, dialect)}")
    return f"(CASE {' '.join(arms)} ELSE 0 END)"


def _case_sums(spec: Spec, asked: dt.date, dialect: Dialect) -> list[str]:
    """Clauses without a limit as one sum, looked up by kind; a limited one of fixed points as a count, which is cheaper."""
    arms = []
    for kind in range(len(KINDS)):
        mine = [_case(c, asked, dialect) for c in spec.of_kind(kind) if c.limit is None]
        arms.append(f"WHEN {kind} THEN {' + '.join(mine) or '0'}")
    sums = [f"sum(CASE kind {' '.join(arms)} ELSE 0 END)"]
    for clause in spec.limited:
        is_kind = f"kind = {clause.kind}"
        if clause.per_unit or clause.decay:
            sums.append(f"sum({_case(clause, asked, dialect, (is_kind,))})")
        else:
            ((first, last, _),) = clause.steps(day_number(asked))
            tests = [is_kind, f"occurred_on BETWEEN {_day(first)} AND {_day(last)}", *_condition(clause)]
            sums.append(f"count(*) FILTER (WHERE {' AND '.join(tests)}) * {clause.fixed}")
    return sums


def _in_some_window(spec: Spec, asked: dt.date) -> str:
    arms = []
    for kind in range(len(KINDS)):
        first = min(first for clause in spec.of_kind(kind) for first, _, _ in clause.steps(day_number(asked)))
        arms.append(f"WHEN {kind} THEN {_day(first)}")
    return f"occurred_on <= {_day(day_number(asked))} AND occurred_on >= CASE kind {' '.join(arms)} END"


# ---------------------------------------------------------------- join


def clause_table(spec: Spec, asked: dt.date) -> pa.Table:
    """The clauses as rows: one row a step of decay; `slot` 0 for clauses without a limit, else the number of the limit."""
    slots = {clause.id: slot for slot, clause in enumerate(spec.limited, 1)}
    rows = []
    for clause in spec.clauses:
        unit = clause.per_unit
        level, amount = (clause.ranges.get(name, (-1, MOST)) for name in ("level", "amount"))
        bounds = [level[0], min(level[1], MOST_LEVEL), *amount]
        channels = ANY_CHANNEL if clause.channels is None else sum(1 << c for c in clause.channels)
        for first, last, share in clause.steps(day_number(asked)):
            if unit is None:
                worth = [half_away(clause.fixed * share, UNIT), 0, 0, False, 1, share]
            else:
                worth = [0, unit.gives, unit.most, unit.by == "level", unit.each, share]
            rows.append([clause.kind, slots.get(clause.id, 0), date_of(first), date_of(last), *bounds, channels, *worth])
    columns = zip(*rows, strict=True)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, CLAUSE_COLUMNS.values(), strict=True)]
    return pa.table(arrays, names=list(CLAUSE_COLUMNS))


def _joined(records: str, dialect: Dialect) -> str:
    units = f"least((CASE WHEN by_level THEN level ELSE amount END) {dialect.divide} each, most)"
    decayed = f"sign(gives) * ((2 * {units} * abs(gives) * share + {UNIT}) {dialect.divide} {2 * UNIT})"
    return f"""SELECT subject, slot,
        CASE WHEN gives = 0 THEN fixed WHEN share = {UNIT} THEN {units} * gives ELSE {decayed} END AS points
        FROM {records} r JOIN calendar c ON r.kind = c.kind AND r.occurred_on = c.occurred_on
        AND r.level BETWEEN c.level_low AND c.level_high AND r.amount BETWEEN c.amount_low AND c.amount_high
        AND (c.channels >> r.channel) & 1 = 1"""


def _slot_sums(spec: Spec) -> list[str]:
    sums = ["sum(points) FILTER (WHERE slot = 0)"]
    for slot, clause in enumerate(spec.limited, 1):
        counted = clause.per_unit is None and not clause.decay
        sums.append(
            f"count(*) FILTER (WHERE slot = {slot}) * {clause.fixed}" if counted else f"sum(points) FILTER (WHERE slot = {slot})"
        )
    return sums


# ---------------------------------------------------------------- plain


def _plain(clause: Clause, asked: dt.date) -> str:
    """One clause with its window and decay worked out for each record by DuckDB itself."""
    day = _day(day_number(asked))
    window = f"occurred_on <= {day} AND occurred_on + {_interval(clause.lasts)} > {day}"
    tests = [f"kind = {clause.kind}", window, *_condition(clause)]
    decay = [
        f"WHEN occurred_on + {_interval(d)} <= {day} THEN {_worth(clause, share, DUCKDB)}" for d, share in reversed(clause.decay)
    ]
    worth = f"CASE {' '.join(decay)} ELSE {_worth(clause, UNIT, DUCKDB)} END" if decay else _worth(clause, UNIT, DUCKDB)
    return f"(CASE WHEN {' AND '.join(tests)} THEN {worth} ELSE 0 END)"


def _interval(length: Duration) -> str:
    return f"INTERVAL {length.months} MONTH" if length.months else f"INTERVAL {length.days} DAY"
