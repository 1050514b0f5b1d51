"""What runs in Spark's workers: a partition's rows in, the ratings of its subjects out, by the same engine as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem
from bonitas.engine.codes import problem as day_problem
from bonitas.engine.question import Question, everybody, pairs
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.ledger.bulk import fill
from bonitas.ledger.duck import DuckLedger, memory_store
from bonitas.rulebook.model import Rulebook
from bonitas.spark.codes import problem
from bonitas.spark.failures import Refused
from bonitas.spark.partition import Rows, known_from, sorted_out
from bonitas.spark.plain import NotPlain, coded
from bonitas.spark.shares import count_scores, resolved
from bonitas.spark.task import Task, received
from bonitas.spark.wire import SUBJECT

#: The columns of an answer as Spark names their types; `known_at` (microseconds) keeps rows of one subject and day in order.
ANSWER: Final = (
    "subject string, on date, standing string, score decimal(18,3), band string, because string, next_change_on date, "
    "rulebook string, version string, hash string, known_at bigint"
)


def rate_partition(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """The ratings of the subjects of one partition. `text`: the task. Raises Refused with every problem of its rows."""
    task, book, catalogue = received(text)
    rows = sorted_out(batches)
    with ledger_of(rows, task, catalogue) as ledger:
        question = asked_of(rows, task, ledger)
        if len(question):
            yield answered(task, book, ledger, question)


def count_partition(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """How many of the subjects of one partition have which score, at each moment of the task."""
    task, book, catalogue = received(text)
    with ledger_of(sorted_out(batches), task, catalogue) as ledger:
        yield from count_scores(book, ledger, task.moments, changes=task.changes)


def ledger_of(rows: Rows, task: Task, catalogue: Catalogue) -> DuckLedger:
    """A ledger in memory that holds a partition's rows."""
    ledger = memory_store(lab=task.lab, catalogue=catalogue)
    found: list[Problem] = []
    try:
        found += recorded(ledger, rows, task, catalogue)
        if rows.participations is not None:
            found += ledger.enrol(known_from(rows.participations, task.moment)).problems
        if rows.amendments is not None:
            found += ledger.amend(known_from(rows.amendments.drop_columns([SUBJECT]), task.moment)).problems
        if found:
            raise Refused(found)
    except BaseException:
        ledger.close()
        raise
    return ledger


def recorded(ledger: DuckLedger, rows: Rows, task: Task, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Add the records, by whole columns if they are plain; else as any ledger adds them, which needs all their columns."""
    if rows.records is None and rows.seen is None:
        return ()
    try:
        found = coded(rows.records, rows.seen, catalogue, task.moment)
    except NotPlain:
        if not task.whole:
            raise Refused([problem("S304")]) from None
        return ledger.add(known_from(rows.records, task.moment)).problems
    fill(ledger, found.attributes, found.tables())
    return ()


def asked_of(rows: Rows, task: Task, ledger: DuckLedger) -> Question:
    """Every subject of the partition, or those asked for."""
    if not task.asked:
        return everybody(ledger, task.day, task.known)
    if rows.asked is None:
        return pairs(ledger, [])
    if wrong := [one for one in rows.asked.column("said").to_pylist() if one is not None]:
        raise Refused([day_problem("E101", found=said) for said in dict.fromkeys(wrong)])
    columns = (rows.asked.column(name).to_pylist() for name in (SUBJECT, "on", "known_at"))
    return pairs(ledger, [(name, day, task.known if known is None else known) for name, day, known in zip(*columns, strict=True)])


def answered(task: Task, book: Rulebook, ledger: DuckLedger, question: Question) -> Any:
    """The rows of the answer, as Spark expects them."""
    floors = [resolved(book, one) for one in task.floors]
    table = answer(book, ledger, question, Settings(threads=1, changes=task.changes), task.lang, floors=floors).to_arrow()
    columns = [column.combine_chunks() for column in table.columns]
    plain = [column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in columns]
    known = pa.array(np.asarray(question.knowns, np.int64))
    return pa.RecordBatch.from_arrays([*plain, known], names=[*table.column_names, "known_at"])
