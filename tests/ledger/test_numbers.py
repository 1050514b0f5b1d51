"""What was added since: numbers in order of adding, alike in every store, and ledgers made before rows were numbered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import psycopg

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.base import Changed, Mark
from bonitas.ledger.postgres.ledger import PostgresLedger
from postgres_server import drop_database

from .conftest import make

LONG_AGO = "2001-01-01T00:00:00Z"


def gift(subject: str, ref: str, **more: str) -> dict[str, str]:
    return {"subject": subject, "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "f", "ref": ref, **more}


def settled(ref: str, day: str = "2026-02-01", **more: str) -> dict[str, str]:
    return {"furnisher": "f", "ref": ref, "change": "settled", "effective_on": day, **more}


def consent(subject: str, rulebook: str = "book", **more: str) -> dict[str, str]:
    return {"subject": subject, "rulebook": rulebook, "basis": "consent", "from": "2026-01-01", **more}


def names(ledger: Store, changed: Changed) -> dict[str, list[str]]:
    """The subjects of each part that has any, by id."""
    known, ids, _ = ledger.subjects()
    name = dict(zip(known.tolist(), ids, strict=True))
    parts = {part: getattr(changed, part).tolist() for part in ("records", "amendments", "participations", "elsewhere")}
    return {part: sorted(str(name[code]) for code in codes) for part, codes in parts.items() if codes}


def since(ledger: Store, mark: Mark, known_from: int = 0, known_until: int = 0) -> dict[str, list[str]]:
    return names(ledger, ledger.changed_since(mark, "book", known_from, known_until))


def test_nothing_is_numbered_in_an_empty_ledger(ledger: Store) -> None:
    assert ledger.mark() == Mark(-1, -1, -1) == Mark()
    changed = ledger.changed_since(Mark(), "book", 0, 0)
    assert (names(ledger, changed), len(changed.subjects)) == ({}, 0)


def test_each_part_says_who(ledger: Store) -> None:
    assert ledger.add([gift("a", "1"), gift("b", "2"), gift("b", "3")]).added == 3
    assert ledger.enrol([consent("b"), consent("c", "other")]).added == 2
    first = ledger.mark()
    assert first == Mark(2, -1, 1)
    assert since(ledger, Mark()) == {"records": ["a", "b"], "participations": ["b"], "elsewhere": ["c"]}
    assert since(ledger, first) == {}
    assert ledger.amend([settled("3")]).added == 1
    assert ledger.add([gift("d", "4")]).added == 1
    second = ledger.mark()
    assert second == Mark(3, 0, 1)
    assert since(ledger, first) == {"records": ["d"], "amendments": ["b"]}
    assert ledger.enrol([consent("a"), consent("d", "other")]).added == 2
    assert since(ledger, second) == {"participations": ["a"], "elsewhere": ["d"]}
    both = ledger.changed_since(first, "book", 0, 0)
    assert len(both.subjects) == 3
    assert both.subjects.tolist() == sorted(set(both.subjects.tolist()))


def test_the_order_of_adding_counts_and_not_the_time_recorded(ledger: Store) -> None:
    ledger.add([gift("a", "1")])
    mark = ledger.mark()
    ledger.add([gift("b", "2", recorded_at=LONG_AGO)])
    ledger.amend([settled("1", recorded_at=LONG_AGO)])
    ledger.enrol([consent("c", recorded_at=LONG_AGO)])
    assert since(ledger, mark) == {"records": ["b"], "amendments": ["a"], "participations": ["c"]}


def test_what_has_come_to_be_known_is_new_too(ledger: Store) -> None:
    ledger.add([gift("a", "1", recorded_at="2030-01-01T00:00:00Z"), gift("b", "2")])
    ledger.amend([settled("2", recorded_at="2030-01-02T00:00:00Z")])
    ledger.enrol([consent("c", recorded_at="2030-01-03T00:00:00Z"), consent("d", "other", recorded_at="2030-01-03T00:00:00Z")])
    mark, first = ledger.mark(), 1_893_456_000_000_000
    day = 86_400_000_000
    assert since(ledger, mark, first - 1, first) == {"records": ["a"]}
    assert since(ledger, mark, first, first + day) == {"amendments": ["b"]}
    assert since(ledger, mark, first - 1, first + 2 * day) == {"records": ["a"], "amendments": ["b"], "participations": ["c"]}


def test_removals_in_a_database_are_told_and_their_numbers_stay_taken(tmp_path: Path, catalogue: Catalogue) -> None:
    with make("postgres", tmp_path, catalogue) as ledger:
        ledger.add([gift("a", "1"), gift("b", "2"), gift("c", "3")])
        ledger.amend([settled("1")])
        mark = ledger.mark()
        with psycopg.connect(ledger._secret, autocommit=True) as owner:  # type: ignore[attr-defined]
            owner.execute("SELECT * FROM bonitas.remove('their time is over', ARRAY[2, 0])")
        changed = ledger.changed_since(mark, "book", 0, 0)
        assert (len(changed.records), len(changed.amendments), len(changed.subjects)) == (0, 0, 2)
        assert changed.removals.tolist() == changed.subjects.tolist()
        assert ledger.mark() == Mark(2, 1, -1)
        ledger.add([gift("d", "4")])
        ledger.amend([settled("2")])
        assert ledger.mark() == Mark(3, 2, -1)
    drop_database(ledger.address)


def test_what_is_there_already_gets_no_number(ledger: Store) -> None:
    ledger.add([gift("a", "1")])
    ledger.amend([settled("1")])
    ledger.enrol([consent("a")])
    mark = ledger.mark()
    assert ledger.add([gift("a", "1")]).already_there == 1
    assert ledger.amend([settled("1")]).already_there == 1
    assert ledger.enrol([consent("a")]).already_there == 1
    assert ledger.mark() == mark == Mark(0, 0, 0)


def test_numbers_outlive_closing_and_compacting(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([gift("b", "1"), gift("a", "2")])
        ledger.amend([settled("1")])
        ledger.enrol([consent("b")])
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        mark = ledger.mark()
        assert mark == Mark(1, 0, 0)
        ledger.add([gift("a", "3")])
        ledger.amend([settled("3")])
        ledger.enrol([consent("a")])
        ledger.compact()
        assert since(ledger, mark) == {"records": ["a"], "amendments": ["a"], "participations": ["a"]}
    with open_ledger(address) as ledger:
        assert ledger.mark() == Mark(2, 1, 1)
        assert since(ledger, mark) == {"records": ["a"], "amendments": ["a"], "participations": ["a"]}


def made_older(address: Path) -> None:
    """Make a ledger on disk one of the time before rows were numbered."""
    if address.is_file():
        with duckdb.connect(str(address)) as con:
            con.execute("ALTER TABLE amendments DROP COLUMN no")
            con.execute("ALTER TABLE participations DROP COLUMN no")
        return
    for part in [*address.glob("amendments-*.parquet"), *address.glob("participations-*.parquet")]:
        aside, size = part.with_suffix(".aside"), part.stat().st_size
        duckdb.sql(f"COPY (SELECT * EXCLUDE (no) FROM '{part}') TO '{aside}' (FORMAT parquet)")
        aside.replace(part)
        manifest = address / "ledger.json"
        manifest.write_text(manifest.read_text().replace(f'"bytes": {size}', f'"bytes": {part.stat().st_size}', 1))


def test_an_older_ledger_is_read_and_added_to(address: Path, catalogue: Catalogue) -> None:
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([gift("a", "1"), gift("b", "2"), gift("c", "3")])
        ledger.amend([settled("1"), settled("2")])
        ledger.enrol([consent("a"), consent("b"), consent("c", "other")])
    made_older(address)
    with open_ledger(address) as ledger:
        mark = ledger.mark()
        assert mark == Mark(2, 1, 2)
        assert since(ledger, mark) == {}
        assert since(ledger, Mark(2)) == {"amendments": ["a", "b"], "participations": ["a", "b"], "elsewhere": ["c"]}
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.mark() == mark
        assert since(ledger, mark) == {}
        ledger.amend([settled("3")])
        ledger.enrol([consent("c")])
        assert ledger.mark() == Mark(2, 2, 3)
        assert since(ledger, mark) == {"amendments": ["c"], "participations": ["c"]}
        ledger.compact()
        assert since(ledger, mark) == {"amendments": ["c"], "participations": ["c"]}


def test_rows_that_an_older_program_added_are_not_missed(tmp_path: Path, catalogue: Catalogue) -> None:
    address = tmp_path / "a.duckdb"
    with new_ledger(address, catalogue=catalogue) as ledger:
        ledger.add([gift("a", "1"), gift("b", "2")])
        ledger.enrol([consent("a")])
        mark = ledger.mark()
    with duckdb.connect(str(address)) as con:
        con.execute("INSERT INTO participations BY NAME SELECT * EXCLUDE (no) REPLACE (1 AS subject) FROM participations")
    with open_ledger(address) as ledger:
        assert since(ledger, mark) == {"participations": ["b"]}
        assert since(ledger, ledger.mark()) == {"participations": ["b"]}


def test_how_far_a_ledger_goes_is_known_again_after_each_addition_and_removal(ledger: Store) -> None:
    def latest(year: int) -> bool:
        return ledger.latest_entry_at() == int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp()) * 1_000_000

    ledger.add([gift("a", "1", recorded_at="2090-01-01T00:00:00Z"), gift("b", "2", recorded_at=LONG_AGO)])
    assert latest(2090)
    assert ledger.mark() == Mark(1, -1, -1)
    ledger.add([gift("c", "3", recorded_at=LONG_AGO)])
    assert latest(2090)
    assert ledger.mark() == Mark(2, -1, -1)
    ledger.add([gift("c", "4", recorded_at="2091-01-01T00:00:00Z")])
    ledger.enrol([consent("a", recorded_at="2092-01-01T00:00:00Z")])
    assert latest(2092)
    if not isinstance(ledger, PostgresLedger):  # there it may be later than it is
        ledger.remove(subject="a", why="asked for", basis="erasure")
        assert latest(2091)
        assert ledger.mark().entry == 3
