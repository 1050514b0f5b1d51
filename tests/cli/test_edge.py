"""Exit codes, and what is said where everything ends."""

from __future__ import annotations

import pytest

from bonitas.cli import edge, errors
from bonitas.common.problems import BonitasError, Problem

from .conftest import Run

COMMANDS = [
    "demo", "new", "add", "amend", "enrol", "compact", "upgrade", "arrange", "new-key", "rotate-key", "identify", "who", "new-sealing-key",
    "unseal", "rate", "refresh", "changes",
    "explain", "forecast", "lookup", "dispute", "decide", "disputes", "messages", "discretion", "what-if", "path", "offers",
    "pass-on", "accesses", "file", "recompute", "letter", "new-issuer-key", "new-holder-key", "issue", "revoke", "recheck",
    "status-list", "prove", "check-proof", "retain", "erase", "clocks", "seal", "new-signing-key", "checkpoint",
    "verify", "prove-included", "check-included", "prove-consistent", "check-consistent", "impact", "link", "review", "unlink", "links",
    "compare", "equate", "unify", "systems", "read", "check", "cases", "schema", "law", "licences", "lab",
]  # fmt: skip


def test_without_arguments_help_is_shown(run: Run) -> None:
    bare, asked = run(), run("--help")
    assert bare == asked
    assert bare.code == 0
    assert bare.out.startswith("Usage: bonitas [OPTIONS] COMMAND [ARGS]...")
    listed = [line.split()[0] for line in bare.out.split("Commands:\n")[1].splitlines()]
    assert listed == COMMANDS


def test_version(run: Run) -> None:
    from bonitas import __version__

    assert run("--version").out == f"bonitas {__version__}\n"


@pytest.mark.parametrize("name", [*COMMANDS[:-1], "lab people"])
def test_every_command_teaches(run: Run, name: str) -> None:
    shown = run(*name.split(), "--help")
    assert shown.code == 0
    assert "  Example" in shown.out
    assert f"    bonitas {name}" in shown.out
    assert "--json" in shown.out
    assert run(*name.split(), "-h") == shown


def test_an_unknown_command_is_a_wrong_command_line(run: Run) -> None:
    ran = run("rat")
    assert (ran.code, ran.out) == (2, "")
    assert "No such command 'rat'. Did you mean 'rate'?" in ran.err


def test_an_unknown_option_is_a_wrong_command_line(run: Run) -> None:
    ran = run("systems", "--jsn")
    assert (ran.code, ran.out) == (2, "")
    assert "No such option: --jsn" in ran.err
    assert "--json" in ran.err


def test_a_missing_argument_is_a_wrong_command_line(run: Run) -> None:
    ran = run("rate", "de-schufa-2026")
    assert (ran.code, ran.out) == (2, "")
    assert "LEDGER" in ran.err


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--on", "23.11.2026", "'23.11.2026' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("--on", "2026-02-30", "'2026-02-30' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("--on", "2026-W47-1", "'2026-W47-1' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("--on", "1899-12-31", "'1899-12-31' is outside 1900 to 2199."),
        ("--known-at", "yesterday", "'yesterday' is not a time. Write it with a zone, for example 2026-11-23T12:00:00Z."),
        (
            "--known-at",
            "2026-11-23T12:00:00",
            "'2026-11-23T12:00:00' has no time zone. Write it with a zone, for example 2026-11-23T12:00:00Z.",
        ),
        ("--known-at", "2300-01-01T00:00:00Z", "'2300-01-01T00:00:00Z' is outside 1900 to 2199."),
    ],
)
def test_a_wrong_date_or_time_is_a_wrong_command_line(run: Run, option: str, value: str, words: str) -> None:
    ran = run("rate", "de-schufa-2026", "s.duckdb", option, value)
    assert (ran.code, ran.out) == (2, "")
    assert f"Invalid value for '{option}': {words}" in ran.err


def test_problems_of_the_input_are_all_listed(run: Run) -> None:
    ran = run("rate", "de-schufa-202", "s.duckdb")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "R002 There is no rulebook 'de-schufa-202'. Did you mean 'de-schufa-2026'?\n"


def test_a_ledger_that_is_not_there(run: Run) -> None:
    ran = run("rate", "de-schufa-2026", "other.duckdb")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "other.duckdb: L505 There is no ledger here. Check the address, or make one with 'bonitas new'.\n"


def test_the_unforeseen_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> str:
        msg = "no\nway"
        raise RuntimeError(msg)

    monkeypatch.setattr("bonitas.rulebook.schema.schema_text", fails)
    ran = run("schema")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "E999 RuntimeError: no way: please report this, with the command that you ran.\n"
    monkeypatch.setenv("BONITAS_DEBUG", "1")
    assert "Traceback (most recent call last)" in run("schema").err


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped; nothing was changed.\n"),
        (KeyboardInterrupt("Stopped; a is kept."), 130, "Stopped; a is kept.\n"),
        (BonitasError([Problem("X1", "One."), Problem("X2", "Two.")]), 1, "X1 One.\nX2 Two.\n"),
        (MemoryError(), 1, "E903 The memory of this machine is not enough. Ask for fewer subjects at once.\n"),
        (
            PermissionError(13, "Permission denied", "a.csv"),
            1,
            "E902 Reading or writing 'a.csv' failed: permission denied. Check the place and its rights.\n",
        ),
        (
            OSError(28, "No space left on device"),
            1,
            "E902 Reading or writing failed: no space left on device. Check the place and its rights.\n",
        ),
        (ValueError(), 1, "E999 ValueError: please report this, with the command that you ran.\n"),
    ],
)
def test_each_end_has_its_code_and_words(
    raised: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edge.code_for(raised) == code
    assert capsys.readouterr().err == words


def test_no_escape_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    errors.tell("a\x1b[31mb\u202ec")
    assert capsys.readouterr().err == "a [31mb c\n"
