"""Run as a process of its own by `test_refresh`: refreshes standing ratings, in a way that the parent disturbs."""

from __future__ import annotations

import os
import resource
import signal
import sys

from bonitas.common.problems import BonitasError
from bonitas.engine.refresh.refresh import refresh
from bonitas.ledger import open_ledger
from bonitas.ledger.standings.files import FileStandings
from engine.test_refresh import RULES
from strategies.small import CATALOGUE


def main(address: str, on: str, how: str, feed: str) -> int:
    """`how`: die before what was brought is kept, or after; or keep it while the disk is full."""
    keep = FileStandings.keep
    if how == "before":
        FileStandings.keep = lambda *_: os._exit(9)  # type: ignore[method-assign]
    elif how == "after":
        FileStandings.keep = lambda *given: (keep(*given), os._exit(9))  # type: ignore[method-assign,func-returns-value]
    elif how == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        FileStandings.keep = lambda *given: (_no_room(), keep(*given))  # type: ignore[method-assign,func-returns-value]
    try:
        with open_ledger(address, catalogue=CATALOGUE) as ledger:
            refresh(RULES, ledger, on=on, feed=feed)
    except BonitasError as exc:
        print(exc)
        return 1
    return 0


def _no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
