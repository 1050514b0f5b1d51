"""Rates a fixed set of random situations and prints the rows, one JSON line a situation. With NUMBA_DISABLE_JIT=1: uncompiled."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import Phase, given, settings  # noqa: E402

from bonitas.engine.explain import explain  # noqa: E402
from bonitas.engine.rate import rate  # noqa: E402
from bonitas.engine.written import json_line  # noqa: E402
from engine.situations import QUICK, Situation, asked_rows, ledger_of, situations  # noqa: E402

SITUATIONS = 8


@settings(QUICK, max_examples=SITUATIONS, database=None, derandomize=True, phases=[Phase.generate])
@given(situations(3))
def show(situation: Situation) -> None:
    """Everything that comes out of one situation."""
    book, world, asked = situation
    rows = asked_rows(asked)
    with ledger_of(world) as ledger:
        found = [row for one in (1, 2) for row in rate(book, ledger, asked=rows, threads=one).rows()]
        subject, on, known_at = rows[0]
        why = explain(book, ledger, subject=subject, on=on, known_at=known_at).as_dict()
    print(json_line([*found, why]))


if __name__ == "__main__":
    show()
