"""Licences on the command line: --as and --licences, what is refused, and what is said of what is left out or withheld."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from bonitas.cli.app import app

from .conftest import ON, Run

LICENCES = """\
licences: credit-2026
title: Who may do what
operators:
  office: {layer: state, reads: {contexts: all, basis: the law}, runs: [mine, de-schufa-2026], hands_on: mine}
  bank: {layer: bureau, reads: {contexts: credit, basis: a contract}, runs: mine, sees: {mine: band}}
  shop: {layer: platform, reads: {kinds: payment.default, furnishers: telco, basis: consent}, runs: [{rulebook: mine, part: readable}, de-schufa-2026]}
"""
#: A second clause, of records that only the office reads.
JUDGED = "  judgment: {for: court_register.judgment, points: -50, lasts: 6 years}\nbands:"


@pytest.fixture(autouse=True)
def files(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "l.yaml").write_text(LICENCES)
    (place / "joint.yaml").write_text((place / "mine.yaml").read_text().replace("bands:", JUDGED, 1))
    (place / "r.csv").write_text(
        "subject,kind,occurred_on,furnisher,ref\nC1,court_register.judgment,2026-04-01,court,j1\nC2,payment.default,2026-05-01,telco,d1\n"
    )
    (place / "n.csv").write_text("subject,rulebook,basis,from\nC1,mine,notice,2026-01-01\nC2,mine,notice,2026-01-01\n")
    monkeypatch.setenv("BONITAS_LICENCES", "l.yaml")


@pytest.fixture
def demanding(run: Run) -> str:
    """A ledger that is read only under a licence."""
    made = run("new", "d.duckdb", "--licensed", "--json")
    assert json.loads(made.out) == {"ledger": "d.duckdb", "lab": False, "purposes": False, "licensed": True, "sealed": True}
    for command, file in (("add", "r.csv"), ("enrol", "n.csv")):
        assert run(command, "d.duckdb", file).code == 0
    return "d.duckdb"


def test_a_part_says_so_everywhere(run: Run, demanding: str) -> None:
    ran = run("rate", "joint.yaml", demanding, "--on", ON, "--as", "shop")
    assert ran.code == 0
    assert "My rules (in part) (mine, version 1, in part)" in ran.out
    assert (
        "In part: 2 clauses could not be asked, or not of every record (2 kinds of record): default, judgment. This is not the standing by the"
        in " ".join(ran.out.split())
    )
    rows = [
        json.loads(line) for line in run("rate", "joint.yaml", demanding, "--on", ON, "--as", "shop", "--json").out.splitlines()
    ]
    assert [(row["subject"], row["score"], row["version"], row["left_out"]) for row in rows] == [
        (name, score, "1, in part", ["default", "judgment"]) for name, score in (("C1", 100), ("C2", 70))
    ]
    why = json.loads(run("explain", "joint.yaml", demanding, "C1", "--on", ON, "--as", "shop", "--json").out)
    assert why["left_out"] == [
        {"clause": "default", "kinds": [], "some_furnishers": ["payment.default"]},
        {"clause": "judgment", "kinds": ["court_register.judgment"], "some_furnishers": []},
    ]
    for command in ("forecast", "explain"):
        assert "In part: 2 clauses" in run(command, "joint.yaml", demanding, "C1", "--as", "shop").out


def test_the_whole_is_refused_without_a_basis(run: Run, demanding: str) -> None:
    ran = run("rate", "joint.yaml", demanding, "--as", "bank")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(
        "U713 'bank' (bureau) may not read 'court_register.judgment' (context registers), which 'mine' looks at"
    )
    ran = run("rate", "de-schufa-2026", demanding, "--as", "bank")
    assert ran.err == "U712 'bank' has no licence to run 'de-schufa-2026'. It may run: mine.\n"
    assert "U713 'shop' (platform) may not read" in run("explain", "de-schufa-2026", demanding, "C1", "--as", "shop").err


def test_the_joint_rating_is_shown_as_far_as_it_may_be(run: Run, demanding: str, place: Path) -> None:
    ran = run("rate", "joint.yaml", demanding, "--on", ON, "--as", "office", "--for", "bank", "--json")
    assert [(row["band"], row["score"], row["withheld"]) for row in map(json.loads, ran.out.splitlines())] == [
        ("bad", None, ["score", "because", "next_change_on"]), ("bad", None, ["score", "because", "next_change_on"]),
    ]  # fmt: skip
    assert run("rate", "joint.yaml", demanding, "--on", ON, "--as", "office", "--for", "bank", "--out", "b.csv").code == 0
    assert "C1,2026-11-23,scored,,bad,,,mine,1," in (place / "b.csv").read_text()
    shown = run("explain", "joint.yaml", demanding, "C1", "--on", ON, "--as", "office", "--for", "bank").out
    assert shown.startswith("C1 has a score, which is withheld — bad, by My rules on 23 November 2026\n")
    assert "Withheld from bank: score, because, next_change_on, and every point with its records." in shown
    assert "judgment" not in shown.lower()
    refused = run("explain", "joint.yaml", demanding, "C1", "--as", "office", "--for", "shop")
    assert refused.err.startswith("U721 'shop' may see nothing of what others come to by 'mine'.")
    assert run("offers", "joint.yaml", demanding, "C1", "--as", "office", "--for", "bank").err.startswith(
        "U723 What 'offers' says is not"
    )
    assert run("rate", "joint.yaml", demanding, "--as", "office", "--for", "bank", "--out", "x/").code == 2
    assert run("rate", "joint.yaml", demanding, "--as", "office", "--for", "her aunt").err.startswith(
        "U722 'her aunt' is neither"
    )
    assert run("explain", "joint.yaml", demanding, "C1", "--as", "office", "--for", "C1").out.startswith("C1 stands at ")


#: Some of each sort; that no other command reads a ledger without a licence is held below.
READING = [
    ("rate", "joint.yaml", "d.duckdb"), ("refresh", "joint.yaml", "d.duckdb"), ("explain", "joint.yaml", "d.duckdb", "C1"),
    ("file", "d.duckdb", "C1", "--out", "C1f"), ("letter", "joint.yaml", "d.duckdb", "C1", "--decision", "no", "--out", "l.html"),
    ("disputes", "d.duckdb"), ("prove-included", "d.duckdb", "C1", "--out", "p.json"), ("pass-on", "joint.yaml", "d.duckdb"),
    ("systems", "--over", "d.duckdb"),
]  # fmt: skip


def test_a_demanding_ledger_shows_nobody_anything_without_a_licence(
    run: Run, demanding: str, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.delenv("BONITAS_LICENCES")
    for args in READING:
        ran = run(*args)
        assert (ran.code, ran.out) == (1, ""), args
        assert f"{demanding}: L650 This ledger is read only under a licence." in ran.err
    assert not [left for left in ("C1f", "l.html", "p.json") if (place / left).exists()]


#: Commands about a ledger that take no licence: they add to it, keep it, or answer whoever keeps it.
KEEPING = {
    "new", "add", "amend", "enrol", "compact", "arrange", "upgrade", "identify", "who", "rotate-key", "unseal", "dispute", "decide", "accesses", "retain",
    "erase", "seal", "checkpoint", "verify", "prove-consistent",
}  # fmt: skip


def test_every_command_that_reads_a_ledger_takes_a_licence_or_is_its_keepers() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    asking = {name for name, one in commands.items() if {"ledger", "named", "links"} & {param.name for param in one.params}}
    licensed = {name for name, one in commands.items() if "licences" in {param.name for param in one.params}}
    assert asking - licensed == KEEPING, "give it `under_licence` and `opened`, or say why not"


def test_whoever_keeps_a_demanding_ledger_can_still_keep_it(run: Run, demanding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BONITAS_LICENCES")
    for args in (
        ["verify", demanding],
        ["accesses", demanding],
        ["accesses", demanding, "--check"],
        ["compact", demanding],
        ["arrange", demanding],
        ["retain", demanding],
    ):
        assert run(*args).code == 0


def test_who_asked_under_which_licence_is_noted(run: Run, demanding: str) -> None:
    run("explain", "joint.yaml", demanding, "C1", "--on", ON, "--as", "shop", "--by", "desk 4")
    run("explain", "joint.yaml", demanding, "C1", "--on", ON, "--as", "office", "--for", "bank")
    digest = json.loads(run("licences", "l.yaml", "--json").out)["hash"]
    rows = [json.loads(line) for line in run("accesses", demanding, "C1", "--json").out.splitlines()]
    assert [(row["operator"], row["licences"], row["by"], row["recipient"], row["score"]) for row in rows[:2]] == [
        ("shop", digest, "desk 4", None, "100"), ("office", digest, None, "bank", None),
    ]  # fmt: skip
    table = run("accesses", demanding, "C1").out.splitlines()
    assert "operator" in table[0] and "shop" in table[1]
    assert "operator" not in run("accesses", "s.duckdb").out


def test_a_file_made_under_a_licence_holds_what_may_be_read(run: Run, demanding: str, place: Path) -> None:
    run("explain", "joint.yaml", demanding, "C1", "--on", ON, "--as", "office")
    ran = run("file", demanding, "C1", "--as", "shop", "--rulebook", "joint.yaml", "--out", "C1f", "--json")
    made = json.loads(ran.out)
    assert (made["records"], made["participations"], made["ratings"], made["refused"][0]["rulebook"]) == (0, 1, [], "mine")
    held = "".join(
        path.read_text(errors="replace")
        for path in (place / "C1f").rglob("*")
        if path.is_file() and path.parent.name != "catalogue"
    )
    assert "j1" not in held and "office" not in held
    assert "This file was made under the licence of shop." in held
    assert run("recompute", "C1f").code == 0


def test_the_two_options_go_together(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("rate", "mine.yaml", "s.duckdb")  # the environment names licences, and nobody
    assert (ran.code, ran.out) == (2, "")
    assert "--as and --licences go together: who asks, and the file that says what they may." in ran.err
    monkeypatch.delenv("BONITAS_LICENCES")
    assert run("rate", "mine.yaml", "s.duckdb", "--as", "bank").code == 2
    assert run("rate", "mine.yaml", "s.duckdb", "--as", "banc", "--licences", "l.yaml").err == (
        "U710 There is no operator 'banc' in the licences 'credit-2026'. Did you mean 'bank'?\n"
    )
    assert run("rate", "mine.yaml", "spark:x/y", "--as", "bank", "--licences", "l.yaml").err.startswith(
        "U724 Tables on Spark are not read"
    )
    monkeypatch.setenv("BONITAS_OPERATOR", "bank")
    monkeypatch.setenv("BONITAS_LICENCES", "l.yaml")
    assert run("rate", "mine.yaml", "s.duckdb", "--on", ON).code == 0  # any ledger can be asked under a licence


def test_licences_are_shown(run: Run) -> None:
    shown = run("licences", "l.yaml").out
    assert "Who may do what (credit-2026)" in shown
    assert "mine (in part); de-schufa-2026" in " ".join(shown.split())
    one = run("licences", "l.yaml", "--as", "shop").out
    assert "payment.default  telco" in one and "consent" in one
    assert json.loads(run("licences", "l.yaml", "--as", "bank", "--json").out)["operators"][0]["sees"] == {
        "mine": ["standing", "band"]
    }
    assert run("licences").code == 2
    assert run("licences", "l.yaml", "--as", "nobody").err.startswith("U710 There is no operator 'nobody'")
    assert json.loads(run("licences", "--schema").out)["required"] == ["licences", "operators"]


def test_only_the_file_that_the_keeper_pinned_counts(
    run: Run, demanding: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("licences", "--pinned", demanding).out == "No file of licences is pinned: any counts.\n"
    digest = json.loads(run("licences", "l.yaml", "--json").out)["hash"]
    assert "L654" in run("licences", "l.yaml", "--pin", demanding).err
    pinned = run("licences", "l.yaml", "--pin", demanding, "--by", "keeper", "--because", "in force")
    assert pinned.out == f"Only the licences with hash {digest} count in this ledger now.\n"
    asked = ("rate", "joint.yaml", demanding, "--on", ON, "--as", "office")
    assert run(*asked).code == 0
    (place / "own.yaml").write_text(LICENCES + "# of one's own\n")
    refused = run(*asked, "--licences", "own.yaml")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(
        f"{demanding}: L653 This ledger goes by another file of licences than the one given: by the one whose SHA-256 begins with {digest[:12]}."
    )
    assert run("licences", "own.yaml", "--pin", demanding, "--by", "keeper", "--because", "new year").code == 0
    assert run(*asked, "--licences", "own.yaml").code == 0 and "L653" in run(*asked).err
    told = [json.loads(line) for line in run("licences", "--pinned", demanding, "--json").out.splitlines()]
    assert [(one["by"], one["because"]) for one in told] == [("keeper", "in force"), ("keeper", "new year")]
    assert told[0]["at"] < told[1]["at"] and "new year" in run("licences", "--pinned", demanding).out
    monkeypatch.delenv("BONITAS_LICENCES")
    assert run("compact", demanding).code == 0, "whoever keeps the ledger needs no licence"


def test_systems_over_a_ledger_run_what_the_licence_lets_them(run: Run, demanding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BONITAS_LICENCES")
    assert "L650" in run("systems", "--over", demanding, "--on", ON).err
    monkeypatch.setenv("BONITAS_LICENCES", "l.yaml")
    ran = run("systems", "--over", demanding, "--on", ON, "--as", "office")
    assert ran.code == 0
    over, _, unlicensed = ran.out.partition("Not run, for the licence does not go so far: ")
    assert "de-schufa-2026" in over and "de-schufa-2026" not in unlicensed
    assert "us-fcra" not in over and "us-fcra" in unlicensed


def test_passing_on_takes_a_licence_that_says_so(run: Run, place: Path, demanding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "passes_on: {joint: {for: payment.default, to: counterparty, as: same}}\n"
    (place / "spill.yaml").write_text((place / "mine.yaml").read_text() + rule)
    (place / "owed.csv").write_text(
        "subject,kind,occurred_on,furnisher,ref,counterparty\nC1,payment.default,2026-05-01,telco,d9,C2\n"
    )
    assert run("add", demanding, "owed.csv").code == 0
    asked = ("pass-on", "spill.yaml", demanding, "--on", ON, "--into", demanding)
    monkeypatch.delenv("BONITAS_LICENCES")
    assert "L650" in run(*asked).err
    monkeypatch.setenv("BONITAS_LICENCES", "l.yaml")
    assert "U741 'office' has no licence to pass on records by 'mine'." in run(*asked, "--as", "office").err
    (place / "more.yaml").write_text(LICENCES.replace("hands_on: mine}", "hands_on: mine, passes_on: mine}", 1))
    passed = run(*asked, "--as", "office", "--licences", "more.yaml", "--json")
    assert (passed.code, json.loads(passed.out.splitlines()[0])["added"]) == (0, 1)
    again = run(*asked, "--as", "office", "--licences", "more.yaml", "--json")
    assert json.loads(again.out.splitlines()[0])["already_there"] == {"joint": 1}
    (place / "bank.yaml").write_text(LICENCES.replace("sees: {mine: band}", "passes_on: mine", 1))
    assert "U718 What 'mine' passes on is about every record" in run(*asked[:5], "--as", "bank", "--licences", "bank.yaml").err
