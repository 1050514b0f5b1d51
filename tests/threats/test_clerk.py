"""A clerk looks up a neighbour: the neighbour sees it, and the clerk cannot take it back."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from cli.conftest import ON, Run

LOOKS = {
    "rate": ("mine.yaml", "s.duckdb", "--on", ON, "--subject", "C1"),
    "explain": ("mine.yaml", "s.duckdb", "C1", "--on", ON),
    "forecast": ("mine.yaml", "s.duckdb", "C1", "--on", ON),
    "what-if": ("mine.yaml", "s.duckdb", "C1", "--on", ON),
    "offers": ("mine.yaml", "s.duckdb", "C1", "--on", ON),
    "lookup": ("uk-judgments", "s.duckdb", "C1", "--on", ON),
}


def test_the_neighbour_sees_who_looked_and_what_for(run: Run) -> None:
    for command, words in LOOKS.items():
        assert run(command, *words, "--by", "the clerk", "--purpose", "none that is good").code == 0
    seen = [json.loads(line) for line in run("accesses", "s.duckdb", "C1", "--json").out.splitlines()]
    told = [(one["what"], one["by"], one["purpose"]) for one in seen if one["what"] != "accesses"]
    assert told == [(command, "the clerk", "none that is good") for command in LOOKS]


def test_it_is_in_the_neighbours_file(run: Run, place: Path) -> None:
    run("explain", *LOOKS["explain"], "--purpose", "none that is good")
    assert run("file", "s.duckdb", "C1", "--out", "f", "--rulebook", "mine.yaml", "--on", ON).code == 0
    assert "none that is good" in (place / "f" / "index.html").read_text(encoding="utf-8")


def test_who_takes_the_look_out_of_the_book_is_found(run: Run, place: Path) -> None:
    for purpose in ("one", "two", "three"):
        run("explain", *LOOKS["explain"], "--purpose", purpose)
    assert run("accesses", "s.duckdb", "--check").code == 0
    with sqlite3.connect(place / "s.duckdb.accesses") as con:
        (table,) = [
            name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "chain" in {column[1] for column in con.execute(f"PRAGMA table_info({name})")}
        ]  # fmt: skip
        for (trigger,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            con.execute(f"DROP TRIGGER {trigger}")
        con.execute(f"DELETE FROM {table} WHERE no = 2")
    con.close()
    ran = run("accesses", "s.duckdb", "--check")
    assert ran.code == 1
    assert "L645" in ran.err


def test_what_leaves_no_trace_is_not_shown(run: Run, place: Path) -> None:
    (place / "s.duckdb.accesses").mkdir()
    for command, words in LOOKS.items():
        ran = run(command, *words)
        assert (ran.code, ran.out) == (1, ""), command
        assert "L64" in ran.err
