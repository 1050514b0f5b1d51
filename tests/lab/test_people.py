"""Synthetic people: the same for a seed, with records of every kind, and marked as a lab's for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import bonitas
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.lab.people import make_people
from bonitas.lab.people.plan import plans, read_habits
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.rulebook.read import read_text


def records_of(ledger: Store) -> list[str]:
    """Every record in words, whatever the order of rows and of columns. (By kind, since most columns are empty for most kinds.)"""
    with ledger._asking() as asking:
        table = asking.table("SELECT * EXCLUDE (entry, recorded_at_utc) FROM records_in_words")
    found = []
    for kind in table["kind"].unique():
        mine = table.filter(pc.equal(table["kind"], kind))
        mine = mine.select([name for name in mine.column_names if mine[name].null_count < len(mine)])
        found += [str(sorted((name, cell) for name, cell in row.items() if cell is not None)) for row in mine.to_pylist()]
    return sorted(found)


def count(ledger: Store, sql: str) -> int:
    return int(ledger._one(sql))


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The first 130 of them."""
    with new_ledger(tmp_path_factory.mktemp("hamlet") / "hamlet.duckdb", lab=True) as ledger:
        make_people(ledger, 130, seed=7)
        yield ledger


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """1,000 subjects of seed 7, and what came of making them."""
    with new_ledger(tmp_path_factory.mktemp("town") / "town.duckdb", lab=True) as ledger:
        make_people(ledger, 1_000, seed=7)
        yield ledger


@pytest.fixture(scope="module")
def theirs(hamlet: Store) -> list[str]:
    """Their records as they were first made."""
    return records_of(hamlet)


def test_every_kind_occurs(town: Store) -> None:
    with town._asking() as asking:
        there = {kind for (kind,) in asking.rows("SELECT DISTINCT kind FROM records_in_words")}
    lacking = set(read_catalogue().kinds) - there
    assert len(lacking) < len(read_catalogue().kinds) // 10, "only the rarest kinds may be lacking"


def test_people_and_companies_are_told_apart(town: Store) -> None:
    codes, ids, organisation = town.subjects()
    names = [str(name) for name in ids]
    assert len(codes) == 1_000
    assert int(organisation.sum()) == 100
    assert all(name.startswith("o7-") == bool(company) for name, company in zip(names, organisation, strict=True))


def test_they_take_part_in_every_rulebook_that_rates_such(town: Store) -> None:
    for name in bonitas.published():
        book = bonitas.read_rulebook(name)
        if book.participation == "none":
            continue
        who = {"person": 900, "organisation": 100, "both": 1_000}[book.subjects]
        joined = count(town, f"SELECT count(*) FROM participations WHERE rulebook = '{name}'")
        assert 0.9 * who < joined <= who, name


def test_records_look_like_life(town: Store) -> None:
    assert count(town, "SELECT count(*) FROM records") > 10_000
    for change in ("settled", "disputed", "rejected", "upheld", "withdrawn"):
        assert count(town, f"SELECT count(*) FROM amendments WHERE change = '{change}'") > 0, change
    parties = "SELECT count(*) FROM records WHERE counterparty NOT IN (SELECT party FROM subjects)"
    assert count(town, parties) == 0, "every partner is one of the population"
    assert count(town, "SELECT count(*) FROM records WHERE counterparty = subject") == 0


def test_again_adds_nothing(hamlet: Store, theirs: list[str]) -> None:
    again = make_people(hamlet, 130, seed=7)
    assert (again.records, again.amendments, again.participations) == (0, 0, 0)
    assert again.there > len(theirs)
    assert records_of(hamlet) == theirs


def test_the_same_seed_makes_the_same_people_in_every_store(theirs: list[str], tmp_path: Path) -> None:
    with new_ledger(tmp_path / "folder", lab=True) as ledger:
        make_people(ledger, 130, seed=7)
        assert records_of(ledger) == theirs


def test_a_small_population_is_part_of_a_large_one(town: Store, theirs: list[str]) -> None:
    assert len(theirs) > 1_000
    assert set(theirs) <= set(records_of(town))


def test_another_seed_makes_others(theirs: list[str], tmp_path: Path) -> None:
    with new_ledger(tmp_path / "a.duckdb", lab=True) as ledger:
        make_people(ledger, 100, seed=8)
        days = "SELECT count(*) FROM records WHERE occurred_on < DATE '2024-01-01'"
        assert records_of(ledger) != theirs
        assert count(ledger, days) > 0


@pytest.mark.parametrize(("subjects", "prefix"), [("person", "p7-"), ("organisation", "o7-")])
def test_of_one_type_only(tmp_path: Path, subjects: str, prefix: str) -> None:
    with new_ledger(tmp_path / "a.duckdb", lab=True) as ledger:
        made = make_people(ledger, 50, seed=7, subjects=subjects)  # type: ignore[arg-type]
        assert made.persons + made.organisations == 50
        assert {str(name)[:3] for name in ledger.subjects()[1]} == {prefix}


def test_only_in_a_lab(tmp_path: Path) -> None:
    with (
        new_ledger(tmp_path / "a.duckdb") as ledger,
        pytest.raises(BonitasError, match="D030 People are made up in lab ledgers only"),
    ):
        make_people(ledger, 10, seed=7)
    with new_ledger(tmp_path / "b.duckdb", lab=True) as ledger, pytest.raises(BonitasError, match="D031"):
        make_people(ledger, 0, seed=7)
    with open_ledger(tmp_path / "b.duckdb") as ledger:
        assert ledger.lab


GRAVE = """
rulebook: r
title: R
subjects: organisation
standing: own
in_force: {from: 2020-01-01}
participation: none
context: credit
base: 100
clauses:
  small: {for: credit.enquiry, points: -5, lasts: 1 year}
  grave: {for: guarantee.given, points: -100, lasts: 1 year}
  good: {for: loan.granted, points: 5, lasts: 1 year}
  ranged: {for: mortgage.granted, points: {from: -50, to: -10, chosen: yes}, lasts: 1 year}
bands: {all: below}
"""


def test_rulebooks_say_how_often_and_to_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonitas.lab.people.plan.read_habits", dict)
    book = read_text(GRAVE)
    found = {plan.kind.name: plan for plan in plans(read_catalogue(), [book], "organisation")}
    assert found["credit.enquiry"].often > 2 * found["guarantee.given"].often
    tones = {name: found[name].tone for name in ("credit.enquiry", "guarantee.given", "loan.granted", "feedback")}
    assert tones == {"credit.enquiry": "bad", "guarantee.given": "bad", "loan.granted": "good", "feedback": "plain"}
    assert found["mortgage.granted"].chosen == (-50, -10)
    assert "credit.enquiry" not in {plan.kind.name for plan in plans(read_catalogue(), [book], "person")}


def test_habits_name_kinds_and_attributes_of_the_catalogue() -> None:
    kinds = read_catalogue().kinds
    keys = {"often", "always", "tone", "back", "ended", "days", "settled", "settled_days", "counterparty", "attributes"}
    for name, habit in read_habits().items():
        assert name in kinds
        assert set(habit) <= keys, name
        assert set(habit.get("attributes", {})) <= set(kinds[name].attributes), name
        assert ("often" in habit) != ("always" in habit), name


def test_values_fit_the_ledger(town: Store) -> None:
    with town._asking() as asking:
        table = asking.table("SELECT * FROM records")
    assert isinstance(table, pa.Table)
    filled = [name for name in table.column_names if name.startswith("a_") and table[name].null_count < len(table)]
    assert len(filled) > 15
