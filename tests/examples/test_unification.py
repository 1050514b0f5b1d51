"""The study: a small run makes its pages, and the committed pages are of the rulebooks as they are."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import bonitas
from examples.unification.study import study
from examples.unification.systems import RULES, systems
from house.tree import ROOT

PAGES = ROOT / "docs" / "unification"
SOME = ("cn-weihai-haibei-2020", "cn-yiwu-2017", "cn-suining-2010", "uk-judgments")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("study")
    study("person", 200, 3, out, SOME)
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
