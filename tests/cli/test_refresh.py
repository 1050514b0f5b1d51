"""refresh and changes: what people and programs read, and what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from bonitas import read_rulebook
from bonitas.ledger.standings.opening import folder_of, writable

from .conftest import ON, Ran, Run, process

REFRESH = ("refresh", "mine.yaml", "s.duckdb", "--on")
MORE = "subject,kind,occurred_on,furnisher,ref,amount\nC1,payment.default,2026-11-20,telco,r4,20\n"


def added(run: Run, place: Path) -> None:
    (place / "more.csv").write_text(MORE)
    assert run("add", "s.duckdb", "more.csv").code == 0


def test_the_first_refresh_and_the_next(run: Run, place: Path) -> None:
    ran = run(*REFRESH, ON)
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
My rules (mine, version 1), on 23 November 2026

3 subjects rated for the first time; from now on, changes are told.
"""
    )
    added(run, place)
    ran = run(*REFRESH, "2027-04-30")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
My rules (mine, version 1), on 30 April 2027

2 of 3 subjects were rated again.
2 ratings changed, numbers 1 to 2.

because of       changes
a new record           1
a day that came        1
"""
    )
    assert (
        run("changes", "mine.yaml", "s.duckdb").out
        == """\
no  on          subject  from      to        why
 1  2027-04-30  C1       100 good  70 bad    a new record
 2  2027-04-30  C3       70 bad    100 good  a day that came
"""
    )
    assert run("changes", "mine.yaml", "s.duckdb", "--since", "2").out == "Nothing has changed.\n"


def test_json(run: Run, place: Path) -> None:
    run(*REFRESH, ON)
    added(run, place)
    found = json.loads(run(*REFRESH, ON, "--json").out)
    book = read_rulebook("mine.yaml")
    assert found.pop("known_at").startswith("20")
    assert found == {
        "rulebook": "mine", "version": "1", "hash": book.hash, "on": ON, "first": False, "everybody": False, "because": [], "rated": 1,
        "subjects": 3, "changed": 1, "since": 0, "until": 1, "why": {"record": 1},
    }  # fmt: skip
    (row,) = (json.loads(line) for line in run("changes", "mine.yaml", "s.duckdb", "--json").out.splitlines())
    assert row.pop("known_at").startswith("20")
    assert row == {
        "seq": 1, "subject": "C1", "on": ON, "why": ["record"], "rulebook": "mine", "version": "1", "hash": book.hash,
        "from": {"standing": "scored", "score": 100, "band": "good", "because": None},
        "to": {"standing": "scored", "score": 70, "band": "bad", "because": None},
    }  # fmt: skip


def test_all_ratings_and_the_feed_as_files(run: Run, place: Path) -> None:
    run(*REFRESH, ON)
    added(run, place)
    ran = run(*REFRESH, ON, "--out", "r.parquet", "--feed", "f.jsonl")
    assert ran.code == 0
    assert ran.out.endswith("\nWritten: f.jsonl.\n\nWritten: r.parquet.\n")
    run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--out", "full.parquet")
    assert pq.read_table("r.parquet").to_pylist() == pq.read_table("full.parquet").to_pylist()
    for ending in ("csv", "jsonl"):
        run(*REFRESH, ON, "--out", f"r.{ending}")
        run("rate", "mine.yaml", "s.duckdb", "--on", ON, "--out", f"full.{ending}")
        assert Path(f"r.{ending}").read_text() == Path(f"full.{ending}").read_text()
    assert [json.loads(line)["seq"] for line in Path("f.jsonl").read_text().splitlines()] == [1]


def test_everybody_again_says_why(run: Run, place: Path) -> None:
    run(*REFRESH, ON)
    rules = place / "mine.yaml"
    rules.write_text(rules.read_text().replace("-30", "-40"))
    ran = run(*REFRESH, ON)
    assert "Everybody was rated again, because the rulebook, the catalogue or the program has changed.\n" in ran.out
    assert "2 ratings changed, numbers 1 to 2.\n" in ran.out
    assert "Everybody was rated again, because the day lies before the last one" in run(*REFRESH, "2026-01-01").out
    assert "others' scores" not in ran.out


def test_without_a_refresh_there_are_no_changes(run: Run) -> None:
    ran = run("changes", "mine.yaml", "s.duckdb")
    assert ran.code == 1
    assert ran.err == (
        "s.duckdb.standings/mine: L542 There are no standing ratings of 'mine' for this ledger. 'bonitas refresh' makes them.\n"
    )


def test_places_that_cannot_be_written_are_said_first(run: Run, place: Path) -> None:
    assert run(*REFRESH, ON, "--feed", "f.csv").code == 2
    assert run(*REFRESH, ON, "--out", "f.txt").code == 2
    ran = run(*REFRESH, ON, "--feed", "no/f.jsonl")
    assert (ran.code, "E160 'f.jsonl' cannot be written: its folder is not there" in ran.err) == (1, True)
    assert run(*REFRESH, ON, "--out", "no/f.csv").code == 1
    assert not (place / "s.duckdb.standings").exists()


def test_a_second_refresh_is_told(run: Run, place: Path) -> None:
    run(*REFRESH, ON)
    with writable(folder_of(str(place / "s.duckdb")) / "mine"):
        ran: list[Ran] = [run(*REFRESH, ON)]
        other = process(*REFRESH, ON, cwd=place)
        ran.append(Ran(other.returncode, other.stdout, other.stderr))
    for one in ran:
        assert one.code == 1
        assert "L541 These standing ratings are being refreshed, or read, by somebody else." in one.err
    assert run(*REFRESH, ON).code == 0


def test_a_specimen_is_not_refreshed_outside_a_lab(run: Run, place: Path) -> None:
    ran = run("refresh", "cn-suining-2010", "s.duckdb")
    assert (ran.code, "E110" in ran.err) == (1, True)
    assert not (place / "s.duckdb.standings").exists()
