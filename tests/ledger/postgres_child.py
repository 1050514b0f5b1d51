"""Adds its share of overlapping rows to a ledger in PostgreSQL, in several calls: run by test_postgres_together, several at once."""

from __future__ import annotations

import json
import sys
import time

from bonitas.ledger import open_ledger
from ledger.conftest import small_catalogue

#: Calls of each sort by each writer.
STEPS = 3


def rows(first: int, count: int) -> list[dict[str, str]]:
    """Records by number: of 40 subjects, with texts and counterparties that are shared among them, some without a name."""
    return [
        {
            "subject": f"s{n % 40}", "kind": "civic.gift", "occurred_on": f"2026-01-{n % 28 + 1:02d}", "furnisher": f"f{n % 3}",
            "ref": str(n) if n % 5 else "", "note": f"note {n}", "amount": str(n), "counterparty": f"c{n % 17}",
            "hours": str(n) if n > 200 else "",
        }
        for n in range(first, first + count)
    ]  # fmt: skip


def settled(first: int, count: int) -> list[dict[str, str]]:
    return [
        {"furnisher": f"f{n % 3}", "ref": str(n), "change": "settled", "effective_on": "2026-03-01", "reason": f"paid {n % 4}"}
        for n in range(first, first + count)
        if n % 5
    ]


def enrolled(first: int, count: int) -> list[dict[str, str]]:
    return [
        {"subject": f"s{n % 50}", "rulebook": "r", "basis": "consent", "from": "2026-01-01"} for n in range(first, first + count)
    ]


def main(address: str, number: int, begin: float) -> None:
    """Waits for the others, then adds: what each call added and found there already, and how many rows each had."""
    told = []
    with open_ledger(address, write=True, catalogue=small_catalogue()) as ledger:
        time.sleep(max(0.0, begin - time.time()))
        for step in range(STEPS):
            first = (number * 37 + step * 60) % 240
            for bring, given in (
                (ledger.add, rows(first, 100)), (ledger.enrol, enrolled(first, 60)), (ledger.amend, settled(first, 100)),
            ):  # fmt: skip
                report = bring(given)
                told.append(
                    [bring.__name__, report.added, report.already_there, len(given), [str(one) for one in report.problems]]
                )
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
