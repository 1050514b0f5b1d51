"""Rating Spark tables: bring each subject's rows together, and let the engine rate them where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.engine.question import Day, Instant, now, to_day, to_instant, today
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.shares import Drawn, is_relative
from bonitas.rulebook.model import Rulebook
from bonitas.spark.asked import AskedRows, asked_frame, first_day
from bonitas.spark.failures import brought_back
from bonitas.spark.files import Load, Tables, names_begin, packed_frame, tables_of
from bonitas.spark.frames import Frame, Frames, checked, is_frame, moves_days
from bonitas.spark.needed import Needed, needed
from bonitas.spark.ratings import SparkRatings
from bonitas.spark.shares import COUNTS, Moment, drawn_over
from bonitas.spark.shares import as_data as as_floors
from bonitas.spark.task import Task, as_data, travelling
from bonitas.spark.wire import SUBJECT, wired
from bonitas.spark.worker import ANSWER, count_partition, rate_partition, write_partition
from bonitas.spark.written import FILES


def rate_frames(  # noqa: PLR0913 - a question has as many words as it needs
    book: Rulebook,
    frames: Frames,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None,
    asked: Frame | AskedRows | None = None,
    partitions: int | None = None,
    unique: bool = False,
    whole: bool = False,
    files: bool = True,
    changes: bool = True,
    lang: str = "en",
    catalogue: Catalogue | None = None,
) -> SparkRatings:
    """Rate the subjects of Spark tables by a rulebook, as `bonitas.rate` rates those of a ledger, with the same words.

    `asked`: a Spark table or rows of (subject, day[, known-at]). `partitions`: into how many the rows are divided (None: Spark's
    own number); each worker holds one in memory. `unique`: the tables hold no record twice (by furnisher and ref), which need not
    be looked for then. `whole`: send and check every column, not only what the rulebook reads. `files`: where
    tables are plain Parquet files, workers read them by columns; False: Spark reads everything. Nothing is computed before rows are
    asked of the result, but for the floors of bands by share.
    BonitasError: as `bonitas.rate`; and L1xx for the columns of the tables. What is wrong with rows is said when they are read.
    """
    kinds = catalogue or read_catalogue()
    refuse_registers(book)
    refuse_outside_lab(book, frames)
    checked(frames, kinds)
    moment = now()
    day = today(book) if on is None else to_day(on)
    known = moment if known_at is None else to_instant(known_at)
    asked = asked if asked is None or is_frame(asked) else list(asked)
    rows = asked_frame(frames.records.sparkSession, asked, subject, day)
    task = Task(
        travelling(book), book.hash, version("bonitas"), as_data(kinds), list(kinds.contexts), day, known, moment, rows is not None,
        lab=frames.lab, changes=changes, lang=lang,
    )  # fmt: skip
    with brought_back():
        tables = tables_of(frames) if files else None
    job = Job(book, frames, rows, kinds, task, partitions, unique, tables, first_day(asked, day))
    if whole or (job.read.ties and not unique and not job.named):
        return job.whole()
    return job.lean()


@dataclass(frozen=True, slots=True)
class Job:
    """A question on Spark, put together. It can be run with the columns that the rulebook reads or with all, and over the files of its
    tables, where they are files, or over what Spark reads."""

    book: Rulebook
    frames: Frames
    rows: Frame | None
    kinds: Catalogue
    task: Task
    partitions: int | None
    unique: bool
    tables: Tables | None
    first: int | None = None
    """The earliest day that is asked for, where that is known before anything is read."""
    read: Needed = field(init=False)

    def __post_init__(self) -> None:
        first = None if moves_days(self.frames.amendments) else self.first
        object.__setattr__(self, "read", needed(self.book, self.kinds, first))

    @property
    def named(self) -> bool:
        """Whether names travel though other columns do not: each record has one of its own, which is not made of what it says."""
        return self.tables is not None and names_begin(self.tables, self.frames) is not None

    def lean(self) -> SparkRatings:
        """With what is read; where that does not do (S304), with all."""
        return self.run(self.read, self.tables)

    def whole(self) -> SparkRatings:
        """With every column: each row is checked as a ledger checks it."""
        return self.run(None, self.tables)

    def run(self, read: Needed | None, tables: Tables | None) -> SparkRatings:
        """`read`: the columns that travel (None: all); `tables`: the files that workers read (None: Spark reads)."""
        try:
            ratings = self._ratings(read, tables)
        except BonitasError as exc:
            other = self._otherwise(exc.problems[0].code, read, tables)
            if other is None:
                raise
            return other
        return replace(ratings, again=lambda code: self._otherwise(code, read, tables))

    def _otherwise(self, code: str, read: Needed | None, tables: Tables | None) -> SparkRatings | None:
        """In the way that does not meet the problem of this code, if there is one."""
        if code == "S304" and read is not None:
            return self.run(None, tables)
        if code == "S305" and tables is not None:
            return self.run(read, None)
        return None

    def _ratings(self, read: Needed | None, tables: Tables | None) -> SparkRatings:
        task = self.task if read else replace(self.task, whole=True)
        parted = self._parted(read, tables)
        drawn: tuple[Drawn, ...] = ()
        if is_relative(self.book):
            drawn = floors_of(self.book, parted, replace(task, moments=moments_of(self.rows, task.day, task.known)))
            task = replace(task, floors=[as_floors(self.book, one) for one in drawn])
        text = task.to_json()
        return SparkRatings(
            self.book, signed(self.book, parted.mapInArrow(partial(rate_partition, text), ANSWER)), drawn,
            written=lambda folder: parted.mapInArrow(partial(write_partition, text, folder), FILES),
        )  # fmt: skip

    def _parted(self, read: Needed | None, tables: Tables | None) -> Frame:
        """All rows, those about one subject in one partition."""
        if tables is not None:
            alike = self.rows is None and self.frames.amendments is None and self.task.known >= self.task.moment
            load = Load(self.frames, self.rows, read, self.kinds, self.unique, self.task.moment if alike else None)
            return packed_frame(tables, load, self.partitions)
        together = wired(self.frames, self.rows, read, self.kinds, unique=self.unique)
        return together.repartition(self.partitions, SUBJECT) if self.partitions else together.repartition(SUBJECT)


def signed(book: Rulebook, ratings: Frame) -> Frame:
    """Ratings with the rulebook that they were made by."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    return ratings.withColumns({"rulebook": F.lit(book.id), "version": F.lit(book.version), "hash": F.lit(book.hash)})


def moments_of(rows: Frame | None, day: int, known: int) -> list[Moment]:
    """Every asked day and instant, in order."""
    if rows is None:
        return [(day, known)]
    with brought_back():
        found = rows.where("said IS NULL").select("on", "known_at").distinct().collect()
    return sorted({(row["on"], known if row["known_at"] is None else row["known_at"]) for row in found})


def floors_of(book: Rulebook, parted: Frame, task: Task) -> tuple[Drawn, ...]:
    """The floors of bands by share, drawn over everybody: the workers count, Spark adds up. This is a run of its own."""
    from pyspark.sql import functions as F  # noqa: PLC0415

    counted = parted.mapInArrow(partial(count_partition, task.to_json()), COUNTS)
    with brought_back():
        table = counted.groupBy("day", "known", "on", "score").agg(F.sum("many").alias("many")).toArrow()
    return tuple(drawn_over(book, table, task.moments, changes=task.changes))


def rate(book: Rulebook, records: Frame, *, participations: Frame | None = None, amendments: Frame | None = None,
    lab: bool = False, **question: Any,
) -> SparkRatings:  # fmt: skip
    """`rate_frames` of tables one by one. `lab`: they are of synthetic people, whom specimens may be run on."""
    return rate_frames(book, Frames(records, participations, amendments, lab=lab), **question)
