"""The kernel is plain Python: uncompiled it gives what it gives compiled, to the last digit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bonitas

CHILD = Path(__file__).with_name("uncompiled_child.py")


def lines(**environment: str) -> list[str]:
    """What the child prints."""
    source = str(Path(bonitas.__file__).parents[1])
    path = os.pathsep.join([source, *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, str(CHILD)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", **environment},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_uncompiled_and_compiled_give_the_same() -> None:
    compiled = lines()
    assert len(compiled) >= 8
    assert lines(NUMBA_DISABLE_JIT="1") == compiled
