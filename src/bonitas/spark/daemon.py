"""The process that Spark's Python workers are forked from (`spark.python.daemon.module`): it has imported what they rate with, once for all.

Without it each worker imports everything by itself, also the one that takes the place of a worker that has refused rows.
"""

from __future__ import annotations

from pyspark.daemon import manager

import bonitas.spark.worker  # noqa: F401 - for those who are forked

if __name__ == "__main__":
    manager()
