"""A job whose records are plain Parquet files: workers read them by columns, and Spark moves cells of many rows in place of rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.spark.bucketed import bucket_stretches
from bonitas.spark.footers import File, footers
from bonitas.spark.frames import Frame, Frames
from bonitas.spark.needed import Needed
from bonitas.spark.ordered import common_beginning
from bonitas.spark.packing import BLOBS
from bonitas.spark.pieces import Columns
from bonitas.spark.plan import Plan, parts_for, pieces_of
from bonitas.spark.scan import Scan, scan_of
from bonitas.spark.sending import send_pieces, send_rows, send_stretches
from bonitas.spark.stretches import across, stretches_of
from bonitas.spark.wire import SUBJECT, amended, is_marked, travelling

#: Columns of few different texts, beside attributes of choice.
FEW = frozenset({"kind", "furnisher", "subject_type", "rulebook", "basis"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is files, with what their footers say."""

    scan: Scan
    files: list[File]

    @property
    def rows(self) -> int:
        """How many it has."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a job that are files: records, and participations where they are, too."""

    records: Table
    participations: Table | None


def tables_of(frames: Frames) -> Tables | None:
    """The files that the tables are; None if Spark must read the records."""
    records = _table(frames.records, SUBJECT, "kind")
    if records is None:
        return None
    return Tables(records, None if frames.participations is None else _table(frames.participations, SUBJECT))


def _table(frame: Frame, *texts: str) -> Table | None:
    """Its files, if the columns that rows are divided by are texts."""
    scan = scan_of(frame)
    if scan is None or any(scan.columns[name] != "string" for name in texts):
        return None
    files = footers(scan)
    return None if files is None else Table(scan, files)


@dataclass(frozen=True, slots=True)
class Load:
    """What is brought to the workers: the tables of a job and the rows asked for (None: everybody). `read`: what of the records is needed
    (None: all); `unique`: no record is in its table twice; `known`: what was recorded up to then (microseconds) is known, whenever that
    was (None: it matters when)."""

    frames: Frames
    asked: Frame | None
    read: Needed | None
    catalogue: Catalogue
    unique: bool
    known: int | None = None


def packed_frame(tables: Tables, load: Load, parts: int | None) -> Frame:
    """Everything that workers need as rows of BLOBS, each bucket in a partition of its own. As `wired`, which does it by rows."""
    spark = load.frames.records.sparkSession
    plan = planned(tables, load, parts or usual_parts(spark, tables))
    found = [numbered(spark, many, send, plan) for many, send in
             ((len(plan.stretches), send_stretches), (len(plan.pieces), send_pieces)) if many]  # fmt: skip
    to = replace(plan, pieces=()).to_json()
    for what, frame in others(tables, load).items():
        found.append(subject_first(frame).mapInArrow(partial(send_rows, what, to), BLOBS))
    if not found:
        return spark.createDataFrame([], BLOBS)
    if plan.stretches and len(found) == 1:
        return found[0]
    return brought(reduce(lambda one, other: one.unionAll(other), found), plan.parts)


def numbered(spark: Any, many: int, send: Any, plan: Plan) -> Frame:
    """A task for each piece or stretch of a plan."""
    return spark.range(0, many, 1, many).mapInArrow(partial(send, plan.to_json()), BLOBS)


def usual_parts(spark: Any, tables: Tables) -> int:
    """How many parts there are where nobody says."""
    return parts_for(tables.records.rows, int(spark.conf.get("spark.sql.shuffle.partitions")))


def planned(tables: Tables, load: Load, parts: int) -> Plan:
    """Which pieces are read, and what of them."""
    read, have = load.read, list(tables.records.scan.columns)
    send = travelling(have, read, amended=load.frames.amendments is not None) if read else have
    begins = names_begin(tables, load.frames) if read is not None and read.ties else None
    if begins is not None:
        send = [name for name in send if name != "ref"]
    if load.known is not None and read is not None and all_known(tables.records, load.known):
        send = [name for name in send if name != "recorded_at"]
    marked = read is not None and begins is None and is_marked(have, send, unique=load.unique)
    named = [name for name in ("furnisher", "ref") if (marked or begins is not None) and name in have and name not in send]
    few = FEW | {name for name, one in load.catalogue.attributes.items() if one.type == "choice"}
    what = {"records": columns(tables.records.scan, [*send, *named], few)}
    if tables.participations is not None:
        what["participation"] = columns(tables.participations.scan, list(tables.participations.scan.columns), FEW)
    unread = tuple(sorted(set(load.catalogue.kinds) - read.kinds)) if read else ()
    since = dict(read.since) if read else {}
    return divided(tables, Plan(parts, what, (), tuple(send), unread, since, marked, begins))


def names_begin(tables: Tables, frames: Frames) -> str | None:
    """What refs begin with that may travel as numbers; None if they must be sent. (Amendments name records by their refs.)"""
    types = tables.records.scan.columns
    if frames.amendments is not None or any(types.get(name) != "string" for name in ("furnisher", "ref")):
        return None
    return common_beginning(tables.records.files)


def all_known(table: Table, known: int) -> bool:
    """Whether each record was recorded by then, as the footers say."""
    latest = [file.latest for file in table.files if file.rows]
    return all(one is not None and one <= known for one in latest)


def divided(tables: Tables, plan: Plan) -> Plan:
    """The plan with what each task reads: stretches of subjects where records lie in their order, or buckets, else pieces that are divided."""
    records, notices = tables.records.files, [] if tables.participations is None else tables.participations.files
    stretches = stretches_of("records", records, plan.parts)
    beside = None if stretches is None else across("participation", notices, stretches)
    if stretches is None:
        many = tables.records.scan.buckets
        stretches = bucket_stretches("records", records, many)
        if tables.participations is not None and tables.participations.scan.buckets == many:
            buckets = bucket_stretches("participation", notices, many)
            beside = None if buckets is None else [one.own for one in buckets]
    if stretches is None:
        return replace(plan, pieces=(*pieces_of("records", records), *pieces_of("participation", notices)))
    if beside is None:
        return replace(plan, parts=len(stretches), stretches=tuple(stretches), pieces=tuple(pieces_of("participation", notices)))
    found = [replace(one, own=(*one.own, *more)) for one, more in zip(stretches, beside, strict=True)]
    return replace(plan, parts=len(stretches), stretches=tuple(found))


def columns(scan: Scan, names: list[str], few: frozenset[str]) -> Columns:
    """These columns of a table."""
    return Columns({name: scan.columns[name] for name in names},
                   tuple(name for name in names if name in few and scan.columns[name] == "string"))  # fmt: skip


def others(tables: Tables, load: Load) -> dict[str, Frame]:
    """The tables that Spark reads, by what they hold."""
    found: dict[str, Frame] = {}
    if load.frames.amendments is not None:
        found["amendment"] = amended(load.frames.amendments, load.frames.records, load.read, load.catalogue)
    if load.frames.participations is not None and tables.participations is None:
        found["participation"] = load.frames.participations
    if load.asked is not None:
        found["asked"] = load.asked
    return found


def subject_first(frame: Frame) -> Frame:
    """The rows with their subject as text."""
    from pyspark.sql import functions as F  # noqa: PLC0415 - Spark is optional

    rest = [frame[f"`{name}`"] for name in frame.columns if name != SUBJECT]
    return frame.select(F.col(SUBJECT).cast("string").alias(SUBJECT), *rest)


def brought(blobs: Frame, parts: int) -> Frame:
    """Each bucket in one partition. Before Spark 4.1 several may come into the same, and are rated there one as well as the other."""
    if hasattr(blobs, "repartitionById"):
        return blobs.repartitionById(parts, "bucket")
    return blobs.repartition(parts, "bucket")
