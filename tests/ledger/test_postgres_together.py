"""Many at once: writers whose files overlap, and readers who see one state while others add."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import memory_ledger, new_ledger, open_ledger
from ledger.conftest import small_catalogue
from ledger.postgres_child import STEPS, enrolled, rows, settled
from ledger.seen import contents, need
from ledger.test_open import trouble
from postgres_server import drop_database, fresh_database

HERE = Path(__file__).parent
WRITERS = 3


@pytest.fixture
def address() -> Iterator[str]:
    made = fresh_database()
    new_ledger(made).close()
    yield made
    drop_database(made)


def test_writers_at_once_lose_nothing_and_double_nothing(address: str) -> None:
    begin = str(time.time() + 4)
    path = os.pathsep.join([*sys.path, str(HERE.parent)])
    children = [
        subprocess.Popen(
            [sys.executable, str(HERE / "postgres_child.py"), address, str(number), begin],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    added: Counter[str] = Counter()
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        for what, new, there, given, problems in json.loads(out):
            assert problems == []
            assert new + there == given
            added[what] += new
    starts = {(number * 37 + step * 60) % 240 for number in range(WRITERS) for step in range(STEPS)}
    whole = memory_ledger(
        list({json.dumps(row): row for start in sorted(starts) for row in rows(start, 100)}.values()),
        [row for start in starts for row in settled(start, 100)],
        [row for start in starts for row in enrolled(start, 60)],
        catalogue=small_catalogue(),
    )
    with whole, open_ledger(address) as ledger:
        assert contents(ledger) == contents(whole)
        assert added["add"] == len(contents(whole))
        assert added["amend"] == len(ledger.amendments(need())) == len(whole.amendments(need()))
        assert added["enrol"] == len(ledger.participations("r").subject) == len(whole.participations("r").subject)
        assert ledger.subjects()[1].to_pylist() == whole.subjects()[1].to_pylist()
    with psycopg.connect(address) as con:
        for table in ("words", "parties"):  # numbered from 0 without a gap: no name was numbered twice
            assert con.execute(f"SELECT max(no) - count(*) FROM bonitas.{table}".encode()).fetchall() == [(-1,)]
        assert con.execute("SELECT sum(rows) FROM bonitas.calls WHERE what = 'records'").fetchall() == [(added["add"],)]


def test_what_appears_while_a_file_is_read_is_taken_up(address: str, catalogue: Catalogue) -> None:
    """Between the reading of a file and its adding another adds the same names, one of its records and a new attribute."""
    mine = rows(0, 6)
    with (
        open_ledger(address, write=True, catalogue=catalogue) as other,
        open_ledger(address, write=True, catalogue=catalogue) as ledger,
    ):
        done = []

        def between(_: int) -> None:
            if not done:
                done.append(
                    other.add([*rows(3, 1), *rows(7, 2), *rows(201, 1), {**rows(5, 1)[0], "note": "otherwise", "ref": "4"}])
                )

        report = ledger.add(mine, progress=between)
        assert (done[0].added, done[0].problems) == (4 + 1, ())
        # Record 3 is there by now; the other's '4' is of another furnisher.
        assert (report.added, report.already_there, report.rejected) == (5, 1, 0)
        with memory_ledger([*mine, *rows(7, 2), *rows(201, 1), {**rows(5, 1)[0], "note": "otherwise", "ref": "4"}],
                           catalogue=catalogue) as whole:  # fmt: skip
            assert contents(ledger) == contents(whole)


def test_a_contradiction_that_appears_meanwhile_is_found(address: str, catalogue: Catalogue) -> None:
    gift = {"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "f", "ref": "1"}
    with (
        open_ledger(address, write=True, catalogue=catalogue) as other,
        open_ledger(address, write=True, catalogue=catalogue) as ledger,
    ):
        typed = [{**gift, "subject": "b", "ref": "2", "subject_type": "person"}, gift]
        theirs = [{**gift, "occurred_on": "2026-01-02"}, {**gift, "subject": "b", "ref": "3", "subject_type": "organisation"}]
        report = ledger.add(typed, progress=lambda _: other.add(theirs) and None)
        assert [one.code for one in report.problems] == ["L216", "L217"]
        assert report.added == 0
        assert len(contents(ledger)) == 2


def test_what_was_erased_while_a_file_is_read_does_not_come_back(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add(rows(0, 3))

        def erased(_: int) -> None:
            with psycopg.connect(address, autocommit=True) as con:
                con.execute(
                    "SELECT bonitas.remove('asked for by himself', subject => 's1') WHERE NOT EXISTS (SELECT FROM bonitas.removals)"
                )

        found = trouble(lambda: ledger.add(rows(0, 5), progress=erased))
        assert (found.code, "something was removed" in found.message) == ("L527", True)
        assert len(contents(ledger)) == 2
        assert ledger.add(rows(0, 5)).added == 3  # whoever hands it over again means it


def test_within_one_question_nothing_changes(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as other, open_ledger(address, catalogue=catalogue) as ledger:
        other.add(rows(0, 10))
        with ledger.still():
            before = contents(ledger)
            other.add(rows(10, 10))
            other.enrol(enrolled(0, 5))
            assert contents(ledger) == before
            assert sum(len(piece) for piece in ledger.read(need())) == 10
            assert len(ledger.participations("r").subject) == 0
            with ledger.still():
                assert len(ledger.subjects()[0]) == 10
            seen = []
            helper = threading.Thread(target=lambda: seen.append(sum(len(piece) for piece in ledger.read(need()))))
            helper.start()
            helper.join()
            assert seen == [10]
        assert len(contents(ledger)) == 20
        assert len(ledger.participations("r").subject) == 5


def test_asking_and_adding_do_not_wait_for_each_other(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add(rows(0, 10))
        with ledger.still():
            pieces = ledger.read(need())
            next(pieces)
            assert ledger.add(rows(10, 10)).added == 10  # the same ledger, in the middle of an answer
            assert list(pieces) == []
            assert len(contents(ledger)) == 10
        assert len(contents(ledger)) == 20


def test_a_rating_that_waits_for_another_thread_gets_its_own_state(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add(rows(0, 10))
        began, seen = threading.Event(), []

        def second() -> None:
            began.set()
            with ledger.still():
                seen.append(len(contents(ledger)))

        with ledger.still():
            assert len(contents(ledger)) == 10
            thread = threading.Thread(target=second)
            thread.start()
            began.wait()
            ledger.add(rows(10, 10))
            assert len(contents(ledger)) == 10
        thread.join()
        assert seen == [20]
