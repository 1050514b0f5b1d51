"""systems, read, check, cases, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bonitas import published, read_rulebook

from .conftest import Run

BAD = """\
rulebook: mine
title: Mine
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
measures:
  n: {count: payment.defualt}
base: 100
scorcard: {}
bands: {good: 100, bad: below}
"""
CASES = """\
cases:
  - name: one default
    on: 2026-11-23
    records: [{kind: payment.default, occurred_on: 2026-04-30}]
    expect: {score: 70}
    working: 100 - 30 = 70
    source: the law
  - name: two defaults
    on: 2026-11-23
    records: [{kind: payment.default, occurred_on: 2026-04-30, ref: a}, {kind: payment.default, occurred_on: 2026-05-30, ref: b}]
    expect: {score: 41}
    working: 100 - 30 - 29 = 41
"""


def test_systems_lists_every_published_rulebook(run: Run) -> None:
    ran = run("systems")
    assert (ran.code, ran.err) == (0, "")
    listed, _, note = ran.out.partition("\n\n")
    begun = [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")]  # a long cell goes on below
    assert begun == ["rulebook", *published()]
    assert note.startswith("M33 (ranked reasons and what-if) is the engine's")
    rows = [json.loads(line) for line in run("systems", "--json").out.splitlines()]
    schufa = next(row for row in rows if row["rulebook"] == "de-schufa-2026")
    assert schufa["hash"] == read_rulebook("de-schufa-2026").hash
    assert (schufa["jurisdictions"], schufa["from"], schufa["until"]) == (["DE", "EU"], "2026-03-17", None)
    assert schufa["cases"] >= 50
    assert schufa["years"] == "2026–"
    assert {"code": "M15", "name": "bins"} in schufa["mechanisms"]


def test_systems_stay_readable_at_100_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for line in run("systems").out.split("\n\n")[0].splitlines():
        assert len(line) <= 100


def test_systems_by_mechanism(run: Run) -> None:
    ran = run("systems", "--mechanism", "m22", "--lang", "de")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("M22: Quote und Anzahl zugleich\n\nrulebook")
    assert "ebay-top-rated" in ran.out
    assert "example-card-conduct" not in ran.out
    rows = [json.loads(line) for line in run("systems", "--mechanism", "M14", "--json", "--lang", "zh").out.splitlines()]
    assert {"code": "M14", "name": "加权维度"} in next(row for row in rows if row["rulebook"] == "cn-zhima-2015")["mechanisms"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--mechanism", "M99"), "There is no mechanism 'M99'. The codes are M1 to M34."),
        (("--mechanism", "M1", "--over", "s.duckdb"), "--mechanism lists rulebooks; with --over they are all run."),
    ],
)
def test_options_of_systems_that_do_not_go(run: Run, args: tuple[str, ...], words: str) -> None:
    ran = run("systems", *args)
    assert ran.code == 2
    assert words in " ".join(ran.err.replace("│", " ").split())


def test_a_mechanism_that_nobody_uses(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "books").mkdir()
    monkeypatch.setattr("bonitas.rulebook.read.shipped", lambda name: place / "books")
    assert run("systems", "--mechanism", "M13").out == "M13: bands by share of population\n\nNo published rulebook uses it.\n"


def test_a_published_rulebook_that_cannot_be_read(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "books" / "broken").mkdir(parents=True)
    (place / "books" / "broken" / "rulebook.yaml").write_text(BAD)
    monkeypatch.setattr("bonitas.rulebook.read.shipped", lambda name: place / "books")
    ran = run("systems")
    assert ran.code == 1
    assert "R101 A rulebook has no key 'scorcard'." in ran.err


@pytest.mark.parametrize(("lang", "words"), [("en", "SCHUFA score"), ("de", "SCHUFA-Score 2026 (Nachbau)")])
def test_read_writes_prose(run: Run, lang: str, words: str) -> None:
    ran = run("read", "de-schufa-2026", "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(words)
    assert max(map(len, ran.out.splitlines())) <= 110


@pytest.mark.parametrize(("name", "start"), [("a.md", "# "), ("a.html", "<!doctype html>"), ("a.txt", "SCHUFA score")])
def test_read_writes_files(run: Run, place: Path, name: str, start: str) -> None:
    assert run("read", "de-schufa-2026", "--out", name).out == f"Written: {name}\n"
    assert (place / name).read_text().lower().startswith(start.lower())


def test_read_as_json(run: Run) -> None:
    told = json.loads(run("read", "de-schufa-2026", "--lang", "zh", "--json").out)
    assert (told["rulebook"], told["language"], told["file"]) == ("de-schufa-2026", "zh", None)
    assert told["markdown"].startswith("# ")


def test_read_refuses_other_endings_and_places(run: Run) -> None:
    ran = run("read", "de-schufa-2026", "--out", "a.pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "Prose cannot be written to 'a.pdf'. Let it end in .md, .html or .txt." in ran.err
    ran = run("read", "de-schufa-2026", "--out", "absent/a.md")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "absent/a.md: E121 'a.md' could not be written: no such file or directory. Choose another place.\n"
    assert run("read", "de-schufa-2026", "--lang", "fr").code == 2


def test_check_points_at_every_problem(run: Run, place: Path) -> None:
    (place / "bad.yaml").write_text(BAD)
    ran = run("check", "bad.yaml")
    assert (ran.code, ran.out) == (1, "2 errors.\n")
    assert (
        ran.err
        == """\
bad.yaml:9:14  R201  error    The catalogue has no kind 'payment.defualt'. Did you mean 'payment.default'?
     9 |   n: {count: payment.defualt}
       |              ^
bad.yaml:11:1  R101  error    A rulebook has no key 'scorcard'. Did you mean 'scorecard'?
    11 | scorcard: {}
       | ^
"""
    )


def test_check_as_json(run: Run, place: Path) -> None:
    (place / "bad.yaml").write_text(BAD)
    ran = run("check", "bad.yaml", "--json")
    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out)[0] == {
        "code": "R201", "severity": "error", "file": "bad.yaml", "line": 9, "column": 14, "found": "payment.defualt",
        "nearest": "payment.default", "message": "The catalogue has no kind 'payment.defualt'.", "remedy": None,
    }  # fmt: skip


def test_check_finds_nothing(run: Run) -> None:
    ran = run("check", "mine.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"mine, version 1: nothing is wrong.\nhash {read_rulebook('mine.yaml').hash}\n"
    assert run("check", "mine.yaml", "--json").out == "[]\n"


def test_warnings_alone_leave_no_error(run: Run, place: Path) -> None:
    (place / "warns.yaml").write_text(
        (place / "mine.yaml").read_text().replace("base:", "measures: {n: {count: payment.default}}\nbase:")
    )
    ran = run("check", "warns.yaml")
    assert (ran.code, ran.out) == (0, "1 warning; the rulebook can be used.\n")
    assert "R212  warning  The measure 'n' is never used. Use it, or remove it." in ran.err


def test_a_mark_stands_under_its_place_in_wide_letters_and_long_lines(run: Run, place: Path) -> None:
    (place / "bad.yaml").write_text(BAD.replace("title: Mine", "title: {zh: 信用, xx9x: B}") + "x" * 300 + ": 1\n")
    err = run("check", "bad.yaml").err.splitlines()
    at = next(i for i, line in enumerate(err) if "xx9x" in line and "|" in line)
    assert err[at + 1] == "       | " + " " * (len("title: {zh: ") + 4 + len(", ")) + "^"
    assert max(len(line) for line in err if " | " in line) < 120


def test_check_of_nothing(run: Run) -> None:
    ran = run("check", "absent")
    assert (ran.code, ran.out) == (1, "1 error.\n")
    assert ran.err.startswith("-  R002  error    There is no rulebook 'absent'.")


def test_cases_say_what_differs(run: Run, place: Path) -> None:
    (place / "cases.yaml").write_text(CASES)
    ran = run("cases", "mine.yaml")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[:2] == ["as expected  2026-11-23  one default", "differs      2026-11-23  two defaults"]
    assert lines[2].startswith("             - ")
    assert "             working: 100 - 30 - 29 = 41" in lines
    assert lines[-2:] == ["", "1 of 2 as expected, 1 differs."]
    rows = [json.loads(line) for line in run("cases", "mine.yaml", "--json").out.splitlines()]
    assert [(row["name"], row["passed"], len(row["differences"])) for row in rows] == [
        ("one default", True, 0), ("two defaults", False, 1),
    ]  # fmt: skip


def test_cases_that_are_as_expected(run: Run, place: Path) -> None:
    (place / "cases.yaml").write_text(CASES.replace("41", "40").replace("29", "30"))
    ran = run("cases", "mine.yaml")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 of 2 as expected.")


def test_a_rulebook_without_cases(run: Run) -> None:
    ran = run("cases", "mine.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("cases.yaml: E130 There is no 'cases.yaml' beside the rulebook.")


def test_schema(run: Run) -> None:
    assert json.loads(run("schema").out) == json.loads(run("schema", "--json").out)
    assert run("schema").out.startswith('{\n "$schema"')
