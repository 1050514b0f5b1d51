"""What the benchmarks share that fill a section of a page: a case in a process of its own, what is told of the machine, and the section itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.results import machine, versions


def of_its_own(module: str, *options: object) -> dict[str, Any]:
    """What a benchmark, run in a process of its own, prints as JSON in its last line."""
    command = [sys.executable, "-m", module, *map(str, options)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def told_of_machine() -> list[str]:
    """The machine and the versions, as two lines of text."""
    host = machine()
    return [
        f"{host['cpu']}, {host['cores']} cores, {host['memory']}; {host['system']}; load {host['load']}.",
        ", ".join(f"{name} {version}" for name, version in versions().items() if "-" not in name) + ".",
    ]


def put(page: Path, begin: str, end: str, text: str) -> None:
    """Write a text between two marks of a page, in place of what is there."""
    before, rest = page.read_text(encoding="utf-8").split(begin, 1)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")
