"""unify: a draft from the command line, in words and as JSON; problems, and nothing left behind."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from house.readme import BLOCK, steady
from house.tree import ROOT

from .conftest import MINE, Run

POLICY = """\
policy: mild
rulebook:
  rulebook: both
  title: One for both
  in_force: {from: 2027-01-01}
  participation: notice
  base: 100
  score: {min: 0, max: 200}
  bands: {good: 90, bad: below}
choose: mildest
points: {by: as they are}
"""


def files(place: Path, policy: str = POLICY) -> None:
    (place / "other.yaml").write_text(MINE.replace("rulebook: mine", "rulebook: other").replace("points: -30", "points: -10"))
    (place / "policy.yaml").write_text(policy)


def test_a_draft_in_words(place: Path, run: Run) -> None:
    files(place)
    ran = run("unify", "mine.yaml", "other.yaml", "--policy", "policy.yaml", "--out", "both")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Drafted both, version 1, by the policy 'mild' (mildest): both\n1 clause for 1 conduct; it passes the check.\n"
    )
    assert ["other", "1", "own", "1"] in [line.split() for line in ran.out.splitlines()]
    assert sorted(path.name for path in (place / "both").iterdir()) == [
        "SOURCES.md",
        "UNRESOLVED.md",
        "cases.yaml",
        "rulebook.yaml",
    ]
    assert run("check", "both").code == 0
    assert run("cases", "both").out.endswith("2 of 2 as expected.\n")


def test_a_draft_as_json(place: Path, run: Run) -> None:
    files(place)
    ran = run("unify", "mine.yaml", "other.yaml", "--policy", "policy.yaml", "--out", "both", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["rulebook"], found["choose"], found["standing"]) == (0, "both", "mildest", "own")
    assert [(one["clause"], one["rule"], one["origins"][0]["rulebook"]) for one in found["clauses"]] == [
        ("credit_default", "mildest", "other")
    ]
    assert {one["topic"] for one in found["unresolved"]} <= {"rest", "law"}


def test_problems_are_told_and_nothing_is_left(place: Path, run: Run) -> None:
    files(place, POLICY.replace("mildest", "mildst"))
    ran = run("unify", "mine.yaml", "other.yaml", "--policy", "policy.yaml", "--out", "both")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "policy.yaml:10:9: U504 'choose' cannot be 'mildst'. Did you mean 'mildest'?\n"
    assert not (place / "both").exists()
    assert run("unify", "mine.yaml", "other.yaml", "--policy", "policy.yaml").code == 2


def test_the_page_shows_what_happens(place: Path, run: Run) -> None:
    """The policy of docs/unifying.md, and what the command says of it there."""
    blocks = list(BLOCK.finditer((ROOT / "docs" / "unifying.md").read_text(encoding="utf-8")))
    policy = next(one for one in blocks if one["file"])
    (place / policy["file"]).write_text(policy["body"], encoding="utf-8")
    command, _, said = next(one for one in blocks if one["language"] == "console")["body"].partition("\n")
    ran = run(*shlex.split(command)[2:])
    assert (ran.code, steady(ran.out)) == (0, steady(said))
