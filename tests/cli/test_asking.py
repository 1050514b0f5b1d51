"""what-if, path and offers, on the small rulebook and on published ones."""

from __future__ import annotations

import json

import pytest

from bonitas.cli import supposed

from .conftest import ON, Run

AT = ("s.duckdb", "C2", "--on", ON)


def test_what_if(run: Run) -> None:
    row = "kind=payment.default, on=2026-10-01, amount=12.50, ref='a, b'"
    ran = run("what-if", "mine.yaml", *AT, "--record", row, "--without", "telco/r2")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
C2, by My rules on 23 November 2026

Supposed
-  payment.default of 2026-10-01 (amount: 12.50)
-  without telco/r2

          score  band  next change  because
as it is     70  bad   2028-04-30
what if      70  bad   2028-10-01
"""
    )
    ran = run("what-if", "mine.yaml", *AT, "--without", "telco/r2")
    assert (
        ran.out
        == """\
C2, by My rules on 23 November 2026

Supposed
-  without telco/r2

          score  band  next change  because
as it is     70  bad   2028-04-30
what if     100  good
            +30

What differs
difference  for                as it is  what if  records
       +30  A payment default       −30        –  went telco/r2

What would no longer follow
-  Detriment: A dearer loan (bank, credit; for 1 year)
"""
    )
    assert run("explain", "mine.yaml", *AT).out.startswith("C2 stands at 70")


def test_what_if_on_a_published_rulebook(run: Run) -> None:
    ran = run("what-if", "de-schufa-2026", *AT, "--settle", "telco/r2@2026-11-20")
    assert "as it is  no score                           An unpaid payment default is on file.\nwhat if        " in ran.out
    found = json.loads(run("what-if", "de-schufa-2026", *AT, "--settle", "telco/r2", "--json").out)
    assert (found["real"]["standing"], found["what_if"]["standing"]) == ("no_score", "scored")
    assert found["supposed"]["settled"] == [{"furnisher": "telco", "ref": "r2", "on": ON}]
    (change,) = found["changes"]
    assert (change["item"], change["bins"]) == ("payment_defaults", ["none", "settled_lately"])


def test_who_is_not_rated_stays_so(run: Run) -> None:
    ran = run("what-if", "mine.yaml", "s.duckdb", "C9", "--on", ON, "--record", "kind=payment.default, on=2026-10-01")
    assert ran.code == 0
    assert ran.out.endswith("Nothing that is supposed changes this: records make nobody rated.\n")


def test_problems_of_what_is_supposed_have_their_place(run: Run) -> None:
    rows = ("kind=payment.default, on=2026-10-01", "kind=payment.defualt, on=2026-02-30, amout=1")
    ran = run("what-if", "mine.yaml", *AT, "--record", rows[0], "--record", rows[1], "--settle", "telco/r9")
    assert (ran.code, ran.out) == (1, "")
    said = [line.split(". ")[0] for line in ran.err.splitlines()]
    assert said == [
        "--record 2: L107 There is no column 'amout' in a file of records",
        "--record 2: L202 There is no kind of record called 'payment.defualt'",
        "--record 2: L204 'occurred_on' is a day that no calendar has: '2026-02-30'",
        "--settle 1: E141 The subject has no record 'telco/r9'",
    ]
    ran = run("what-if", "mine.yaml", *AT, "--record", "payment.default, on=1, on=2")
    assert ran.err.splitlines() == [
        "--record 1: E143 'payment.default' is not NAME=VALUE. Write kind=…, on=DATE, ATTRIBUTE=…; put a value that has a comma in quotes.",
        "--record 1: E144 The name 'on' is here twice. Keep one of them.",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a=1,b = 2 ", [("a", "1"), ("b", "2")]),
        ("a=\"x, 'y'\", b='z'", [("a", "x, 'y'"), ("b", "z")]),
        ("a=x=y", [("a", "x=y")]),
        ("a='x", [("a='x", None)]),
        ("a=1,,b=2", [("a", "1"), (",", None), ("b", "2")]),
        ("", []),
        ("=1", [("=1", None)]),
    ],
)
def test_cells(text: str, found: list[tuple[str, str | None]]) -> None:
    assert list(supposed.cells(text)) == found


def test_path(run: Run) -> None:
    ran = run("path", "mine.yaml", *AT, "--to", "good")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
C2 stands at 70 — bad, by My rules on 23 November 2026

To reach good
steps  what to do                reached on  score  band
    0  Wait until 30 April 2028  2028-04-30    100  good

What was tried
-  Waiting, if nothing new is recorded.
"""
    )
    ran = run("path", "mine.yaml", *AT, "--to", "good", "--by", "2027-01-01")
    assert "Nothing that was tried reaches good until 1 January 2027.\n\nThe nearest\n" in ran.out
    assert "That is bad, or better: nothing need be done." in run("path", "mine.yaml", *AT, "--to", "bad").out


def test_path_on_published_rulebooks(run: Run) -> None:
    ran = run("path", "de-schufa-2026", *AT, "--to", "sufficient")
    assert "    1  Settle telco/r2 (Payment default, 2026-04-30)  2026-11-23    " in ran.out
    found = json.loads(run("path", "de-schufa-2026", *AT, "--to", "good", "--most-steps", "2", "--json").out)
    assert [step["do"] for step in found["options"][0]["steps"]] == ["settle", "record"]
    assert found["options"][0]["steps"][1]["kind"] == "identity.check"
    for way in found["options"]:  # what is said is what a what-if says
        options = [text for step in way["steps"] if step["do"] == "settle" for text in ("--settle", f"telco/r2@{ON}")]
        for step in way["steps"]:
            if step["do"] == "record":
                row = {"kind": step["kind"], "on": ON, **step["attributes"]}
                options += ["--record", ", ".join(f"{name}={cell}" for name, cell in row.items())]
        then = json.loads(run("what-if", "de-schufa-2026", "s.duckdb", "C2", "--on", way["on"], *options, "--json").out)
        assert (then["what_if"]["score"], then["what_if"]["band"]) == (way["score"], way["band"])


def test_path_is_wrongly_asked(run: Run) -> None:
    assert run("path", "mine.yaml", *AT).code == 2
    ran = run("path", "mine.yaml", *AT, "--to", "good", "--by", "2026-01-01")
    assert (ran.code, "--by is before --on." in ran.err) == (2, True)
    ran = run("path", "mine.yaml", *AT, "--to", "godo")
    assert (ran.code, ran.err) == (1, "E142 The rulebook has no band 'godo' on 2026-11-23. Did you mean 'good'?\n")
    ran = run("path", "mine.yaml", "s.duckdb", "C9", "--on", ON, "--to", "good")
    assert ran.out.endswith("There is no way to a band for who is not rated.\n")


def test_offers(run: Run) -> None:
    ran = run("offers", "mine.yaml", *AT)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
C2 stands at 70 — bad, by My rules on 23 November 2026
If nothing new is recorded, the band stays until 30 April 2028.

In force
-  Detriment: A dearer loan (bank, credit, for 1 year at a time, until 2028-04-30 if nothing new is recorded)

The next better band: good
-  It begins at 90: 20 points away.
-  It would end: Detriment: A dearer loan (bank, credit, for 1 year at a time)
"""
    )
    assert run("offers", "mine.yaml", "s.duckdb", "C1", "--on", ON).out.endswith("There is no better band.\n")
    ran = run("offers", "de-schufa-2026", *AT)
    assert ran.out.endswith("Without a score nothing follows, and no band is next.\n")
    found = json.loads(run("offers", "mine.yaml", *AT, "--json").out)
    assert (found["next"]["lacking"], found["in_force"][0]["until"]) == (20, "2028-04-30")
