"""All systems over the same people."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import bonitas
from bonitas.cli.app import app
from bonitas.engine.order import order_of
from bonitas.lab.people import make_people
from bonitas.lab.side import agreement, agreements, side_by_side
from bonitas.ledger import new_ledger


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("side") / "town.duckdb"
    with new_ledger(path, lab=True) as ledger:
        make_people(ledger, 400, seed=3)
    return path


def test_order_is_by_band_then_by_score() -> None:
    assert order_of(np.array([0, 0, 1, 2]), np.array([10, 20, 999, 5])).tolist() == [3, 4, 2, 1]
    assert order_of(np.array([1, 1, 1]), np.array([7, 7, 9])).tolist() == [1.5, 1.5, 3]


def test_agreement_is_spearmans() -> None:
    up = np.arange(100, dtype=float)
    assert agreement(up, up) == pytest.approx(1)
    assert agreement(up, -up) == pytest.approx(-1)
    assert agreement(up, np.where(up % 2, up, np.nan)) == pytest.approx(1)
    assert agreement(up, np.zeros(100)) is None
    assert agreement(up[:29], up[:29]) is None
    # by hand for a small shuffle, repeated: 1 - 6 Σd² / (n (n² − 1))
    one, two = np.arange(40, dtype=float), np.arange(40, dtype=float)
    two[[0, 39]] = two[[39, 0]]
    assert agreement(one, two) == pytest.approx(1 - 6 * 2 * 39**2 / (40 * (40**2 - 1)))


def test_sides_say_what_rating_says(town: Path) -> None:
    books = [bonitas.read_rulebook(name) for name in ("de-schufa-2026", "ebay-feedback")]
    with bonitas.open_ledger(town) as ledger:
        sides = side_by_side(books, ledger, "2026-06-30")
        for book, side in zip(books, sides, strict=True):
            rows = list(bonitas.rate(book, ledger, on="2026-06-30").rows())
            standings = [row["standing"] for row in rows]
            assert (side.scored, side.no_score, side.not_rated) == tuple(
                standings.count(one) for one in ("scored", "no_score", "not_rated")
            )
            bands = [row["band"] for row in rows]
            assert dict(side.bands) == {name: bands.count(name) for name, _ in side.bands}
            assert sum(count for _, count in side.bands) == sum(band is not None for band in bands)
            scored = [row for row in rows if row["standing"] == "scored"]
            best = max(scored, key=lambda row: row["score"])
            assert side.standing[rows.index(best)] >= side.scored - sum(row["score"] == best["score"] for row in scored)
        assert list(agreements(sides, "person")) == [("de-schufa-2026", "ebay-feedback")]
    assert list(agreements(sides, "organisation")) == []


def test_a_rulebook_out_of_force_is_asked_on_its_nearest_day(town: Path) -> None:
    with bonitas.open_ledger(town) as ledger:
        (side,) = side_by_side([bonitas.read_rulebook("de-schufa-2026")], ledger, "2020-01-01")
    assert side.on == "2026-03-17"


def test_systems_over(town: Path) -> None:
    ran = CliRunner().invoke(app, ["systems", "--over", str(town), "--on", "2026-06-30"])
    assert ran.exit_code == 0
    assert "400 subjects, every system over the same records" in ran.stdout
    assert "de-schufa-2026" in ran.stdout
    assert "Do two systems put persons in the same order?" in ran.stdout
    assert "lab ledger only" not in ran.stdout
    rows = [json.loads(line) for line in CliRunner().invoke(app, ["systems", "--over", str(town), "--json"]).stdout.splitlines()]
    assert {row["rulebook"] for row in rows if "rulebook" in row} == set(bonitas.published())
    assert all(row["agreement"] is None or -1 <= row["agreement"] <= 1 for row in rows if "rulebooks" in row)


def test_systems_over_people_of_flesh(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "real.duckdb") as ledger:
        ledger.add([{"subject": "ann", "kind": "identity.check", "occurred_on": "2026-01-01"}])
    ran = CliRunner().invoke(app, ["systems", "--over", str(tmp_path / "real.duckdb")])
    assert ran.exit_code == 0
    specimens = [name for name in bonitas.published() if bonitas.read_rulebook(name).standing == "specimen"]
    assert all(name in ran.stdout.split("In a lab ledger only:")[-1] for name in specimens)


def test_on_without_over(town: Path) -> None:
    ran = CliRunner().invoke(app, ["systems", "--on", "2026-01-01"])
    assert ran.exit_code == 2
    assert "--on goes with --over" in ran.stderr


def test_lab_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, ["lab", "people", "town.duckdb", "--n", "20", "--seed", "5"])
    assert ran.exit_code == 0
    assert ran.stdout.startswith("town.duckdb: 18 made-up people and 2 made-up organisations, seed 5, until 2026-06-30.\nAdded ")
    again = CliRunner().invoke(app, ["lab", "people", "town.duckdb", "--n", "20", "--seed", "5", "--json"])
    said = json.loads(again.stdout)
    assert (said["records"], said["persons"], said["organisations"]) == (0, 18, 2)
    assert said["there"] > 0
    assert CliRunner().invoke(app, ["lab", "people", "town.duckdb", "--until", "soon"]).exit_code == 2
