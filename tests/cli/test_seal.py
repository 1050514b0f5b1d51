"""Commands about tampering: what they print, and when they leave 1."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from .conftest import Run

ROWS = "subject,kind,occurred_on,furnisher,ref,counterparty\nC1,payment.default,2026-01-02,bank,R-1,C2\nC2,payment.default,2026-01-03,bank,R-2,\n"


@pytest.fixture
def signed(run: Run, place: Path) -> Path:
    """A sealed ledger, a key and a checkpoint."""
    (place / "rows.csv").write_text(ROWS, encoding="utf-8")
    for command in (
        "new t.duckdb", "add t.duckdb rows.csv", "new-signing-key log.key --name example.org/s",
        "checkpoint t.duckdb --key log.key --out cp --hashes hashes",
    ):  # fmt: skip
        assert run(*command.split()).code == 0
    return place


def test_a_ledger_is_verified_and_what_was_changed_is_named(run: Run, signed: Path) -> None:
    well = run("verify", "t.duckdb", "--checkpoint", "cp", "--public-key", "log.key.pub", "--hashes", "hashes")
    assert (well.code, well.err) == (0, "")
    assert well.out.splitlines()[1:] == [
        "cp (5 leaves, signed by example.org/s): holds",
        "Every entry is what it was when it was added.",
    ]
    assert "nobody can tell whether the log itself was made anew" in run("verify", "t.duckdb").out
    with duckdb.connect(str(signed / "t.duckdb")) as con:
        con.execute("UPDATE records SET occurred_on = DATE '2020-01-01' WHERE ref = 'R-2'")
    bad = run("verify", "t.duckdb", "--json")
    assert bad.code == 1
    assert "t.duckdb: L710 Record 1 (bank/R-2 of C2) was changed: it is not what leaf 4 was made of." in bad.err
    assert [one["code"] for one in json.loads(bad.out)["problems"]] == ["L710"]


def test_a_proof_is_written_noted_and_checked(run: Run, signed: Path) -> None:
    made = run("prove-included", "t.duckdb", "C1", "--out", "p", "--checkpoint", "cp", "--purpose", "she asked", "--by", "desk")
    assert (made.code, made.out) == (0, "Written: p (2 entries about C1)\n")
    assert "she asked" in run("accesses", "t.duckdb", "C1").out
    found = run("check-included", "p", "--public-key", "log.key.pub")
    assert found.out.endswith("2 entries about C1 are in the log of 5 leaves, signed by example.org/s.\n")
    assert "signed by nobody whose key was given" in run("check-included", "p").out
    text = (signed / "p").read_text(encoding="utf-8")
    (signed / "p").write_text(text.replace("2026-01-02", "2020-01-02"), encoding="utf-8")
    bad = run("check-included", "p", "--public-key", "log.key.pub")
    assert bad.code == 1
    assert "p: L726 Entry 2 of the proof is not in the log: its hashes do not lead to the root." in bad.err
    assert "L610" in run("prove-included", "t.duckdb", "nobody", "--out", "q", "--key", "log.key").err
    assert "L728" in run("prove-included", "t.duckdb", "C1", "--out", "p", "--key", "log.key").err


def test_two_checkpoints_are_compared_without_the_ledger(run: Run, signed: Path) -> None:
    (signed / "more.csv").write_text(ROWS.replace("R-", "S-"), encoding="utf-8")
    assert run("add", "t.duckdb", "more.csv").code == 0
    assert run("checkpoint", "t.duckdb", "--key", "log.key", "--out", "cp2").code == 0
    made = run("prove-consistent", "t.duckdb", "cp", "cp2", "--out", "grown")
    assert (made.code, made.out) == (0, "Written: grown (4 hashes, from 5 leaves to 7)\n")
    found = run("check-consistent", "cp", "cp2", "--proof", "grown", "--public-key", "log.key.pub")
    assert found.code == 0
    assert found.out.splitlines()[0].startswith("The earlier log: 5 leaves of example.org/s, root ")
    assert found.out.splitlines()[2:] == [
        "The later log begins with the earlier one: 2 leaves were added, none was changed or removed.",
        "Signed by example.org/s.",
    ]
    told = json.loads(run("check-consistent", "cp", "cp2", "--proof", "grown", "--json").out)
    assert (told["ok"], told["old"]["size"], told["new"]["signer"]) == (True, 5, None)
    text = json.loads((signed / "grown").read_text(encoding="utf-8"))
    (signed / "grown").write_text(json.dumps({**text, "path": text["path"][:-1]}), encoding="utf-8")
    bad = run("check-consistent", "cp", "cp2", "--proof", "grown", "--public-key", "log.key.pub")
    assert bad.code == 1
    assert "grown: L732 This proof does not lead from the log of 5 leaves to that of 7." in bad.err
    assert "begins with" not in bad.out
    assert "cp2: L730" in run("check-consistent", "cp2", "cp", "--proof", "grown").err
    assert "L728" in run("prove-consistent", "t.duckdb", "cp", "cp2", "--out", "grown").err


def test_a_ledger_without_a_log_is_sealed_later(run: Run, signed: Path) -> None:
    assert run("new", "u", "--unsealed").code == 0
    assert run("add", "u", "rows.csv").code == 0
    assert "L701 This ledger is not sealed." in run("verify", "u").err
    assert run("seal", "u").out == "Sealed: 5 leaves added.\n"
    assert run("seal", "u").out == "Everything has its leaf already.\n"
    assert run("verify", "u").code == 0
    assert "L707" in run("verify", "u", "--checkpoint", "cp").err
    assert "L722" in run("verify", "u", "--checkpoint", "cp", "--public-key", "log.key.pub").err
