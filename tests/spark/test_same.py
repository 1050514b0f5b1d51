"""Spark's ratings are those of a ledger, row for row and bit for bit."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import chain
from typing import Any

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bonitas
from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.cases import cases_file
from bonitas.engine.cases_rows import SUBJECT, amendment_rows, participation_rows, record_rows
from bonitas.engine.cases_text import read_cases
from bonitas.engine.question import to_instant
from bonitas.engine.shares import is_relative
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook, read_text
from bonitas.spark.asked import asked_frame
from bonitas.spark.frames import Frames
from bonitas.spark.needed import needed
from bonitas.spark.task import Task, as_data, travelling
from bonitas.spark.wire import wired
from bonitas.spark.worker import ANSWER, rate_partition
from engine.situations import FEWER, asked_rows, ledger_of
from reference.world import World
from spark_session import frame, session
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

#: So many worlds go into one run of Spark: starting one takes longer than rating them.
WORLDS = 12
EXAMPLES = int(os.environ.get("BONITAS_SPARK_EXAMPLES", "2"))
KNOWN = dt.datetime.now(dt.UTC)
RATED = [name for name in published() if any(period.rules.rates for period in read_rulebook(name).periods)]


def together(many: list[World]) -> World:
    """Several worlds as one: each with subjects and names of its own."""

    def named(n: int, name: str | None) -> str | None:
        return None if name is None else f"w{n:02} {name}"

    records, amendments, participations, types = [], [], [], {}
    for n, world in enumerate(many):
        records += [
            replace(r, subject=named(n, r.subject), ref=named(n, r.ref), counterparty=named(n, r.counterparty))
            for r in world.records
        ]
        for a in world.amendments:
            corrected = dict(a.corrected)
            if "counterparty" in corrected:
                corrected["counterparty"] = named(n, corrected["counterparty"])
            amendments.append(replace(a, ref=named(n, a.ref), corrected=corrected))
        participations += [replace(p, subject=named(n, p.subject)) for p in world.participations]
        types |= {named(n, subject): type_ for subject, type_ in world.types.items()}
    return World(tuple(records), tuple(amendments), tuple(participations), types)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rulebook, World, list[tuple[str, int, int]]]:
    """A rulebook, many worlds as one, and questions about them."""
    book = read_text(draw(rulebook_texts()), catalogue=CATALOGUE)
    many = [draw(worlds(book.id)) for _ in range(WORLDS)]
    asked = [(f"w{n:02} {who}", on, known) for n, world in enumerate(many) for who, on, known in [draw(questions(world))] * 2]
    return book, together(many), asked


@settings(FEWER, max_examples=EXAMPLES)
@given(situations(), st.booleans())
def test_random_worlds(situation: tuple[Rulebook, World, list[tuple[str, int, int]]], as_text: bool) -> None:
    book, world, asked = situation
    rows = record_dicts(world), amendment_dicts(world), participation_dicts(world)
    records, amendments, participations = (frame(each, None if as_text else CATALOGUE) for each in rows)
    if records is None:
        return
    with ledger_of(world) as ledger:
        expected = bonitas.rate(book, ledger, asked=asked_rows(asked))
    tables = {"amendments": amendments, "participations": participations}
    found = bonitas.rate(book, records, asked=asked_rows(asked), catalogue=CATALOGUE, **tables)
    assert found.to_arrow().to_pylist() == expected.to_arrow().to_pylist()


#: Records, amendments, participations and questions.
Cases = tuple[list[Any], list[Any], list[Any], list[Any]]


def case_rows(book: Rulebook, name: str) -> Cases:
    """Records, amendments, participations and questions of all cases of a rulebook, each with a subject of its own."""
    records, amendments, participations, asked = [], [], [], []
    for n, case in enumerate(read_cases(cases_file(name))):
        who = f"{SUBJECT} {n:03}"
        records += [{**row, "subject": who, "ref": f"{n:03} {row['ref']}"} for row in record_rows(case)]
        amendments += [{**row, "ref": f"{n:03} {row['ref']}"} for row in amendment_rows(case)]
        participations += [{**row, "subject": who} for row in participation_rows(book, case)]
        for one in case.get("asks") or [case]:
            known = one.get("known_at") or case.get("known_at")
            known = f"{known}T00:00:00Z" if known and "T" not in known else known
            asked.append((who, str(one["on"]), known))
    return records, amendments, participations, asked


def rows_of_cases(book: Rulebook, name: str) -> Cases:
    """The same under subjects and names that no other rulebook's cases have."""
    records, amendments, participations, asked = case_rows(book, name)
    for row in (*records, *participations):
        row["subject"] = f"{name}: {row['subject']}"
    for row in (*records, *amendments):
        row["ref"] = f"{name}: {row['ref']}"
    return records, amendments, participations, [(f"{name}: {who}", on, known) for who, on, known in asked]


@cache
def cases_by_rulebook() -> dict[str, tuple[Rulebook, Cases]]:
    """All cases of all published rulebooks that rate."""
    return {name: (book := read_rulebook(name), rows_of_cases(book, name)) for name in RATED}


def all_rows() -> tuple[list[Any], list[Any], list[Any]]:
    """Records, amendments and participations of all of them."""
    records, amendments, participations, _ = zip(*(rows for _, rows in cases_by_rulebook().values()), strict=True)
    return tuple(list(chain.from_iterable(each)) for each in (records, amendments, participations))  # type: ignore[return-value]


@cache
def rated_in_a_ledger() -> dict[str, list[Any]]:
    """What a ledger that holds all of them says, by the rulebook's name."""
    with memory_ledger(*all_rows(), lab=True) as ledger:
        return {
            name: bonitas.rate(book, ledger, asked=rows[3], known_at=KNOWN).to_arrow().to_pylist()
            for name, (book, rows) in cases_by_rulebook().items()
        }


def task_of(book: Rulebook, kinds: Catalogue) -> str:
    """What a worker is told where every column travels."""
    known = to_instant(KNOWN)
    told = Task(
        travelling(book), book.hash, version("bonitas"), as_data(kinds), list(kinds.contexts), 0, known, known, asked=True, whole=True, lab=True,
    )  # fmt: skip
    return told.to_json()


def test_cases_of_every_rulebook() -> None:
    """All cases of all published rulebooks, rated by Spark's workers in one run: each rulebook finds its own subjects' rows."""
    from pyspark.sql import functions as F

    kinds = read_catalogue()
    tasks = {name: task_of(book, kinds) for name, (book, _) in cases_by_rulebook().items() if not is_relative(book)}

    def rate_each(batches: Iterator[Any]) -> Iterator[Any]:
        there = list(batches)
        found = {subject.split(":")[0] for batch in there for subject in batch["subject"].to_pylist()}
        for name in found & set(tasks):
            own = (batch.filter(pc.starts_with(batch["subject"], f"{name}: ")) for batch in there)
            yield from rate_partition(tasks[name], own)

    records, amendments, participations = (frame(rows, kinds) for rows in all_rows())
    asked = [row for _, rows in cases_by_rulebook().values() for row in rows[3]]
    question = asked_frame(session(), asked, None, 0)
    together = wired(Frames(records, participations, amendments, lab=True), question, None, kinds, unique=False)
    by = F.substring_index("subject", ":", 1)  # a rulebook is made in one worker, not in both
    rows = together.repartition(2, by).mapInArrow(rate_each, ANSWER).toArrow()
    found: dict[str, list[Any]] = {name: [] for name in tasks}
    for row in rows.sort_by([(key, "ascending") for key in ("subject", "on", "known_at")]).to_pylist():
        found[row["subject"].split(":")[0]].append({key: value for key, value in row.items() if key != "known_at"})
    same = ("rulebook", "version", "hash")
    expected = {name: [{key: row[key] for key in row if key not in same} for row in rated_in_a_ledger()[name]] for name in tasks}
    assert found == expected


def test_what_is_read_of_records_is_enough() -> None:
    """Without the columns, and without the contents of the kinds, that a rulebook is found not to read, its cases come out the same."""
    kinds = read_catalogue()
    records: list[Any] = []
    for book, rows in cases_by_rulebook().values():
        read = needed(book, kinds)
        always = {"subject", "subject_type", "kind", "occurred_on", "furnisher", "ref"}
        for row in rows[0]:
            kept = always | read.columns | {"ended_on"} if row["kind"] in read.kinds else always
            records.append({key: cell for key, cell in row.items() if key in kept})
    with memory_ledger(records, *all_rows()[1:], lab=True) as ledger:
        for name, (book, rows) in cases_by_rulebook().items():
            found = bonitas.rate(book, ledger, asked=rows[3], known_at=KNOWN).to_arrow().to_pylist()
            assert found == rated_in_a_ledger()[name], name


@pytest.mark.parametrize("name", [name for name in RATED if is_relative(read_rulebook(name))])
def test_cases_of_a_rulebook_whose_bands_are_shares(name: str) -> None:
    book, kinds = read_rulebook(name), read_catalogue()
    records, amendments, participations, asked = case_rows(book, name)
    with memory_ledger(records, amendments, participations, lab=True) as ledger:
        expected = bonitas.rate(book, ledger, asked=asked, known_at=KNOWN).to_arrow().to_pylist()
    records, amendments, participations = (frame(rows, kinds) for rows in (records, amendments, participations))
    tables: dict[str, Any] = {"amendments": amendments, "participations": participations}
    ratings = bonitas.rate(book, records, asked=asked, known_at=KNOWN, lab=True, partitions=1, **tables)
    assert ratings.to_arrow().to_pylist() == expected
