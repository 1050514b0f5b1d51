"""new, add, amend, enrol, compact. On a server: test_postgres."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import RECORDS, Run


def test_new_makes_a_ledger_once(run: Run, place: Path) -> None:
    assert run("new", "a.duckdb").out == "Made an empty ledger: a.duckdb\n"
    assert (
        run("new", "b", "--lab", "--json").out
        == '{"ledger": "b", "lab": true, "purposes": false, "licensed": false, "sealed": false}\n'
    )
    assert (place / "b").is_dir()
    again = run("new", "a.duckdb")
    assert (again.code, again.out) == (1, "")
    assert again.err == "a.duckdb: L506 There is something here already. Choose another address, or open what is there.\n"


def test_adding_again_changes_nothing(run: Run) -> None:
    ran = run("add", "s.duckdb", "records.csv")
    assert (ran.code, ran.out, ran.err) == (0, "records.csv: 0 added, 3 already there, 0 rejected.\n", "")
    assert run("amend", "s.duckdb", "amendments.csv").out == "amendments.csv: 0 added, 1 already there, 0 rejected.\n"
    assert run("enrol", "s.duckdb", "participations.csv").out == "participations.csv: 0 added, 6 already there, 0 rejected.\n"


def test_bad_rows_are_listed_and_good_ones_added(run: Run, place: Path) -> None:
    bad = "C4,payment.default,2025-04-30,,telco,r4,x,\nC5,payment.default,2025-04-30,,telco,r5,7,\n"
    (place / "more.csv").write_text(RECORDS + bad)
    ran = run("add", "s.duckdb", "more.csv", "--rejects", "bad.csv")
    assert (ran.code, ran.out) == (1, "more.csv: 1 added, 3 already there, 1 rejected.\n")
    assert ran.err == (
        "more.csv:5:7: L209 'amount' is not a plain number: 'x'. Write digits with at most one point, such as 1250.50.\n"
    )
    assert (place / "bad.csv").read_text().splitlines()[1] == (
        "C4,payment.default,2025-04-30,,telco,r4,x,,L209 'amount' is not a plain number: 'x'."
    )


def test_as_json_one_line_a_file(run: Run, place: Path) -> None:
    (place / "bad.csv").write_text("subject,kind,occurred_on\nC1,nothing,2026-01-01\n")
    ran = run("add", "s.duckdb", "records.csv", "bad.csv", "--json")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert ran.code == 1
    assert first == {"file": "records.csv", "added": 0, "already_there": 3, "rejected": 0, "problems": []}
    assert (second["rejected"], second["problems"][0]["code"], second["problems"][0]["line"]) == (1, "L202", 2)
    assert "bad.csv:2:2: L202" in ran.err


def test_rejects_of_several_files_go_into_one(run: Run, place: Path) -> None:
    (place / "a.csv").write_text("subject,kind,occurred_on\nC1,nothing,2026-01-01\n")
    (place / "b.csv").write_text("subject,kind,occurred_on,amount\nC2,payment.default,never,1\n")
    assert run("add", "s.duckdb", "a.csv", "absent.csv", "b.csv", "--rejects", "bad.csv").code == 1
    assert (place / "bad.csv").read_text() == (
        "file,subject,kind,occurred_on,amount,problem\n"
        "a.csv,C1,nothing,2026-01-01,,L202 There is no kind of record called 'nothing'.\n"
        "b.csv,C2,payment.default,never,1,L203 'occurred_on' is not a date: 'never'.\n"
    )
    assert not list(place.glob(".*part"))


def test_a_file_that_is_not_there(run: Run) -> None:
    ran = run("add", "s.duckdb", "absent.csv")
    assert (ran.code, ran.out) == (1, "absent.csv: 0 added, 0 already there, 0 rejected.\n")
    assert ran.err == "absent.csv: L101 There is no such file. Check the path.\n"


@pytest.mark.parametrize("command", ["add", "amend", "enrol"])
def test_files_are_required(run: Run, command: str) -> None:
    assert run(command, "s.duckdb").code == 2


def test_compact_changes_nothing_that_is_said(run: Run) -> None:
    before = run("rate", "de-schufa-2026", "s.duckdb", "--on", "2026-11-23", "--json")
    assert run("compact", "s.duckdb").out == "Compacted: s.duckdb\n"
    assert run("compact", "s.duckdb", "--json").out == '{"ledger": "s.duckdb", "compacted": true}\n'
    assert run("rate", "de-schufa-2026", "s.duckdb", "--on", "2026-11-23", "--json") == before


def test_arrange_changes_nothing_that_is_said(run: Run, place: Path) -> None:
    asked = ("rate", "de-schufa-2026", "s.duckdb", "--on", "2026-11-23", "--json")
    before = run(*asked)
    assert re.fullmatch(r"Arranged 3 records of 3 subjects, 0\.0 MB, in \d+\.\d s\.\n", run("arrange", "s.duckdb").out)
    assert run(*asked) == before
    assert run("arrange", "s.duckdb").out == "Arranged already: 3 records of 3 subjects, 0.0 MB.\n"
    told = json.loads(run("arrange", "s.duckdb", "--json").out)
    size = sum(path.stat().st_size for path in (place / "s.duckdb.arranged").glob("*.arrow"))
    assert (told["ledger"], told["records"], told["subjects"], told["bytes"], told["made"]) == ("s.duckdb", 3, 3, size, False)
    assert run("arrange", "s.duckdb", "--remove").out == "Taken away: s.duckdb.arranged\n"
    assert run("arrange", "s.duckdb", "--remove").out == "There is no arrangement.\n"
    assert run("arrange", "s.duckdb", "--remove", "--json").out == '{"ledger": "s.duckdb", "removed": false}\n'
    assert run(*asked) == before
    run("new", "empty")
    assert run("arrange", "empty").out == "There is nothing to arrange yet.\n"
    lost = run("arrange", "lost.duckdb")
    assert (lost.code, lost.out) == (1, "") and "L505" in lost.err


def test_what_is_removed_is_in_no_arrangement(run: Run, place: Path) -> None:
    (place / "old.csv").write_text("subject,kind,occurred_on,furnisher,ref\nC1,identity.check,2016-10-01,bank,r1\n")
    run("new", "old.duckdb")
    run("add", "old.duckdb", "old.csv")
    run("arrange", "old.duckdb")
    done = run("retain", "old.duckdb", "--yes", "--by", "office", "--out", "certificate.json")
    assert done.code == 0
    assert "was taken away; 'bonitas arrange' makes another." in done.out
    assert json.loads((place / "certificate.json").read_text())["arrangement"] == "taken away"
    assert not (place / "old.duckdb.arranged").exists()
