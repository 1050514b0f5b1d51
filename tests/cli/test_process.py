"""The program as a process of its own: what it imports, broken pipes, full disks, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import PROGRAM, process

HEAVY = ("numpy", "pyarrow", "duckdb", "numba", "ruamel", "rich", "pandas", "altair")


@pytest.mark.parametrize("doing", ["", "from bonitas.cli.app import app; CliRunner().invoke(app, ['rate', '--help'])"])
def test_nothing_slow_is_imported_for_help(doing: str) -> None:
    code = f"import sys, bonitas.cli\n{'from typer.testing import CliRunner' if doing else ''}\n{doing}\n"
    code += f"print([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert ran.stdout == "[]\n"


def test_exit_codes_of_the_process() -> None:
    assert process("--version").returncode == 0
    assert process("rate", "nothing", "nowhere").returncode == 1
    assert process("rate", "--nonsense").returncode == 2


@pytest.mark.parametrize("command", [["schema"], ["systems"], ["systems", "--json"], ["--help"]])
def test_a_reader_who_leaves_is_no_problem(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run([*PROGRAM, *command], stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_a_problem() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([*PROGRAM, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    assert ran.returncode == 1
    assert ran.stderr == "E902 Reading or writing failed: no space left on device. Check the place and its rights.\n"


def test_a_terminal_without_letters_still_gets_an_answer() -> None:
    ran = process("read", "de-schufa-2026", "--lang", "de", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = process("systems", "--json", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.stdout.isascii()


def opened(pipe: Path) -> int:
    """The writing end of a named pipe, as soon as somebody reads from it."""
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.1)
    pytest.fail("nobody reads from the pipe")


def stopped(args: list[str], pipe: Path) -> tuple[int, str, str]:
    """Run a command that reads from a named pipe, stop it with Ctrl-C once it does, and give its code and words."""
    child = subprocess.Popen([*PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=pipe.parent)
    try:
        writing = opened(pipe)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        os.close(writing)
    finally:
        child.kill()
    return child.returncode, out, err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_ctrl_c_changes_nothing_and_says_so(place: Path) -> None:
    os.mkfifo(place / "pipe.csv")
    assert stopped(["add", "s.duckdb", "pipe.csv"], place / "pipe.csv") == (130, "", "Stopped; nothing was changed.\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_ctrl_c_in_a_later_file_says_what_is_kept(place: Path) -> None:
    os.mkfifo(place / "pipe.csv")
    code, out, err = stopped(["add", "s.duckdb", "records.csv", "pipe.csv"], place / "pipe.csv")
    assert (code, out) == (130, "records.csv: 0 added, 3 already there, 0 rejected.\n")
    assert err == "Stopped; nothing of 'pipe.csv' was kept. Done before: records.csv.\n"
