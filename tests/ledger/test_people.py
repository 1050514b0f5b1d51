"""What is kept of people beside a ledger says what the ledger says, whatever was added since; after a removal it is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bonitas.ledger import Store, open_ledger
from bonitas.ledger.base import Int32s, Participations
from bonitas.ledger.people import Known, known_now, people_of
from bonitas.ledger.standings.people_files import read_people, write_people
from engine.small import gift, notice, texts
from ledger.conftest import make
from postgres_server import drop_database
from strategies.small import CATALOGUE

BOOK = "small"


@pytest.fixture(params=["duckdb", "parquet"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Six people, of whom four take part, one of them twice; and what two take part in elsewhere."""
    with make(request.param, tmp_path, CATALOGUE) as found:
        add(found, *(gift("2022-01-01", f"r{n}", subject=f"s{n}") for n in range(6)))
        join(found, notice("s4"), notice("s1"), notice("s3", basis="consent"), notice("s0", until="2022-06-01"))
        join(found, notice("s1", start="2023-01-01"), notice("s2", rulebook="other"), notice("s1", rulebook="other"))
        yield found


def add(ledger: Store, *rows: dict[str, Any]) -> None:
    assert ledger.add([texts(row) for row in rows]).ok


def join(ledger: Store, *rows: dict[str, Any]) -> None:
    assert ledger.enrol([texts(row) for row in rows]).ok


def kept(ledger: Store, folder: Path) -> Known:
    """What is kept of its people, as it is read again."""
    people = people_of(ledger, BOOK)
    assert people is not None
    found = known_now(read_people(folder, *write_people(folder, 1, people)), ledger, BOOK)
    assert found is not None
    return found


def now(found: Known, ledger: Store) -> Known:
    """The same after something was added."""
    again = known_now(found.people, ledger, BOOK)
    assert again is not None
    return again


def rows(found: Participations) -> list[tuple[Any, ...]]:
    return sorted(zip(*(getattr(found, one.name).tolist() for one in fields(Participations)), strict=True))


def agrees(known: Known, ledger: Store) -> None:
    """Of any three people it says what the ledger says."""
    codes, _, organisation = ledger.subjects()
    type_of = dict(zip(codes.tolist(), organisation.tolist(), strict=True))
    for first in range(len(codes)):
        some: Int32s = np.unique(codes[first : first + 3])
        there, types = known.subjects(some)
        assert there.tolist() == some.tolist()
        assert types.tolist() == [type_of[code] for code in some.tolist()]
        assert rows(known.participations(some)) == rows(ledger.participations(BOOK, some))


def test_it_says_what_the_ledger_says(ledger: Store, tmp_path: Path) -> None:
    agrees(kept(ledger, tmp_path), ledger)


def test_what_is_added_later_counts(ledger: Store, tmp_path: Path) -> None:
    found = kept(ledger, tmp_path)
    join(
        ledger,
        notice("s1", until="2022-03-01", recorded_at="2022-02-02T00:00:00Z"),
        notice("s5"),
        notice("s0", rulebook="other"),
        notice("new"),
    )
    add(
        ledger,
        gift("2022-02-01", "x", subject="newer"),
        {**gift("2022-02-01", "y", subject="s3"), "subject_type": "organisation"},
    )
    later = now(found, ledger)
    assert not later.same_types
    agrees(later, ledger)
    (code,) = ledger.parties(["s3"]).tolist()
    assert later.subjects(np.array([code], np.int32))[1].tolist() == [True]


def test_who_is_no_subject_is_not_there(ledger: Store, tmp_path: Path) -> None:
    found = kept(ledger, tmp_path)
    there, _ = found.subjects(np.array([0, 99], np.int32))
    assert there.tolist() == [0]
    assert len(found.participations(np.array([99], np.int32)).subject) == 0


def test_after_a_removal_it_is_not_believed(ledger: Store, tmp_path: Path) -> None:
    found = kept(ledger, tmp_path)
    ledger.remove(subject="s2", why="asked for", basis="erasure")
    assert known_now(found.people, ledger, BOOK) is None
    assert known_now(None, ledger, BOOK) is None
    agrees(kept(ledger, tmp_path), ledger)


def test_rows_that_a_program_without_numbers_added_are_seen(tmp_path: Path) -> None:
    with make("duckdb", tmp_path, CATALOGUE) as ledger:
        join(ledger, notice("s1"))
        found = kept(ledger, tmp_path)
        assert ledger._con is not None
        ledger._con.execute(
            "INSERT INTO participations BY NAME SELECT * REPLACE (NULL AS no, false AS consent) FROM participations"
        )
        address = ledger.address
    with open_ledger(address, write=True, catalogue=CATALOGUE) as ledger:
        assert known_now(found.people, ledger, BOOK) is None
        agrees(kept(ledger, tmp_path), ledger)


def test_a_database_is_asked_itself() -> None:
    with make("postgres", Path(), CATALOGUE) as ledger:
        join(ledger, notice("s1"))
        assert people_of(ledger, BOOK) is None
    drop_database(ledger.address)
