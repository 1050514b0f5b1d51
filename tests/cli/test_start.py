"""What a command that rates does not wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bonitas
from engine.small import LONG_AGO

#: Each takes longer to import than a small ledger to rate, and a plain rating has no use for it.
SLOW = ("pandas", "polars", "pyarrow.compute", "pyarrow.parquet", "pyarrow.dataset", "psycopg", "pyspark", "bonitas.ledger.bring")
PROGRAM = f"""
import sys
from bonitas.cli import main
sys.argv = ["bonitas", "rate", "de-schufa-2026", sys.argv[1], "--on", "2026-11-23", *sys.argv[2:]]
try:
    main()
finally:
    print(*(name for name in {SLOW!r} if name in sys.modules), file=sys.stderr)
"""


def test_a_small_rating_imports_nothing_slow_that_it_does_not_need(tmp_path: Path) -> None:
    with bonitas.new_ledger(tmp_path / "a.duckdb") as made:
        made.add([{"subject": "ada", "kind": "payment.default", "occurred_on": "2026-03-01", "recorded_at": LONG_AGO}])
        made.enrol(
            [{"subject": "ada", "rulebook": "de-schufa-2026", "basis": "notice", "from": "2026-03-17", "recorded_at": LONG_AGO}]
        )
    for more in ([], ["--subject", "ada"]):
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "a.duckdb"), *more]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "120"})
        assert "An unpaid payment default is on file." in done.stdout
        assert done.stderr.splitlines()[-1] == ""
