"""The process that Spark's Python workers are forked from in the tests: it has imported what they rate with, so that each begins at once.

A worker that has refused rows ends, and the next takes its place; importing everything anew takes one longer than the rows do.
"""

from __future__ import annotations

from pyspark.daemon import manager

import bonitas.spark.worker  # noqa: F401 - for those who are forked

if __name__ == "__main__":
    manager()
