"""A letter on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from bonitas.ledger import open_ledger
from bonitas.ledger.access import open_accesses

from .conftest import ON, Run

SAID = ["mine.yaml", "s.duckdb", "C2", "--on", ON, "--decision", "We cannot offer you this loan."]


def test_written_and_noted(run: Run, place: Path) -> None:
    ran = run("letter", *SAID, "--out", "a.html", "--by", "desk", "--purpose", "loan")
    assert (ran.code, ran.out, ran.err) == (0, "Wrote the letter to C2: a.html\n", "")
    assert "<p>We cannot offer you this loan.</p>" in (place / "a.html").read_text(encoding="utf-8")
    said = json.loads(run("letter", *SAID, "--out", "a.pdf", "--json").out)
    assert (said["subject"], said["score"], said["file"], len(said["factors"])) == ("C2", 70, "a.pdf", 1)
    assert (place / "a.pdf").read_bytes().startswith(b"%PDF-")
    with open_ledger("s.duckdb") as ledger, open_accesses(ledger) as book:
        noted = [(one.what, one.by, one.purpose, one.score) for one in book.of("C2") if one.what == "letter"]
    assert noted == [("letter", "desk", "loan", "70"), ("letter", "", "not stated", "70")]


def test_what_is_in_the_way_is_said(run: Run, place: Path) -> None:
    assert "G402 'a.doc' is neither HTML nor PDF. End the name in .html or .pdf." in run("letter", *SAID, "--out", "a.doc").err
    (place / "a.html").write_text("mine")
    ran = run("letter", *SAID, "--out", "a.html")
    assert (ran.code, ran.out) == (1, "")
    assert "G405 The letter cannot be written to 'a.html'" in ran.err
