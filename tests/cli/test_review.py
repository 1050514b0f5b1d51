"""A sitting over the links that wait, as somebody at a terminal sees it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bonitas.cli.app import app

from .conftest import PROGRAM, Run

DECIDE = ("--because", "a doubt", "--by", "desk 4")
Sit = Callable[..., str]


@pytest.fixture
def waiting(run: Run, place: Path) -> Path:
    """our.links: two links that are disputed, between s.duckdb and shop.duckdb; and a file of names for each."""
    shutil.copy(place / "s.duckdb", place / "shop.duckdb")
    (place / "a.csv").write_text("subject,surname,given_name,de-tax\nC1,Müller,Jörg,36574261809\nC2,Weber,Ann,86095742719\n")
    (place / "b.csv").write_text("subject,surname,de-tax\nC3,Mueller,36574261809\nC1,Weber,86095742719\n")
    named = ("--names", "s=a.csv", "--names", "shop=b.csv")
    assert run("link", "s.duckdb", "shop.duckdb", *named, "--exact-only", "--out", "our.links").code == 0
    assert run("review", "our.links", "--dispute", "1", "--dispute", "2", *DECIDE).code == 0
    return place


@pytest.fixture
def sit(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """What is shown to somebody who types these lines; both ends pass for a terminal."""
    monkeypatch.setattr("bonitas.cli.commands.link.on_terminal", lambda: True)

    def sits(typed: str, *options: str) -> str:
        done = CliRunner().invoke(app, ["review", "our.links", *options], input=typed)
        assert done.exit_code == 0, done.stderr
        return done.output

    return sits


def decisions(run: Run, subject: str) -> list[tuple[str, str, str]]:
    found = json.loads(run("links", "our.links", subject, "--json").out)["decisions"]
    return [(one["what"], one["by"], one["because"]) for one in found[2:]]


def test_each_pair_is_asked_about_and_decided_at_once(run: Run, sit: Sit) -> None:
    told = sit("desk 5\npapers seen\nc\nr father and son\n")
    assert "2 pairs for a person to look at." in told and "1 of 2, link 1: s:C1 and shop:C3, 100 % (disputed, held out)" in told
    assert "same verified number" in told and "Why it waits: a doubt" in told
    assert "Link 1: s:C1 and shop:C3 are one subject, a person says." in told
    assert "1 confirmed, 1 refused, 0 left.\nTo undo a link: bonitas unlink our.links N\n" in told
    assert decisions(run, "s:C1") == [("confirmed", "desk 5", "papers seen")]
    assert decisions(run, "s:C2") == [("refused", "desk 5", "father and son")]
    assert sit("") == "Nothing waits for a person.\n"


def test_who_and_why_are_not_asked_where_they_are_said(run: Run, sit: Sit) -> None:
    told = sit("what?\ns\nc\n", *DECIDE)
    assert "Who decides" not in told and told.count("For each:") == 2, "help where an answer is none"
    assert "1 confirmed, 0 refused, 1 left." in told
    assert (decisions(run, "s:C1"), decisions(run, "s:C2")) == ([], [("confirmed", "desk 4", "a doubt")])


def test_whoever_leaves_keeps_what_was_decided(run: Run, sit: Sit) -> None:
    assert "1 confirmed, 0 refused, 1 left." in sit("\n\ndesk 4\n\nc\n\nc seen\n")  # then the end of what is typed
    assert decisions(run, "s:C1") == [("confirmed", "desk 4", "seen")]
    assert "0 confirmed, 0 refused, 1 left." in sit("q\n", *DECIDE)


def test_a_decision_that_cannot_be_is_told_and_asked_again(run: Run, sit: Sit) -> None:
    told = sit("\nr\n\nq\n", "--by", "desk 4")
    assert "U223 It is not said why." in told and "2 left" in told


def test_the_two_rows_are_shown_beside_each_other_but_no_number(sit: Sit) -> None:
    told = sit("q\n", *DECIDE, "--names", "s=a.csv", "--names", "shop=b.csv")
    assert [line.split() for line in told.splitlines() if "üller" in line or "Jörg" in line] == [
        ["given", "name", "Jörg"],
        ["surname", "Müller", "Mueller"],
    ]
    assert "36574261809" not in told


def test_whom_each_is_one_with_by_now_is_shown(run: Run, sit: Sit) -> None:
    assert run("review", "our.links", "--link", "s:C1", "shop:C2", *DECIDE).code == 0
    assert any(line.split() == ["is", "one", "with", "shop:C2"] for line in sit("q\n", *DECIDE).splitlines())


def test_names_are_shown_on_a_terminal_only(run: Run, waiting: Path) -> None:
    for more in ([], ["--list"], ["--json"], ["--confirm", "1", *DECIDE]):
        ran = run("review", "our.links", "--names", "s=a.csv", *more)
        assert (ran.code, ran.out) == (2, "") and "names go into no file and no list" in ran.err
    assert run("review", "our.links").out.startswith("1: s:C1 and shop:C3, 100 % (disputed, held out)")


def test_at_a_real_terminal(run: Run, waiting: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([*PROGRAM, "review", "our.links", *DECIDE], stdin=theirs, stdout=theirs, stderr=theirs) as program:
        os.close(theirs)
        os.write(ours, b"r\nq\n")
        told = b""
        with suppress(OSError):  # the end of a terminal
            while more := os.read(ours, 4096):
                told += more
    os.close(ours)
    assert program.returncode == 0
    assert b"Link 1: s:C1 and shop:C3 are two subjects." in told and b"0 confirmed, 1 refused, 1 left." in told
    assert decisions(run, "s:C1") == [("refused", "desk 4", "a doubt")]
