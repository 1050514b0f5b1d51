"""The contestants of the benchmark compute the same thing, else the comparison would be void."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import ours, postgres  # noqa: E402
from benchmarks.contestants import CONTESTANTS, SAMPLES, Setting, connect  # noqa: E402
from benchmarks.measure import checksum  # noqa: E402
from benchmarks.plain_check import Row, plain_scores  # noqa: E402
from benchmarks.sample import sample_columns, sample_rows  # noqa: E402
from benchmarks.spec import Clause, Spec, read_spec  # noqa: E402
from benchmarks.sql import FORMS, make_calendar, score_query  # noqa: E402
from benchmarks.world import ASKED, World  # noqa: E402
from bonitas.common.days import day_number  # noqa: E402

#: The end of a leap February, of a plain one, of a month of 31 days, and days like any other.
DAYS = (ASKED, dt.date(2024, 2, 29), dt.date(2023, 3, 31), dt.date(2022, 7, 14), dt.date(2021, 12, 1))

Scores = dict[int, int]


@pytest.fixture(scope="module")
def plain(world: World) -> dict[dt.date, Scores]:
    spec, rows = read_spec(), sample_rows(world, world.subjects)
    return {asked: plain_scores(spec, rows, day_number(asked)) for asked in DAYS}


def test_world_is_worth_rating(world: World, plain: dict[dt.date, Scores]) -> None:
    """Every band is reached, and without any one clause, limit or decay somebody's score would differ."""
    spec = read_spec()
    floors = [floor for _, floor in spec.bands if floor is not None]
    assert {sum(score < floor for floor in floors) for score in plain[ASKED].values()} == set(range(len(spec.bands)))
    rows = sample_rows(world, world.subjects)
    for clause in spec.clauses:
        mine = [row for row in rows if row[1] == clause.kind]
        alone = _scores_alone(clause, mine)
        assert set(alone.values()) != {0}, f"{clause.id} is never met"
        if clause.limit is not None:
            assert alone != _scores_alone(replace(clause, limit=None), mine), f"the limit of {clause.id} cuts nobody"
        if clause.decay:
            assert alone != _scores_alone(replace(clause, decay=()), mine), f"the decay of {clause.id} touches nobody"


def _scores_alone(clause: Clause, rows: list[Row]) -> Scores:
    return plain_scores(Spec(0, (clause,), ()), rows, day_number(ASKED))


@pytest.mark.parametrize("store", ["arrival", "sorted"])
@pytest.mark.parametrize("form", FORMS)
def test_sql_agrees(world: World, plain: dict[dt.date, Scores], store: str, form: str) -> None:
    con, records, people = connect(world, store)
    with con:
        for asked, expected in plain.items():
            make_calendar(con, read_spec(), asked)
            query = score_query(read_spec(), form, records, people, asked)
            assert dict(con.execute(f"SELECT subject, score FROM ({query})").fetchall()) == expected, asked


@pytest.fixture(scope="module")
def server(world: World) -> str:
    return str(postgres.start(postgres.coded(world)).get_uri())


@pytest.mark.parametrize("order", postgres.ORDERS)
@pytest.mark.parametrize("form", ["join", "case"])
def test_postgres_agrees(world: World, server: str, plain: dict[dt.date, Scores], order: str, form: str, tmp_path: Path) -> None:
    for asked, expected in plain.items():
        postgres.scoring(world, order, form, read_spec(), asked)(tmp_path / "out.parquet")
        assert scores_in(tmp_path / "out.parquet") == expected, asked


@pytest.mark.parametrize("form", ["join", "case"])
def test_polars_agrees(world: World, plain: dict[dt.date, Scores], form: str, tmp_path: Path) -> None:
    peer = importlib.import_module("benchmarks.polars_peer")
    for asked, expected in plain.items():
        frame = peer.score_frame(read_spec(), form, world.unsorted(), world.people(), asked)
        frame.sink_parquet(tmp_path / "out.parquet")
        assert scores_in(tmp_path / "out.parquet") == expected, asked
        assert bands_in(tmp_path / "out.parquet") == bands_in_sql(world, asked)


def scores_in(path: Path) -> Scores:
    with duckdb.connect() as con:
        return dict(con.execute(f"SELECT subject, score FROM '{path}'").fetchall())


def bands_in(path: Path) -> dict[int, str]:
    with duckdb.connect() as con:
        return dict(con.execute(f"SELECT subject, band::VARCHAR FROM '{path}'").fetchall())


def bands_in_sql(world: World, asked: dt.date) -> dict[int, str]:
    con, records, people = connect(world, "sorted")
    with con:
        query = score_query(read_spec(), "case", records, people, asked)
        return dict(con.execute(f"SELECT subject, band FROM ({query})").fetchall())


def test_openfisca_agrees(world: World, plain: dict[dt.date, Scores]) -> None:
    pytest.importorskip("openfisca_core")
    peer = importlib.import_module("benchmarks.openfisca_peer")
    for asked, expected in plain.items():
        subjects, scores = peer.openfisca_scores(
            peer.make_system(read_spec(), asked), sample_columns(world, world.subjects), asked
        )
        assert dict(zip(subjects.tolist(), scores.tolist(), strict=True)) == expected, asked


@pytest.mark.parametrize("form", ["table", "expression"])
def test_zen_agrees(world: World, plain: dict[dt.date, Scores], form: str) -> None:
    pytest.importorskip("zen")
    peer = importlib.import_module("benchmarks.zen_peer")
    few = 200
    subjects = peer.subjects_of(sample_rows(world, few))
    for asked, expected in plain.items():
        found = peer.zen_scores(peer.make_decision(read_spec(), form, asked), subjects)
        assert found == {subject: score for subject, score in expected.items() if subject < few}, asked


@pytest.mark.parametrize("store", ["arrival", "sorted"])
def test_bonitas_agrees(world: World, plain: dict[dt.date, Scores], store: str, tmp_path: Path) -> None:
    try:
        ours.bonitas()
    except (ImportError, AttributeError) as missing:
        pytest.skip(f"no engine: {missing}")
    out = tmp_path / "ratings.parquet"
    for asked, expected in plain.items():
        out.unlink(missing_ok=True)
        ours.rating(world, store, asked)(out)
        with duckdb.connect() as con:
            query = f"SELECT substr(subject, 2)::INTEGER, (score * 1000)::BIGINT FROM '{out}'"
            assert dict(con.execute(query).fetchall()) == expected, asked


def test_every_contestant_that_can_run_writes_the_same_checksum(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = 300
    monkeypatch.setitem(SAMPLES, "zen", few)
    setting = Setting(world, read_spec(), ASKED)
    found = {}
    for contestant in CONTESTANTS:
        if contestant.group == "spark":
            continue  # see tests/spark
        out = tmp_path / f"{contestant.name}.parquet"
        try:
            contestant.make(setting)(out)
        except (ImportError, AttributeError):
            continue
        if contestant.checked:
            found[contestant.name] = tuple(checksum(out, few))
    assert {"sql-join-arrival", "sql-case-sorted", "polars-join-arrival", "postgres-case-sorted", "bonitas-postgres"} <= set(
        found
    )
    assert len(set(found.values())) == 1, found
