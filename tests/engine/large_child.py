"""Run as a process of its own by `test_large_faults`: rates a ledger into a folder, in a way that the parent disturbs."""

from __future__ import annotations

import resource
import sys
from typing import Any

from bonitas import open_ledger, rate_into
from bonitas.common.problems import BonitasError
from engine.small import book
from strategies.small import CATALOGUE

CLAUSES = (
    "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}, fined: {for: traffic.fine, points: -20}}\n"
)
RULES = book(CLAUSES, bands="{A: {from: 90, best: 10%}, B: {from: 80, best: 40%}, C: 80, D: below}")
HOW: dict[str, Any] = {"on": "2022-03-01", "known_at": "2026-01-01T00:00:00Z", "batch_rows": 60, "threads": 1}


def main(address: str, folder: str, limit: int) -> int:
    """Says each part as it is done. With a limit no file may grow beyond it, as if the disk were full."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with open_ledger(address, catalogue=CATALOGUE) as ledger:
        try:
            found = rate_into(RULES, ledger, folder, progress=lambda _: print("part", flush=True), **HOW)
        except BonitasError as exc:
            print(exc)
            return 1
        except KeyboardInterrupt as exc:
            print(exc)
            return 130
    print("whole", len(found), found.already)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
