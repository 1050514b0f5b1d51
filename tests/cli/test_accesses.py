"""Every look-up made on the command line is written down before its answer is shown."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from .conftest import ON, Run

BOOK = "s.duckdb.accesses"
WHO = ["--purpose", "loan 7", "--by", "desk 4", "--for", "Bank Nord"]


def rows(run: Run, *args: str) -> list[dict[str, Any]]:
    ran = run("accesses", "s.duckdb", *args, "--json")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.parametrize(
    "asked",
    [
        ["rate", "mine.yaml", "s.duckdb", "--subject", "C2"],
        ["explain", "mine.yaml", "s.duckdb", "C2"],
        ["forecast", "mine.yaml", "s.duckdb", "C2"],
        ["what-if", "mine.yaml", "s.duckdb", "C2", "--settle", "telco/r2"],
        ["offers", "mine.yaml", "s.duckdb", "C2"],
        ["lookup", "uk-judgments", "s.duckdb", "C2"],
    ],
    ids=lambda asked: asked[0],
)
def test_each_look_up_leaves_a_trace(run: Run, asked: list[str]) -> None:
    assert run(*asked, "--on", ON, *WHO).code == 0
    (found,) = [row for row in rows(run, "C2") if row["what"] != "accesses"]
    assert (found["what"], found["subject"], found["on"]) == (asked[0], "C2", ON)
    assert (found["purpose"], found["by"], found["recipient"]) == ("loan 7", "desk 4", "Bank Nord")
    if asked[0] in ("rate", "explain"):
        assert (found["standing"], found["score"], found["band"]) == ("scored", "70", "bad")


def test_by_means_a_day_where_a_way_is_sought(run: Run) -> None:
    ran = run("path", "mine.yaml", "s.duckdb", "C2", "--to", "good", "--on", ON, "--by", "2029-01-01", "--asked-by", "desk 4")
    assert ran.code == 0, ran.err
    assert [(row["what"], row["by"], row["purpose"]) for row in rows(run, "C2")][0] == ("path", "desk 4", "not stated")


def test_everybody_is_one_row_and_each_named_subject_its_own(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONITAS_PURPOSE", "monthly")
    monkeypatch.setenv("BONITAS_BY", "night run")
    (place / "asked.csv").write_text(f"subject,on\nC1,{ON}\nC2,2026-01-01\n")
    for more in ([], ["--asked", "asked.csv"], ["--asked", "asked.csv", "--out", "parts/"], ["--out", "parts2/"]):
        assert run("rate", "mine.yaml", "s.duckdb", *(["--on", ON] if "--asked" not in more else []), *more).code == 0
    for command in ("refresh", "changes"):
        assert run(command, "mine.yaml", "s.duckdb").code == 0
    found = rows(run)
    said = [(row["what"], row["subject"], row["on"]) for row in found if row["what"] in ("rate", "refresh", "changes")]
    asked = [("rate", "C1", ON), ("rate", "C2", "2026-01-01")]
    assert said[:-2] == [("rate", "*", ON), *asked, *asked, ("rate", "*", ON)]
    assert [one[:2] for one in said[-2:]] == [("refresh", "*"), ("changes", "*")]
    assert {(row["purpose"], row["by"]) for row in found} == {("monthly", "night run")}
    assert len(rows(run, "--since", "3")) == len(found) - 3 + 1


def test_what_cannot_be_written_down_is_not_shown(run: Run, place: Path) -> None:
    (place / BOOK).mkdir()
    for args in (["rate", "mine.yaml", "s.duckdb"], ["explain", "mine.yaml", "s.duckdb", "C2"]):
        ran = run(*args, "--on", ON)
        assert (ran.code, ran.out) == (1, "")
        assert "L641 The access cannot be recorded" in ran.err
    assert run("rate", "mine.yaml", "s.duckdb", "--out", "all.csv").code == 1
    assert not (place / "all.csv").exists()


def test_a_ledger_that_demands_a_purpose(run: Run, place: Path) -> None:
    assert run("new", "strict.duckdb", "--purposes").code == 0
    ran = run("explain", "mine.yaml", "strict.duckdb", "C1")
    assert (ran.code, ran.out) == (1, "")
    assert "L642 This ledger is asked for a stated purpose only. Say what for: --purpose TEXT, or BONITAS_PURPOSE." in ran.err
    assert run("explain", "mine.yaml", "strict.duckdb", "C1", "--purpose", "loan 7").code == 0


def test_the_people_of_the_lab_are_nobody(run: Run, place: Path) -> None:
    assert run("new", "lab.duckdb", "--lab").code == 0
    assert run("rate", "mine.yaml", "lab.duckdb").code == 0
    assert not (place / "lab.duckdb.accesses").exists()


def test_the_book_is_gone_through(run: Run, place: Path) -> None:
    assert run("accesses", "s.duckdb", "--check").out == "Nobody has asked yet.\n"
    for subject in ("C1", "C2"):
        run("explain", "mine.yaml", "s.duckdb", subject, "--by", "clerk")
    ran = run("accesses", "s.duckdb", "--check")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "2 accesses, all as they were written.")
    head = ran.out.splitlines()[1].removeprefix("The last: ")
    assert run("accesses", "s.duckdb", "--head", head).code == 0
    con = sqlite3.connect(place / BOOK)
    con.execute("DROP TRIGGER never_removed")
    con.execute("DELETE FROM accesses WHERE no = 2")
    con.commit()
    con.close()
    ran = run("accesses", "s.duckdb", "--check")
    assert (ran.code, ran.out) == (1, "")
    assert f"{BOOK}: L645 Accesses that were written are gone: 2." in ran.err
    assert run("accesses", "s.duckdb", "--head", "two").code == 2


def test_it_is_shown_in_words(run: Run) -> None:
    run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--subject", "C2", *WHO)
    run("rate", "mine.yaml", "s.duckdb", "--on", ON)
    lines = run("accesses", "s.duckdb", "C2", "--by", "the person herself").out.splitlines()
    assert lines[0].split() == ["no", "when", "(UTC)", "asked", "about", "by", "for", "purpose", "rulebook", "handed", "out"]
    assert lines[1].split()[3:] == ["rate", "C2", "desk", "4", "Bank", "Nord", "loan", "7", "mine", "70,", "bad"]
    assert "everybody" in lines[2] and "not stated" in lines[2]
    assert "the person herself" in lines[3]
