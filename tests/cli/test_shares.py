"""Bands by share in the table of `rate`, in an explanation and in prose."""

from __future__ import annotations

from pathlib import Path

from .conftest import MINE, ON, Run

SHARED = MINE.replace("{good: 90, bad: below}", "{good: {from: above 60, best: 30%}, bad: below}")


def test_rated_explained_and_read(run: Run, place: Path) -> None:
    (place / "mine.yaml").write_text(SHARED)
    for more in ((), ("--subject", "C2")):
        ran = run("rate", "mine.yaml", "s.duckdb", "--on", ON, *more)
        assert (ran.code, ran.err) == (0, "")
        assert "\ngood is relative: the best 30 % of all rated who reach it (1 of 3, from 100 on).\n" in ran.out
    (place / "asked.csv").write_text("subject,on\nC2,2026-04-01\nC2,2026-11-23\nC2,2026-11-24\nC2,2026-11-25\nC2,2026-11-26\n")
    ran = run("rate", "mine.yaml", "s.duckdb", "--asked", "asked.csv")
    assert "good is relative on 2026-04-01: the best 30 % of all rated who reach it (2 of 3, from 100 on).\n" in ran.out
    assert "\n… and 2 more days; `bonitas explain` says it for each.\n" in ran.out
    why = " ".join(run("explain", "mine.yaml", "s.duckdb", "C2", "--on", ON).out.split())
    assert "Band good goes by share: the best 30 % of the 3 who are rated and reach it are 1, down to 100." in why
    assert "anyone comes to the same score, and with the scores of all who are rated to the same band." in why
    prose = " ".join(run("read", "mine.yaml").out.split())
    assert "the best 30% of: above 60" in prose
    assert "A band by share is relative" in prose
