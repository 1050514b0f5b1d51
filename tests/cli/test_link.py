"""Linking, reviewing, undoing and listing, as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Run

DECIDE = ("--because", "same papers seen", "--by", "desk 4")


@pytest.fixture
def two(place: Path) -> Path:
    """s.duckdb and shop.duckdb, with a file of numbers for each."""
    shutil.copy(place / "s.duckdb", place / "shop.duckdb")
    (place / "a.csv").write_text("subject,de-tax\nC1,36574261809\nC2,86095742719\n")
    (place / "b.csv").write_text("subject,de-tax\nC3,36574261809\n")
    return place


def test_from_a_search_to_a_history(run: Run, two: Path) -> None:
    names = ("--names", "s=a.csv", "--names", "shop=b.csv", "--exact-only", "--out", "our.links")
    done = run("link", "s.duckdb", "shop.duckdb", *names)
    assert (done.code, done.err) == (0, "")
    assert (
        "1 new link, from 99 % on.\n0 new pairs for a person to look at, from 10 % on.\n1 subject of more than one ledger."
        in done.out
    )
    again = run("link", *names, "--json")
    assert {name: json.loads(again.out)[name] for name in ("linked", "queued", "before", "united")} == {
        "linked": 0, "queued": 0, "before": 1, "united": 1,
    }  # fmt: skip
    assert "   1  s:C1  shop:C3  one subject      100 %  exact" in run("links", "our.links").out
    assert run("review", "our.links").out == "Nothing waits for a person.\n"
    assert run("review", "our.links", "--dispute", "1", *DECIDE).out.startswith(
        "Link 1: s:C1 and shop:C3 are disputed, held out."
    )
    waits = run("review", "our.links").out
    assert waits.startswith("1: s:C1 and shop:C3, 100 % (disputed, held out)")
    assert "same verified number" in waits and "Why: same papers seen" in waits
    assert run("review", "our.links", "--confirm", "1", *DECIDE).code == 0
    by_hand = run("review", "our.links", "--link", "s:C2", "shop:C1", *DECIDE, "--json")
    assert json.loads(by_hand.out)["basis"] == "by_hand"
    gone = run("unlink", "our.links", "2", *DECIDE)
    assert gone.out.startswith("Link 2: s:C2 and shop:C1 are two subjects again.")
    history = json.loads(run("links", "our.links", "s:C1", "--json").out)
    assert [one["what"] for one in history["decisions"]] == ["linked", "disputed", "confirmed"]
    assert [(one["united"], one["what"]) for one in history["standing"]] == [
        ("united:1", "joined"), ("united:1", "left"), ("united:1", "joined"),
    ]  # fmt: skip
    told = run("links", "our.links", "s:C1").out
    assert told.startswith("s:C1 is united:1 now, with s:C1, shop:C3.")
    assert "desk 4" in told


def test_a_decision_without_a_reason_is_refused(run: Run, two: Path) -> None:
    run("link", "s.duckdb", "shop.duckdb", "--names", "s=a.csv", "--names", "shop=b.csv", "--exact-only", "--out", "our.links")
    ran = run("unlink", "our.links", "1")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "our.links: U223 It is not said why and who decides. Say it: --because 'why' --by 'who decides'.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("link", "s.duckdb", "x/s.duckdb", "--out", "our.links"), "Two ledgers are called 's'."),
        (("link", "s.duckdb", "shop.duckdb", "--names", "a.csv", "--out", "our.links"), "'a.csv' says no name."),
        (("review", "our.links", "--confirm", "1", "--refuse", "2"), "Decide one way at a time"),
    ],
)
def test_wrong_command_lines(run: Run, two: Path, line: tuple[str, ...], words: str) -> None:
    ran = run(*line)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_several_ledgers_are_rated_as_one(run: Run, two: Path) -> None:
    run("link", "s.duckdb", "shop.duckdb", "--names", "s=a.csv", "--names", "shop=b.csv", "--exact-only", "--out", "our.links")
    rated = [
        json.loads(line) for line in run("rate", "de-schufa-2026", "our.links", "--on", "2026-11-23", "--json").out.splitlines()
    ]
    assert [row["subject"] for row in rated] == ["s:C2", "s:C3", "shop:C1", "shop:C2", "united:1"]
    why = json.loads(run("explain", "de-schufa-2026", "our.links", "s:C1", "--on", "2026-11-23", "--json").out)
    assert [(one["link"], one["a"], one["b"], one["basis"]) for one in why["links"]] == [(1, "s:C1", "shop:C3", "exact")]
    told = run("explain", "de-schufa-2026", "our.links", "s:C1", "--on", "2026-11-23").out
    assert "What rests on links between ledgers" in told
    assert run("forecast", "de-schufa-2026", "our.links", "s:C1", "--on", "2026-11-23").code == 0
    supposed = ("what-if", "de-schufa-2026", "our.links", "s:C1", "--on", "2026-11-23", "--certainty", "0.9", "--json")
    assert json.loads(run(*supposed).out)["real"]["score"] == why["score"]
    made = run("file", "our.links", "s:C1", "--out", "made", "--rulebook", "mine.yaml")
    assert "Through 1 link between ledgers; each is in the file, and can be contested." in made.out
    looks = [json.loads(line) for line in run("accesses", "our.links", "united:1", "--json").out.splitlines()]
    assert {(one["ledger"], one["subject"]) for one in looks if one["what"] == "explain"} == {("s", "C1"), ("shop", "C3")}
    assert run("accesses", "our.links", "united:1").out.split()[:2] == ["ledger", "no"]
    assert run("refresh", "mine.yaml", "our.links", "--on", "2026-11-23").code == 0
    assert json.loads(run("refresh", "mine.yaml", "our.links", "--on", "2026-11-23", "--json").out)["rated"] == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            ("rate", "de-schufa-2026", "s.duckdb", "--certainty", "0.9"),
            "U244 A certainty is asked of links, and 's.duckdb' is a ledger.",
        ),
        (("rate", "de-schufa-2026", "x.links"), "x.links: U202 There is no file of links here."),
        (("disputes", "x.links"), "U246 'x.links' is a file of links: this asks one ledger."),
        (("accesses", "x.links"), "U246 'x.links' is a file of links: this asks one ledger."),
        (("add", "x.links", "asked.csv"), "L514 'x.links' is a file of links between ledgers, and no ledger."),
        (("rate", "de-schufa-2026", "our.links", "--asked", "asked.csv"), "U247 Rows with a known_at of their own"),
    ],
)
def test_what_links_are_not_asked(run: Run, two: Path, line: tuple[str, ...], words: str) -> None:
    (two / "asked.csv").write_text("subject,on,known_at\ns:C1,2026-11-23,2026-11-23T00:00:00Z\n")
    if "our.links" in line:
        run("link", "s.duckdb", "shop.duckdb", "--names", "s=a.csv", "--exact-only", "--out", "our.links")
    ran = run(*line)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
