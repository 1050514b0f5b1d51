"""Every case of every published rulebook, each as a test of its own.

The cases of a rulebook lie in one ledger, each about a subject of its own. A ledger of its own has each whose bands are drawn by share,
or that says what a register shows (with the names of records), and the first of every rulebook, as `bonitas check` makes it for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.at_hand import at_hand
from bonitas.engine.cases import cases_file, run_case, run_cases
from bonitas.engine.cases_compare import differences
from bonitas.engine.cases_text import SHOWN, read_cases
from bonitas.engine.explain import explain
from bonitas.engine.shares import is_relative
from bonitas.ledger.base import Ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook
from engine.small import HEADER
from strategies.small import CATALOGUE
from together import Cases

BY_NAME = {name: read_cases(cases_file(name)) for name in published()}
CASES = [pytest.param(name, case, id=f"{name}: {case['name']}") for name, cases in BY_NAME.items() for case in cases]


@cache
def kinds() -> Catalogue:
    return read_catalogue()


@cache
def rulebook(name: str) -> Rulebook:
    return read_rulebook(name, kinds())


@pytest.fixture(scope="module")
def of_rulebook() -> Iterator[Callable[[str], tuple[Ledger, Cases]]]:
    """All cases of a rulebook in one ledger, by its name; made when it is first asked for."""
    with ExitStack() as open_ones:

        @cache
        def shared(name: str) -> tuple[Ledger, Cases]:
            found = Cases()
            for case in BY_NAME[name]:
                found.add(rulebook(name), case)
            made = memory_ledger(found.records, found.amendments, found.participations, catalogue=kinds(), lab=True)
            return at_hand(open_ones.enter_context(made)), found

        yield shared


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: Mapping[str, Any], of_rulebook: Callable[[str], tuple[Ledger, Cases]]) -> None:
    asks, book = case.get("asks") or [case], rulebook(name)
    if is_relative(book) or case is BY_NAME[name][0] or any(set(SHOWN) & set(one.get("expect") or {}) for one in asks):
        results = run_case(book, kinds(), case, "cases.yaml")
        assert len(results) == len(asks)
        assert not [f"{one.on}: {text} ({one.working})" for one in results for text in one.differences]
        return
    ledger, cases = of_rulebook(name)
    mine = [one for one in cases.asked[book.id] if one.case is case]
    assert len(mine) == len(asks)
    for one in mine:
        found = explain(book, ledger, subject=one.subject, on=one.on, known_at=one.known_at).as_dict()
        assert not [f"{one.on}: {text}" for text in differences(book, one.expect, found)]


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
