"""dispute, decide, disputes, messages and discretion, as they are shown."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_a_contest_from_filing_to_the_last_message(run: Run) -> None:
    Path("paper.txt").write_text("paid")
    filed = run(
        "dispute", "s.duckdb", "telco/r2", "--text", "It was paid.", "--attach", "paper.txt", "--by", "C2", "--on", "2026-05-11"
    )
    assert (filed.code, filed.err) == (0, "")
    assert filed.out.splitlines()[0] == "A dispute about telco/r2 is filed, as of 11 May 2026."
    again = run(
        "dispute", "s.duckdb", "telco/r2", "--text", "It was paid.", "--attach", "paper.txt", "--by", "C2", "--on", "2026-05-11"
    )
    assert again.out == "This dispute about telco/r2 is on file already.\n"
    waiting = run("disputes", "s.duckdb", "--rulebook", "mine.yaml", "--on", "2026-05-20")
    assert waiting.out.splitlines()[:2] == [
        "telco/r2 of C2, contested since 11 May 2026", "11 May 2026 (C2): It was paid. With 1 paper.",
    ]  # fmt: skip
    assert "held out" in waiting.out
    decided = run(
        "decide", "s.duckdb", "telco/r2", "--as", "upheld", "--because", "So it was.", "--by", "desk", "--on", "2026-05-20"
    )
    assert decided.out.splitlines()[0] == "The dispute about telco/r2 of 11 May 2026 is upheld: So it was."
    assert run("disputes", "s.duckdb").out == "No dispute is open.\n"
    told = [json.loads(line) for line in run("messages", "s.duckdb", "--to", "telco", "--json").out.splitlines()]
    assert [(one["about"], one["text"]) for one in told] == [("disputed", "It was paid."), ("upheld", "So it was.")]
    assert "   telco/r2 (desk): So it was.\n" in run("messages", "s.duckdb", "--since", str(told[0]["seq"])).out
    assert run("messages", "s.duckdb", "--since", str(told[1]["seq"])).out == "There is nothing to tell.\n"


def test_what_is_wrong_is_said_without_a_traceback(run: Run) -> None:
    for line, code, words in (
        (("dispute", "s.duckdb", "telco/none", "--text", "No."), 1, "G101 The ledger has no record 'telco/none'."),
        (("decide", "s.duckdb", "telco/r2", "--as", "upheld", "--because", "a", "--by", "b"), 1, "G110 No dispute about 'telco/r2' is open."),
        (("discretion", "mine.yaml", "s.duckdb", "--on", "2026-05-20"), 1, "G120 'mine' leaves no points to anybody's choice on 2026-05-20."),
        (("decide", "s.duckdb", "telco/r2", "--as", "corrected", "--set", "x", "--because", "a", "--by", "b"), 2, "--set takes NAME=VALUE"),
    ):  # fmt: skip
        ran = run(*line)
        assert (ran.code, ran.out) == (code, "")
        assert words in ran.err
