"""Every case of every published rulebook, each as a test of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.cases import cases_file, run_case, run_cases
from bonitas.engine.cases_text import read_cases
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook

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


def test_run_cases_runs_them_all() -> None:
    results = run_cases("example-card-conduct")
    assert len(results) == 20
    assert all(one.passed for one in results)
