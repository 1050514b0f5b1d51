"""A Spark that the tests start themselves: a driver here, and two executors as processes of their own, on Java 17 or later.

Without such a Java the tests that need it are skipped, and say why; on a build machine (CI=true) that is a failure.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

#: Two executors, each with one core and 1 GB.
MASTER = "local-cluster[2,1,1024]"
NEEDED = "Spark needs Java 17 or later: on Debian and Ubuntu, 'apt-get install openjdk-17-jre-headless'"
CONFIG = {
    "spark.ui.enabled": "false",
    "spark.log.level": "FATAL",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "Pacific/Auckland",  # nothing may depend on it
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.task.maxFailures": "2",
}


@cache
def lacking() -> str | None:
    """What is missing to run Spark here; None if nothing is."""
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else shutil.which("java")
    if java is None:
        return NEEDED
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return None if found and int(found[1]) >= 17 else f"{NEEDED}; found: {said.splitlines()[0] if said else 'nothing'}"


@cache
def _started() -> Any:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    work = Path(tempfile.mkdtemp(prefix="bonitas-spark-"))
    os.environ["SPARK_WORKER_DIR"] = str(work / "work")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(MASTER).appName("bonitas-tests")
        for name, value in {**CONFIG, "spark.sql.warehouse.dir": str(work / "warehouse")}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()

    def end() -> None:
        session.stop()
        shutil.rmtree(work, ignore_errors=True)

    atexit.register(end)
    return session


def session() -> Any:
    """The session of this test process; skips the test where Spark cannot run."""
    why = lacking()
    if why and os.environ.get("CI") == "true":
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return _started()


def frame(rows: Any) -> Any:
    """A Spark table of rows (dicts of text) or of an Arrow table; None of no rows."""
    table = rows if isinstance(rows, pa.Table) else text_table(rows)
    return session().createDataFrame(table) if table.num_rows else None


def text_table(rows: Any) -> pa.Table:
    """Rows as an Arrow table of texts, with every column that any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
