"""Retention and erasure: the one way in which something leaves a ledger in PostgreSQL, and what it writes down."""

from __future__ import annotations

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import open_ledger
from ledger.seen import contents, need
from ledger.test_postgres_roles import GIFT, MORE, spent
from postgres_server import login

__all__ = ["spent"]


def test_retention_removes_records_and_what_was_said_of_them(spent: str) -> None:
    keeper = login(spent, "bonitas_keeper")
    with psycopg.connect(keeper, autocommit=True) as con:
        entry = con.execute("SELECT entry FROM bonitas.records WHERE ref = '1'").fetchall()[0][0]
        done = con.execute("SELECT * FROM bonitas.remove('kept for its three years', %s)", [[entry]]).fetchall()
        assert done == [("amendments", 1), ("records", 1), ("words", 1)]
        who, why = con.execute("SELECT who, why FROM bonitas.removals").fetchall()[0]
        assert (who, why) == (keeper.split("//")[1].split(":")[0], "kept for its three years")
        which = con.execute('SELECT "table", number FROM bonitas.removed WHERE "table" = \'records\'').fetchall()
        assert which == [("records", entry)]
    with open_ledger(spent) as ledger:
        assert [row[5] for row in contents(ledger)] == ["2", "3"]
        assert ledger.amendments(need()) == []
        assert ledger.codes(["hush", "shared"])[0] == -1
        assert ledger.codes(["hush", "shared"])[1] >= 0
        assert len(ledger.participations("r").subject) == 1


def test_erasure_leaves_nothing_of_a_subject(spent: str) -> None:
    with psycopg.connect(login(spent, "bonitas_keeper"), autocommit=True) as con:
        done = con.execute("SELECT * FROM bonitas.remove('asked for by herself', subject => 'ann')").fetchall()
        assert dict(done) == {"amendments": 1, "participations": 1, "parties": 1, "records": 2, "subjects": 1, "words": 1}
    with open_ledger(spent) as ledger:
        (left,) = contents(ledger)
        assert left[0] == "bob"
        assert left[6].startswith("~removed-")  # others' records still name one and the same counterparty
        assert ledger.subjects()[1].to_pylist() == ["bob"]
        assert ledger.parties(["ann"]).tolist() == [-1]
        assert len(ledger.participations("r").subject) == 0
    with psycopg.connect(spent) as con:
        everything = "SELECT count(*) FROM bonitas.parties WHERE id = 'ann' UNION ALL SELECT count(*) FROM bonitas.words WHERE word = 'hush'"
        assert con.execute(everything).fetchall() == [(0,), (0,)]


def test_numbers_are_never_given_twice(spent: str, catalogue: Catalogue) -> None:
    with open_ledger(spent, write=True, catalogue=catalogue) as ledger:
        with psycopg.connect(spent, autocommit=True) as con:
            con.execute("SELECT bonitas.remove('asked for by both', '{0,1,2}')")
            con.execute("SELECT bonitas.remove('asked for by herself', subject => 'ann')")
        assert contents(ledger) == []
        assert ledger.add(MORE).added == 3
        assert ledger.amend([{"furnisher": "town", "ref": "1", "change": "settled", "effective_on": "2026-02-01"}]).added == 1
    with psycopg.connect(spent) as con:
        assert con.execute("SELECT min(entry) FROM bonitas.records").fetchall() == [(3,)]
        above = "SELECT a.no > max(r.no) FROM bonitas.amendments a, bonitas.removals r GROUP BY a.no"
        assert con.execute(above).fetchall() == [(True,)]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("remove('retention is over', '{99}')", "there are no records {99}"),
        ("remove('asked for by him', subject => 'nobody')", "there is no subject 'nobody'"),
        ("remove('retention is over')", "nothing is named that should be removed"),
        ("remove('  ', '{0}')", "removals_why_check"),
        ("remove(NULL, '{0}')", "why"),
    ],
)
def test_what_is_not_removed(spent: str, call: str, said: str) -> None:
    with psycopg.connect(spent, autocommit=True) as con:
        with pytest.raises(psycopg.Error, match=said.replace("{", r"\{").replace("}", r"\}")):
            con.execute(f"SELECT bonitas.{call}".encode())
        assert con.execute("SELECT count(*) FROM bonitas.records, bonitas.removals").fetchall() == [(0,)]
        assert con.execute("SELECT count(*) FROM bonitas.records").fetchall() == [(3,)]


def test_a_removal_written_down_by_hand_is_signed_and_covers_what_it_names_alone(spent: str) -> None:
    with psycopg.connect(spent) as con:
        con.execute("INSERT INTO bonitas.removals (no, at, who, xid, why) VALUES (9, '2001-01-01', 'somebody', '1', 'by hand')")
        con.execute("INSERT INTO bonitas.removed VALUES ('records', 1, 0, 9)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), con.transaction():
            con.execute("DELETE FROM bonitas.records")
        assert con.execute("DELETE FROM bonitas.records WHERE entry = 1").rowcount == 1
        con.commit()
        assert con.execute("SELECT who FROM bonitas.removals").fetchall() == [("postgres",)]
    with psycopg.connect(spent) as con:
        con.execute("INSERT INTO bonitas.removed VALUES ('records', 2, 0, 9)")  # an old removal covers nothing new
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            con.execute("DELETE FROM bonitas.records WHERE entry = 2")


def test_an_erased_subject_may_come_back_as_a_new_one(spent: str, catalogue: Catalogue) -> None:
    with open_ledger(spent, write=True, catalogue=catalogue) as ledger:
        old = int(ledger.parties(["ann"])[0])
        with psycopg.connect(spent, autocommit=True) as con:
            con.execute("SELECT bonitas.remove('asked for by herself', subject => 'ann')")
        assert ledger.add([{**GIFT, "ref": "new"}]).added == 1
        assert int(ledger.parties(["ann"])[0]) != old
