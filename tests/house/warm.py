"""Rates one subject before the tests, so that the kernel is compiled once and not by each worker."""

from __future__ import annotations

import sys
import time

import bonitas


def main() -> None:
    """Rate one made-up person, and say how long it took if that was long."""
    began = time.monotonic()
    participation = {"subject": "A", "rulebook": "ebay-feedback", "basis": "consent", "from": "2020-01-01"}
    with bonitas.memory_ledger(participations=[participation]) as ledger:
        bonitas.rate(bonitas.read_rulebook("ebay-feedback"), ledger, on="2026-01-01")
    took = time.monotonic() - began
    if took > 10:
        print(f"The kernel is compiled ({took:.0f} s; kept for later runs).", file=sys.stderr)


if __name__ == "__main__":
    main()
