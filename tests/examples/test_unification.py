"""The study: a small run makes its pages, and the committed pages are of the rulebooks as they are."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import bonitas
from examples.unification.study import DIGEST, SMALL, digest, study
from examples.unification.systems import RULES, systems
from house.tree import ROOT

PAGES = ROOT / "docs" / "unification"
SUBJECTS, SEED, SOME = SMALL


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("study")
    study("person", SUBJECTS, SEED, out, SOME)
    return out


def test_a_small_run_makes_the_page(small: Path) -> None:
    page, found = (
        (small / "README.md").read_text(encoding="utf-8"),
        json.loads((small / "person.json").read_text(encoding="utf-8")),
    )
    for picture in re.findall(r"\]\(([\w-]+\.svg)\)", page):
        assert (small / picture).read_text(encoding="utf-8").startswith("<svg xmlns="), picture
    for table in re.findall(r"\]\(([\w-]+\.csv)\)", page):
        assert len((small / table).read_text(encoding="utf-8").splitlines()) > 1, table
    assert f"**{found['orders']['same']} agree**" in page
    assert "None" not in page and "{{" not in page


def test_the_figures_are_those_of_the_parts(small: Path) -> None:
    found = json.loads((small / "person.json").read_text(encoding="utf-8"))
    pairs = len(SOME) * (len(SOME) - 1) // 2
    equating = found["equating"]
    assert equating["pairs"] == pairs == len(equating["equated"]) + sum(one["pairs"] for one in equating["refused"])
    codes = {one["code"] for one in equating["refused"]}
    assert codes and codes <= {"U410", "U411", "U412", "U413"}
    drafts = [one["rulebook"] for one in found["drafts"][:3]]
    assert drafts == [f"study-{rule}" for rule in RULES]
    between = next(one for one in found["moves"]["moves"] if [one["from"]["rulebook"], one["to"]["rulebook"]] == drafts[:2])
    assert between["by_band"]["better"] > 0
    with (small / "migration.csv").open(encoding="utf-8", newline="") as lines:
        cells = [row for row in csv.DictReader(lines) if [row["from"], row["to"]] == drafts[:2]]
    assert sum(int(row["subjects"]) for row in cells) == found["moves"]["subjects"] == 200
    stayed = sum(int(row["subjects"]) for row in cells if row["band"] == row["then"] and row["band"] in "ABCDE")
    assert stayed == between["by_band"]["same"]


def test_the_committed_pages_are_of_the_engine_and_the_lab_as_they_are(small: Path) -> None:
    """What a small run writes is what it wrote when the pages were made: nothing that bears on a figure has changed since."""
    assert digest(small) == (PAGES / DIGEST).read_text(encoding="utf-8").strip(), "run `make study`"


def test_a_changed_figure_changes_the_digest(small: Path, tmp_path: Path) -> None:
    for path in small.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert digest(tmp_path) == digest(small)
    moved = tmp_path / "migration.csv"
    moved.write_text(moved.read_text(encoding="utf-8").replace("A,", "B,", 1), encoding="utf-8")
    assert digest(tmp_path) != digest(small)


def test_a_median_of_two_is_the_milder_and_silence_outweighs_what_few_know(small: Path) -> None:
    rows = json.loads((small / "person.json").read_text(encoding="utf-8"))["common"]
    assert [row["at_least"] for row in rows] == [2, 3, 4, 5]
    assert all(before["conducts"] >= after["conducts"] for before, after in zip(rows, rows[1:], strict=False))
    assert rows[0]["median_as_mildest"] > 0
    assert all(row["with_silence"]["median"] <= row["conducts"] for row in rows)


@pytest.mark.parametrize(("page", "who"), [("README.md", "person"), ("companies.md", "organisation")])
def test_the_committed_pages_are_of_the_rulebooks_as_they_are(page: str, who: str) -> None:
    text = (PAGES / page).read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| ([\w-]+) \| .* \| `([0-9a-f]{64})` \|$", text, re.MULTILINE))
    now = {book.id: book.hash for name in bonitas.published() if (book := bonitas.read_rulebook(name)).subjects in (who, "both")}
    assert said == now, "run `make study`"


@pytest.mark.parametrize("who", ["person", "organisation"])
def test_the_policies_differ_in_their_rule_only(who: str) -> None:
    texts = {rule: (systems(who, ()).policies / f"{rule}.yaml").read_text(encoding="utf-8") for rule in RULES}
    rest = {re.sub(rf"{rule}|The (strictest|mildest|middle one)", "", text) for rule, text in texts.items()}
    assert len(rest) == 1
