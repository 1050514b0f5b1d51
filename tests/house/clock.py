"""A clock that can be set, for pages that show dates: whatever the package asks of the time is answered by it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any
from unittest.mock import patch

from house.tree import SOURCE

REAL = dt.datetime


class _Like(type):
    """A moment is one, whichever class made it."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, REAL)


class _Set(REAL, metaclass=_Like):
    """Moments by the clock that was set."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return REAL.fromtimestamp(time.time(), tz)


def askers() -> Iterator[str]:
    """The modules of the package that ask for the moment in their own name `dt`; all others ask `time`."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "dt.datetime.now(" in path.read_text(encoding="utf-8"):
            yield ".".join(("bonitas", *path.relative_to(SOURCE).with_suffix("").parts))


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Within the block it is this moment, and goes on from there.

    >>> from bonitas.engine.question import now
    >>> with clock_at(dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)):
    ...     now() // 60_000_000 * 60
    1795680000
    """
    real = time.time_ns
    behind = int(moment.timestamp()) * 1_000_000_000 - real()
    ours = ModuleType("datetime")
    vars(ours).update(vars(dt), datetime=_Set)

    def now_ns() -> int:
        return real() + behind

    with ExitStack() as patched:
        for name in askers():
            patched.enter_context(patch.object(import_module(name), "dt", ours))
        patched.enter_context(patch("time.time_ns", now_ns))
        patched.enter_context(patch("time.time", lambda: now_ns() / 1e9))
        yield
