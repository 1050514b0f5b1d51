"""Rating Spark tables: bring each subject's rows together, and let the engine rate them where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Any

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.question import Day, Instant, now, to_day, to_instant, today
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.shares import Drawn, is_relative
from bonitas.rulebook.model import Rulebook
from bonitas.spark.asked import AskedRows, asked_frame
from bonitas.spark.failures import brought_back
from bonitas.spark.frames import Frame, Frames, checked
from bonitas.spark.ratings import SparkRatings
from bonitas.spark.shares import COUNTS, Moment, drawn_over
from bonitas.spark.shares import as_data as as_floors
from bonitas.spark.task import Task, as_data, travelling
from bonitas.spark.wire import SUBJECT, wired
from bonitas.spark.worker import ANSWER, count_partition, rate_partition


def rate_frames(  # noqa: PLR0913 - a question has as many words as it needs
    book: Rulebook,
    frames: Frames,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None,
    asked: Frame | AskedRows | None = None,
    partitions: int | None = None,
    changes: bool = True,
    lang: str = "en",
    catalogue: Catalogue | None = None,
) -> SparkRatings:
    """Rate the subjects of Spark tables by a rulebook, as `bonitas.rate` rates those of a ledger, with the same words.

    `asked`: a Spark table or rows of (subject, day[, known-at]). `partitions`: into how many the rows are divided (None: Spark's
    own number); one is held in memory by each worker. Nothing is computed before rows are asked of the result.
    BonitasError: as `bonitas.rate`; and L1xx for the columns of the tables. What is wrong with rows is said when they are read.
    """
    kinds = catalogue or read_catalogue()
    refuse_registers(book)
    refuse_outside_lab(book, frames)
    checked(frames, kinds)
    moment = now()
    day = today(book) if on is None else to_day(on)
    known = moment if known_at is None else to_instant(known_at)
    rows = asked_frame(frames.records.sparkSession, asked, subject, day)
    task = Task(
        travelling(book), book.hash, version("bonitas"), as_data(kinds), list(kinds.contexts), day, known, moment, rows is not None,
        frames.lab, changes, lang,
    )  # fmt: skip
    together = wired(frames, rows)
    parted = together.repartition(partitions, SUBJECT) if partitions else together.repartition(SUBJECT)
    drawn: tuple[Drawn, ...] = ()
    if is_relative(book):
        drawn = floors_of(book, parted, replace(task, moments=moments_of(rows, day, known)))
        task = replace(task, floors=[as_floors(book, one) for one in drawn])
    return SparkRatings(book, parted.mapInArrow(partial(rate_partition, task.to_json()), ANSWER), drawn)


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
