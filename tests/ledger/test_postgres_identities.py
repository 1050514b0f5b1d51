"""Identifiers of a ledger in PostgreSQL: in the same database, in a schema of their own, for a role of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.ledger import Store, new_ledger, open_ledger
from bonitas.ledger.identity import IdentityBook, identify, new_sealing_key, read_key, read_public, rotate_key, who
from bonitas.ledger.identity.book import proof_of
from bonitas.ledger.identity.rows import Claim
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
    changes += [f"UPDATE {identifiers} SET digest = 'x'", "DELETE FROM bonitas_identities.rotations"]
    for sql in changes:
        assert "permission denied" in refused(may, sql)
        assert "is refused" in refused(address, sql)


def test_a_rotation_is_written_down_and_whole(held: Store, address: str, tmp_path: Path) -> None:
    may = login(address, "bonitas_reader", "bonitas_identifier")
    identify(held, ROWS, KEY)
    assert "permission denied" in refused(login(address, "bonitas_keeper"), "SELECT bonitas_identities.rotate('a', 'b')")
    for given, said in (("a", "another key"), (proof_of(KEY), "of 3 identifiers 0 were rehashed")):
        with psycopg.connect(may) as con, pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
            con.execute("SELECT bonitas_identities.rotate(%s, 'b')", [given])
    assert rotate_key(may, KEY, tmp_path / "new.key").identifiers == 3
    with psycopg.connect(address) as con:
        told = con.execute("SELECT who, from_proof, to_proof, identifiers FROM bonitas_identities.rotations").fetchall()
        left = con.execute("SELECT count(*) FROM bonitas_identities.rehashed").fetchone()
    user = may.partition("://")[2].partition(":")[0]
    assert told == [(user, proof_of(KEY), proof_of(read_key(tmp_path / "new.key")), 3)]
    assert left == (0,)


def test_who_waited_while_the_key_was_rotated_adds_nothing(held: Store, address: str, tmp_path: Path) -> None:
    identify(held, ROWS[:1], KEY)
    with IdentityBook(address, KEY, write=True) as book:
        rotate_key(address, KEY, tmp_path / "new.key")
        assert trouble(lambda: book.take([Claim(2, 3, "li", "cn-citizen", CITIZEN)], None)).code == "L607"


def test_a_sealed_copy_is_put_once(held: Store, address: str, tmp_path: Path) -> None:
    new_sealing_key(tmp_path / "a.pem")
    identify(held, ROWS, KEY, sealed_to=read_public(tmp_path / "a.pem.pub"))
    may = login(address, "bonitas_identifier")
    for sql in (
        "UPDATE bonitas_identities.identifiers SET sealed = 'x'",
        "UPDATE bonitas_identities.identifiers SET sealed = NULL, sealed_to = NULL",
    ):
        assert "is refused" in refused(may, sql)


def test_identifiers_go_with_their_subject(held: Store, address: str) -> None:
    identify(held, ROWS, KEY)
    with psycopg.connect(login(address, "bonitas_keeper"), autocommit=True) as con:
        con.execute("SELECT bonitas.remove('asked for by herself', subject => 'li')")
    assert who(address, "cn-citizen", CITIZEN, KEY) is None
    assert who(address, "lei", LEI, KEY) == "acme"
