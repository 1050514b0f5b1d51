"""A Spark that the tests start themselves: a driver here, and two executors as processes of their own, on Java 17 or later.

Without such a Java the tests that need it are skipped, and say why; on a build machine (CI=true) that is a failure.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.check import DECIMALS
from bonitas.spark.session import DAEMON

DATES = ("occurred_on", "ended_on", "effective_on", "from", "until")
INSTANT = pa.timestamp("us", "UTC")
#: Two executors, each with one core and 1 GB.
MASTER = "local-cluster[2,1,1024]"
#: Three short-lived Javas: the quick compiler alone, no threads to collect garbage, and Spark's own classes are not verified each time.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
NEEDED = "Spark needs Java 17 or later: on Debian and Ubuntu, 'apt-get install openjdk-17-jre-headless'"
CONFIG = {
    "spark.ui.enabled": "false",
    "spark.log.level": "FATAL",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "1",
    "spark.sql.session.timeZone": "Pacific/Auckland",  # nothing may depend on it
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.task.maxFailures": "2",
    # Small tables, asked about once: compiling queries and hot code would take longer than running them.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Nor are they worth planning anew between two stages: there are two partitions, whatever comes.
    "spark.sql.adaptive.enabled": "false",
    # Workers are forked from a process that has imported what they need.
    "spark.python.daemon.module": DAEMON,
    # The same Spark answers those who connect to it.
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
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
    os.environ["JDK_JAVA_OPTIONS"] = JAVA
    os.environ["SPARK_WORKER_DIR"] = str(work / "work")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(MASTER).appName("bonitas-tests")
        path = os.pathsep.join([str(Path(__file__).parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        own = {
            "spark.sql.warehouse.dir": str(work / "warehouse"),
            "spark.executorEnv.PYTHONPATH": path.rstrip(os.pathsep),
            "spark.connect.grpc.binding.port": str(free_port()),
        }
        for name, value in {**CONFIG, **own}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()

    def end() -> None:
        session.stop()
        shutil.rmtree(work, ignore_errors=True)

    atexit.register(end)
    return session


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def connection() -> str:
    """Where other processes reach the session of this one, as SPARK_REMOTE names it."""
    return f"sc://127.0.0.1:{session().conf.get('spark.connect.grpc.binding.port')}"


def session() -> Any:
    """The session of this test process; skips the test where Spark cannot run."""
    why = lacking()
    if why and os.environ.get("CI") == "true":
        pytest.fail(why)
    if why:
        pytest.skip(why)
    return _started()


def frame(rows: Any, catalogue: Catalogue | None = None) -> Any:
    """A Spark table of rows (dicts of text), as text or, with a catalogue, in the types that such a table has in a lake; None of no rows."""
    if not rows:
        return None
    return session().createDataFrame(text_table(rows) if catalogue is None else typed_table(rows, catalogue))


def text_table(rows: Any) -> pa.Table:
    """Rows as an Arrow table of texts, with every column that any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def typed_table(rows: Any, catalogue: Catalogue) -> pa.Table:
    """The same with dates as dates, instants as instants, numbers as numbers."""
    table = text_table(rows)
    types = (
        {name: one.type for name, one in catalogue.attributes.items()} | dict.fromkeys(DATES, "date") | {"recorded_at": "instant"}
    )
    return pa.table({name: typed(table.column(name), types.get(name, "text")) for name in table.column_names})


def typed(column: Any, type_: str) -> Any:
    """A column of texts in its own type."""
    match type_:
        case "date":
            return column.cast(pa.date32())
        case "instant":
            return pa.array([None if cell is None else dt.datetime.fromisoformat(cell) for cell in column.to_pylist()], INSTANT)
        case "integer":
            return column.cast(pa.int64())
        case "money" | "decimal":
            return column.cast(pa.decimal128(16, DECIMALS[type_]))
        case "yes_no":
            return pa.array([None if cell is None else cell == "yes" for cell in column.to_pylist()], pa.bool_())
    return column
