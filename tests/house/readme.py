"""The README, and any page like it, as something to run: its files are written, its commands run in order, and what they say is put in its place.

A block after `<!-- file: NAME -->` is a file. On a page that says `<!-- clock: MOMENT -->` it is that moment, and each command comes a minute
after the one before. Commands are run within this process, which has loaded already what each would load anew; the README's first is run as
a program. In a `console` block a line that begins with `$ ` is a command, and what follows is
what it says. A `python` block is run, and the `text` block after it is what it prints;
a `py` block is only shown.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import chdir, nullcontext
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from bonitas.cli.app import app
from house.clock import clock_at
from house.tree import ROOT

BLOCK = re.compile(r"(?P<head>(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n)(?P<body>.*?)(?P<end>^```$)", re.M | re.S)
CLOCK = re.compile(r"^<!-- clock: (\S+) -->$", re.M)
#: The pages that are run.
RUN = (
    "README.md", "docs/arranging.md", "docs/asking.md", "docs/comparing.md", "docs/contest.md", "docs/letters.md", "docs/licences.md", "docs/refresh.md",
    "docs/two-sided.md", "docs/unifying.md",
)  # fmt: skip
#: Commands that set up or test the project itself; they are not run from here.
APART = ("make test", "make check", "python3 -m venv", "pip install")
#: What differs from run to run or from version to version without being wrong.
VARIES = ((re.compile(r"\b[0-9a-f]{64}\b"), "…"), (re.compile(r"^Took: .*\n", re.M), ""), (re.compile(r"\d+\.\d+ s\b"), "… s"))
SURROUNDINGS = {"COLUMNS": "130", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
#: This one is run as a program of its own.
AS_PROGRAM = ["demo"]
PROGRAM = "from bonitas.cli import main; main()"


def refreshed(text: str, folder: Path) -> str:
    """The README with every shown output as it is now; its files are written into `folder`, where its commands run."""
    printed = ""
    run = runner(text, folder)

    def block(found: re.Match[str]) -> str:
        nonlocal printed
        body = found["body"]
        if found["file"]:
            path = folder / found["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif found["language"] == "console":
            body = console(body, run)
        elif found["language"] == "python":
            printed = ran([sys.executable, "-c", body], folder)
        elif found["language"] == "text" and printed:
            body, printed = printed, ""
        return found["head"] + body + found["end"]

    return BLOCK.sub(block, text)


def runner(text: str, folder: Path) -> Callable[[Sequence[str]], str]:
    """What runs the commands of a page."""
    found = CLOCK.search(text)
    moment = dt.datetime.fromisoformat(found[1]) if found else None

    def run(arguments: Sequence[str]) -> str:
        nonlocal moment
        if list(arguments) == AS_PROGRAM:
            return ran([sys.executable, "-c", PROGRAM, *arguments], folder)
        if moment:
            moment += dt.timedelta(minutes=1)
        with chdir(folder), patch.dict(os.environ, SURROUNDINGS), clock_at(moment) if moment else nullcontext():
            done = CliRunner().invoke(app, list(arguments), prog_name="bonitas")
        return said_by(done.stderr, done.stdout)

    return run


def console(body: str, run: Callable[[Sequence[str]], str]) -> str:
    """A console block with each command followed by what it says now."""
    pieces = re.split(r"^\$ (.*)\n", body, flags=re.M)[1:]
    lines = []
    for command, shown in zip(pieces[::2], pieces[1::2], strict=True):
        if command.startswith(APART):
            said = shown
        else:
            name, *arguments = shlex.split(command.replace("make demo", "bonitas demo"), comments=True)
            assert name == "bonitas", f"the README may show `bonitas` and `make` only, not: {command}"
            said = run(arguments)
            if shown == "\n" or shown.endswith("\n\n"):
                said += "\n"
        lines.append(f"$ {command}\n{said}")
    return "".join(lines)


def ran(command: Sequence[str], folder: Path) -> str:
    """What a command says: problems first, then its output, without idle spaces."""
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **SURROUNDINGS, "PYTHONPATH": source}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return said_by(done.stderr, done.stdout)


def said_by(problems: str, answer: str) -> str:
    """Problems first, then the answer, without idle spaces."""
    lines = [*(line for line in problems.splitlines() if not line.startswith("Compiling ")), *answer.strip("\n").splitlines()]
    return "".join(line.rstrip() + "\n" for line in lines)


def steady(text: str) -> str:
    """A text without what may differ."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return text
