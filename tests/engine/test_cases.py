"""Every case of every published rulebook, each as a test of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.cases import cases_file, run_case, run_cases
from bonitas.engine.cases_text import read_cases
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook
from engine.small import HEADER
from strategies.small import CATALOGUE

CASES = [pytest.param(name, case, id=f"{name}: {case['name']}") for name in published() for case in read_cases(cases_file(name))]


@cache
def kinds() -> Catalogue:
    return read_catalogue()


@cache
def rulebook(name: str) -> Rulebook:
    return read_rulebook(name, kinds())


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: Mapping[str, Any]) -> None:
    results = run_case(rulebook(name), kinds(), case, "cases.yaml")
    assert len(results) == len(case.get("asks") or [case])
    assert not [f"{one.on}: {text} ({one.working})" for one in results for text in one.differences]


def test_every_published_rulebook_has_cases_with_their_working() -> None:
    assert {str(param.values[0]) for param in CASES} == set(published())
    for param in CASES:
        case = param.values[1]
        assert isinstance(case, Mapping)
        asks = case.get("asks") or [case]
        assert all((one.get("working") or case.get("working")) and (one.get("source") or case.get("source")) for one in asks)


def test_run_cases_runs_the_cases_beside_a_rulebook(tmp_path: Path) -> None:
    head = "".join(f"{key}: {value}\n" for key, value in HEADER.items())
    (tmp_path / "rulebook.yaml").write_text(head + "clauses: {fined: {for: traffic.fine, points: -10}}\n", encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(
        "cases:\n  - name: a fine\n    records: [{kind: traffic.fine, occurred_on: 2022-03-01}]\n    source: a test\n"
        "    asks: [{on: 2022-04-01, working: 100 - 10, expect: {score: 90}}, {on: 2023-03-01, expect: {score: 90}}]\n",
        encoding="utf-8",
    )
    one, two = run_cases(tmp_path, CATALOGUE)
    assert (one.name, one.on, one.passed, one.working, one.source) == ("a fine", "2022-04-01", True, "100 - 10", "a test")
    assert (two.file, two.line, two.differences) == ("cases.yaml", 2, ("score: expected 90, came out 100",))
