"""The README, and any page like it, as something to run: its files are written, its commands run in order, and what they say is put in its place.

A block after `<!-- file: NAME -->` is a file. In a `console` block a line that begins with `$ ` is a command, and what follows is
what it says. A `python` block is run, and the `text` block after it is what it prints.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from house.tree import ROOT

BLOCK = re.compile(r"(?P<head>(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n)(?P<body>.*?)(?P<end>^```$)", re.M | re.S)
#: The pages that are run.
RUN = ("README.md", "docs/asking.md", "docs/two-sided.md")
#: Commands that set up or test the project itself; they are not run from here.
APART = ("make test", "make check", "python3 -m venv", "pip install")
#: What differs from run to run or from version to version without being wrong.
VARIES = ((re.compile(r"\b[0-9a-f]{64}\b"), "…"), (re.compile(r"^Took: .*\n", re.M), ""), (re.compile(r"\d+\.\d+ s\b"), "… s"))
PROGRAM = "from bonitas.cli import main; main()"


def refreshed(text: str, folder: Path) -> str:
    """The README with every shown output as it is now; its files are written into `folder`, where its commands run."""
    printed = ""

    def block(found: re.Match[str]) -> str:
        nonlocal printed
        body = found["body"]
        if found["file"]:
            path = folder / found["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif found["language"] == "console":
            body = console(body, folder)
        elif found["language"] == "python":
            printed = ran([sys.executable, "-c", body], folder)
        elif found["language"] == "text" and printed:
            body, printed = printed, ""
        return found["head"] + body + found["end"]

    return BLOCK.sub(block, text)


def console(body: str, folder: Path) -> str:
    """A console block with each command followed by what it says now."""
    pieces = re.split(r"^\$ (.*)\n", body, flags=re.M)[1:]
    lines = []
    for command, shown in zip(pieces[::2], pieces[1::2], strict=True):
        if command.startswith(APART):
            said = shown
        else:
            name, *arguments = shlex.split(command.replace("make demo", "bonitas demo"), comments=True)
            assert name == "bonitas", f"the README may show `bonitas` and `make` only, not: {command}"
            said = ran([sys.executable, "-c", PROGRAM, *arguments], folder)
            if shown == "\n" or shown.endswith("\n\n"):
                said += "\n"
        lines.append(f"$ {command}\n{said}")
    return "".join(lines)


def ran(command: Sequence[str], folder: Path) -> str:
    """What a command says: problems first, then its output, without idle spaces."""
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": source, "COLUMNS": "130", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    problems = [line for line in done.stderr.splitlines() if not line.startswith("Compiling ")]
    lines = [*problems, *done.stdout.strip("\n").splitlines()]
    return "".join(line.rstrip() + "\n" for line in lines)


def steady(text: str) -> str:
    """A text without what may differ."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return text
