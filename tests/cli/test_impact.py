"""impact: two rulebooks or several, by group, and as a report."""

from __future__ import annotations

import json
from pathlib import Path

from bonitas import read_rulebook

from .conftest import ON, Run


def milder(place: Path) -> None:
    """A draft in which a default costs less."""
    (place / "new.yaml").write_text((place / "mine.yaml").read_text().replace("points: -30", "points: -5"))


def test_impact(run: Run, place: Path) -> None:
    milder(place)
    old, new = (read_rulebook(name).hash[:8] for name in ("mine.yaml", "new.yaml"))
    ran = run("impact", "mine.yaml", "new.yaml", "s.duckdb", "--on", ON)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == f"""\
3 subjects on 23 November 2026: mine 1 ({old}) → mine 1 ({new})

score     subjects   share
higher           2  66.7 %
the same         1  33.3 %
lower            0   0.0 %

change of the score   points
mean                 +16.667
5 of 100 at most           0
half at most             +25
95 of 100 at most        +25

band from  to    subjects   share
bad        good         2  66.7 %
good       good         1  33.3 %

Whose band rests on one part of the rulebook: without that part alone they would stand in another.
rulebook           without         subjects  of those scored  better then  worse then
mine 1 ({old})  any one                2           66.7 %
                   clause default         2                             2           0
mine 1 ({new})  any one                0            0.0 %

What one wrong record costs, tried on files drawn at random; shares with their 95 % interval, points
rulebook           the error            tried                 worse                   better  mean  worst
mine 1 ({old})  a stranger's record      2  50.0 % (9.4 to 90.5)      0.0 % (0.0 to 65.8)   −30    −30
mine 1 ({old})  an own one missing       1   0.0 % (0.0 to 79.3)  100.0 % (20.6 to 100.0)   +30    +30
mine 1 ({new})  a stranger's record      2   0.0 % (0.0 to 65.8)      0.0 % (0.0 to 65.8)    −5     −5
mine 1 ({new})  an own one missing       1   0.0 % (0.0 to 79.3)      0.0 % (0.0 to 79.3)    +5     +5
"""
    )
    told = json.loads(run("impact", "mine.yaml", "new.yaml", "s.duckdb", "--on", ON, "--json").out)
    assert (told["subjects"], told["better"], told["unchanged"], told["worse"]) == (3, 2, 1, 0)


def test_impact_of_several_by_group(run: Run, place: Path) -> None:
    milder(place)
    (place / "groups.csv").write_text("subject,group\nC1,north\nC2,north\nC3,south\n")
    ran = run(
        "impact", "mine.yaml", "new.yaml", "de-schufa-2026", "s.duckdb", "--on", ON, "--groups", "groups.csv", "--smallest", "2",
        "--out", "impact.html",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    assert "de-schufa-2026 1" in ran.out
    assert "(small groups together)         3" in ran.out
    assert ran.out.endswith("\nThe report: impact.html\n")
    page = (place / "impact.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "C1" not in page


def test_a_command_line_with_too_little_or_a_wrong_group_file(run: Run, place: Path) -> None:
    ran = run("impact", "mine.yaml", "s.duckdb")
    assert (ran.code, ran.out) == (2, "")
    assert "Name at least two rulebooks and a ledger" in ran.err
    (place / "groups.csv").write_text("subject,group\nC1,north\nC1,south\n")
    ran = run("impact", "mine.yaml", "mine.yaml", "s.duckdb", "--groups", "groups.csv")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "groups.csv:3: U611 'C1' is in the group 'north' already (line 2). Leave one of the two lines.\n"


def test_impact_shows_who_changes_standing(run: Run) -> None:
    out = run("impact", "de-schufa-2026", "mine.yaml", "s.duckdb", "--on", ON).out
    assert "standing from  to      subjects   share\nno score       scored         1  33.3 %\n" in out


def test_impact_over_nobody(run: Run) -> None:
    run("new", "empty.duckdb")
    assert run("impact", "mine.yaml", "mine.yaml", "empty.duckdb", "--on", ON).out == "There is no subject to rate.\n"


def test_a_rulebook_that_is_not_in_force_is_named(run: Run) -> None:
    ran = run("impact", "mine.yaml", "de-schufa-2026", "s.duckdb", "--on", "2026-01-01")
    assert ran.code == 0
    assert ran.err == (
        "U604 warning: de-schufa-2026 is not in force on 2026-01-01: nobody has a standing by it. Choose another day with --on.\n"
    )
