"""new-key, identify and who, as a user sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bonitas.cli.app import app
from bonitas.ledger import open_ledger
from bonitas.ledger.access import open_accesses

from .conftest import Run

NUMBERS = """\
subject,scheme,number
C1,cn-citizen,11010519491231002X
C2,cn-citizen,110105194912310039
C9,cn-citizen,440524188001010014
"""


def test_identify_and_who(place: Path, run: Run) -> None:
    (place / "numbers.csv").write_text(NUMBERS)
    assert run("new-key", "a.key").out == "Made a key: a.key\n"
    ran = run("identify", "s.duckdb", "numbers.csv", "--key", "a.key")
    assert ran.code == 1
    assert ran.out == "numbers.csv: 1 added, 0 already there, 2 rejected.\n"
    assert "numbers.csv:3:3: L602 This cannot be a citizen number: its check digit is wrong." in ran.err
    assert "numbers.csv:4:1: L610 The ledger has no such subject." in ran.err
    found = run("who", "s.duckdb", "cn-citizen", "11010519491231002x", "--key", "a.key", "--json")
    assert (found.code, json.loads(found.out)) == (0, {"subject": "C1"})
    nobody = run("who", "s.duckdb", "cn-citizen", "440524188001010014", "--key", "a.key")
    assert (nobody.code, nobody.out) == (1, "Nobody in this ledger has that number on file.\n")


def test_identify_needs_a_key(place: Path, run: Run) -> None:
    (place / "numbers.csv").write_text(NUMBERS)
    assert run("identify", "s.duckdb", "numbers.csv").code == 2
    ran = run("identify", "s.duckdb", "numbers.csv", "--key", "none.key")
    assert (ran.code, ran.out) == (1, "")
    assert "L606 This is not a key: it cannot be read." in ran.err


def test_a_key_from_the_environment_and_a_number_from_standard_input(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of them on the command line, which others can see."""
    (place / "numbers.csv").write_text(NUMBERS)

    def runs(*args: str, typed: str = "") -> tuple[int, str, str]:
        ran = CliRunner().invoke(app, list(args), input=typed)
        return ran.exit_code, ran.stdout, ran.stderr

    runs("new-key", "a.key")
    monkeypatch.setenv("BONITAS_KEY_FILE", "a.key")
    assert runs("identify", "s.duckdb", "numbers.csv")[1] == "numbers.csv: 1 added, 0 already there, 2 rejected.\n"
    monkeypatch.delenv("BONITAS_KEY_FILE")
    monkeypatch.setenv("BONITAS_KEY", (place / "a.key").read_text().strip())
    assert runs("who", "s.duckdb", "cn-citizen", "-", "--by", "desk 4", typed="11010519491231002X\n") == (0, "C1\n", "")
    with open_ledger("s.duckdb") as ledger, open_accesses(ledger) as book:
        assert [(one.what, one.subject, one.by) for one in book.of("C1")] == [("who", "C1", "desk 4")]


def test_another_key(place: Path, run: Run) -> None:
    (place / "numbers.csv").write_text(NUMBERS)
    run("new-key", "a.key")
    run("identify", "s.duckdb", "numbers.csv", "--key", "a.key")
    done = run("rotate-key", "s.duckdb", "--key", "a.key", "--new", "b.key")
    assert done.out == "1 identifiers have the key in b.key now. Nothing opens with the old one any more.\n"
    again = run("rotate-key", "s.duckdb", "--key", "a.key", "--new", "b.key", "--json")
    assert json.loads(again.out) == {"key": "b.key", "identifiers": 1, "already": True}
    assert "L607" in run("who", "s.duckdb", "cn-citizen", "11010519491231002X", "--key", "a.key").err
    assert run("who", "s.duckdb", "cn-citizen", "11010519491231002X", "--key", "b.key").out == "C1\n"


def test_sealed_copies(place: Path, run: Run) -> None:
    (place / "numbers.csv").write_text(NUMBERS)
    run("new-key", "a.key")
    assert run("new-sealing-key", "officer.pem").out == (
        "Made a private key, which opens: officer.pem\nMade a public key, which seals: officer.pem.pub\n"
    )
    run("identify", "s.duckdb", "numbers.csv", "--key", "a.key", "--sealed-to", "officer.pem.pub")
    asked = ("unseal", "s.duckdb", "C1", "--key", "officer.pem")
    ran = run(*asked)
    assert (ran.code, ran.out) == (1, "")
    assert "L620 A sealed number is opened for a stated purpose by somebody named." in ran.err
    stated = ("--purpose", "court order", "--by", "officer")
    assert run(*asked, *stated).out == "cn-citizen  11010519491231002X\n"
    assert json.loads(run(*asked, *stated, "--json").out) == {"subject": "C1", "numbers": {"cn-citizen": "11010519491231002X"}}
