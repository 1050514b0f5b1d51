"""rate: the table, the totals, files in and out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bonitas import read_rulebook

from .conftest import ON, Run

SCHUFA = ("rate", "de-schufa-2026", "s.duckdb", "--on", ON)


def test_rows_and_totals(run: Run) -> None:
    ran = run(*SCHUFA)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == f"""\
SCHUFA score, 2026 (reconstruction) (de-schufa-2026, version 1), on 23 November 2026

subject  on          standing  score  band        next change  because
C1       2026-11-23  scored      732  good
C2       2026-11-23  no score                                  An unpaid payment default is on file.
C3       2026-11-23  scored      530  sufficient  2027-11-01

standing   count  because
scored         2
no score       1  An unpaid payment default is on file.
not rated      0

band        count   share
excellent       0   0.0 %
good            1  50.0 %
acceptable      0   0.0 %
sufficient      1  50.0 %

hash {read_rulebook("de-schufa-2026").hash}
"""
    )


def test_json_is_one_row_a_line(run: Run) -> None:
    rows = [json.loads(line) for line in run(*SCHUFA, "--json").out.splitlines()]
    book = read_rulebook("de-schufa-2026")
    assert rows[2] == {
        "subject": "C3", "on": ON, "standing": "scored", "score": 530, "band": "sufficient", "because": None,
        "next_change_on": "2027-11-01", "rulebook": "de-schufa-2026", "version": "1", "hash": book.hash,
    }  # fmt: skip
    assert [row["standing"] for row in rows] == ["scored", "no_score", "scored"]


def test_what_was_not_known_yet_does_not_count(run: Run) -> None:
    rows = run(*SCHUFA, "--known-at", "2026-10-15T00:00:00Z", "--subject", "C3", "--subject", "C9", "--json").out.splitlines()
    assert [json.loads(row)["standing"] for row in rows] == ["no_score", "not_rated"]
    assert json.loads(rows[1])["because"] == "This ledger holds nothing about this subject."


@pytest.mark.parametrize("threads", ["1", "2"])
def test_threads_change_nothing(run: Run, threads: str) -> None:
    assert run(*SCHUFA, "--json", "--threads", threads) == run(*SCHUFA, "--json")


def test_out_has_every_row(run: Run, place: Path) -> None:
    ran = run(*SCHUFA, "--out", "ratings.csv")
    assert "\nWritten: ratings.csv (3 rows).\n" in ran.out
    with (place / "ratings.csv").open() as file:
        assert [row["score"] for row in csv.DictReader(file)] == ["732", "", "530"]
    run(*SCHUFA, "--out", "ratings.parquet")
    assert pq.read_table(place / "ratings.parquet")["subject"].to_pylist() == ["C1", "C2", "C3"]


def test_more_rows_than_are_shown(run: Run, place: Path) -> None:
    (place / "asked.csv").write_text("subject,on\n" + "".join(f"C1,2026-11-{day:02}\n" for day in range(1, 26)))
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--asked", "asked.csv")
    assert "\n… 20 of 25 rows. Get all with --out FILE or --json.\n" in ran.out
    assert "\nscored        25\n" in ran.out
    assert ran.out.startswith("SCHUFA score, 2026 (reconstruction) (de-schufa-2026, version 1)\n")


def test_an_empty_ledger(run: Run) -> None:
    run("new", "empty.duckdb")
    ran = run("rate", "de-schufa-2026", "empty.duckdb", "--on", ON)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "There is no subject to rate.")
    assert run("rate", "de-schufa-2026", "empty.duckdb", "--on", ON, "--json").out == ""


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_asked_rows_bring_their_own_days(run: Run, place: Path, ending: str) -> None:
    import pyarrow as pa

    rows = [
        {"subject": "C3", "on": ON, "known_at": None},
        {"subject": "C3", "on": ON, "known_at": "2026-10-15T00:00:00Z"},
        {"subject": "C1", "on": "2026-09-30", "known_at": None},
    ]
    file = place / f"asked.{ending}"
    match ending:
        case "csv":
            file.write_text("subject,on,known_at\n" + "".join(f"{r['subject']},{r['on']},{r['known_at'] or ''}\n" for r in rows))
        case "jsonl":
            file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        case _:
            pq.write_table(pa.Table.from_pylist(rows), file)
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--asked", file.name, "--json")
    assert ran.err == ""
    got = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["subject"], row["on"], row["score"]) for row in got] == [
        ("C1", "2026-09-30", 694), ("C3", ON, None), ("C3", ON, 530),
    ]  # fmt: skip


def test_problems_of_an_asked_file_have_lines(run: Run, place: Path) -> None:
    (place / "asked.csv").write_text("subject,on,known_at\nC1,2026-11-23,\n,2026-11-31,\nC1,1850-01-01,2026-01-01T00:00:00\n")
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--asked", "asked.csv")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "asked.csv:3:1: L201 'subject' is empty. Every row of asked needs one.\n"
        "asked.csv:3:2: L204 'on' is a day that no calendar has: '2026-11-31'. Correct the day.\n"
        "asked.csv:4:2: L205 'on' is outside 1900 to 2199: '1850-01-01'. Correct the year.\n"
        "asked.csv:4:3: L208 'known_at' has no time zone: '2026-01-01T00:00:00'. Add Z or an offset such as +01:00.\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "a.csv",
            "subject,onn\nC1,2026-11-23\n",
            "a.csv:1:2: L107 There is no column 'onn' in a file of asked. Did you mean 'on'?",
        ),
        ("a.csv", "subject\nC1\n", "a.csv:1: L108 The column 'on' is missing. A file of asked needs subject, on."),
        ("a.jsonl", '{"subject": "C1"}\n', "a.jsonl:1: L201 'on' is empty. Every row of asked needs one."),
        ("a.txt", "x", "a.txt: L102 The ending '.txt' names no known format. Use .csv, .jsonl, .ndjson, .json or .parquet."),
    ],
)
def test_an_asked_file_without_form(run: Run, place: Path, name: str, text: str, words: str) -> None:
    (place / name).write_text(text)
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--asked", name)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0].startswith(words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--asked", "a.csv", "--on", ON], "--asked names its own dates. Leave out --on, or --asked."),
        (["--asked", "a.csv", "--subject", "C1"], "--asked names its own subjects. Leave out --subject, or --asked."),
        (["--out", "ratings.xlsx"], "Ratings cannot be written to 'ratings.xlsx'. Let it end in .parquet, .csv or .jsonl."),
        (["--threads", "-1"], "'--threads'"),
        (["--lang", "fr"], "'fr'"),
    ],
)
def test_options_that_do_not_go_together(run: Run, options: list[str], words: str) -> None:
    ran = run("rate", "de-schufa-2026", "s.duckdb", *options)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_a_place_that_cannot_be_written_is_told_first(run: Run, place: Path) -> None:
    ran = run(*SCHUFA, "--out", "absent/ratings.csv")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "absent/ratings.csv: E121 'ratings.csv' cannot be written: its folder is not there, or may not be written to. "
        "Choose another place.\n"
    )
    (place / "folder.csv").mkdir()
    assert "E121 'folder.csv' cannot be written: it is a folder." in run(*SCHUFA, "--out", "folder.csv").err


def test_a_specimen_does_not_run_on_real_people(run: Run, place: Path) -> None:
    (place / "specimen.yaml").write_text((place / "mine.yaml").read_text().replace("standing: own", "standing: specimen"))
    ran = run("rate", "specimen.yaml", "s.duckdb", "--on", ON)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("E110 'mine' is a specimen: it runs on the synthetic people of a lab ledger only.")


def test_a_folder_of_parts(run: Run, place: Path) -> None:
    whole = run(*SCHUFA, "--out", "ratings.parquet")
    ran = run(*SCHUFA, "--out", "parts/", "--batch-rows", "1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == whole.out.replace("Written: ratings.parquet (3 rows).", "Written: parts/ (3 rows in 3 parts).")
    assert pq.read_table(place / "parts").to_pylist() == pq.read_table(place / "ratings.parquet").to_pylist()
    (place / "parts" / "part-000001.parquet").unlink()
    again = run(*SCHUFA, "--out", "parts").out  # without the slash too, now that it is there
    assert "\nWritten: parts (3 rows in 3 parts, 2 of them from before).\n" in again
    assert run(*SCHUFA, "--out", "parts/", "--json").out == run(*SCHUFA, "--json").out


def test_a_folder_of_parts_that_answers_something_else(run: Run) -> None:
    assert run(*SCHUFA, "--out", "parts/").code == 0
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--on", "2026-11-24", "--out", "parts/")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "E151 'parts' holds the answer to another question: the day was 2026-11-23 and is 2026-11-24. "
        "Ask as before to go on with it, choose another folder, or begin anew with --anew.\n"
    )
    ran = run("rate", "de-schufa-2026", "s.duckdb", "--on", "2026-11-24", "--out", "parts/", "--anew")
    assert (ran.code, ran.err) == (0, "")
    assert "\nWritten: parts/ (3 rows in 1 part).\n" in ran.out


def test_an_empty_ledger_into_a_folder(run: Run) -> None:
    run("new", "empty.duckdb")
    ran = run("rate", "de-schufa-2026", "empty.duckdb", "--on", ON, "--out", "parts/")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "There is no subject to rate.")
