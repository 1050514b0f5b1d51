"""The same bits in every store: all cases of all published rulebooks, and random rulebooks over random worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonitas.catalogue.read import read_catalogue
from bonitas.engine.cases import cases_file
from bonitas.engine.cases_compare import differences, shown_differences
from bonitas.engine.cases_text import SHOWN, read_cases
from bonitas.engine.explain import explain
from bonitas.engine.lookup import lookup
from bonitas.engine.rate import rate
from bonitas.engine.shares import is_relative
from bonitas.engine.written import COLUMNS
from bonitas.ledger.memory import memory_ledger
from bonitas.ledger.store import Store
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published, read_rulebook, read_text
from engine.situations import EXAMPLES, FEWER, asked_rows, ledger_of
from engine.situations import Asked as Questions
from reference.world import World
from stores import STORES, WAYS, kept_in
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds
from together import Asked, Cases, named, together

BOOKS = {name: read_rulebook(name, read_catalogue()) for name in published()}
#: Their bands depend on who else is there: each case needs a ledger of its own.
ALONE = [name for name, book in BOOKS.items() if is_relative(book)]
KNOWN = "2026-11-23T12:00:00Z"
#: So many worlds lie in one ledger, and so many batches a rating of them is cut into.
WORLDS = 6
#: Of so many cases one is explained too.
SOME = 40


@cache
def all_cases() -> Cases:
    found = Cases()
    for name in published():
        for case in read_cases(cases_file(name)):
            found.add(BOOKS[name], case)
    return found


@pytest.fixture(scope="module")
def memory() -> Iterator[Callable[[str], tuple[pa.Table, list[Any]]]]:
    """What a ledger in memory answers by a rulebook: all ratings, and the explanations of some."""
    found = all_cases()
    with memory_ledger(found.records, found.amendments, found.participations, lab=True) as ledger:
        yield cache(lambda name: answers(name, ledger))


def answers(name: str, ledger: Store) -> tuple[pa.Table, list[Any]]:
    book, asked = BOOKS[name], [rows_of(one) for one in all_cases().asked[BOOKS[name].id]]
    explained = [explain(book, ledger, subject=who, on=on, known_at=known).as_dict() for who, on, known in asked[::SOME]]
    return rate(book, ledger, asked=asked).to_arrow(), explained


@pytest.fixture(scope="module", params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Store]:
    found = all_cases()
    with kept_in(request.param, found.records, found.amendments, found.participations, lab=True) as ledger:
        yield ledger


def rows_of(one: Asked) -> tuple[str, str, str]:
    return one.subject, one.on, one.known_at or KNOWN


@pytest.mark.parametrize("name", published())
def test_cases(name: str, kept: Store, memory: Callable[[str], tuple[pa.Table, list[Any]]]) -> None:
    """As in memory, to the last bit; and as the cases themselves say."""
    book, asked = BOOKS[name], all_cases().asked[BOOKS[name].id]
    found, explained = answers(name, kept)
    assert found.equals(memory(name)[0])
    assert explained == memory(name)[1]
    rows = {(row["subject"], str(row["on"])): row for row in found.to_pylist()}
    times = Counter((one.subject, one.on) for one in asked)
    for one in asked:
        expected = {key: value for key, value in one.expect.items() if key in COLUMNS}
        if name not in ALONE and times[one.subject, one.on] == 1:
            assert not differences(book, expected, rows[one.subject, one.on]), one.case["name"]
        if set(SHOWN) & set(one.expect):
            assert not shown_in(book, kept, one), one.case["name"]


def shown_in(book: Rulebook, ledger: Store, one: Asked) -> list[str]:
    """The differences in what a register shows; its records go by the names that the case gave them."""
    subject, on, known_at = rows_of(one)
    found = lookup(book, ledger, subject=subject, on=on, known_at=known_at).as_dict()
    before = subject.removesuffix("the subject")
    for entry in (*found["entries"], *found["held"]):
        entry["record"]["ref"] = entry["record"]["ref"].removeprefix(before)
    return shown_differences({key: value for key, value in one.expect.items() if key in SHOWN}, found)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", ALONE)
def test_cases_of_bands_by_share(name: str, store: str) -> None:
    """Each in a ledger of its own, among the others that it names."""
    for case in filter(lambda case: case.get("others"), read_cases(cases_file(name))):
        alone = Cases()
        alone.add(BOOKS[name], case)
        with kept_in(store, alone.records, alone.amendments, alone.participations, lab=True) as ledger:
            for one in alone.asked[BOOKS[name].id]:
                subject, on, known_at = rows_of(one)
                found = explain(BOOKS[name], ledger, subject=subject, on=on, known_at=known_at).as_dict()
                assert not differences(BOOKS[name], one.expect, found), case["name"]


def test_bands_by_share_have_cases() -> None:
    assert ALONE


@st.composite
def many(draw: st.DrawFn) -> tuple[Rulebook, World, Questions]:
    """A rulebook, several worlds as one, and questions about each."""
    book = read_text(draw(rulebook_texts()), catalogue=CATALOGUE)
    drawn = [draw(worlds(book.id)) for _ in range(WORLDS)]
    asked = [(n, draw(questions(world))) for n, world in enumerate(drawn) for _ in range(3)]
    return book, together(drawn), [(named(n, who), on, known) for n, (who, on, known) in asked]


@settings(FEWER, max_examples=max(EXAMPLES // 10, 1))
@given(many())
def test_random_worlds(situation: tuple[Rulebook, World, Questions]) -> None:
    """Whatever the store, the number of threads and the size of the batches, and whether asked one by one or all on a day."""
    book, world, asked = situation
    rows, day = asked_rows(asked), asked_rows(asked)[0][1]
    with ledger_of(world) as ledger:
        expected = rate(book, ledger, asked=rows).to_arrow(), rate(book, ledger, on=day, known_at=KNOWN).to_arrow()
    said = record_dicts(world), amendment_dicts(world), participation_dicts(world)
    for store in WAYS:
        with kept_in(store, *said, catalogue=CATALOGUE) as kept:
            found = rate(book, kept, asked=rows, threads=1)
            assert found.to_arrow().equals(expected[0]), store
            for threads, batch_rows in ((2, 10**6), (1, 7)):
                found = rate(book, kept, on=day, known_at=KNOWN, threads=threads, batch_rows=batch_rows)
                assert found.to_arrow().equals(expected[1]), (store, threads, batch_rows)
