"""A ledger where a rulebook is wanted: whoever swaps the two is told so, by every command that takes both."""

from __future__ import annotations

import pytest
from typer.main import get_command

from bonitas.cli.app import app

from .conftest import Run

WORDS = "'s.duckdb' is a ledger, not a rulebook. Name a rulebook here. Where a command takes both, RULEBOOK comes first and LEDGER after it.\n"


def takes_both() -> dict[str, list[str]]:
    """Command → its command line with the two swapped, and something for whatever else it needs."""
    found = {}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        needed = [one for one in command.params if one.required]
        arguments = [one.name for one in needed if one.param_type_name == "argument"]
        if "rulebook" in arguments and "ledger" in arguments:
            swapped = {"rulebook": "s.duckdb", "ledger": "de-schufa-2026"}
            options = [word for one in needed if one.param_type_name == "option" for word in (one.opts[0], "x.html")]
            found[name] = [name, *(swapped.get(one, "C1") for one in arguments), *options]
    return found


BOTH = takes_both()


def test_every_command_that_takes_both_is_tried() -> None:
    assert {"rate", "refresh", "changes", "explain", "forecast", "what-if", "path", "offers", "lookup", "letter", "issue"} < set(
        BOTH
    )


@pytest.mark.parametrize("name", BOTH)
def test_swapped_they_are_told_apart(run: Run, name: str) -> None:
    ran = run(*BOTH[name])
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"s.duckdb: R015 {WORDS}"


@pytest.mark.parametrize("name", ["impact", "equate"])
def test_so_they_are_among_several_rulebooks(run: Run, name: str) -> None:
    ran = run(name, "mine.yaml", "s.duckdb", "mine.yaml")
    assert (ran.code, ran.out, ran.err) == (1, "", f"s.duckdb: R015 {WORDS}")


def test_a_ledger_is_no_rulebook_to_check(run: Run) -> None:
    ran = run("check", "s.duckdb")
    assert ran.code == 1
    assert ran.err == f"s.duckdb  R015  error    {WORDS}"
