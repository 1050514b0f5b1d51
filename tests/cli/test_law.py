"""`bonitas law`: what bars ends in 1, what warns in 0; and what bars is refused by the commands that rate."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import MINE, ON, Run

BARRED = MINE.replace("context:", "jurisdictions: [EU]\ndisputes: count\ncontext:", 1)


def test_a_rulebook_in_doubt(run: Run) -> None:
    ran = run("law", "de-schufa-2026")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("SCHUFA score, 2026 (reconstruction) (de-schufa-2026, version 1), operated in: DE, EU\n")
    assert "0 findings bar it from operation; 5 are warnings." in ran.out
    assert "Strictly: The day on which somebody moved" in ran.out
    assert "no legal advice" in ran.out


def test_as_it_would_be_elsewhere_and_for_machines(run: Run) -> None:
    ran = run("law", "cn-suining-2010", "--in", "EU", "--json")
    found = json.loads(ran.out)
    assert ran.code == 1
    assert {one["code"] for one in found if one["severity"] == "bars"} == {"ANY101", "EU102", "EU103", "EU108"}
    assert all(one["article"] and one["demands"] and one["remedy"] for one in found)


def test_a_place_that_is_not_checked_is_a_wrong_command_line(run: Run) -> None:
    ran = run("law", "de-schufa-2026", "--in", "GB")
    assert (ran.code, ran.out) == (2, "")
    assert "The law of 'GB' is not checked here." in ran.err


def test_what_bars_is_refused_and_named(run: Run, place: Path) -> None:
    (place / "mine.yaml").write_text(BARRED)
    asked = run("law", "mine.yaml")
    assert asked.code == 1
    assert "EU108  bars  Contested data counts on" in asked.out
    for command in ("rate", "refresh"):
        ran = run(command, "mine.yaml", "s.duckdb", "--on", ON)
        assert (ran.code, ran.out) == (1, "")
        said = " ".join(ran.err.split())
        assert "E117 'mine' may not be operated where it says it is: EU108 the rulebook (GDPR, Art. 18(1)(a))" in said
        assert "how to mend it with `bonitas law mine.yaml`" in said
