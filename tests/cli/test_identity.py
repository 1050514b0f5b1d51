"""new-key, identify and who, as a user sees them."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run

NUMBERS = """\
subject,scheme,number
C1,cn-citizen,11010519491231002X
C2,cn-citizen,110105194912310021
C9,cn-citizen,440524188001010014
"""


def test_identify_and_who(place: Path, run: Run) -> None:
    (place / "numbers.csv").write_text(NUMBERS)
    assert run("new-key", "a.key").out == "Made a key: a.key\n"
    ran = run("identify", "s.duckdb", "numbers.csv", "--key", "a.key")
    assert ran.code == 1
    assert ran.out == "numbers.csv: 1 added, 0 already there, 2 rejected.\n"
    assert "numbers.csv:3:3: L602 This cannot be a citizen number: its check digit is wrong." in ran.err
    assert "numbers.csv:4:1: L610 The ledger has no subject 'C9'." in ran.err
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
