"""Local supplements: a base and clauses of one's own, as one rulebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bonitas.rulebook.model import Local, Rulebook
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.prose import prose, to_markdown
from bonitas.rulebook.read import check_rulebook, read_rulebook, read_text
from rulebook.small import CATALOGUE

BASE = Path(__file__).parent.parent / "bad" / "rulebooks" / "base"
OWN = """
rulebook: xx-village-2021
title: {en: The village's own}
extends: base
in_force: {from: 2021-01-01}
sources: {minutes: {title: Minutes of the meeting}}
clauses:
  swept: {for: civic.donation, points: 1, lasts: 1 year, again: double, source: minutes, text: {en: Swept the street}}
  noise: {for: traffic.penalty, points: -2, lasts: 1 year}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A base and its supplement, side by side."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "rulebook.yaml").write_text((BASE / "rulebook.yaml").read_text())
    (tmp_path / "own.yaml").write_text(OWN)
    return tmp_path


@pytest.fixture
def book(folder: Path) -> Rulebook:
    found, problems = check_rulebook(folder / "own.yaml", CATALOGUE)
    assert problems == []
    assert found is not None
    return found


def test_a_supplement_is_its_base_and_its_own_clauses(book: Rulebook) -> None:
    assert (book.id, book.version, book.title.say(), book.extends) == (
        "xx-village-2021",
        "1",
        "The village's own",
        "xx-base-2020",
    )
    assert (book.subjects, book.local) == ("person", Local(1, 1, 2_000))
    (period,) = book.periods
    assert [(clause.id, clause.local) for clause in period.rules.clauses] == [
        ("base_clause", False), ("swept", True), ("noise", True),
    ]  # fmt: skip
    assert [band.name for band in period.rules.bands.bands] == ["good", "other"]
    assert set(book.sources) == {"law", "minutes"}


def test_the_hash_covers_the_whole(book: Rulebook, folder: Path) -> None:
    base = folder / "base" / "rulebook.yaml"
    base.write_text(base.read_text().replace("points: -5", "points: -4"))
    assert read_rulebook(folder / "own.yaml", CATALOGUE).hash != book.hash
    again = read_text(normalised(book), catalogue=CATALOGUE)
    assert again.hash == book.hash
    unmarked = [replace(clause, local=False) for clause in book.periods[0].rules.clauses]
    assert [replace(clause, local=False) for clause in again.periods[0].rules.clauses] == unmarked


def test_problems_stand_at_the_supplements_own_lines(folder: Path) -> None:
    (folder / "own.yaml").write_text(OWN.replace("points: -2", "points: -2.001"))
    _, problems = check_rulebook(folder / "own.yaml", CATALOGUE)
    assert [(p.code, p.line, p.column) for p in problems] == [("R908", 9, 3)]


def test_a_fault_of_the_two_together_is_told_where_the_base_is_named(folder: Path) -> None:
    base = folder / "base" / "rulebook.yaml"
    base.write_text(base.read_text().replace("freeze", "x") + "score: {min: 0}\n")
    (folder / "own.yaml").write_text(
        OWN.replace("extends: base", "extends: base # here").replace("for: traffic.penalty", "for: x")
    )
    _, problems = check_rulebook(folder / "own.yaml", CATALOGUE)
    assert {(p.code, p.line) for p in problems} == {("R201", 9)}


def test_the_base_may_be_a_file_or_lie_elsewhere(folder: Path) -> None:
    (folder / "own.yaml").write_text(OWN.replace("extends: base", "extends: base/rulebook.yaml"))
    assert read_rulebook(folder / "own.yaml", CATALOGUE).extends == "xx-base-2020"
    (folder / "own.yaml").write_text(OWN.replace("extends: base", f"extends: {folder / 'base'}"))
    assert read_rulebook(folder / "own.yaml", CATALOGUE).extends == "xx-base-2020"


def test_prose_marks_what_is_local(book: Rulebook, folder: Path) -> None:
    said = to_markdown(prose(book, CATALOGUE))
    assert "It is a local supplement to “xx-base-2020”" in said
    assert said.count("This rule is local") == 2
    base = to_markdown(prose(read_rulebook(folder / "base", CATALOGUE), CATALOGUE))
    assert "may add up to 1 rules that give points and up to 1 that take them, of at most 2 points each" in base
