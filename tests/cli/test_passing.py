"""`bonitas pass-on`: what people and programs see."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import Run

RULES = """\
rulebook: joint
title: Joint records
subjects: both
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
base: 100
clauses: {default: {for: payment.default, points: -30, lasts: 2 years}}
bands: {good: 90, bad: below}
passes_on:
  joint: {for: payment.default, when: amount > 100, to: counterparty, as: same}
"""
RECORDS = """\
subject,kind,occurred_on,recorded_at,furnisher,ref,amount,counterparty
firm,payment.default,2026-04-30,2026-05-01T00:00:00Z,telco,r5,500,C1
firm,payment.default,2026-04-30,2026-05-01T00:00:00Z,telco,r6,500,nobody
"""


def ready(run: Run, place: Path) -> None:
    (place / "joint.yaml").write_text(RULES)
    (place / "more.csv").write_text(RECORDS)
    assert run("add", "s.duckdb", "more.csv").code == 0


def test_without_a_place_they_are_only_shown(run: Run, place: Path) -> None:
    ready(run, place)
    ran = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-23")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("joint: 1 passed on, 0 already there.\n")
    assert "C1       payment.default  2026-04-30   firm          joint:telco/r5\n" in ran.out
    assert "Nothing was kept. Give --out FILE or --into LEDGER." in ran.out
    assert "Nobody takes these (2)" in ran.out
    assert "joint: telco/r6 names nobody, whom the ledger does not know as a subject" in ran.out
    assert "joint: telco/r3 names nobody" in ran.out


def test_into_a_ledger_they_are_added_once(run: Run, place: Path) -> None:
    ready(run, place)
    for line in ("s.duckdb: 1 record added, 0 withdrawn.", "s.duckdb: 0 records added, 0 withdrawn."):
        ran = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-23", "--into", "s.duckdb")
        assert (ran.code, ran.out.split("\n")[1]) == (0, line)
    notice = "subject,rulebook,basis,from,recorded_at\nC1,joint,notice,2026-01-01,2026-01-01T00:00:00Z\n"
    (place / "notice.csv").write_text(notice)
    run("enrol", "s.duckdb", "notice.csv")
    why = json.loads(run("explain", "joint.yaml", "s.duckdb", "C1", "--on", "2026-11-25", "--json").out)
    (record,) = why["points"][0]["records"]
    assert (record["furnisher"], record["ref"]) == ("passed on by joint", "joint:telco/r5")


def test_what_has_lost_its_origin_is_withdrawn(run: Run, place: Path) -> None:
    ready(run, place)
    run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-23", "--into", "s.duckdb")
    (place / "undo.csv").write_text("furnisher,ref,change,effective_on\ntelco,r5,withdrawn,2026-11-24\n")
    run("amend", "s.duckdb", "undo.csv")
    listed = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-25")
    assert "Their origin is gone (1)" in listed.out
    assert "joint:telco/r5 of C1: telco/r5 was withdrawn, and this is still there" in listed.out
    ran = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-25", "--into", "s.duckdb")
    assert "s.duckdb: 0 records added, 1 withdrawn." in ran.out


def test_a_file_can_be_added(run: Run, place: Path) -> None:
    ready(run, place)
    for name in ("new.csv", "new.jsonl", "new.parquet"):
        ran = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-23", "--out", name)
        assert (ran.code, ran.out.split("\n")[1]) == (0, f"{name}: 1 record written.")
        run("new", f"{name}.duckdb")
        assert run("add", f"{name}.duckdb", name).out == f"{name}: 1 added, 0 already there, 0 rejected.\n"
    assert (place / "new.csv").read_text().split("\n")[0] == "subject,kind,occurred_on,ended_on,furnisher,ref,counterparty,amount"
    ran = run("pass-on", "joint.yaml", "s.duckdb", "--out", "new.xls")
    assert (ran.code, ran.err) == (1, "E120 Nothing can be written to 'new.xls'. Let it end in .parquet, .csv or .jsonl.\n")


def test_json_has_all(run: Run, place: Path) -> None:
    ready(run, place)
    first, row = run("pass-on", "joint.yaml", "s.duckdb", "--on", "2026-11-23", "--json").out.splitlines()
    found = json.loads(first)
    assert (found["made"], found["added"], len(found["nobody"])) == ({"joint": 1}, 0, 2)
    assert json.loads(row)["ref"] == "joint:telco/r5"


def test_what_does_not_go(run: Run, place: Path) -> None:
    ready(run, place)
    assert run("pass-on", "joint.yaml", "s.duckdb", "--out", "a.csv", "--into", "s.duckdb").code == 2
    ran = run("pass-on", "mine.yaml", "s.duckdb")
    assert (ran.code, ran.err) == (1, "E114 'mine' passes nothing on. Name a rulebook with 'passes_on'.\n")
    (place / "joint.yaml").write_text(RULES.replace("standing: own", "standing: specimen"))
    ran = run("pass-on", "joint.yaml", "s.duckdb", "--into", "s.duckdb")
    assert ran.code == 1
    assert ran.err.startswith("E110 'joint' is a specimen")
