"""No command gives a standing to a person whom no participation covers; each command is listed here as one that comes to a standing or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
import typer

from bonitas.cli.app import app

from .conftest import MINE, ON, Run

#: The score of everybody here, and after the default has ended; the second stands in the rulebook's own text too.
SECRET: Final = "707.313"
LATER: Final = "737.313"
RULES: Final = MINE.replace("base: 100", "base: 737.313").replace("{good: 90,", "{zz_best: 720, good: 90,").replace("mine", "own")
#: Who: nothing on file, a participation in another rulebook, one that was taken back that day, and one that holds.
PEOPLE: Final = ("nobody", "other", "withdrawn", "partaker")
PARTICIPATIONS: Final = f"""\
subject,rulebook,basis,from,until,recorded_at
other,mine,notice,2026-01-01,,2026-01-01T00:00:00Z
withdrawn,own,notice,2026-01-01,{ON},2026-01-01T00:00:00Z
partaker,own,notice,2026-01-01,,2026-01-01T00:00:00Z
"""
WHERE: Final = ("own.yaml", "t.duckdb")
#: The commands that come to one person's standing; WHO is the person.
WAYS: Final[dict[str, tuple[str, ...]]] = {
    "rate": (*WHERE, "--on", ON, "--subject", "WHO"),
    "explain": (*WHERE, "WHO", "--on", ON),
    "forecast": (*WHERE, "WHO", "--on", ON, "--until", "2030-01-01"),
    "what-if": (*WHERE, "WHO", "--on", ON, "--without", "telco/WHO"),
    "path": (*WHERE, "WHO", "--on", ON, "--to", "zz_best"),
    "offers": (*WHERE, "WHO", "--on", ON),
    "file": ("t.duckdb", "WHO", "--on", ON, "--rulebook", "own.yaml", "--out", "file-WHO"),
    "letter": (*WHERE, "WHO", "--on", ON, "--decision", "No loan.", "--out", "WHO.html"),
}
#: Those that say something of everybody.
OF_ALL: Final = frozenset({"rate", "refresh", "changes", "impact"})
#: A credential names a band and no score; what passes on, or is told later, starts from ratings that were made by the commands above.
TESTED_ELSEWHERE: Final = {
    "issue": "rights/credential/test_issue.py", "recheck": "rights/credential/test_revoke.py", "prove": "shows what was issued",
    "check-proof": "reads what was shown", "recompute": "rates from a file again; rights/file/test_file.py",
    "pass-on": "engine/test_passing.py", "systems": "rates as `rate` does", "lookup": "a register rates nobody",
    "messages": "of who was given a rating", "discretion": "counts chosen points", "cases": "made-up people", "demo": "by `rate`",
    "lab": "made-up people", "compare": "made-up people", "unify": "made-up people",
    "equate": "over those who take part in both, and of nobody singly; unify/equate/test_equate.py",
}  # fmt: skip
#: Those that come to no standing of anybody.
NO_STANDING: Final = frozenset(
    {
        "accesses", "add", "amend", "arrange", "check", "check-consistent", "check-included", "checkpoint", "clocks", "compact", "decide", "dispute",
        "disputes", "enrol", "erase", "identify", "law", "licences", "new", "new-holder-key", "new-issuer-key", "new-key", "new-sealing-key",
        "new-signing-key", "prove-consistent", "prove-included", "read", "retain", "revoke", "rotate-key", "schema", "seal", "status-list", "unseal",
        "link", "links", "review", "unlink", "upgrade", "verify", "who",
    }
)  # fmt: skip


def commands() -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_was_thought_of() -> None:
    known = WAYS.keys() | OF_ALL | TESTED_ELSEWHERE.keys() | NO_STANDING
    assert sorted(commands() - known) == [], "say above whether it comes to a standing, and how it is asked"


@pytest.fixture
def asked(place: Path, run: Run) -> Path:
    (place / "own.yaml").write_text(RULES)
    rows = "".join(f"{who},payment.default,2026-04-30,2026-05-01T00:00:00Z,telco,{who},100\n" for who in PEOPLE)
    (place / "t.csv").write_text(f"subject,kind,occurred_on,recorded_at,furnisher,ref,amount\n{rows}")
    (place / "p.csv").write_text(PARTICIPATIONS)
    for args in (("new", "t.duckdb"), ("add", "t.duckdb", "t.csv"), ("enrol", "t.duckdb", "p.csv")):
        assert run(*args).code == 0
    return place


def said(run: Run, place: Path, command: str, who: str, *more: str) -> str:
    """All that a command says and writes about a person."""
    before = {path for path in place.rglob("*") if path.is_file()}
    ran = run(command, *(word.replace("WHO", who) for word in WAYS[command]), *more)
    assert "E999" not in ran.err
    fresh = [path for path in place.rglob("*") if path.is_file() and path not in before]
    written = "".join(path.read_bytes().decode("latin-1") for path in fresh if "accesses" not in path.name)
    return ran.out + ran.err + written


@pytest.mark.parametrize("command", WAYS)
def test_a_person_is_rated_while_taking_part_and_not_otherwise(run: Run, asked: Path, command: str) -> None:
    if command not in commands():
        pytest.skip(f"there is no command '{command}' yet")
    for who in PEOPLE[:3]:
        told = said(run, asked, command, who)
        assert SECRET not in told, who
        assert command == "file" or LATER not in told, who
    if command not in ("file", "letter"):
        assert "7.313" not in said(run, asked, command, "withdrawn", "--json")
    told = said(run, asked, command, "partaker")
    assert SECRET in told or (command == "forecast" and LATER in told), "the digits that are looked for do come out"


def test_of_everybody_only_those_who_take_part_are_rated(run: Run, asked: Path) -> None:
    rows = [json.loads(line) for line in run("rate", *WHERE, "--on", ON, "--json").out.splitlines()]
    assert {row["subject"]: (row["standing"], row["score"] is None) for row in rows} == {
        **{who: ("not_rated", True) for who in PEOPLE[:3]}, "partaker": ("scored", False),
    }  # fmt: skip
    assert all(row["because"] for row in rows if row["standing"] == "not_rated")
    for day in ("2026-11-22", ON):
        assert run("refresh", *WHERE, "--on", day).code == 0
    told = [json.loads(line) for line in run("changes", *WHERE, "--json").out.splitlines()]
    assert len(told) == 1, "whoever takes part no more has no standing from that day on"
    assert told[0]["subject"] == "withdrawn"
    assert "not_rated" in json.dumps(told[0])
    moved = json.loads(run("impact", "own.yaml", *WHERE, "--on", ON, "--json").out)
    assert moved["compared"] == 1
