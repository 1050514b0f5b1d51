"""bonitas compare."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import MINE, Run

OTHER = MINE.replace("rulebook: mine", "rulebook: other").replace("-30", "-60").replace("2 years", "1 year")
FIRM = OTHER.replace("rulebook: other", "rulebook: firm").replace("subjects: person", "subjects: organisation")


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_two_rulebooks_side_by_side(run: Run, place: Path) -> None:
    write(place, mine=MINE, other=OTHER)
    ran = run("compare", "mine.yaml", "other.yaml", "--on", "2026-11-23", "--out", "report.html")
    assert ran.code == 0, ran.err
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "mine other" in lines
    assert "heaviest loss 30 60" in lines
    assert "median loss counts for 731 days 365 days" in lines
    assert "Conducts that one of them knows: 1; two or more: 1; with conflict: 0." in lines
    assert "A claim given up as unpaid, or given to collection mine −30 −300.0 % 731 days −1" in lines
    assert "mine other taken 1 2.00 2.00 2.00" in lines
    assert lines[-1] == "Report: report.html"
    assert (place / "report.html").is_file()


def test_json_has_everything(run: Run, place: Path) -> None:
    write(place, mine=MINE, other=OTHER)
    ran = run("compare", "mine.yaml", "other.yaml", "--on", "2026-11-23", "--json")
    found = json.loads(ran.out)
    assert [side["rulebook"] for side in found["rulebooks"]] == ["mine", "other"]
    [conduct] = found["conducts"]
    assert conduct["rulebooks"]["other"]["treatments"][0]["points"] == {"lowest": -60, "highest": -60}
    assert found["agreed"] == ["credit_default"]
    assert found["rates"][0]["points"] == {"lowest": 2, "median": 2, "highest": 2}


def test_what_is_wrong_is_said(run: Run, place: Path) -> None:
    write(
        place,
        mine=MINE,
        firm=FIRM,
        walk="title: W\nsources: {}\nconducts: {a: {title: A, source: none, sure: exact, members: [x.y]}}\n",
    )
    mixed = run("compare", "mine.yaml", "firm.yaml")
    assert (mixed.code, mixed.out) == (1, "")
    assert mixed.err.startswith("U320 These rulebooks rate nobody of the same type: mine rate persons, firm organisations.")
    assert run("compare", "mine.yaml").err.startswith("U321 There is nothing to compare 'mine' with.")
    assert "R002" in run("compare", "mine.yaml", "nothing.yaml").err
    walk = run("compare", "mine.yaml", "firm.yaml", "--crosswalk", "walk.yaml")
    assert (walk.code, [line.split()[1] for line in walk.err.splitlines()]) == (1, ["U311", "U306"])
    assert run("compare", "mine.yaml", "mine.yaml", "--crosswalk", "none.yaml").err.startswith(
        "none.yaml: U301 The crosswalk cannot be read"
    )
    wrong = run("compare", "mine.yaml", "mine.yaml", "--out", "report.pdf")
    assert wrong.code == 2
    assert "Let it end in .html." in wrong.err
