"""Run as a process of its own by `test_crash`: adds a file to a ledger, in a way that the parent disturbs."""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from bonitas.common.problems import BonitasError
from bonitas.ledger import open_ledger
from tests.ledger.conftest import small_catalogue


def main(address: str, rows: str, limit: int) -> int:
    """Adds `rows`; with a limit no file may grow beyond it, as if the disk were full."""
    with open_ledger(address, write=True, catalogue=small_catalogue()) as ledger:
        print("open", flush=True)
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            report = ledger.add(Path(rows), progress=lambda n: print("read", n, flush=True))
        except BonitasError as exc:
            print(exc)
            return 1
        print("added", report.added, report.already_there, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
