"""Spark's ratings are those of a ledger, row for row and bit for bit."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import bonitas
from bonitas.catalogue.read import read_catalogue
from bonitas.engine.cases import cases_file
from bonitas.engine.cases_rows import SUBJECT, amendment_rows, participation_rows, record_rows
from bonitas.engine.cases_text import read_cases
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook, read_text
from engine.situations import FEWER, asked_rows, ledger_of
from reference.world import World
from spark_session import frame
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

#: So many worlds go into one run of Spark: starting one takes longer than rating them.
WORLDS = 12
EXAMPLES = int(os.environ.get("BONITAS_SPARK_EXAMPLES", "2"))
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


def case_rows(book: Rulebook, name: str) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
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


def test_cases_of_every_rulebook() -> None:
    """All cases of all published rulebooks, in one run."""
    known, kinds = dt.datetime.now(dt.UTC), read_catalogue()
    expected: dict[str, list[Any]] = {}
    frames = []
    for name in RATED:
        book = read_rulebook(name)
        records, amendments, participations, asked = case_rows(book, name)
        with memory_ledger(records, amendments, participations, lab=True) as ledger:
            expected[book.id] = bonitas.rate(book, ledger, asked=asked, known_at=known).to_arrow().to_pylist()
        records, amendments, participations = (frame(rows, kinds) for rows in (records, amendments, participations))
        tables: dict[str, Any] = {"amendments": amendments, "participations": participations}
        ratings = bonitas.rate(book, records, asked=asked, known_at=known, lab=True, partitions=1, **tables)
        frames.append(ratings.ordered)
    found: dict[str, list[Any]] = {book: [] for book in expected}
    every = reduce(lambda one, other: one.unionAll(other), frames).toArrow()
    for row in every.sort_by([(key, "ascending") for key in ("subject", "on", "known_at")]).to_pylist():
        found[row["rulebook"]].append({key: value for key, value in row.items() if key != "known_at"})
    for book, rows in expected.items():
        assert found[book] == rows, book
