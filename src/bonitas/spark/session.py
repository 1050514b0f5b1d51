"""A Spark session: the one that there is, or one as the user's environment and `--master` say."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

from bonitas.spark.codes import trouble
from bonitas.spark.failures import first_line

#: What workers are forked from: see there.
DAEMON: Final = "bonitas.spark.daemon"
#: What a session made here is given where nobody has said otherwise.
QUIET: Final = {"spark.log.level": "FATAL", "spark.ui.showConsoleProgress": "false"}


def session(master: str | None = None) -> Any:
    """The active session, or a new one: of SPARK_REMOTE, of `master`, or of Spark's own configuration (local, if it says nothing).

    BonitasError: S101 Spark is not installed, S102 it cannot be started or reached.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - Spark is optional
    except ImportError as exc:
        raise trouble("S101") from exc
    if (found := SparkSession.getActiveSession()) is not None:
        return found
    if master is None or master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # on this machine, the workers run as this program does
    try:
        builder = SparkSession.builder.appName("bonitas")
        if "SPARK_REMOTE" not in os.environ:
            for name, value in QUIET.items():
                builder = builder.config(name, value)
            if os.environ.get("PYSPARK_PYTHON") == sys.executable:
                builder = builder.config("spark.python.daemon.module", DAEMON)
            builder = builder.master(master) if master else builder
        elif master:
            raise trouble("S102", why="SPARK_REMOTE is set, and --master was given")
        return builder.getOrCreate()
    except Exception as exc:
        if not type(exc).__module__.startswith(("pyspark.", "py4j.", "grpc.", "builtins")):
            raise
        raise trouble("S102", why=first_line(str(exc))) from exc
