"""All rows of a job as one Spark table, so that one shuffle brings everything about a subject together.

Records lie flat, the many as they are; each of the few others is a structure in a column of its own, empty in the rows of the rest.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.stage import NOBODY
from bonitas.spark.frames import Frame, Frames
from bonitas.spark.lately import FIRST
from bonitas.spark.needed import Needed
from bonitas.spark.plain import NAME

#: The column that rows are brought together by.
SUBJECT: Final = "subject"
#: Columns of a record in the wire: prefixed, so that no attribute can be taken for another column.
PREFIX: Final = "r_"
#: The other rows: amendments, participations, asked rows, and subjects who have records that the rulebook does not look at.
OTHERS: Final = ("amendment", "participation", "asked", "seen")


def wired(frames: Frames, asked: Frame | None, read: Needed | None, catalogue: Catalogue, *, unique: bool) -> Frame:
    """`subject`, a column `r_<name>` for each other column of records, and one structure for each other table that there is.

    `read`: what of the records is needed (None: all). `unique`: no record is in its table twice.
    """
    records = frames.records
    parts: list[Frame] = []
    if read is None:
        parts.append(_records(records, records.columns))
    else:
        parts += _read(records, read, catalogue, unique=unique, has_amendments=frames.amendments is not None)
    if frames.amendments is not None:
        parts.append(_structure(amended(frames.amendments, records, read, catalogue), "amendment"))
    if frames.participations is not None:
        parts.append(_structure(frames.participations, "participation"))
    if asked is not None:
        parts.append(_structure(asked, "asked"))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part, allowMissingColumns=True)
    return whole


def _records(records: Frame, columns: list[str], *more: Any) -> Frame:
    from pyspark.sql import functions as F  # noqa: PLC0415 - Spark is optional

    cells = [records[f"`{name}`"].alias(PREFIX + name) for name in columns if name != SUBJECT]
    return records.select(F.col(SUBJECT).cast("string").alias(SUBJECT), *cells, *more)


def _read(records: Frame, read: Needed, catalogue: Catalogue, *, unique: bool, has_amendments: bool) -> list[Frame]:
    """The records that a rulebook looks at, with the columns that it reads; and who has others."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    columns = travelling(records.columns, read, amended=has_amendments)
    named = is_marked(records.columns, columns, unique=unique)
    mark = [F.when(F.col("ref").isNotNull(), F.xxhash64(furnisher(records), F.col("ref"))).alias(PREFIX + NAME)] if named else []
    unread = stays(records, read, catalogue)
    if unread is None:
        return [_records(records, columns, *mark)]
    seen = records.where(unread).select(*(name for name in (SUBJECT, "subject_type") if name in columns)).distinct()
    return [_records(records.where(~unread), columns, *mark), _structure(seen.withColumn("there", F.lit(True)), "seen")]


def stays(records: Frame, read: Needed, catalogue: Catalogue) -> Any | None:
    """Whether a record does not travel, for its kind is not looked at, or it is too old to matter (see `lately`); None if all do."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    others, on = sorted(set(catalogue.kinds) - read.kinds), F.unix_date("occurred_on")
    tests = [F.col("kind").isin(others)] if others else []
    if dict(records.dtypes).get("occurred_on") == "date":
        tests += [(F.col("kind") == kind) & on.between(FIRST, day - 1) for kind, day in sorted(read.since.items())]
    return F.coalesce(reduce(or_, tests), F.lit(False)) if tests else None


def travelling(columns: list[str], read: Needed, *, amended: bool) -> list[str]:
    """Which columns of records travel: those that are read, and those that put records in order or that amendments need."""
    wanted = set(read.columns) | ({"furnisher", "ref", "ended_on"} if amended or read.ties else set())
    return [name for name in columns if name in wanted]


def is_marked(columns: list[str], sent: list[str], *, unique: bool) -> bool:
    """Whether a mark of each record's name travels, to notice one that is there twice: where its ref does not."""
    return "ref" in columns and "ref" not in sent and not unique


def furnisher(records: Frame) -> Any:
    """Who furnished a record, as it is named: nobody known, where the table does not say."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    nobody = F.lit(NOBODY)
    return F.coalesce(F.nullif(F.col("furnisher"), F.lit("")), nobody) if "furnisher" in records.columns else nobody


def _structure(frame: Frame, name: str) -> Frame:
    """A table as `subject` and one structure of all its other columns."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    return frame.select(
        F.col(SUBJECT).cast("string").alias(SUBJECT),
        F.struct(*(frame[f"`{c}`"] for c in frame.columns if c != SUBJECT)).alias(name),
    )


def amended(amendments: Frame, records: Frame, read: Needed | None, catalogue: Catalogue) -> Frame:
    """Each amendment with the subject of the record it names: empty where there is no such record, which the worker says. Those of
    records that do not travel are left out with them."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    if "ref" not in records.columns:
        return amendments.withColumn(SUBJECT, F.lit(None).cast("string"))
    by = ["furnisher", "ref"]
    unread = stays(records, read, catalogue) if read else None
    away = F.lit(False) if unread is None else unread
    who, ref = F.col(SUBJECT).cast("string"), F.col("ref").cast("string").alias("ref")
    named = records.select(who.alias(SUBJECT), furnisher(records).cast("string").alias("furnisher"), ref, away.alias("away"))
    wanted = amendments.select(*(F.col(name).cast("string") for name in by)).distinct()
    found = named.join(wanted, by, "left_semi").distinct()
    return amendments.join(found, by, "left").where("NOT coalesce(away, false)").drop("away")
