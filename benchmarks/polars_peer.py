"""The same rating in Polars, lazily and streaming: the two forms of `sql.py` as expressions over the coded Parquet."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import add
from pathlib import Path

import polars as pl

from benchmarks.spec import KINDS, Clause, Spec
from benchmarks.sql import clause_table
from bonitas.common.amounts import UNIT, half_away
from bonitas.common.days import date_of, day_number

SUBJECT = pl.col("subject")
DAY, KIND = pl.col("occurred_on"), pl.col("kind")


def score_frame(spec: Spec, form: str, records: Path, people: Path, asked: dt.date) -> pl.LazyFrame:
    """A lazy frame of `subject, score` (thousandths, Int64) and `band`; `form` is `case` or `join`."""
    rows = pl.scan_parquet(records)
    grouped = _joined(rows, spec, asked) if form == "join" else _cased(rows, spec, asked)
    totals = [pl.col(f"s{slot}").fill_null(0) for slot in range(len(spec.limited) + 1)]
    caps = [
        total.clip(upper_bound=clause.limit) if clause.gain else total.clip(lower_bound=-(clause.limit or 0))
        for total, clause in zip(totals[1:], spec.limited, strict=True)
    ]
    everybody = pl.scan_parquet(people).join(grouped, on="subject", how="left")
    score = reduce(add, [totals[0], *caps]) + spec.base
    return everybody.select(SUBJECT, score.alias("score")).with_columns(_band(spec).alias("band"))


def _band(spec: Spec) -> pl.Expr:
    found = pl.lit(spec.bands[-1][0])
    for name, floor in reversed(spec.bands[:-1]):
        found = pl.when(pl.col("score") >= floor).then(pl.lit(name)).otherwise(found)
    return found


# ---------------------------------------------------------------- case


def _cased(rows: pl.LazyFrame, spec: Spec, asked: dt.date) -> pl.LazyFrame:
    free = reduce(add, [_case(clause, asked) for clause in spec.clauses if clause.limit is None])
    sums = [free, *(_case(clause, asked) for clause in spec.limited)]
    inside = rows.filter(_in_some_window(spec, asked))
    return inside.group_by("subject").agg(total.sum().alias(f"s{slot}") for slot, total in enumerate(sums))


def _case(clause: Clause, asked: dt.date) -> pl.Expr:
    """What one record is worth by one clause, 0 where it does not match."""
    found = pl.lit(0, pl.Int64)
    for first, last, share in clause.steps(day_number(asked)):
        matches = (pl.lit(clause.kind, pl.Int8) == KIND) & DAY.is_between(date_of(first), date_of(last))
        for name, (low, high) in clause.ranges.items():
            matches &= pl.col(name).cast(pl.Int32).is_between(low, high)
        if clause.channels is not None:
            matches &= pl.col("channel").is_in(clause.channels)
        found = pl.when(matches).then(_worth(clause, share)).otherwise(found)
    return found


def _worth(clause: Clause, share: int) -> pl.Expr:
    unit = clause.per_unit
    if unit is None:
        return pl.lit(half_away(clause.fixed * share, UNIT), pl.Int64)
    whole = (pl.col(unit.by) // unit.each).clip(upper_bound=unit.most).cast(pl.Int64)
    if share == UNIT:
        return whole * unit.gives
    decayed = (whole * (2 * abs(unit.gives) * share) + UNIT) // (2 * UNIT)
    return decayed if unit.gives > 0 else -decayed


def _in_some_window(spec: Spec, asked: dt.date) -> pl.Expr:
    tests = []
    for kind in range(len(KINDS)):
        first = min(first for clause in spec.of_kind(kind) for first, _, _ in clause.steps(day_number(asked)))
        tests.append((pl.lit(kind, pl.Int8) == KIND) & (date_of(first) <= DAY))
    return (asked >= DAY) & reduce(lambda one, other: one | other, tests)


# ---------------------------------------------------------------- join


def _joined(rows: pl.LazyFrame, spec: Spec, asked: dt.date) -> pl.LazyFrame:
    calendar = pl.DataFrame(clause_table(spec, asked)).with_columns(pl.date_ranges("first", "last").alias("occurred_on"))
    met = rows.join(calendar.explode("occurred_on").drop("first", "last").lazy(), on=["kind", "occurred_on"])
    met = met.filter(
        pl.col("level").is_between("level_low", "level_high")
        & pl.col("amount").is_between("amount_low", "amount_high")
        & ((pl.col("channels").cast(pl.Int64) // pl.lit(2, pl.Int64).pow(pl.col("channel"))) % 2 == 1)
    )
    by = pl.when("by_level").then(pl.col("level").cast(pl.Int32)).otherwise("amount")
    units = pl.min_horizontal(by // pl.col("each"), "most").cast(pl.Int64)
    decayed = (2 * units * pl.col("gives").abs() * pl.col("share") + UNIT) // (2 * UNIT) * pl.col("gives").sign()
    whole = pl.when(pl.col("share") == UNIT).then(units * pl.col("gives")).otherwise(decayed)
    points = pl.when(pl.col("gives") == 0).then("fixed").otherwise(whole).cast(pl.Int64)
    sums = [points.filter(pl.col("slot") == slot).sum().alias(f"s{slot}") for slot in range(len(spec.limited) + 1)]
    return met.group_by("subject").agg(sums)
