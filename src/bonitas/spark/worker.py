"""What runs in Spark's workers: a partition's rows in, the ratings of its subjects out, by the same engine as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import Problem
from bonitas.engine.codes import problem as day_problem
from bonitas.engine.question import Question, everybody, pairs
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.ledger.base import Ledger
from bonitas.ledger.bulk import fill
from bonitas.ledger.duck import DuckLedger, memory_store
from bonitas.spark.codes import problem
from bonitas.spark.columns import ColumnLedger
from bonitas.spark.enrolled import enrolled
from bonitas.spark.failures import Refused
from bonitas.spark.partition import Rows, known_from, sorted_out
from bonitas.spark.plain import KEY, Coded, NotPlain, coded
from bonitas.spark.shares import count_scores, resolved
from bonitas.spark.task import Task, received
from bonitas.spark.wire import SUBJECT
from bonitas.spark.written import write_file

#: The columns of an answer as Spark names their types; `known_at` (microseconds) keeps rows of one subject and day in order. By what they are
#: rated is the same in all rows, and need not come from the workers.
ANSWER: Final = "subject string, on date, standing string, score decimal(18,3), band string, because string, next_change_on date, known_at bigint"


def rate_partition(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """The ratings of the subjects of one partition. `text`: the task. Raises Refused with every problem of its rows."""
    for table, question in rated(text, batches):
        yield answered(table, question)


def write_partition(text: str, folder: str, batches: Iterable[Any]) -> Iterator[Any]:
    """The same to a file in a folder, and its name (FILES)."""
    for table, _ in rated(text, batches):
        yield pa.RecordBatch.from_arrays([pa.array([write_file(table, folder)])], names=["name"])


def rated(text: str, batches: Iterable[Any]) -> Iterator[tuple[Any, Question]]:
    """The ratings of the subjects of one partition as a table, and what was asked; nothing if nobody was asked for."""
    task, book, catalogue = received(text)
    rows = sorted_out(batches)
    with ledger_of(rows, task, catalogue) as ledger:
        question = asked_of(rows, task, ledger)
        if len(question):
            floors = [resolved(book, one) for one in task.floors]
            settings = Settings(threads=1, changes=task.changes)
            yield answer(book, ledger, question, settings, task.lang, floors=floors).to_arrow(), question


def count_partition(text: str, batches: Iterable[Any]) -> Iterator[Any]:
    """How many of the subjects of one partition have which score, at each moment of the task."""
    task, book, catalogue = received(text)
    with ledger_of(sorted_out(batches), task, catalogue) as ledger:
        yield from count_scores(book, ledger, task.moments, changes=task.changes)


def ledger_of(rows: Rows, task: Task, catalogue: Catalogue) -> ColumnLedger | DuckLedger:
    """A ledger of a partition's rows: their own columns if they are plain, else one that has taken each row as any ledger does, which
    needs all columns of the records."""
    try:
        return in_columns(rows, task, catalogue)
    except NotPlain:
        return added(rows, task, catalogue)


def in_columns(rows: Rows, task: Task, catalogue: Catalogue) -> ColumnLedger:
    """A ledger over the columns themselves. Raises NotPlain; Refused for amendments that cannot be used."""
    others = [table for table in (rows.participations, rows.seen) if table is not None]
    found = coded(rows.records, others, catalogue, task.moment)
    joined = None if rows.participations is None else enrolled(rows.participations, found.of_others[0], task.moment)
    changed = None if rows.amendments is None else amended(found, rows.amendments, task, catalogue)
    return ColumnLedger(found, joined, changed, lambda: added(rows, task, catalogue), catalogue, task.lab)


def amended(found: Coded, amendments: Any, task: Task, catalogue: Catalogue) -> DuckLedger:
    """The records that amendments name, in a ledger that has taken these."""
    tables = found.tables()
    if "records" in tables:
        refs = amendments.column("ref").cast(pa.string()).combine_chunks()
        tables["records"] = tables["records"].filter(pc.is_in(tables["records"]["ref"], refs))
    return changed(filled_with(found, tables, task, catalogue), [], amendments, task)


def added(rows: Rows, task: Task, catalogue: Catalogue) -> DuckLedger:
    """A ledger that has looked at each row. Records may be plain where others are not."""
    if rows.records is not None and KEY in rows.records.column_names:
        raise Refused([problem("S304")])  # it takes refs, not numbers
    others = [] if rows.seen is None else [rows.seen]
    found: list[Problem] = []
    try:
        each = coded(rows.records, others, catalogue, task.moment)
        ledger = filled_with(each, each.tables(), task, catalogue)
    except NotPlain:
        if not task.whole:
            raise Refused([problem("S304")]) from None
        ledger = memory_store(lab=task.lab, catalogue=catalogue)
        found += ledger.add(known_from(rows.records, task.moment)).problems
    if rows.participations is not None:
        found += ledger.enrol(known_from(rows.participations, task.moment)).problems
    return changed(ledger, found, rows.amendments, task)


def filled_with(found: Coded, tables: Mapping[str, Any], task: Task, catalogue: Catalogue) -> DuckLedger:
    """A ledger in memory of rows that are coded."""
    ledger = memory_store(lab=task.lab, catalogue=catalogue)
    fill(ledger, found.attributes, tables)
    return ledger


def changed(ledger: DuckLedger, found: list[Problem], amendments: Any | None, task: Task) -> DuckLedger:
    """The ledger with amendments. Raises Refused with what is wrong with them, and what was found before."""
    if amendments is not None:
        found += ledger.amend(known_from(amendments.drop_columns([SUBJECT]), task.moment)).problems
    if found:
        ledger.close()
        raise Refused(found)
    return ledger


def asked_of(rows: Rows, task: Task, ledger: Ledger) -> Question:
    """Every subject of the partition, or those asked for."""
    if not task.asked:
        return everybody(ledger, task.day, task.known)
    if rows.asked is None:
        return pairs(ledger, [])
    if wrong := [one for one in rows.asked.column("said").to_pylist() if one is not None]:
        raise Refused([day_problem("E101", found=said) for said in dict.fromkeys(wrong)])
    columns = (rows.asked.column(name).to_pylist() for name in (SUBJECT, "on", "known_at"))
    return pairs(ledger, [(name, day, task.known if known is None else known) for name, day, known in zip(*columns, strict=True)])


def answered(table: Any, question: Question) -> Any:
    """The rows of an answer, as Spark expects them."""
    table = table.drop_columns(["rulebook", "version", "hash"])
    columns = [column.combine_chunks() for column in table.columns]
    plain = [column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in columns]
    known = pa.array(np.asarray(question.knowns, np.int64))
    return pa.RecordBatch.from_arrays([*plain, known], names=[*table.column_names, "known_at"])
