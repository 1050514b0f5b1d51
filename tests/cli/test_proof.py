"""Portable proof, as an issuer, a holder and a verifier see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

ISSUER, VERIFIER, NONCE = "https://union.example", "https://landlord.example", "4f9c2b7e6a1d8035"
CHECK = ("check-proof", "a.proof", "--issuer", "u.key.public.json", "--for", VERIFIER, "--nonce", NONCE)


@pytest.fixture
def issued(place: Path, run: Run) -> Path:
    """C1's credential, and the issuer's status list."""
    assert run("new-issuer-key", "u.key", "--issuer", ISSUER).code == 0
    assert run("new-holder-key", "a.key").code == 0
    ran = run("issue", "mine.yaml", "s.duckdb", "C1", "--key", "u.key", "--holder", "a.key.public.json", "--out", "a.credential")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Issued credential 1 for C1: a.credential. It is good until ")
    assert "It can show: band, at_least:good, at_least:bad. It holds no score and no id.\n" in ran.out
    assert run("status-list", "--key", "u.key", "--out", "status.jwt").code == 0
    return place


def proven(run: Run, *show: str) -> None:
    asked = [part for what in show for part in ("--show", what)]
    ran = run("prove", "a.credential", *asked, "--key", "a.key", "--for", VERIFIER, "--nonce", NONCE, "--out", "a.proof")
    assert (ran.code, ran.err) == (0, "")


def test_a_proof_is_made_and_holds(issued: Path, run: Run) -> None:
    assert "It can show: band, at_least:good, at_least:bad\n" in run("prove", "a.credential").out
    proven(run, "at_least:good")
    ran = run(*CHECK, "--status", "status.jwt", "--want", "at_least:good", "--rulebook", "mine.yaml", "--once", "once")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("The proof holds.\nIts holder reaches at least the band good.\nRules: mine, version 1, hash ")
    again = run(*CHECK, "--status", "status.jwt", "--once", "once")
    assert (again.code, again.out) == (1, "")
    assert again.err == "G539 This proof was shown here before. Refuse it, and give a fresh nonce to each holder.\n"
    told = json.loads(run(*CHECK, "--no-status", "--json").out)
    assert (told["holds"], told["band"], told["at_least"], told["not_revoked_as_of"]) == (True, None, ["good"], None)


def test_what_was_revoked_is_refused(issued: Path, run: Run) -> None:
    proven(run, "band")
    assert run("recheck", "mine.yaml", "s.duckdb", "--key", "u.key").out == "0 revoked, 1 still hold.\n"
    assert run("revoke", "--key", "u.key", "--number", "1", "--because", "Lost.").out.startswith("Revoked: 1.")
    assert run("status-list", "--key", "u.key", "--out", "status.jwt", "--json").code == 0
    ran = run(*CHECK, "--status", "status.jwt", "--want", "at_least:bad", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert (told["holds"], [one["code"] for one in told["problems"]]) == (False, ["G542", "G541"])
    assert "G541 The credential was revoked. Refuse it.\n" in ran.err


def test_a_credential_that_nobody_got_is_revoked(issued: Path, run: Run) -> None:
    asked = (
        "issue",
        "mine.yaml",
        "s.duckdb",
        "C1",
        "--key",
        "u.key",
        "--holder",
        "a.key.public.json",
        "--out",
        "none/b.credential",
    )
    ran = run(*asked)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("E902 ")
    assert run("revoke", "--key", "u.key", "--number", "2", "--because", "x").err.startswith("G515 ")


def test_a_look_at_a_standing_is_noted(issued: Path, run: Run) -> None:
    noted = run("accesses", "s.duckdb", "C1", "--json").out
    assert '"proof"' in noted


def test_what_does_not_go_together_is_a_wrong_command_line(issued: Path, run: Run) -> None:
    proven(run, "band")
    assert "--no-status if you take the risk" in run(*CHECK).err
    assert run(*CHECK).code == run(*CHECK, "--status", "status.jwt", "--no-status").code == 2
    assert run("revoke", "--key", "u.key", "--because", "x").code == 2
    assert run("prove", "a.credential", "--show", "band").code == 2
    ran = run("new-issuer-key", "v.key", "--issuer", "union")
    assert (ran.code, ran.err) == (
        1,
        "G504 'union' cannot name an issuer. Write an https address without a query, such as https://union.example.\n",
    )
    assert not (issued / "v.key").exists()
