"""Who runs: each contestant with the form of the data it reads and how its answer is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import ours, plain_read, sql
from benchmarks.ours import THREADS
from benchmarks.sample import sample_columns, sample_rows
from benchmarks.spec import Spec
from benchmarks.world import World

#: How many subjects the peers that are run on a sample are given.
SAMPLES: Final = {"openfisca": 20_000, "zen": 2_000}

#: Does the whole job once; the ratings go to the path.
Job = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What every contestant is given."""

    world: World
    spec: Spec
    asked: dt.date


@dataclass(frozen=True, slots=True)
class Contestant:
    """`make` gets everything ready that is not timed. `store` is `arrival`, `sorted` or `memory`. `checked`: it writes a score
    for each subject. `sample`: how many subjects it is given (None: all)."""

    name: str
    title: str
    store: str
    make: Callable[[Setting], Job]
    checked: bool = True
    sample: int | None = None


def connect(world: World, store: str) -> tuple[duckdb.DuckDBPyConnection, str, str]:
    """A connection with the names of the records and of the people in it; DuckDB's defaults but for the threads."""
    config: dict[str, Any] = {"threads": THREADS}
    if store == "arrival":
        return duckdb.connect(str(world.arrival()), read_only=True, config=config), "r", "people"
    return duckdb.connect(config=config), f"'{world.sorted()}'", f"'{world.people()}'"


def _sql(store: str, form: str) -> Callable[[Setting], Job]:
    def make(setting: Setting) -> Job:
        con, records, people = connect(setting.world, store)

        def job(out: Path) -> None:
            if form == "join":
                sql.make_calendar(con, setting.spec, setting.asked)
            query = sql.score_query(setting.spec, form, records, people, setting.asked)
            con.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)").fetchall()

        return job

    return make


def _read(store: str) -> Callable[[Setting], Job]:
    def make(setting: Setting) -> Job:
        con, records, _ = connect(setting.world, store)
        return lambda out: plain_read.read_columns(con, records)

    return make


def _ours(store: str) -> Callable[[Setting], Job]:
    return lambda setting: ours.rating(setting.world, store, setting.asked)


def _openfisca(setting: Setting) -> Job:
    from benchmarks import openfisca_peer as peer  # noqa: PLC0415  (it may not be installed)

    columns = sample_columns(setting.world, SAMPLES["openfisca"])
    system = peer.make_system(setting.spec, setting.asked)

    def job(out: Path) -> None:
        subjects, scores = peer.openfisca_scores(system, columns, setting.asked)
        pq.write_table(pa.table({"subject": subjects, "score": scores}), out)

    return job


def _zen(setting: Setting) -> Job:
    from benchmarks import zen_peer as peer  # noqa: PLC0415  (it may not be installed)

    subjects = peer.subjects_of(sample_rows(setting.world, SAMPLES["zen"]))
    decision = peer.make_decision(setting.spec, "expression", setting.asked)

    def job(out: Path) -> None:
        found = peer.zen_scores(decision, subjects)
        pq.write_table(pa.table({"subject": list(found), "score": list(found.values())}), out)

    return job


STORE_TITLES: Final = {"arrival": "DuckDB file, order of arrival", "sorted": "Parquet, sorted by subject"}
#: Those that read the whole world, once from each store: name, title, how it is made, whether it gives scores.
BOTH_STORES: Final[tuple[tuple[str, str, Callable[[str], Callable[[Setting], Job]], bool], ...]] = (
    ("bonitas", "Bonitas", _ours, True),
    ("sql-join", "DuckDB SQL: join with a table of clauses", lambda store: _sql(store, "join"), True),
    ("sql-case", "DuckDB SQL: conditional aggregation", lambda store: _sql(store, "case"), True),
    ("read", "reading the six columns alone", _read, False),
)
CONTESTANTS: Final = (
    *(
        Contestant(f"{name}-{store}", title, store, make(store), checked)
        for name, title, make, checked in BOTH_STORES
        for store in STORE_TITLES
    ),
    Contestant("openfisca", "OpenFisca-core", "memory", _openfisca, sample=SAMPLES["openfisca"]),
    Contestant("zen", "zen-engine", "memory", _zen, sample=SAMPLES["zen"]),
)
