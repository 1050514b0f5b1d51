"""A Spark that one is connected to rates as one's own does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

import bonitas
from bonitas.ledger.memory import memory_ledger
from spark_session import connection, session, text_table

RECORDS = [
    {
        "subject": f"C{n}",
        "kind": "payment.default",
        "occurred_on": "2026-04-30",
        "amount": f"{n}.50",
        "furnisher": "telco",
        "ref": f"{n}",
    }
    for n in range(4)
]
ENROLLED = [
    {"subject": f"C{n}", "rulebook": "de-schufa-2026", "basis": "notice", "from": "2026-01-01"} for n in range(5) if n != 2
]


def test_the_command_by_spark_remote(tmp_path: Path) -> None:
    """A process without a Java of its own, connected to the session of the other tests."""
    session()
    for name, rows in (("records", RECORDS), ("participations", ENROLLED)):
        (tmp_path / name).mkdir()
        pq.write_table(text_table(rows), tmp_path / name / "part.parquet")
    command = ["rate", "de-schufa-2026", f"spark:{tmp_path}", "--on", "2026-11-23", "--json"]
    environment = {**os.environ, "SPARK_REMOTE": connection()}
    ran = subprocess.run(
        [sys.executable, "-c", "from bonitas.cli import main; main()", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    with memory_ledger(RECORDS, (), ENROLLED) as ledger:
        expected = bonitas.rate(bonitas.read_rulebook("de-schufa-2026"), ledger, on="2026-11-23").to_arrow().to_pylist()
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(row["subject"], row["standing"], row["because"], row["hash"]) for row in found] == [
        (row["subject"], row["standing"], row["because"], row["hash"]) for row in expected
    ]
    assert [row["score"] for row in found] == [None if row["score"] is None else float(row["score"]) for row in expected]
