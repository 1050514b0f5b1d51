"""Who runs: each contestant with the form of the data it reads, whom it is beside, and how its answer is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import ours, plain_read, postgres, sql
from benchmarks.sample import sample_columns, sample_rows
from benchmarks.spec import Spec
from benchmarks.world import THREADS, World

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


Make = Callable[[Setting], Job]


@dataclass(frozen=True, slots=True)
class Contestant:
    """`make` gets everything ready that is not timed. `data`: what it reads. `group`: one of GROUPS; ratios are taken within it.
    `checked`: it writes a score for each subject. `sample`: how many subjects it is given (None: all). `elsewhere`: the processes
    that do the work beside this one, once it is ready."""

    name: str
    title: str
    data: str
    group: str
    make: Make
    checked: bool = True
    sample: int | None = None
    elsewhere: Callable[[Setting], tuple[int, ...]] | None = None


#: The groups of the table. The first Bonitas in each, and its columns delivered as Arrow, are what its ratios are taken to.
GROUPS: Final = {
    "arrival": "Records in order of arrival",
    "sorted": "Records sorted by subject",
    "postgres": "Records in PostgreSQL",
    "spark": "On Spark",
}
FILES: Final = {"arrival": "DuckDB file", "sorted": "Parquet"}


def connect(world: World, store: str) -> tuple[duckdb.DuckDBPyConnection, str, str]:
    """A connection with the names of the records and of the people in it; DuckDB's defaults but for the threads."""
    config: dict[str, Any] = {"threads": THREADS}
    if store == "arrival":
        return duckdb.connect(str(world.arrival()), read_only=True, config=config), "r", "people"
    return duckdb.connect(config=config), f"'{world.sorted()}'", f"'{world.people()}'"


def _sql(store: str, form: str) -> Make:
    def make(setting: Setting) -> Job:
        con, records, people = connect(setting.world, store)

        def job(out: Path) -> None:
            if form == "join":
                sql.make_calendar(con, setting.spec, setting.asked)
            query = sql.score_query(setting.spec, form, records, people, setting.asked)
            con.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)").fetchall()

        return job

    return make


def _read(store: str, scan: bool) -> Make:
    def make(setting: Setting) -> Job:
        con, records, _ = connect(setting.world, store)
        if scan:
            return lambda out: plain_read.scan(con, records)
        return lambda out: _discard(plain_read.deliver(con, records))

    return make


def _discard(_: object) -> None:
    """A job gives nothing back."""


def _read_ours(store: str) -> Make:
    """The same six columns of our own ledger, as they lie there."""

    def make(setting: Setting) -> Job:
        path = ours.ledger_path(setting.world, store)
        con = duckdb.connect(
            str(path) if store == "arrival" else ":memory:", read_only=store == "arrival", config={"threads": THREADS}
        )
        records = "records" if store == "arrival" else f"'{path}/records-*.parquet'"
        return lambda out: _discard(plain_read.deliver(con, records, ours.COLUMNS))

    return make


def _ours(store: str) -> Make:
    return lambda setting: ours.rating(setting.world, store, setting.asked)


def _ours_on_spark(setting: Setting) -> Job:
    return ours.rating_on_spark(setting.world, setting.asked)


def _polars(store: str, form: str) -> Make:
    def make(setting: Setting) -> Job:
        from benchmarks.polars_peer import score_frame  # noqa: PLC0415  (it may not be installed)

        records = setting.world.sorted() if store == "sorted" else setting.world.unsorted()
        people = setting.world.people()
        return lambda out: score_frame(setting.spec, form, records, people, setting.asked).sink_parquet(out, engine="streaming")

    return make


def _postgres(order: str, form: str) -> Make:
    return lambda setting: postgres.scoring(setting.world, order, form, setting.spec, setting.asked)


def _spark(store: str, form: str) -> Make:
    def make(setting: Setting) -> Job:
        from benchmarks import spark_peer  # noqa: PLC0415  (it may not be installed)

        records = setting.world.sorted() if store == "sorted" else setting.world.unsorted()
        if form == "read":
            return spark_peer.reading(records)
        return spark_peer.scoring(records, setting.world.people(), form, setting.spec, setting.asked)

    return make


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


def _server(setting: Setting) -> tuple[int, ...]:
    """The server of the peer's data."""
    return (postgres.start(postgres.coded(setting.world)).get_pid(),)


def _our_server(setting: Setting) -> tuple[int, ...]:
    return (postgres.start(ours.ledger_path(setting.world, "postgres")).get_pid(),)


FORMS: Final = {"join": "join with a table of clauses", "case": "conditional aggregation"}
ORDERS: Final = {"arrival": "in order of arrival", "sorted": "sorted by subject"}


def _embedded(store: str) -> list[Contestant]:
    """Those that run in this process, over one order of the records."""
    file, order = FILES[store], ORDERS[store]
    found = [Contestant(f"bonitas-{store}", "Bonitas", file, store, _ours(store))]
    found.append(
        Contestant(f"bonitas-{store}{ours.ARRANGED}", "Bonitas, arranged", file, store, _ours(f"{store}{ours.ARRANGED}"))
    )
    found += [Contestant(f"sql-{f}-{store}", f"DuckDB SQL: {title}", file, store, _sql(store, f)) for f, title in FORMS.items()]
    found += [
        Contestant(f"polars-{f}-{store}", f"Polars: {title}", "Parquet", store, _polars(store, f)) for f, title in FORMS.items()
    ]
    if store == "sorted":
        memory = f"in memory, {order}"
        found.append(Contestant("openfisca", "OpenFisca-core", memory, store, _openfisca, sample=SAMPLES["openfisca"]))
        found.append(Contestant("zen", "zen-engine", memory, store, _zen, sample=SAMPLES["zen"]))
    found.append(Contestant(f"read-{store}", "reading: DuckDB looks at each value", file, store, _read(store, True), False))
    found.append(Contestant(f"arrow-{store}", "reading: delivered as Arrow", file, store, _read(store, False), False))
    theirs = "reading: the same columns of our ledger, as Arrow"
    found.append(Contestant(f"floor-{store}", theirs, file, store, _read_ours(store), False))
    return found


def _in_server() -> list[Contestant]:
    found = [Contestant("bonitas-postgres", "Bonitas", ORDERS["arrival"], "postgres", _ours("postgres"), elsewhere=_our_server)]
    for form, title in FORMS.items():
        for order, said in ORDERS.items():
            name = f"postgres-{form}-{order}"
            job = _postgres(order, form)
            found.append(Contestant(name, f"PostgreSQL: {title}", said, "postgres", job, elsewhere=_server))
    for name, title, scan in (
        ("read", "reading: PostgreSQL looks at each value", True),
        ("arrow", "reading: delivered as Arrow", False),
    ):

        def make(setting: Setting, scan: bool = scan) -> Job:
            return postgres.reading(setting.world, "sorted", scan)

        found.append(Contestant(f"postgres-{name}", title, ORDERS["sorted"], "postgres", make, False, elsewhere=_server))
    return found


def _on_spark() -> list[Contestant]:
    this = _this_process
    found = [Contestant("bonitas-spark", "Bonitas", "Parquet, in order of arrival", "spark", _ours_on_spark, elsewhere=this)]
    found += [
        Contestant(
            f"spark-{form}-{store}", f"Spark SQL: {title}", f"Parquet, {said}", "spark", _spark(store, form), elsewhere=this
        )
        for form, title in FORMS.items()
        for store, said in ORDERS.items()
    ]
    reads = "reading: Spark looks at each value"
    return [
        *found,
        Contestant("spark-read", reads, "Parquet, sorted by subject", "spark", _spark("sorted", "read"), False, elsewhere=this),
    ]


def _this_process(_: Setting) -> tuple[int, ...]:
    """No server: what this process started itself is watched with it."""
    return ()


CONTESTANTS: Final = (*_embedded("arrival"), *_embedded("sorted"), *_in_server(), *_on_spark())
