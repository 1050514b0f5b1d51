"""Every fixture of a bad rulebook gives exactly the problems that stand beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bonitas.rulebook.codes import CODES
from bonitas.rulebook.read import check_rulebook
from rulebook.small import CATALOGUE

FOLDER = Path(__file__).parent.parent / "bad" / "rulebooks"
FIXTURES = sorted(FOLDER.glob("*.yaml"))
#: Problems of a place, not of a text; `test_find` has them.
ELSEWHERE = {"R001", "R002", "R003", "R015"}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_bad_rulebook_gives_exactly_its_problems(path: Path) -> None:
    book, problems = check_rulebook(path, CATALOGUE)
    found = [str(replace(problem, file=path.name)) for problem in problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert (book is None) == any(problem.severity == "error" for problem in problems)


def test_every_code_has_a_fixture() -> None:
    said = "\n".join(path.with_suffix(".txt").read_text(encoding="utf-8") for path in FIXTURES)
    lacking = [code for code in CODES if f": {code} " not in said and code not in ELSEWHERE]
    assert lacking == []


def test_every_code_in_a_fixture_is_in_the_table() -> None:
    lines = [line for path in FIXTURES for line in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()]
    assert {line.split(": ", 1)[1].split(" ", 1)[0] for line in lines} <= set(CODES)


def test_every_problem_points_at_what_it_found() -> None:
    for path in FIXTURES:
        for problem in check_rulebook(path, CATALOGUE)[1]:
            assert problem.line is not None
            assert problem.column is not None
            assert problem.message.endswith("."), problem
            assert "None" not in problem.message, problem
