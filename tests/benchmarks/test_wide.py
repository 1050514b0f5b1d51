"""The benchmark of the widest rulebook runs, and its thirty clauses are a rulebook of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import wide  # noqa: E402
from bonitas.rulebook.read import read_rulebook  # noqa: E402


def test_a_small_world_is_made_once_and_rated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "DATA", tmp_path)
    found = [wide.timed(wide.Wide(40, 3, few=True), clauses, 1) for clauses in (0, wide.FEW)]
    assert [(one["subjects"], one["records"]) for one in found] == [(40, 120), (40, 120)]
    assert found[1]["clauses"] == wide.FEW < found[0]["clauses"]
    assert [path.name for path in tmp_path.iterdir()] == [f"wide-40x3-few-{wide.SEED}.duckdb"]
    table = wide.markdown([{**one, "repeats": 1} for one in found], "2026-01-01")
    assert table.count("of the thirty clauses") == len(found)


def test_the_thirty_clauses_are_of_all_sorts() -> None:
    rules = wide.thirty(read_rulebook(wide.BOOK)).periods[0].rules
    assert len(rules.clauses) == wide.FEW
    assert any(clause.grade for clause in rules.clauses)
    assert any(clause.again for clause in rules.clauses)
