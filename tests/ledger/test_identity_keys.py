"""Keys of a book of identifiers: from where they come, rotated, and those of sealed copies."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import Store, open_ledger
from bonitas.ledger.access import open_accesses
from bonitas.ledger.identity import file_shelf as shelf
from bonitas.ledger.identity import (
    identify,
    new_key,
    new_sealing_key,
    open_sealed,
    read_key,
    read_private,
    read_public,
    rotate_key,
    the_key,
    who,
)  # fmt: skip
from bonitas.ledger.identity.book import beside
from bonitas.ledger.identity.key import hashed, hashed_again, layers
from bonitas.ledger.identity.sealed import name_of, seal, unseal
from ledger.test_identity import CITIZEN, LEI, USCC, row
from stores import STORES, address_in

ROWS = [row("acme", "cn-uscc", USCC), row("acme", "lei", LEI), row("li", "cn-citizen", CITIZEN)]
FOUND = [("cn-uscc", USCC, "acme"), ("lei", LEI, "acme"), ("cn-citizen", CITIZEN, "li")]


@pytest.fixture(params=STORES)
def held(request: pytest.FixtureRequest, catalogue: Catalogue) -> Iterator[Store]:
    with address_in(request.param) as address, open_ledger(address, write=True, catalogue=catalogue) as ledger:
        fixed = {"kind": "civic.gift", "occurred_on": "2026-01-01"}
        people = [("acme", "organisation"), ("li", "person"), ("bo", "person")]
        assert ledger.add([{"subject": who, "subject_type": type_, **fixed} for who, type_ in people]).ok
        yield ledger


def code_of(call: object) -> str:
    with pytest.raises(BonitasError) as raised:
        call()  # type: ignore[operator]
    return raised.value.problems[0].code


# ------------------------------------------------------------ where a key comes from


def test_a_key_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BONITAS_KEY", "BONITAS_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert code_of(the_key) == "L613"
    key = new_key(tmp_path / "a.key")
    monkeypatch.setenv("BONITAS_KEY_FILE", str(tmp_path / "a.key"))
    assert the_key() == key
    monkeypatch.setenv("BONITAS_KEY", key.hex())
    assert code_of(the_key) == "L614"
    monkeypatch.delenv("BONITAS_KEY_FILE")
    assert the_key() == key
    monkeypatch.setenv("BONITAS_KEY", f"{key.hex()},{key.hex()}\n")
    assert the_key() == key * 2
    other = new_key(tmp_path / "b.key")
    assert the_key(tmp_path / "b.key") == other, "what is named goes before what is set"
    for wrong in ("secret", key.hex()[:-1], key.hex().upper()):
        monkeypatch.setenv("BONITAS_KEY", wrong)
        with pytest.raises(BonitasError, match="BONITAS_KEY: L606") as raised:
            the_key()
        assert wrong not in str(raised.value)


# ------------------------------------------------------------ rotation


def test_a_rotated_key_finds_and_the_old_one_does_not(held: Store, tmp_path: Path) -> None:
    old, address = new_key(tmp_path / "1.key"), held._place()
    identify(held, ROWS, old)
    key = old
    for n in (2, 3):
        done = rotate_key(address, key, tmp_path / f"{n}.key")
        assert (done.identifiers, done.already) == (3, False)
        before, key = key, read_key(tmp_path / f"{n}.key")
        assert stat.S_IMODE((tmp_path / f"{n}.key").stat().st_mode) == 0o600
        assert len(layers(key)) == n
        assert [who(address, scheme, number, key) for scheme, number, _ in FOUND] == [name for _, _, name in FOUND]
        assert code_of(lambda was=before: who(address, "lei", LEI, was)) == "L607"
        again = rotate_key(address, before, tmp_path / f"{n}.key")
        assert (again.identifiers, again.already) == (3, True)
    assert code_of(lambda: identify(held, ROWS, old)) == "L607"
    report = identify(held, [*ROWS, row("bo", "cn-citizen", "440524188001010014")], key)
    assert (report.added, report.already_there) == (1, 3)


def test_a_rotation_that_cannot_be(held: Store, tmp_path: Path) -> None:
    old, address = new_key(tmp_path / "old.key"), held._place()
    assert code_of(lambda: rotate_key(address, old, tmp_path / "new.key")) == "L608"
    identify(held, ROWS, old)
    other = new_key(tmp_path / "other.key")
    assert code_of(lambda: rotate_key(address, old, tmp_path / "other.key")) == "L615"
    assert code_of(lambda: rotate_key(address, old, tmp_path / "old.key")) == "L615"
    assert code_of(lambda: rotate_key(address, other, tmp_path / "new.key")) == "L607"
    assert not (tmp_path / "new.key").exists()
    assert code_of(lambda: rotate_key(address, old, tmp_path / "no" / "new.key")) == "L605"
    assert who(address, "lei", LEI, old) == "acme"


@pytest.mark.parametrize("fails", ["os.replace", "_insert", "flushed"])
def test_a_rotation_that_is_stopped_is_finished_by_the_same_call(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    with address_in("duckdb") as address, open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add([{"subject": "li", "kind": "civic.gift", "occurred_on": "2026-01-01"}])
        old = new_key(tmp_path / "old.key")
        identify(ledger, ROWS[2:], old)

        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(os if fails == "os.replace" else shelf, fails.rpartition(".")[2], stopped)
            rotate_key(address, old, tmp_path / "new.key")
        new = read_key(tmp_path / "new.key")
        found = [code_of(lambda: who(address, "lei", LEI, new)), who(address, "cn-citizen", CITIZEN, old)]
        assert found == ["L607", "li"], "all of it is as it was"
        rotate_key(address, old, tmp_path / "new.key")
        assert who(address, "cn-citizen", CITIZEN, new) == "li"
        assert [path.name for path in Path(address).parent.iterdir() if ".identities." in path.name] == []


def test_no_digest_of_before_stays_in_the_file(tmp_path: Path, catalogue: Catalogue) -> None:
    with address_in("duckdb") as address, open_ledger(address, write=True, catalogue=catalogue) as ledger:
        names = [f"s{n}" for n in range(500)]
        ledger.add(
            [{"subject": name, "subject_type": "person", "kind": "civic.gift", "occurred_on": "2026-01-01"} for name in names]
        )
        old = new_key(tmp_path / "old.key")
        given = [row(name, "uk-utr", number) for name, number in zip(names, utrs(len(names)), strict=True)]
        assert identify(ledger, given, old).added == 500
        digests = [hashed(old, "uk-utr", one["number"]).encode() for one in given]
        book = beside(address)
        assert isinstance(book, Path)
        assert sum(digest in book.read_bytes() for digest in digests) > 100, "they can be seen in the file"
        rotate_key(address, old, tmp_path / "new.key")
        assert not any(digest in book.read_bytes() for digest in digests)
        assert stat.S_IMODE(book.stat().st_mode) == 0o600


def utrs(count: int) -> Iterator[str]:
    """British taxpayer references with their check digits."""
    from stdnum.gb.utr import calc_check_digit

    for n in range(count):
        yield f"{calc_check_digit(f'{n:09}')}{n:09}"


def test_layers_are_hashed_one_upon_another() -> None:
    keys = [bytes([n]) * 32 for n in range(4)]
    digest = hashed(keys[0], "lei", LEI)
    for n in (1, 2, 3):
        digest = hashed_again(keys[n], digest)
        assert digest == hashed(b"".join(keys[: n + 1]), "lei", LEI)
    assert hashed(keys[1] + keys[0], "lei", LEI) != hashed(keys[0] + keys[1], "lei", LEI)


# ------------------------------------------------------------ sealed copies


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("keys") / "officer.pem"
    new_sealing_key(path)
    return path


def test_a_sealed_copy_opens_for_its_key_subject_and_scheme_alone(officer: Path, tmp_path: Path) -> None:
    private, public = read_private(officer), read_public(f"{officer}.pub")
    one, two = (seal(public, "li", "cn-citizen", CITIZEN) for _ in range(2))
    assert unseal(private, "li", "cn-citizen", one) == unseal(private, "li", "cn-citizen", two) == CITIZEN
    assert one[:32] != two[:32]
    assert not any(one[at : at + 8] == two[at : at + 8] for at in range(len(one) - 8)), "two copies have nothing in common"
    assert len(seal(public, "li", "de-register", "B 1")) == len(one), "the length says nothing"
    for subject, scheme, copy in (
        ("bo", "cn-citizen", one), ("li", "lei", one), ("li", "cn-citizen", one[:-1]), ("li", "cn-citizen", b""),
        ("li", "cn-citizen", one[:40] + bytes([one[40] ^ 1]) + one[41:]),
    ):  # fmt: skip
        assert code_of(lambda a=subject, b=scheme, c=copy: unseal(private, a, b, c)) == "L618"
    new_sealing_key(tmp_path / "other.pem")
    assert code_of(lambda: unseal(read_private(tmp_path / "other.pem"), "li", "cn-citizen", one)) == "L618"


def test_keys_for_sealed_copies(officer: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(officer.stat().st_mode) == 0o600
    assert code_of(lambda: new_sealing_key(officer)) == "L605"
    assert code_of(lambda: read_public(officer)) == "L616"
    assert code_of(lambda: read_private(f"{officer}.pub")) == "L616"
    assert code_of(lambda: read_private(tmp_path / "none.pem")) == "L616"
    (tmp_path / "bad.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    assert code_of(lambda: read_public(tmp_path / "bad.pem")) == "L616"


def test_a_number_is_opened_for_a_purpose_and_leaves_a_trace(held: Store, officer: Path, tmp_path: Path) -> None:
    key, public = new_key(tmp_path / "a.key"), read_public(f"{officer}.pub")
    identify(held, ROWS[:2], key)
    report = identify(held, ROWS, key, sealed_to=public)
    assert (report.added, report.already_there) == (1, 2), "those that are there get a copy too"
    private = read_private(officer)
    opened = open_sealed(held, "acme", private, purpose="court order 4 O 12/26", by="officer", recipient="court")
    assert opened == {"cn-uscc": USCC, "lei": LEI}
    assert open_sealed(held, "li", private, purpose="mistaken identity", by="officer", scheme="cn-citizen") == {
        "cn-citizen": CITIZEN
    }
    for words in ({"purpose": " ", "by": "officer"}, {"purpose": "x", "by": ""}):
        assert code_of(lambda said=words: open_sealed(held, "li", private, **said)) == "L620"
    assert code_of(lambda: open_sealed(held, "bo", private, purpose="x", by="y")) == "L617"
    assert code_of(lambda: open_sealed(held, "li", private, purpose="x", by="y", scheme="lei")) == "L617"
    assert code_of(lambda: open_sealed(held, "li", private, purpose="x", by="y", scheme="none")) == "L621"
    new_sealing_key(tmp_path / "other.pem")
    other = read_private(tmp_path / "other.pem")
    with pytest.raises(BonitasError, match=f"L619 .* {name_of(public)}"):
        open_sealed(held, "li", other, purpose="x", by="y")
    with open_accesses(held) as book:
        seen = [(one.what, one.subject, one.purpose, one.by, one.recipient) for one in book.since()]
    assert seen == [
        ("unseal", "acme", "court order 4 O 12/26", "officer", "court"),
        ("unseal", "li", "mistaken identity", "officer", ""),
    ]
    rotate_key(held._place(), key, tmp_path / "b.key")
    assert open_sealed(held, "acme", private, purpose="x", by="y", scheme="lei") == {"lei": LEI}, "a rotation keeps the copies"


def test_a_book_of_before_is_read_and_added_to(tmp_path: Path, catalogue: Catalogue, officer: Path) -> None:
    """Made as it was before there were sealed copies."""
    with address_in("duckdb") as address, open_ledger(address, write=True, catalogue=catalogue) as ledger:
        ledger.add([{"subject": "li", "kind": "civic.gift", "occurred_on": "2026-01-01"}])
        key, book = new_key(tmp_path / "a.key"), beside(address)
        with duckdb.connect(str(book)) as con:
            con.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
            con.execute("INSERT INTO meta VALUES ('proof', ?)", [hashed(key, "", "this book's key")])
            con.execute("CREATE TABLE identifiers (subject VARCHAR, scheme VARCHAR, digest VARCHAR, recorded_at BIGINT)")
            con.execute("INSERT INTO identifiers VALUES ('li', 'cn-citizen', ?, 1)", [hashed(key, "cn-citizen", CITIZEN)])
        private = read_private(officer)
        assert who(address, "cn-citizen", CITIZEN, key) == "li"
        assert code_of(lambda: open_sealed(ledger, "li", private, purpose="x", by="y")) == "L617"
        shutil.copy(book, tmp_path / "copy")
        assert identify(ledger, ROWS[2:], key, sealed_to=read_public(f"{officer}.pub")).already_there == 1
        assert open_sealed(ledger, "li", private, purpose="x", by="y") == {"cn-citizen": CITIZEN}
