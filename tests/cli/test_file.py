"""A person's file on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import ON, Run

BOTH = ["--rulebook", "mine.yaml", "--on", ON]


def test_made_and_rated_again(run: Run, place: Path) -> None:
    ran = run("file", "s.duckdb", "C2", "--out", "dossier", *BOTH, "--by", "desk")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Made the file of C2: dossier\n1 record, 0 amendments, 2 participations, 0 accesses.\n")
    again = run("recompute", "dossier")
    assert (again.code, again.err) == (0, "")
    rows = [line.split() for line in again.out.splitlines()]
    assert ["mine", ON, "scored", "70", "bad", "yes,", "to", "the", "last", "bit"] in rows
    assert ran.out.splitlines()[-1].split()[-1] == again.out.splitlines()[-1].split()[-1]
    path = place / "dossier" / "records.jsonl"
    path.write_text(path.read_text().replace("2026-04-30", "2020-04-30"))
    again = run("recompute", "dossier", "--json")
    assert again.code == 1
    found = json.loads(again.out)
    assert (found["same"], [one["same"] for one in found["ratings"]]) == (False, [False, False])
    assert f"{Path('dossier', 'records.jsonl')}: G214 It is not as it was when the file was made." in again.err
    assert "G218 By 'mine' the file says score 70; rated again it is 100." in again.err


def test_a_sealed_ledger_proves_what_is_in_the_file(run: Run, place: Path) -> None:
    assert run("new-signing-key", "log.key", "--name", "example.org/s").code == 0
    ran = run("file", "s.duckdb", "C2", "--out", "dossier", *BOTH, "--key", "log.key")
    assert "Proved: 4 entries are in the log of 13 leaves, signed by example.org/s.\n" in ran.out
    again = run("recompute", "dossier", "--public-key", "log.key.pub")
    assert "3 of its entries are as they were added: they are in the log of 13 leaves, signed by example.org/s.\n" in again.out
    assert run("check-included", "dossier/inclusion.json", "--public-key", "log.key.pub").code == 0
    assert json.loads(run("recompute", "dossier", "--json").out)["included"]["rows"] == 3
    assert "L705" in run("file", "s.duckdb", "C2", "--out", "other", *BOTH, "--key", "mine.yaml").err
    assert not (place / "other").exists()


def test_what_is_in_the_way_is_said(run: Run) -> None:
    assert "G201 'C2' takes part in 'mine', whose text is not at hand. Say where it lies: --rulebook PATH." in (
        run("file", "s.duckdb", "C2", "--out", "dossier").err
    )
    assert run("file", "s.duckdb", "C9", "--out", "dossier").err == "G202 The ledger holds nothing about 'C9'. Check the id.\n"
    ran = run("file", "s.duckdb", "C2", "--out", ".", *BOTH, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "G203" in ran.err
    assert "G211" in run("recompute", ".").err
