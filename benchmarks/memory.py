"""The memory of a contestant: of this process alone, or of several where the work is done by a server or by helpers.

`/proc` is read, so that the second way is for Linux; elsewhere it says nothing.
"""

from __future__ import annotations

import resource
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final

KIB: Final = 1024
PROC: Final = Path("/proc")
#: Seconds between two looks at the processes.
PAUSE: Final = 0.1


def peak_mib() -> float:
    """The largest resident memory of this process so far."""
    status = PROC / "self" / "status"
    if status.exists():  # there the figure is of this program alone; `ru_maxrss` may carry over that of its parent
        return _status(status).get("VmHWM", 0) / KIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / KIB / KIB if sys.platform == "darwin" else peak / KIB


class Watch:
    """While it lasts, looks at processes and all that they start. `peak` is the most that they held together, in MiB: memory of their
    own added up, and what they share (a server's buffers) once."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.roots = frozenset(roots)
        self.peak = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(PAUSE):
            self.peak = max(self.peak, held_mib(self.roots))


def held_mib(roots: Iterable[int]) -> float:
    """What the processes `roots` and all that they started hold now, in MiB; 0 where there is no `/proc`."""
    found = [_status(PROC / str(process) / "status") for process in family(roots)]
    own = sum(one.get("RssAnon", 0) for one in found)
    return (own + max((one.get("RssShmem", 0) for one in found), default=0)) / KIB


def family(roots: Iterable[int]) -> set[int]:
    """The processes `roots` and all that they started, and those started."""
    parents = {int(path.parent.name): _status(path).get("PPid", 0) for path in PROC.glob("[0-9]*/status")}
    found = set(roots) & set(parents)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _status(path: Path) -> dict[str, int]:
    """The figures of a process; none if it has ended meanwhile."""
    try:
        rows = (line.split(":", 1) for line in path.read_text().splitlines())
        return {name: int(value.split()[0]) for name, value in rows if value.split() and value.split()[0].isdigit()}
    except OSError:
        return {}
