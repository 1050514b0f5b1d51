"""equate: two scales side by side, as a table, JSON and a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

RULES = """rulebook: {name}
title: A rule
subjects: person
standing: own
in_force: {{from: 2020-01-01}}
participation: notice
context: credit
base: 100
measures: {{paid: {{count: payment.default, within: 3 years}}}}
clauses: {{paid: {{for: payment.default, points: {points}, lasts: 3 years}}}}
bands: {{good: 60, fair: {fair}, low: below}}
"""


@pytest.fixture
def town(place: Path, run: Run) -> Path:
    """120 people with none to eleven defaults each, who take part in two rulebooks."""
    for name, points, fair in (("one", -5, 30), ("two", -10, 20)):
        (place / f"{name}.yaml").write_text(RULES.format(name=name, points=points, fair=fair))
    rows = [f"p{n:03},payment.default,2026-0{1 + k % 9}-01,bank,{n}-{k}" for n in range(120) for k in range(n % 12)]
    (place / "r.csv").write_text("subject,kind,occurred_on,furnisher,ref\n" + "\n".join(rows) + "\n")
    enrolled = [f"p{n:03},{name},notice,2020-01-01" for n in range(120) for name in ("one", "two")]
    (place / "p.csv").write_text("subject,rulebook,basis,from\n" + "\n".join(enrolled) + "\n")
    for args in (("new", "t.duckdb"), ("add", "t.duckdb", "r.csv"), ("enrol", "t.duckdb", "p.csv")):
        assert run(*args).code == 0
    return place


def test_a_table(run: Run, town: Path) -> None:
    asked = ("equate", "one.yaml", "two.yaml", "t.duckdb", "--method", "linear", "--draws", "0")
    ran = run(*asked, "--out", "t.csv")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("one 1 → two 1 on ")
    assert lines[1] == "120 subjects have both scores (120 the first, 120 the second)."
    assert lines[6].split() == ["45", "-10.0", "8.3", "%", "fair", "low"]
    assert "Where the bands of the first begin:" in lines
    assert (town / "t.csv").read_text().splitlines()[1].startswith("45,-10,,,,0.083333,fair,low")
    told = json.loads(run(*asked, "--json").out)
    assert (told["scored_by_both"], told["rows"][0]["equals"], told["relation"]["rank_correlation"]) == (120, -10, 1.0)


def test_what_cannot_be_done(run: Run, town: Path) -> None:
    asked = ("equate", "one.yaml", "two.yaml", "t.duckdb", "--draws", "0")
    assert run(*asked, "--out", "t.txt").code == 2
    ran = run(*asked, "--out", "nowhere/t.csv")
    assert (ran.code, "U406 The table cannot be written to 't.csv': No such file or directory." in ran.err) == (1, True)
    assert run(*asked, "--method", "guess").code == 2
    ran = run(*asked, "--method", "odds")
    assert (ran.code, "U403 Odds need a common outcome." in ran.err) == (1, True)
