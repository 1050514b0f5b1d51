"""A folder with a small ledger, and a way to run commands in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bonitas.cli.app import app
from leaks import said
from small_rules import HEAD

ON = "2026-11-23"

RECORDS = """\
subject,kind,occurred_on,recorded_at,furnisher,ref,amount,method
C1,identity.check,2026-10-01,2026-10-02T00:00:00Z,bank,r1,,video
C2,payment.default,2026-04-30,2026-05-01T00:00:00Z,telco,r2,100,
C3,payment.default,2025-04-30,2025-05-01T00:00:00Z,telco,r3,100.50,
"""
AMENDMENTS = "furnisher,ref,change,effective_on,recorded_at\ntelco,r3,settled,2026-11-01,2026-11-01T00:00:00Z\n"
PARTICIPATIONS = """\
subject,rulebook,basis,from,recorded_at
C1,de-schufa-2026,notice,2026-01-01,2026-01-01T00:00:00Z
C2,de-schufa-2026,notice,2026-01-01,2026-01-01T00:00:00Z
C3,de-schufa-2026,notice,2026-01-01,2026-01-01T00:00:00Z
"""
#: A rulebook of one clause and two bands.
MINE = f"""{HEAD}\
bands: {{good: 90, bad: below}}
consequences:
  dearer: {{detriment: A dearer loan, for: bad, provider: bank, context: credit, lasts: 1 year}}
"""


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, standard output and standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files and `s.duckdb`; not to be changed."""
    folder: Path = tmp_path_factory.mktemp("cli")
    (folder / "records.csv").write_text(RECORDS)
    (folder / "amendments.csv").write_text(AMENDMENTS)
    (folder / "participations.csv").write_text(
        PARTICIPATIONS + PARTICIPATIONS.split("\n", 1)[1].replace("de-schufa-2026", "mine")
    )
    (folder / "mine.yaml").write_text(MINE)
    before = Path.cwd()
    os.chdir(folder)
    try:
        for args in (
            ["new", "s.duckdb"], ["add", "s.duckdb", "records.csv"], ["amend", "s.duckdb", "amendments.csv"],
            ["enrol", "s.duckdb", "participations.csv"],
        ):  # fmt: skip
            assert CliRunner().invoke(app, args).exit_code == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def place(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder, which is where the test runs."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def run(place: Path) -> Run:
    """Runs a command line in the folder."""

    def runs(*args: str) -> Ran:
        result = CliRunner().invoke(app, list(args), prog_name="bonitas")
        if args[:1] != ("unseal",):  # where it was asked for, it comes out
            assert not said(result.stdout + result.stderr), f"a planted number or name was said by {args[0]}"
        return Ran(result.exit_code, result.stdout, result.stderr)

    return runs


#: How a test runs the program as a process of its own.
PROGRAM = (sys.executable, "-c", "from bonitas.cli import main; main()")


def process(*args: str, **how: object) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, as `subprocess.run`."""
    return subprocess.run([*PROGRAM, *args], text=True, check=False, capture_output=True, timeout=120, **how)  # type: ignore[call-overload,no-any-return]
