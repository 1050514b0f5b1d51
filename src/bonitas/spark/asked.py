"""Asked rows on Spark: a table of (subject, on) or (subject, on, known_at), or rows from Python, as numbers that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bonitas.common.days import FIRST_DAY, LAST_DAY
from bonitas.common.problems import BonitasError
from bonitas.engine.question import Day, Instant, to_day, to_instant
from bonitas.ledger.check import INSTANT
from bonitas.spark.frames import Frame, asked_columns, is_frame

#: Asked rows from Python: (subject, day) or (subject, day, known-at).
AskedRows = Iterable[tuple[str, Day] | tuple[str, Day, Instant | None]]
SCHEMA: Final = "subject string, on int, known_at bigint, said string"


def asked_frame(session: Any, asked: Frame | AskedRows | None, subject: str | Sequence[str] | None, day: int) -> Frame | None:
    """`subject`, `on` (day number), `known_at` (microseconds; empty: as the task says), `said` (a day that is none, as it was written);
    None if everybody is asked for. BonitasError: S205 for a column that is missing, E101 to E104 for rows from Python."""
    if asked is not None and is_frame(asked):
        if found := asked_columns(asked):
            raise BonitasError(found)
        return as_numbers(asked)
    if asked is not None:
        rows = [(who, to_day(on), to_instant(at[0]) if at and at[0] is not None else None, None) for who, on, *at in asked]
        return session.createDataFrame(rows, SCHEMA)
    if subject is not None:
        names = [subject] if isinstance(subject, str) else list(subject)
        return session.createDataFrame([(name, day, None, None) for name in names], SCHEMA)
    return None


def first_day(asked: Frame | Sequence[tuple[Any, ...]] | None, day: int) -> int | None:
    """The earliest day that is asked for; None of a Spark table, which is not read before it must be. `day`: where rows do not say.

    >>> first_day([("a", "1970-02-01"), ("b", "1970-01-05", None)], 0)
    4
    """
    if asked is None:
        return day
    return None if is_frame(asked) else min((to_day(row[1]) for row in asked), default=day)


def as_numbers(asked: Frame) -> Frame:
    """A table of asked rows with days and instants as numbers, whatever zone the session is in."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    types = dict(asked.dtypes)
    text = F.col("on").cast("string")
    iso = F.when(text.rlike(r"^\d{4}-\d\d-\d\d$"), F.expr("try_cast(CAST(`on` AS STRING) AS DATE)"))
    date = F.col("on") if types["on"] == "date" else iso
    bounded = F.when(date.between(F.lit(FIRST_DAY), F.lit(LAST_DAY)), date)
    if "known_at" not in types:
        known = F.lit(None).cast("bigint")
    elif types["known_at"] == "timestamp":
        known = F.unix_micros("known_at")
    else:
        zoned = F.expr("try_cast(CAST(known_at AS STRING) AS TIMESTAMP)")
        known = F.when(F.col("known_at").cast("string").rlike(f"^{INSTANT}$"), F.unix_micros(zoned))
    lost = bounded.isNull() | (known.isNull() & F.col("known_at").isNotNull() if "known_at" in types else F.lit(False))
    wrong = (
        F.when(bounded.isNull(), text)
        if "known_at" not in types
        else F.when(bounded.isNull(), text).otherwise(F.col("known_at").cast("string"))
    )
    return asked.select(
        F.col("subject").cast("string").alias("subject"), F.unix_date(bounded).alias("on"), known.alias("known_at"),
        F.when(lost, F.coalesce(wrong, F.lit(""))).alias("said"),
    )  # fmt: skip
