"""Who may do what in a ledger in PostgreSQL, and that everything else is refused by the database: each role with a login of its own."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, new_ledger, open_ledger
from ledger.conftest import small_catalogue
from ledger.seen import contents, need
from ledger.test_open import trouble
from postgres_server import drop_database, fresh_database, login

TABLES = (
    "words", "parties", "subjects", "records", "amendments", "participations", "attributes", "meta", "calls", "removals", "removed",
    "migrations",
)  # fmt: skip
ROLES = ("bonitas_reader", "bonitas_rater", "bonitas_furnisher", "bonitas_keeper")
GIFT = {"subject": "ann", "kind": "civic.gift", "occurred_on": "2026-01-01", "furnisher": "town", "ref": "1", "note": "hush"}
MORE = [
    GIFT,
    {**GIFT, "ref": "2", "note": "shared"},
    {**GIFT, "subject": "bob", "ref": "3", "note": "shared", "counterparty": "ann"},
]


@pytest.fixture(scope="module")
def held() -> Iterator[str]:
    """The owner's address of a ledger with some entries, for tests that change nothing."""
    made = fresh_database()
    filled(made).close()
    yield made
    drop_database(made)


@pytest.fixture
def spent() -> Iterator[str]:
    """The same for a test that changes something."""
    made = fresh_database()
    filled(made).close()
    yield made
    drop_database(made)


def filled(address: str) -> Store:
    ledger = new_ledger(address, catalogue=small_catalogue())
    assert ledger.add(MORE).added == 3
    assert ledger.amend([{"furnisher": "town", "ref": "1", "change": "settled", "effective_on": "2026-02-01"}]).added == 1
    assert ledger.enrol([{"subject": "ann", "rulebook": "r", "basis": "consent", "from": "2026-01-01"}]).added == 1
    return ledger


def refused(address: str, sql: str) -> str:
    """What the database says when it refuses a statement."""
    with psycopg.connect(address, autocommit=True) as con, pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        con.execute(sql.encode())
    return str(caught.value.diag.message_primary)


CHANGES = [f"DELETE FROM bonitas.{table}" for table in TABLES] + [f"TRUNCATE bonitas.{table} CASCADE" for table in TABLES]
CHANGES += [
    "UPDATE bonitas.words SET word = 'x'",
    "UPDATE bonitas.parties SET id = 'x'",
    "UPDATE bonitas.parties SET id = '~removed-' || no",
    "UPDATE bonitas.subjects SET organisation = true",
    "UPDATE bonitas.records SET occurred_on = '2020-01-01'",
    "UPDATE bonitas.amendments SET change = 'withdrawn'",
    "UPDATE bonitas.participations SET rulebook = 'x'",
    "UPDATE bonitas.attributes SET type = 'money'",
    "UPDATE bonitas.meta SET value = 'yes'",
    "UPDATE bonitas.calls SET who = 'x'",
    "UPDATE bonitas.removals SET why = 'nothing at all'",
    "UPDATE bonitas.removed SET number = 0",
]


def test_nobody_changes_or_removes_an_entry_not_even_the_owner(held: str) -> None:
    for sql in CHANGES:
        if "migrations" not in sql:
            assert "is refused" in refused(held, sql), sql
    with open_ledger(held) as ledger:
        assert [row[5] for row in contents(ledger)] == ["1", "2", "3"]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_or_removes_an_entry(held: str, role: str) -> None:
    address = login(held, role)
    for sql in CHANGES:
        assert "permission denied" in refused(address, sql), sql
    for sql in ("DROP SCHEMA bonitas CASCADE", "ALTER TABLE bonitas.records DISABLE TRIGGER ALL", "DROP TRIGGER only_audited ON bonitas.records",
                "ALTER TABLE bonitas.records ADD COLUMN x integer", "CREATE TABLE bonitas.x (y integer)"):  # fmt: skip
        assert refused(address, sql), sql


def test_somebody_without_a_role_sees_nothing(held: str) -> None:
    address = login(held)
    for table in TABLES:
        assert "permission denied" in refused(address, f"SELECT * FROM bonitas.{table}")
    found = trouble(lambda: open_ledger(address))
    assert found.code == "L524"
    assert "bonitas_reader" in (found.remedy or "")


@pytest.mark.parametrize("role", ["bonitas_reader", "bonitas_rater", "bonitas_keeper"])
def test_who_only_asks_adds_nothing(held: str, role: str, catalogue: Catalogue) -> None:
    with open_ledger(login(held, role), write=True, catalogue=catalogue) as ledger:
        assert len(contents(ledger)) == 3
        assert len(ledger.amendments(need())) == 1
        assert len(ledger.participations("r").subject) == 1
        for bring in (
            lambda: ledger.add([{**GIFT, "ref": "9"}]),
            lambda: ledger.enrol([{"subject": "ann", "rulebook": "s", "basis": "notice", "from": "2026-01-01"}]),
            lambda: ledger.amend([{"furnisher": "town", "ref": "2", "change": "disputed", "effective_on": "2026-02-01"}]),
            ledger.compact,
        ):
            assert trouble(bring).code == "L524"
        assert len(contents(ledger)) == 3


@pytest.mark.parametrize("role", ["bonitas_reader", "bonitas_rater", "bonitas_furnisher"])
def test_only_a_keeper_removes(held: str, role: str) -> None:
    assert "permission denied" in refused(login(held, role), "SELECT * FROM bonitas.remove('retention is over', '{0}')")


def test_a_furnisher_adds_and_does_no_more(spent: str, catalogue: Catalogue) -> None:
    address = login(spent, "bonitas_furnisher")
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.add([{**GIFT, "subject": "cem", "ref": "7", "amount": "5"}]).added == 1  # an attribute that is new
        assert ledger.add(MORE).already_there == 3
        assert ledger.amend([{"furnisher": "town", "ref": "7", "change": "disputed", "effective_on": "2026-02-01"}]).added == 1
        assert ledger.enrol([{"subject": "cem", "rulebook": "r", "basis": "notice", "from": "2026-01-01"}]).added == 1
        assert trouble(ledger.compact).code == "L524"
    assert "permission denied" in refused(address, "SELECT * FROM bonitas.removed")
    with psycopg.connect(spent) as con:
        who = con.execute("SELECT DISTINCT who FROM bonitas.calls ORDER BY who").fetchall()
        assert who == [("postgres",), (address.split("//")[1].split(":")[0],)]


def test_who_called_is_not_for_the_caller_to_say(spent: str) -> None:
    address = login(spent, "bonitas_furnisher")
    with psycopg.connect(address, autocommit=True) as con:
        con.execute(
            "INSERT INTO bonitas.calls (at, who, what, rows, last, latest_at) VALUES ('2001-01-01', 'postgres', 'x', 0, 0, 0)"
        )
        row = con.execute(
            "SELECT who = session_user, at > now() - interval '1 hour' FROM bonitas.calls WHERE what = 'x'"
        ).fetchone()
    assert row == (True, True)


def test_a_column_is_made_for_attributes_only(spent: str) -> None:
    with psycopg.connect(login(spent, "bonitas_furnisher"), autocommit=True) as con:
        for name, type_ in (("x; DROP TABLE", "text"), ("Upper", "text"), ("fine", "integer[]"), ("fine", None), (None, "text")):
            with pytest.raises(psycopg.errors.InvalidParameterValue):
                con.execute("SELECT bonitas.keep_attribute(%s, %s)", [name, type_])
