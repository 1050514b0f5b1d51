"""`bonitas lookup`: what people and programs see of a register."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import ON, Run

REGISTER = """\
rulebook: defaults
title: Register of defaults
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
sources: {law: {title: The law}}
clauses:
  unpaid:
    for: payment.default
    shown:
      as: Unpaid
      lasts: 3 years
      repaired: {when: settled, as: Satisfied, lasts: 1 year}
    source: law
"""


def test_an_entry_is_shown_with_what_ends_it(run: Run, place: Path) -> None:
    (place / "register.yaml").write_text(REGISTER)
    ran = run("lookup", "register.yaml", "s.duckdb", "C2", "--on", ON)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Register of defaults shows 1 entry of C2 on 23 November 2026\n")
    assert (
        "Unpaid    2026-04-30  2029-04-30   does not      while it goes on  payment.default telco/r2  2026-04-30  law" in ran.out
    )
    assert "1: if it is settled on 23 November 2026, it is shown as Satisfied, until 23 November 2027." in ran.out
    assert "Contest an entry with its furnisher" in ran.out
    assert "bonitas read register.yaml" in ran.out


def test_a_settled_entry(run: Run, place: Path) -> None:
    (place / "register.yaml").write_text(REGISTER)
    ran = run("lookup", "register.yaml", "s.duckdb", "C3", "--on", ON)
    assert "Satisfied  2025-04-30  2027-11-01" in ran.out
    assert "1: settled on 1 November 2026." in ran.out


def test_nothing_to_show(run: Run, place: Path) -> None:
    (place / "register.yaml").write_text(REGISTER)
    ran = run("lookup", "register.yaml", "s.duckdb", "C1", "--on", ON)
    assert (ran.code, ran.out.split("\n")[0]) == (0, "Register of defaults shows nothing of C1 on 23 November 2026")
    ran = run("lookup", "register.yaml", "s.duckdb", "C9", "--on", ON)
    assert ran.out == (
        "Register of defaults shows nothing of C9 on 23 November 2026: This ledger holds nothing about this subject.\n"
    )


def test_json_has_everything(run: Run, place: Path) -> None:
    (place / "register.yaml").write_text(REGISTER)
    found = json.loads(run("lookup", "register.yaml", "s.duckdb", "C2", "--on", ON, "--json").out)
    assert (found["subject"], found["on"], found["rulebook"], len(found["hash"])) == ("C2", ON, "defaults", 64)
    (entry,) = found["entries"]
    assert (entry["as"], entry["until"], entry["record"]["ref"], entry["source"]) == ("Unpaid", "2029-04-30", "r2", "law")


def test_a_rulebook_that_is_no_register(run: Run) -> None:
    ran = run("lookup", "mine.yaml", "s.duckdb", "C2")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "E113 'mine' says nothing of what is shown to others. Look up in a rulebook whose clauses have 'shown'.\n"


def test_a_register_rates_nobody(run: Run, place: Path) -> None:
    (place / "register.yaml").write_text(REGISTER)
    ran = run("rate", "register.yaml", "s.duckdb")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "E112 'defaults' is a register: it shows entries and rates nobody. Ask it with `bonitas lookup defaults LEDGER SUBJECT`.\n"
    )


def test_an_explanation_shows_all_three_clocks(run: Run, place: Path) -> None:
    mine = (place / "mine.yaml").read_text()
    (place / "mine.yaml").write_text(
        mine.replace("lasts: 2 years, text", "lasts: 2 years, shown: {as: Unpaid, lasts: 1 year}, text")
    )
    ran = run("explain", "mine.yaml", "s.duckdb", "C2", "--on", ON)
    assert "counts until  shown until  kept until" in ran.out
    assert "2028-04-30    2027-04-30   while it goes on" in ran.out


def test_a_supplement_is_rated_and_looked_up_in_under_its_own_name(run: Run, place: Path) -> None:
    base = (place / "mine.yaml").read_text()
    (place / "mine.yaml").write_text(base.replace("base: 100", "local: {gains: 1, losses: 0, points: 5}\nbase: 100"))
    (place / "own.yaml").write_text(
        "rulebook: own\ntitle: Our own\nextends: mine.yaml\nin_force: {from: 2026-01-01}\n"
        "clauses: {seen: {for: identity.check, points: 5, lasts: 1 year, shown: {as: Seen, lasts: 1 month}}}\n"
    )
    assert "No consent or notice for own covers this day." in run("rate", "own.yaml", "s.duckdb", "--on", ON).out
    notices = (place / "participations.csv").read_text().replace(",mine,", ",own,")
    (place / "own.csv").write_text(notices)
    run("enrol", "s.duckdb", "own.csv")
    rows = [json.loads(line) for line in run("rate", "own.yaml", "s.duckdb", "--on", "2026-11-26", "--json").out.splitlines()]
    assert [(row["subject"], row["score"], row["rulebook"]) for row in rows] == [
        ("C1", 105, "own"),
        ("C2", 70, "own"),
        ("C3", 70, "own"),
    ]
    assert "Our own shows 1 entry of C1" in run("lookup", "own.yaml", "s.duckdb", "C1", "--on", "2026-10-26").out
    assert "This rule is local" in run("read", "own.yaml").out
    assert run("check", "own.yaml").code == 0


def test_cases_may_expect_what_is_shown(run: Run, place: Path) -> None:
    (place / "r").mkdir()
    (place / "r" / "rulebook.yaml").write_text(REGISTER)
    (place / "r" / "cases.yaml").write_text("""
cases:
  - name: settled within the time
    records: [{kind: payment.default, occurred_on: 2024-01-31, ref: D1}]
    amendments: [{ref: D1, change: settled, effective_on: 2025-01-31}]
    asks:
      - {on: 2024-06-01, expect: {shown: [{as: Unpaid, since: 2024-01-31, coming: 2025-01-31 Satisfied, until: 2026-01-31}]}}
      - {on: 2025-06-01, expect: {shown: [{as: Satisfied, ref: D1, counts: no, settled_on: 2025-01-31}], held: []}}
      - {on: 2026-01-31, expect: {shown: []}}
  - {name: wrong, on: 2024-06-01, expect: {shown: [{as: Unpaid}], standing: scored}}
  - {name: wrong too, on: 2024-06-01, records: [{kind: payment.default, occurred_on: 2024-01-31}], expect: {shown: [{as: Paid}]}}
""")
    ran = run("cases", "r")
    assert ran.code == 1
    said = ran.out + ran.err
    assert "3 of 5 as expected, 2 differ." in said
    assert "E112 'defaults' is a register" in said
    assert "shown 1, as: expected Paid, came out Unpaid" in said
