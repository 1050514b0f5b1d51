"""Pairs by names: grouped, learnt from, and scored by Splink; each with what was alike, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from bonitas.unify.match.comparing import Comparison, Configuration, Level, as_settings
from bonitas.unify.match.engine import Engine, quietly
from bonitas.unify.match.grouping import Grouped, bound, group
from bonitas.unify.match.learning import Learnt, learn
from bonitas.unify.match.model import fitted
from bonitas.unify.names.spelt import ABOUT

#: The highest certainty that names can give: being sure takes a verified number.
HIGHEST: Final = 999_999
#: The highest where something speaks so much against it that a person has to look.
IN_DOUBT: Final = 500_000


#: Columns that are made of others, and what stands between: missing where one of these is.
JOINED: Final = (
    ("both_names", ("given", "surname"), " "), ("family", ("surname",), ""), ("first", ("called",), ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """Two rows by their `id`, the smaller first; certainty in millionths, rounded down; and the evidence."""

    a: int
    b: int
    certainty: int
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The pairs from the least certainty asked for on, what was learnt, and how rows were grouped."""

    pairs: tuple[Scored, ...]
    learnt: Learnt
    grouped: tuple[Grouped, ...]


def score(  # noqa: PLR0913 - one question with its terms
    rows: Any, whole: Configuration, *, across: bool, seed: int, least: int, newly: bool = False, learnt: Learnt | None = None
) -> Scores | None:
    """The pairs of `rows` that are one subject with at least this certainty; None where there is nothing to compare.

    `rows`: an Arrow table of `id`, `source`, `fresh` and what is compared. `across`: pairs of one source are none. `newly`: pairs
    without a fresh row are none. `learnt`: judge by these parameters instead of learning.
    """
    there = whole.for_columns(_filled(rows, across))
    configuration = fitted(learnt, whole, there) if learnt is not None else there
    if not there.groups or not configuration.comparisons:
        return None
    engine = Engine(_completed(rows), across=across)
    try:
        with quietly():
            learnt = learn(engine, configuration, seed=seed) if learnt is None else learnt
            grouped = group(engine.con, there.groups, most=bound(rows.num_rows), newly=newly)
            settings = as_settings(configuration.comparisons, learnt.odds)
            linker = engine.linker(settings, [one.column for one in grouped], learnt.prior, newly=newly)
            engine.know_frequencies(linker, configuration.comparisons)
            found = linker.inference.predict(threshold_match_probability=max(least, 1) / 1_000_000, warning_mode="never")
            seen = ", ".join(f"gamma_{one.name}" for one in configuration.comparisons)
            sql = f"SELECT id_l, id_r, match_probability, {seen} FROM {found.physical_name} ORDER BY id_l, id_r"
            table = engine.con.sql(sql).to_arrow_table()
    finally:
        engine.close()
    return Scores(tuple(_scored(table, configuration, least)), learnt, tuple(grouped))


def _filled(rows: Any, across: bool) -> set[str]:
    """The columns that hold something in every source, or in two of many; in the one there is."""
    enough = 2 if across else 1
    filled = set()
    for name in rows.column_names:
        sources = rows.select(["source"]).filter(rows.column(name).is_valid()).column("source").unique()
        if len(sources) >= enough:
            filled.add(name)
    return filled


def _completed(rows: Any) -> Any:
    """With empty columns for what nobody fills: a finer key may ask for it."""
    for name in (*ABOUT, *(joined for joined, _, _ in JOINED), "home"):
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.string()))
    return rows


def _scored(table: Any, configuration: Configuration, least: int) -> Iterator[Scored]:
    seen = [(one.words, _levels(one), table.column(f"gamma_{one.name}").to_pylist()) for one in configuration.comparisons]
    ends = zip(*(table.column(name).to_pylist() for name in ("id_l", "id_r", "match_probability")), strict=True)
    for at, (a, b, probability) in enumerate(ends):
        levels = [(what, of[numbers[at]]) for what, of, numbers in seen if numbers[at] >= 0]
        highest = IN_DOUBT if any(level.doubt for _, level in levels) else HIGHEST
        certainty = min(highest, int(probability * 1_000_000))
        if certainty >= least:
            yield Scored(a, b, certainty, tuple((what, level.words) for what, level in levels))


def _levels(comparison: Comparison) -> dict[int, Level]:
    """The levels by the number that Splink gives them: 0 for the last."""
    return dict(enumerate(reversed(comparison.levels)))
