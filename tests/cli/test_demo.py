"""The demonstration, on a hundred people."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bonitas.cli.app import app
from bonitas.lab import demo
from bonitas.lab.measured import SHOWN

from .conftest import Run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the demonstration ran once; the tests run there."""
    place: Path = tmp_path_factory.mktemp("demo")
    before = Path.cwd()
    os.chdir(place)
    ran = CliRunner().invoke(app, ["demo", "--people", "100"])
    assert (ran.exit_code, ran.stderr) == (0, "")
    (place / "said.txt").write_text(ran.stdout)
    yield place
    os.chdir(before)


def test_it_tells_bands_measures_and_one_person(folder: Path) -> None:
    said = (folder / "said.txt").read_text()
    assert said.startswith(
        "100 card clients of one bank in Taiwan, rated on 1 October 2005 by example-card-conduct, version 1,\nfrom 700 records."
    )
    assert "\nband       people   share  then defaulted  share of the band\nExcellent " in said
    assert "\nmeasured on                   people     AUC      KS\neven numbers (only measured)" in said
    assert f"\n{SHOWN} stands at 590 — Modest, by Conduct of a credit card on 1 October 2005\n  - " in said
    assert f"\n{SHOWN}: if nothing new is recorded, this changes:\n" in said
    assert f"\nReport: {Path('bonitas-demo/report.html')}\nLedger: {Path('bonitas-demo/cards.duckdb')}\n" in said
    assert (folder / "bonitas-demo" / "report.html").read_text().startswith("<!doctype html>")


def test_again_it_goes_on_with_what_is_there(folder: Path) -> None:
    ran = CliRunner().invoke(app, ["demo", "--people", "100", "--json"])
    told = json.loads(ran.stdout)
    assert (told["people"], told["records"], told["standings"]["scored"]) == (100, 700, 100)
    assert sum(band["people"] for band in told["bands"]) == 100
    assert told["explanation"]["score"] == 590
    assert told["forecast"][-1]["standing"] == "no_score"
    assert set(told["timings"]) >= {"adding records", "rating", "writing the report"}


def test_fresh_makes_the_ledger_anew(folder: Path) -> None:
    ledger = folder / "bonitas-demo" / "cards.duckdb"
    (folder / "bonitas-demo" / "mine.txt").write_text("kept")
    before = ledger.stat().st_ino, ledger.stat().st_mtime_ns
    demo.run_demo(folder / "bonitas-demo", people=100, fresh=True)
    assert (ledger.stat().st_ino, ledger.stat().st_mtime_ns) != before
    assert (folder / "bonitas-demo" / "mine.txt").read_text() == "kept"


def test_fewer_people_keep_the_one_who_is_told_about() -> None:
    chosen = demo.choose(100)
    assert chosen is not None
    assert (len(chosen), chosen[0], chosen[-1]) == (100, "C00001", SHOWN)
    assert demo.choose(8000) is not None
    assert demo.choose(None) is None
    assert demo.choose(30_000) is None


def test_too_few_people_is_a_wrong_command_line(run: Run) -> None:
    ran = run("demo", "--people", "99")
    assert (ran.code, ran.out) == (2, "")
    assert "'--people'" in ran.err


def test_a_place_that_cannot_be_used(run: Run, place: Path) -> None:
    ran = run("demo", "--people", "100", "--out", "records.csv")
    assert (ran.code, ran.out) == (1, "")
    assert (
        ran.err == "records.csv: D020 'records.csv' cannot be made or written: file exists. Choose another folder with --out.\n"
    )


def test_a_file_that_is_no_ledger_is_left_alone(run: Run, place: Path) -> None:
    (place / "d").mkdir()
    (place / "d" / "cards.duckdb").write_text("a letter")
    ran = run("demo", "--people", "100", "--out", "d", "--fresh")
    assert (ran.code, ran.out) == (1, "")
    assert (place / "d" / "cards.duckdb").read_text() == "a letter"


def test_stopped_it_can_be_run_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bonitas.lab.demo.run_demo", stops)
    ran = run("demo")
    assert (ran.code, ran.err) == (130, "Stopped; what is in 'bonitas-demo' is whole. Run it again to go on.\n")
