"""Identifiers: checked, hashed with a key, kept apart from the ledger, and never repeated in words."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, memory_ledger, new_ledger
from bonitas.ledger.identity import SCHEMES, IdentityBook, identify, new_key, read_key, who
from bonitas.ledger.identity.book import beside
from bonitas.ledger.identity.schemes import NoSuchNumber, compact

USCC, CITIZEN, LEI = "91350100M000100Y43", "11010519491231002X", "213800KUD8LAJWSQ9D15"
KEY = bytes(range(32))


@pytest.fixture(params=["a.duckdb", "folder"])
def held(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Any:
    """A ledger with a company and two people."""
    with new_ledger(tmp_path / request.param, catalogue=catalogue) as ledger:
        rows = [("acme", "organisation"), ("li", "person"), ("bo", "person")]
        fixed = {"kind": "civic.gift", "occurred_on": "2026-01-01"}
        assert ledger.add([{"subject": who, "subject_type": type_, **fixed} for who, type_ in rows]).ok
        yield ledger


def row(subject: str, scheme: str, number: str) -> dict[str, str]:
    return {"subject": subject, "scheme": scheme, "number": number}


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("cn-uscc", "91350100M000100Y43"), ("cn-uscc", "91110000802100433B"), ("cn-uscc", "914403001922038216"),
        ("cn-uscc", "91440300708461136T"), ("cn-citizen", "11010519491231002X"), ("cn-citizen", "440524188001010014"),
        ("lei", LEI), ("eu-vat", "DE 136,695 976"), ("de-tax", "36 574 261 809"), ("us-ein", "91-1144442"),
    ],
)  # fmt: skip
def test_numbers_that_pass(scheme: str, number: str) -> None:
    assert compact(SCHEMES[scheme], number)


@pytest.mark.parametrize(
    ("scheme", "number", "why"),
    [
        ("cn-uscc", "91350100M000100Y44", "its check digit is wrong"),
        ("cn-uscc", "91350100M000100Y4", "too short or too long"),
        ("cn-citizen", "110105194912310021", "its check digit is wrong"),
        ("cn-citizen", "110105194913310021", "does not exist|check digit"),
        ("lei", "213800KUD8LAJWSQ9D16", "its check digit is wrong"),
        ("lei", "21380*KUD8LAJWSQ9D16", "character|too short"),
        ("eu-vat", "XX136695976", "does not exist|character"),
    ],
)
def test_numbers_that_do_not(scheme: str, number: str, why: str) -> None:
    with pytest.raises(NoSuchNumber, match=why):
        compact(SCHEMES[scheme], number)


@pytest.mark.parametrize("at", range(17))
def test_one_wrong_digit_is_found(at: int) -> None:
    for digit in "0123456789":
        wrong = CITIZEN[:at] + digit + CITIZEN[at + 1 :]
        if wrong != CITIZEN:
            with pytest.raises(NoSuchNumber):
                compact(SCHEMES["cn-citizen"], wrong)


def test_found_again_by_number(held: Store) -> None:
    rows = [row("acme", "cn-uscc", USCC), row("acme", "lei", LEI), row("li", "cn-citizen", CITIZEN)]
    report = identify(held, rows, KEY)
    assert (report.added, report.already_there, report.rejected) == (3, 0, 0)
    again = identify(held, rows, KEY)
    assert (again.added, again.already_there, again.rejected) == (0, 3, 0)
    assert who(held.address, "cn-citizen", "110105 19491231 002x", KEY) == "li"
    assert who(held.address, "lei", LEI, KEY) == "acme"
    assert who(held.address, "cn-uscc", "91110000802100433B", KEY) is None


def test_the_number_is_nowhere(held: Store) -> None:
    identify(held, [row("acme", "cn-uscc", USCC), row("li", "cn-citizen", CITIZEN)], KEY)
    book = beside(held.address)
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    folder = book.parent
    for path in (path for path in folder.rglob("*") if path.is_file()):
        for number in (USCC, CITIZEN):
            assert number.encode() not in path.read_bytes(), path


def test_bad_rows_are_listed_and_good_ones_kept(held: Store, tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(
        "subject,scheme,number\n"
        f"acme,cn-uscc,{USCC}\n"
        "li,cn-citizen,110105194912310021\n"
        f"li,cn-citzen,{CITIZEN}\n"
        f"bo,cn-uscc,{USCC}\n"
        f"zed,lei,{LEI}\n"
        f"li,cn-citizen,{CITIZEN}\n"
        f"bo,cn-citizen,{CITIZEN}\n"
        "li,cn-citizen,440524188001010014\n"
        "bo,,\n",
        encoding="utf-8",
    )
    report = identify(held, path, KEY)
    assert (report.added, report.already_there, report.rejected) == (2, 0, 7)
    said = [(one.line, one.column, one.code, one.message) for one in report.problems]
    assert said == [
        (3, 3, "L602", "This cannot be a citizen number: its check digit is wrong."),
        (4, 2, "L601", "'cn-citzen' is no scheme of identifiers."),
        (5, 1, "L611", "'bo' is a person; a unified social credit code is not for such."),
        (6, 1, "L610", "The ledger has no such subject."),
        (8, 3, "L604", "This citizen number is on file for 'li'."),
        (9, 3, "L603", "'li' has another citizen number on file."),
        (10, 2, "L201", "'scheme' is empty."),
        (10, 3, "L201", "'number' is empty."),
    ]
    assert report.problems[1].nearest == "cn-citizen"
    assert not any(CITIZEN in str(one) or "110105194912310021" in str(one) for one in report.problems)


def test_a_file_of_other_columns(held: Store, tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("subject,scheme,nummer\nacme,lei,x\n", encoding="utf-8")
    assert [(one.code, one.nearest) for one in identify(held, path, KEY).problems] == [("L107", "number"), ("L108", None)]


def test_keys(held: Store, tmp_path: Path) -> None:
    new_key(tmp_path / "one.key")
    assert stat.S_IMODE((tmp_path / "one.key").stat().st_mode) == 0o600
    key = read_key(tmp_path / "one.key")
    assert len(key) == 32
    for code, call in (
        ("L605", lambda: new_key(tmp_path / "one.key")),
        ("L606", lambda: read_key(tmp_path / "none.key")),
        ("L608", lambda: who(held.address, "lei", LEI, key)),
    ):
        with pytest.raises(BonitasError, match=code):
            call()
    (tmp_path / "bad.key").write_text("secret\n", encoding="utf-8")
    with pytest.raises(BonitasError, match="64 hexadecimal digits"):
        read_key(tmp_path / "bad.key")
    assert identify(held, [row("acme", "lei", LEI)], key).added == 1
    with pytest.raises(BonitasError, match="L607"):
        identify(held, [row("acme", "lei", LEI)], KEY)
    assert who(held.address, "lei", LEI, key) == "acme"


def test_two_keys_give_two_hashes(tmp_path: Path, catalogue: Catalogue) -> None:
    digests = set()
    for name, key in (("one", KEY), ("two", bytes(32))):
        with new_ledger(tmp_path / f"{name}.duckdb", catalogue=catalogue) as ledger:
            ledger.add([{"subject": "acme", "subject_type": "organisation", "kind": "civic.gift", "occurred_on": "2026-01-01"}])
            identify(ledger, [row("acme", "lei", LEI)], key)
            with IdentityBook(beside(ledger.address), key) as book:
                digests |= {digest for _, _, digest, _ in book._shelf.all()}
    assert len(digests) == 2


def test_what_is_no_book(held: Store) -> None:
    import duckdb

    duckdb.connect(str(beside(held.address))).close()
    with pytest.raises(BonitasError, match="L609"):
        identify(held, [row("acme", "lei", LEI)], KEY)


def test_a_ledger_in_memory_has_none(catalogue: Catalogue) -> None:
    rows = [{"subject": "li", "kind": "civic.gift", "occurred_on": "2026-01-01"}]
    with memory_ledger(rows, catalogue=catalogue) as ledger, pytest.raises(BonitasError, match="L612"):
        identify(ledger, [row("li", "cn-citizen", CITIZEN)], KEY)


def test_asking_amiss(held: Store) -> None:
    identify(held, [row("acme", "lei", LEI)], KEY)
    with pytest.raises(BonitasError, match="L621 This is no scheme of identifiers"):
        who(held.address, "lex", LEI, KEY)
    with pytest.raises(BonitasError, match="L602 This cannot be a legal entity identifier"):
        who(held.address, "lei", "213800KUD8LAJWSQ9D16", KEY)
