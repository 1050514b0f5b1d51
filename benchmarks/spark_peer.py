"""The same rating in Spark SQL, in one process with as many cores as the others have: the forms of `sql.py` over the coded Parquet."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks import sql
from benchmarks.plain_read import looks
from benchmarks.spec import Spec
from benchmarks.world import THREADS

#: As a session for this machine would have it: the default of 200 parts and one GiB is for neither.
CONFIG: Final = {
    "spark.driver.memory": "6g", "spark.sql.shuffle.partitions": str(2 * THREADS), "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC", "spark.log.level": "ERROR",
    "spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1",
}  # fmt: skip


def session(cores: int = THREADS) -> Any:
    """A Spark in this process; ImportError if it is not installed."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  (the other peers must run without it)

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(f"local[{cores}]").appName("benchmark")
    for name, value in CONFIG.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def scoring(records: Path, people: Path, form: str, spec: Spec, asked: dt.date) -> Callable[[Path], None]:
    """A job that rates everybody and writes a folder of Parquet."""
    spark = session()
    spark.read.parquet(str(records)).createOrReplaceTempView("r")
    spark.read.parquet(str(people)).createOrReplaceTempView("people")
    query = sql.score_query(spec, form, "r", "people", asked, sql.SPARK)

    def job(out: Path) -> None:
        if form == "join":
            _make_calendar(spark, spec, asked)
        spark.sql(query).write.parquet(str(out))

    return job


def reading(records: Path) -> Callable[[Path], None]:
    """A job that looks at each value of the six columns once."""
    spark = session()
    spark.read.parquet(str(records)).createOrReplaceTempView("r")
    query = f"SELECT {looks('unix_date({})')} FROM r"
    return lambda _: spark.sql(query).collect()


def _make_calendar(spark: Any, spec: Spec, asked: dt.date) -> None:
    """The view `calendar`: each row of the clause table, once for each day it covers. It is small and sent to every task."""
    spark.createDataFrame(sql.clause_table(spec, asked)).createOrReplaceTempView("clause_rows")
    spark.sql("""CREATE OR REPLACE TEMP VIEW calendar AS
        SELECT /*+ BROADCAST */ *, explode(sequence(first, last)) AS occurred_on FROM clause_rows""")
