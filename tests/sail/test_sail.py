"""Sail, a server of Spark Connect without a Java, gives the ratings that Apache Spark gives: tests of both, run on it.

They run in an environment of its own, by `make sail`: Sail asks for another PySpark beside it than the tests of Apache Spark use (with that
one its server says "session … is not running" to the first question).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest

try:
    version("pyspark-client")
    from pysail.spark import SparkConnectServer
except (PackageNotFoundError, ModuleNotFoundError):
    pytest.skip("Sail is tested in an environment of its own: make sail", allow_module_level=True)

import bonitas
import spark_session
from bonitas.ledger.memory import memory_ledger
from spark.test_connect import ENROLLED, RECORDS
from spark.test_run import (  # noqa: F401 - run here
    test_asked_rows_of_a_table,
    test_bands_by_share_are_drawn_over_everybody,
    test_columns_are_those_of_the_interface,
    test_nobody_is_rated_unawares,
    test_one_subject_with_most_records,
    test_records_that_are_there_twice_count_once,
    test_rows_that_cannot_be_used_are_named,
    test_what_the_law_bars_is_not_run_on_tables_of_real_people,
)
from spark.test_same import (  # noqa: F401 - run here
    test_cases_of_a_rulebook_whose_bands_are_shares,
    test_cases_of_every_rulebook,
    test_random_worlds,
)


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[str]:
    """The address of a server in this process, whose session the tests of Spark take for their own."""
    from pyspark.sql import SparkSession

    one = SparkConnectServer("127.0.0.1", 0)
    one.start(background=True)
    address = f"sc://127.0.0.1:{one.listening_address[1]}"
    session = SparkSession.builder.remote(address).getOrCreate()
    with patch.multiple(spark_session, lacking=lambda: None, _started=lambda: session):
        yield address
    session.stop()
    one.stop()


def test_the_command_by_spark_remote(server: str, tmp_path: Path) -> None:
    """Another process, connected to it, rates a folder of Parquet."""
    for name, rows in (("records", RECORDS), ("participations", ENROLLED)):
        (tmp_path / name).mkdir()
        pq.write_table(spark_session.text_table(rows), tmp_path / name / "part.parquet")
    program = tmp_path / "run.py"  # a program without a file is taken for a doctest by this PySpark
    program.write_text("from bonitas.cli import main\n\nmain()\n", encoding="utf-8")
    command = [sys.executable, program, "rate", "de-schufa-2026", f"spark:{tmp_path}", "--on", "2026-11-23", "--json"]
    ran = subprocess.run(command, env={**os.environ, "SPARK_REMOTE": server}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    with memory_ledger(RECORDS, (), ENROLLED) as ledger:
        expected = bonitas.rate(bonitas.read_rulebook("de-schufa-2026"), ledger, on="2026-11-23").to_arrow().to_pylist()
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["standing"] for row in found] == [row["standing"] for row in expected]
    assert [row["score"] for row in found] == [None if row["score"] is None else float(row["score"]) for row in expected]
