"""All rows of a job as one Spark table, so that one shuffle brings everything about a subject together.

Records lie flat, the many as they are; each of the few others is a structure in a column of its own, empty in the rows of the rest.
"""

from __future__ import annotations

from typing import Final

from bonitas.spark.frames import Frame, Frames

#: The column that rows are brought together by.
SUBJECT: Final = "subject"
#: Columns of a record in the wire: prefixed, so that no attribute can be taken for another column.
PREFIX: Final = "r_"
OTHERS: Final = ("amendment", "participation", "asked")


def wired(frames: Frames, asked: Frame | None) -> Frame:
    """`subject`, a column `r_<name>` for each other column of records, and one structure for each other table that there is."""
    from pyspark.sql import functions as F  # noqa: PLC0415 - Spark is optional

    records = frames.records
    cells = [records[f"`{name}`"].alias(PREFIX + name) for name in records.columns if name != SUBJECT]
    parts = [records.select(F.col(SUBJECT).cast("string"), *cells)]
    if frames.amendments is not None:
        parts.append(_structure(_about(frames.amendments, records), "amendment"))
    if frames.participations is not None:
        parts.append(_structure(frames.participations, "participation"))
    if asked is not None:
        parts.append(_structure(asked, "asked"))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part, allowMissingColumns=True)
    return whole


def _structure(frame: Frame, name: str) -> Frame:
    """A table as `subject` and one structure of all its other columns."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    return frame.select(
        F.col(SUBJECT).cast("string"), F.struct(*(frame[f"`{c}`"] for c in frame.columns if c != SUBJECT)).alias(name)
    )


def _about(amendments: Frame, records: Frame) -> Frame:
    """Each amendment with the subject of the record it names: empty where there is no such record, which the worker says."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    if "ref" not in records.columns:
        return amendments.withColumn(SUBJECT, F.lit(None).cast("string"))
    furnisher = F.coalesce(F.col("furnisher"), F.lit("unknown")) if "furnisher" in records.columns else F.lit("unknown")
    named = records.select(F.col(SUBJECT), furnisher.cast("string").alias("furnisher"), F.col("ref").cast("string").alias("ref"))
    by = ["furnisher", "ref"]
    wanted = amendments.select(*(F.col(name).cast("string") for name in by)).distinct()
    found = named.join(wanted, by, "left_semi").distinct()
    return amendments.join(found, by, "left")
