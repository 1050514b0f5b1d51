"""Finding a rulebook: a folder, a file, or the name of a published one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonitas.common.problems import BonitasError, Problem
from bonitas.ledger.open import new_ledger
from bonitas.rulebook.read import check_rulebook, published, read_rulebook
from bonitas.unify.links.book import new_book
from rulebook.small import CATALOGUE, text_of


def test_a_file_and_its_folder_are_the_same_rulebook(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text(text_of(""), encoding="utf-8")
    one, two = read_rulebook(tmp_path, CATALOGUE), read_rulebook(tmp_path / "rulebook.yaml", CATALOGUE)
    assert one == two
    assert one.file == str(tmp_path / "rulebook.yaml")


def test_a_folder_without_a_rulebook(tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as caught:
        read_rulebook(tmp_path, CATALOGUE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("R001", "The folder holds no 'rulebook.yaml'.")
    assert problem.remedy == "Put 'rulebook.yaml' into it."


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rulebook.yaml"
    path.write_text("x", encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, (problem,) = check_rulebook(path, CATALOGUE)
    assert (problem.code, problem.message) == ("R001", "The file cannot be read.")
    assert problem.remedy == "Check that it is there and may be read."


def test_an_unknown_name_is_told_the_nearest() -> None:
    names = published()
    if not names:
        pytest.skip("no rulebook is published yet")
    _, (problem,) = check_rulebook(names[0][:-1] + "x", CATALOGUE)
    assert problem.code == "R002"
    assert problem.message == f"There is no rulebook '{names[0][:-1]}x'."
    assert problem.nearest == names[0]


def test_a_name_like_no_other() -> None:
    _, (problem,) = check_rulebook("zzzzzzzz", CATALOGUE)
    assert str(problem) == (
        "R002 There is no rulebook 'zzzzzzzz'."
        " Give a folder, a file, or the name of a published one ('bonitas systems' lists them)."
    )


@pytest.mark.parametrize("where", ["a\0b", "x" * 5000, ""])
def test_a_name_that_no_file_can_have(where: str) -> None:
    _, problems = check_rulebook(where, CATALOGUE)
    assert [problem.code for problem in problems] in (["R001"], ["R002"])


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "rulebook.yaml"
    path.write_bytes(b"a: " + b"x" * 5_000_000)
    _, (problem,) = check_rulebook(path, CATALOGUE)
    assert (problem.code, problem.message) == ("R003", "The file is larger than 5 MB.")
    assert problem.remedy == "Split it, or leave out what is not needed."


def made(tmp_path: Path, what: str) -> Path:
    """A ledger, or a file of links, of this kind."""
    if what.endswith(".links"):
        with new_book(tmp_path / what, lab=True):
            pass
    else:
        new_ledger(tmp_path / what, lab=True).close()
    return tmp_path / what


@pytest.mark.parametrize(
    ("what", "is_"), [("a.duckdb", "a ledger"), ("folder", "a ledger"), ("two.links", "a file of links between ledgers")]
)
def test_a_ledger_is_told_from_a_rulebook(tmp_path: Path, what: str, is_: str) -> None:
    path = made(tmp_path, what)
    _, (problem,) = check_rulebook(path, CATALOGUE)
    assert str(problem) == (
        f"{path}: R015 '{what}' is {is_}, not a rulebook. Name a rulebook here."
        " Where a command takes both, RULEBOOK comes first and LEDGER after it."
    )


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("postgresql://ada:secret@db/x", "in PostgreSQL"),
        ("postgres://db/x", "in PostgreSQL"),
        ("spark:lake/x", "of tables on Spark"),
    ],
)
def test_the_address_of_a_ledger_is_not_shown(address: str, held: str) -> None:
    _, (problem,) = check_rulebook(address, CATALOGUE)
    assert str(problem) == (
        f"R015 This is the address of a ledger {held}, not a rulebook. Name a rulebook here."
        " Where a command takes both, RULEBOOK comes first and LEDGER after it."
    )
    assert "secret" not in str(problem.as_dict())


def test_a_rulebook_may_lie_in_the_folder_of_a_ledger(tmp_path: Path) -> None:
    folder = made(tmp_path, "folder")
    (folder / "rulebook.yaml").write_text(text_of(""), encoding="utf-8")
    assert read_rulebook(folder, CATALOGUE).file == str(folder / "rulebook.yaml")


@pytest.mark.parametrize("name", published())
def test_every_published_rulebook_reads_without_errors(name: str) -> None:
    book = read_rulebook(name)
    assert book.id == name


def test_a_published_one_is_read_once_while_its_file_stays_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rulebooks" / "mine"
    folder.mkdir(parents=True)
    path = folder / "rulebook.yaml"
    path.write_text(text_of(""), encoding="utf-8")
    monkeypatch.setattr("bonitas.common.yamlfile.shipped", lambda name: tmp_path / name)
    one, two = check_rulebook(path), check_rulebook(path)
    assert one[0] is two[0]
    two[1].append(Problem("R001", "A list that was handed out may be changed."))
    assert check_rulebook(path)[1] == one[1]
    assert check_rulebook(path, CATALOGUE)[0] is not one[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert check_rulebook(path)[0] is not one[0]
