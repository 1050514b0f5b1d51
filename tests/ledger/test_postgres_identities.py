"""Identifiers of a ledger in PostgreSQL: in the same database, in a schema of their own, for a role of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.identity import identify, who
from ledger.test_identity import CITIZEN, KEY, LEI, USCC, row
from ledger.test_open import trouble
from ledger.test_postgres_roles import refused
from postgres_server import drop_database, fresh_database, login

ROWS = [row("acme", "cn-uscc", USCC), row("acme", "lei", LEI), row("li", "cn-citizen", CITIZEN)]


@pytest.fixture
def address() -> Iterator[str]:
    made = fresh_database()
    yield made
    drop_database(made)


@pytest.fixture
def held(address: str, catalogue: Catalogue) -> Iterator[Store]:
    with new_ledger(address, catalogue=catalogue) as ledger:
        rows = [("acme", "organisation"), ("li", "person"), ("bo", "person")]
        fixed: dict[str, Any] = {"kind": "civic.gift", "occurred_on": "2026-01-01"}
        assert ledger.add([{"subject": name, "subject_type": type_, **fixed} for name, type_ in rows]).ok
        yield ledger


def test_found_again_by_number(held: Store, address: str) -> None:
    assert trouble(lambda: who(address, "lei", LEI, KEY)).code == "L608"
    report = identify(held, ROWS, KEY)
    assert (report.added, report.already_there, report.rejected) == (3, 0, 0)
    again = identify(held, [*ROWS, row("bo", "cn-citizen", CITIZEN)], KEY)
    assert (again.added, again.already_there, [one.code for one in again.problems]) == (0, 3, ["L604"])
    assert who(address, "lei", LEI, KEY) == "acme"
    assert who(address, "cn-uscc", "91110000802100433B", KEY) is None
    assert trouble(lambda: who(address, "lei", LEI, bytes(32))).code == "L607"
    with psycopg.connect(address) as con:
        text = str(con.execute("SELECT * FROM bonitas_identities.identifiers").fetchall())
    assert not any(number in text for number in (USCC, LEI, CITIZEN))


def test_who_may_and_who_may_not(held: Store, address: str, catalogue: Catalogue) -> None:
    may = login(address, "bonitas_reader", "bonitas_identifier")
    with open_ledger(may, catalogue=catalogue) as ledger:
        assert identify(ledger, ROWS, KEY).added == 3
    assert who(may, "lei", LEI, KEY) == "acme"
    for role in ("bonitas_reader", "bonitas_rater", "bonitas_furnisher", "bonitas_keeper"):
        assert trouble(lambda role=role: who(login(address, role), "lei", LEI, KEY)).code == "L524"  # type: ignore[misc]
    identifiers, proof = "bonitas_identities.identifiers", "bonitas_identities.proof"
    changes = [f"UPDATE {identifiers} SET subject = 'x'", f"UPDATE {proof} SET digest = 'x'"]
    changes += [f"{what} {table}" for table in (identifiers, proof) for what in ("DELETE FROM", "TRUNCATE")]
    for sql in changes:
        assert "permission denied" in refused(may, sql)
        assert "is refused" in refused(address, sql)


def test_identifiers_go_with_their_subject(held: Store, address: str) -> None:
    identify(held, ROWS, KEY)
    with psycopg.connect(login(address, "bonitas_keeper"), autocommit=True) as con:
        con.execute("SELECT bonitas.remove('asked for by herself', subject => 'li')")
    assert who(address, "cn-citizen", CITIZEN, KEY) is None
    assert who(address, "lei", LEI, KEY) == "acme"
