"""explain and forecast."""

from __future__ import annotations

import json
from pathlib import Path

from bonitas import read_rulebook

from .conftest import ON, Run


def test_an_explanation_says_reasons_first_and_every_point(run: Run) -> None:
    ran = run("explain", "mine.yaml", "s.duckdb", "C2", "--on", ON)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == f"""\
C2 stands at 70 — bad, by My rules on 23 November 2026
If nothing new is recorded, this next changes on 30 April 2028.

What mattered most
-  A payment default: −30 points

Every point
points  for                   record                    of          counts until  kept until        source
  +100  Everyone begins with
   −30  A payment default     payment.default telco/r2  2026-04-30  2028-04-30    while it goes on  law

From the points to the score
-  Base and points add up to 70.

What follows
-  Detriment: A dearer loan (bank, credit; for 1 year)

Sources
-  law: The law, State

What can be done
-  Contest a record with its furnisher, the name before the slash. A disputed record does not count until it is decided.
-  Read the rules: bonitas read mine.yaml
-  Recompute: rulebook mine, version 1, hash {read_rulebook("mine.yaml").hash}. With it
   and one's own records anyone comes to the same.
"""
    )


def test_records_that_may_be_deleted_are_named(run: Run, place: Path) -> None:
    mine = (place / "mine.yaml").read_text()
    rule = "withdraws: {for: [payment.default], within: 3 working days, text: Write to the office.}\n"
    (place / "mine.yaml").write_text(mine.replace("base: 100", rule + "base: 100"))
    line = "-  Have your own records deleted on request within 3 working days: telco/r2. Write to the office.\n"
    assert line in run("explain", "mine.yaml", "s.duckdb", "C2", "--on", ON).out
    assert "deleted on request" not in run("explain", "mine.yaml", "s.duckdb", "C1", "--on", ON).out


def test_as_json_the_parts_lead_to_the_whole(run: Run) -> None:
    why = json.loads(run("explain", "mine.yaml", "s.duckdb", "C2", "--on", ON, "--json").out)
    assert why["base"] + sum(item["points"] for item in why["points"]) == why["score"] == 70
    assert why["points"][0]["records"][0]["ends_on"] == "2028-04-30"
    assert why["consequences"][0]["lasts"] == "1 year"


def test_no_score_and_not_rated_say_why(run: Run) -> None:
    ran = run("explain", "de-schufa-2026", "s.duckdb", "C2", "--on", ON)
    first = "C2 has no score by SCHUFA score, 2026 (reconstruction) on 23 November 2026: An unpaid payment default is on file.\n"
    assert ran.out.startswith(first)
    assert "What mattered most" not in ran.out
    assert "Every point, if there were a score" in ran.out
    ran = run("explain", "mine.yaml", "s.duckdb", "C1", "--on", "2025-11-23")
    assert ran.out.startswith(
        "C1 is not rated by My rules on 23 November 2025: No consent or notice for mine covers this day.\n\nWhat can be done\n"
    )
    assert "Contest" not in ran.out


def test_no_line_ends_in_spaces_and_nothing_is_coloured(run: Run) -> None:
    out = run("explain", "de-schufa-2026", "s.duckdb", "C3", "--on", ON).out
    assert "\x1b" not in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_a_record_cannot_steer_the_terminal(run: Run, place: Path) -> None:
    (place / "odd.csv").write_text("subject,kind,occurred_on,furnisher,ref\nC1,payment.default,2026-05-01,\x1b[31mx,[bold]r\n")
    assert run("add", "s.duckdb", "odd.csv").code == 0
    out = run("explain", "mine.yaml", "s.duckdb", "C1", "--on", ON).out
    assert " [31mx/[bold]r" in out
    assert "\x1b" not in out


def test_forecast(run: Run) -> None:
    ran = run("forecast", "mine.yaml", "s.duckdb", "C2", "--on", ON)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out == "C2: if nothing new is recorded, this changes:\n\nfrom        score  band  because\n2028-04-30    100  good\n"
    )
    assert json.loads(run("forecast", "mine.yaml", "s.duckdb", "C2", "--on", ON, "--json").out) == [
        {"on": "2028-04-30", "standing": "scored", "score": 100, "band": "good", "because": None}
    ]


def test_nothing_to_come(run: Run) -> None:
    ran = run("forecast", "mine.yaml", "s.duckdb", "C1", "--on", ON)
    assert ran.out == "C1: if nothing new is recorded, nothing changes any more.\n"
    ran = run("forecast", "mine.yaml", "s.duckdb", "C2", "--on", ON, "--until", "2027-01-01")
    assert ran.out == "C2: if nothing new is recorded, nothing changes until 1 January 2027.\n"
    assert run("forecast", "mine.yaml", "s.duckdb", "C1", "--on", ON, "--json").out == "[]\n"


def test_an_end_before_the_beginning(run: Run) -> None:
    ran = run("forecast", "mine.yaml", "s.duckdb", "C2", "--on", ON, "--until", "2026-01-01")
    assert (ran.code, ran.out) == (2, "")
    assert "--until is before --on." in ran.err
