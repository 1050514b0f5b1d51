"""The book of accesses: who asked, in every store; and what is found in one that somebody has changed."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.ledger import Store, memory_ledger, new_ledger, open_ledger
from bonitas.ledger.access import EVERYBODY, Access, Accesses, is_recorded, note, open_accesses
from bonitas.ledger.access.entry import spans, unspanned
from ledger.test_open import trouble
from ledger.test_postgres_roles import refused
from postgres_server import login
from stores import STORES, address_in


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest) -> Iterator[Store]:
    with address_in(request.param) as address, open_ledger(address) as opened:
        yield opened


def access(subject: str, what: str = "rate", **more: str) -> Access:
    return Access(subject=subject, what=what, **{"purpose": "loan 7", "by": "desk 4", **more})


def test_noted_and_read(ledger: Store) -> None:
    with open_accesses(ledger) as book:
        assert (book.of("ann"), book.head(), book.verify()) == ([], (0, ""), [])
    note(ledger, [access("ann", score="412.5", recipient="Bank ‘Ünal’\n", on="2026-11-23"), access("bo")])
    note(ledger, [access(EVERYBODY, purpose="")])
    with open_accesses(ledger) as book:
        one, all_ = book.of("ann")
        assert (one.no, one.recipient, one.score, one.purpose) == (1, "Bank ‘Ünal’\n", "412.5", "loan 7")
        assert one.login != "" and 0 < one.at <= all_.at
        assert [found.subject for found in book.since(1)] == ["bo", EVERYBODY]
        assert [found.no for found in book.of("ann", everybody=False)] == [1]
        assert book.verify() == [] == book.verify(book.head())


def test_emptied_rows_leave_a_whole_chain(ledger: Store) -> None:
    note(ledger, [access("ann"), access("bo"), access("ann")])
    with open_accesses(ledger, write=True) as book:
        head = book.head()
        assert book.forget("ann", by="keeper", why="erasure asked for") == 2
        assert book.forget("nobody", by="keeper", why="x") == 0
        assert (book.of("ann"), book.verify(head)) == ([], [])
        empty, _, _, said = book.since()
        assert (empty.no, empty.subject, empty.by) == (1, "", "")
        assert (said.what, said.purpose, said.by, said.numbers) == ("forget", "erasure asked for", "keeper", "1 3")


def test_nothing_is_noted_of_the_made_up(tmp_path: Path) -> None:
    with memory_ledger() as here, new_ledger(tmp_path / "lab.duckdb", lab=True) as lab:
        for one in (here, lab):
            assert not is_recorded(one)
            note(one, [access("ann")])
        assert trouble(lambda: open_accesses(here)).code == "L640"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lab.duckdb"]


# ------------------------------------------------------------ what somebody changed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with new_ledger(tmp_path / "a.duckdb") as made:
        note(made, [access(name) for name in ("ann", "bo", "cy", "di")])
    return tmp_path / "a.duckdb.accesses"


def tampered(file: Path, *statements: str) -> list[tuple[str, str]]:
    with sqlite3.connect(file) as con:
        con.execute("DROP TRIGGER never_removed")
        con.execute("DROP TRIGGER only_emptied")
        for sql in statements:
            con.execute(sql)
    con.close()
    with open_ledger(str(file).removesuffix(".accesses")) as opened, open_accesses(opened) as book:
        return [(one.code, one.message) for one in book.verify()]


@pytest.mark.parametrize(
    ("sql", "code", "words"),
    [
        ("UPDATE accesses SET subject = 'eve' WHERE no = 2", "L644", "Access 2 is"),
        ("UPDATE accesses SET entry = replace(entry, 'loan', 'job ') WHERE no = 2", "L644", "Access 2 is"),
        ("UPDATE accesses SET entry = NULL, salt = NULL, subject = NULL WHERE no = 3", "L646", "why: 3"),
        ("UPDATE accesses SET entry = '[[[' WHERE no = 3", "L644", "Access 3 is"),
        ("UPDATE accesses SET at = at - 1 WHERE no = 1", "L644", "Access 1 is"),
        ("UPDATE accesses SET login = 'eve' WHERE no = 4", "L644", "Access 4 is"),
        ("UPDATE accesses SET digest = zeroblob(32) WHERE no = 4", "L644", "Access 4 is"),
        ("DELETE FROM accesses WHERE no = 2", "L645", "gone: 2"),
        ("DELETE FROM accesses WHERE no > 2", "L645", "gone: 3-4"),
        ("DELETE FROM accesses WHERE no = 1", "L645", "gone: 1"),
    ],
)
def test_what_was_changed_is_named(file: Path, sql: str, code: str, words: str) -> None:
    found = tampered(file, sql)
    assert code in [one for one, _ in found]
    assert any(words in said for _, said in found)


def test_two_rows_exchanged(file: Path) -> None:
    swap = [
        "UPDATE accesses SET no = 99 WHERE no = 2",
        "UPDATE accesses SET no = 2 WHERE no = 3",
        "UPDATE accesses SET no = 3 WHERE no = 99",
    ]
    assert {"L644"} == {code for code, _ in tampered(file, *swap)}


def test_a_book_begun_anew_is_known_by_the_head_that_was_kept(file: Path) -> None:
    with open_ledger(str(file).removesuffix(".accesses")) as opened:
        with open_accesses(opened) as book:
            head = book.head()
        file.unlink()
        note(opened, [access(name) for name in ("ann", "bo", "cy", "eve")])
        with open_accesses(opened) as book:
            assert book.verify() == []
            assert [one.code for one in book.verify(head)] == ["L647"]
            assert [one.code for one in book.verify((7, head[1]))] == ["L645"]


def test_the_file_itself_refuses_changes(file: Path) -> None:
    con = sqlite3.connect(file)
    for sql in ("DELETE FROM accesses", "UPDATE accesses SET subject = 'eve'", "UPDATE accesses SET no = 9 WHERE no = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="an access is never"):
            con.execute(sql)
    con.close()


def test_no_database_lets_its_roles_change_it() -> None:
    with address_in("postgres") as address:
        reader, furnisher, keeper = (login(address, f"bonitas_{role}") for role in ("reader", "furnisher", "keeper"))
        with open_ledger(reader) as opened:
            note(opened, [access("ann")])
            with open_accesses(opened) as book:
                assert book.of("ann")[0].login.startswith("user_")
                assert trouble(lambda: book.forget("ann", by="x", why="x")).code == "L524"
        for who, said in ((keeper, "permission denied"), (address, "is refused")):
            for sql in (
                "DELETE FROM bonitas.accesses",
                "UPDATE bonitas.accesses SET subject = 'eve'",
                "TRUNCATE bonitas.accesses",
            ):
                assert said in refused(who, sql)
        assert "permission denied" in refused(furnisher, "SELECT * FROM bonitas.accesses")
        with open_ledger(keeper) as opened, open_accesses(opened) as book:
            assert book.forget("ann", by="keeper", why="x") == 1
            assert book.verify() == []


def test_a_row_taken_out_of_a_database_is_found() -> None:
    with address_in("postgres") as address, open_ledger(address) as opened:
        note(opened, [access(name) for name in ("ann", "bo", "cy")])
        with psycopg.connect(address) as con:
            con.execute("ALTER TABLE bonitas.accesses DISABLE TRIGGER USER")
            con.execute("DELETE FROM bonitas.accesses WHERE no = 3")
            con.execute("UPDATE bonitas.accesses SET subject = 'eve' WHERE no = 1")
        with open_accesses(opened) as book:
            assert [one.code for one in book.verify()] == ["L644", "L645"]


# ------------------------------------------------------------ the place


def asked_often(address: str, name: str) -> None:
    with open_ledger(address) as opened:
        for _ in range(20):
            note(opened, [access(name)])


@pytest.mark.parametrize("store", ["duckdb", "postgres"])
def test_many_at_once(store: str) -> None:
    with address_in(store) as address:
        with ProcessPoolExecutor(3, get_context("spawn")) as pool:
            list(pool.map(asked_often, [address] * 3, "abc"))
        with open_ledger(address) as opened, open_accesses(opened) as book:
            assert sorted(one.subject for one in book.since()) == sorted("abc" * 20)
            assert book.verify() == []


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "a.duckdb") as opened:
        path = tmp_path / "a.duckdb.accesses"
        path.write_bytes(b"something else, long enough to be taken for a file of tables" * 20)
        assert trouble(lambda: note(opened, [access("ann")])).code == "L643"
        path.unlink()
        path.mkdir()
        found = trouble(lambda: note(opened, [access("ann")]))
        assert (found.code, found.remedy) == (
            "L641", "Check that whoever asks may write there: a look-up that leaves no trace is not made.",
        )  # fmt: skip
        path.rmdir()
        os.chmod(tmp_path / "a.duckdb", 0o640)
        note(opened, [access("ann")])
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_another_program_s_tables_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb.accesses"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE mine (x)")
    con.close()
    with new_ledger(tmp_path / "a.duckdb") as opened:
        assert trouble(lambda: note(opened, [access("ann")])).code == "L643"


def test_a_book_that_another_process_has_just_begun_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb.accesses").touch()
    with new_ledger(tmp_path / "a.duckdb") as opened:
        with open_accesses(opened) as book:
            assert book.of("ann") == []
        note(opened, [access("ann")])
        with open_accesses(opened) as book:
            assert len(book.of("ann")) == 1


@given(st.text(), st.text(max_size=5000))
def test_any_words_can_be_noted(subject: str, purpose: str) -> None:
    said = Access(subject=subject, what="rate", purpose=purpose).clean()
    again = Access.of(1, 2, "x", said.text())
    assert (again.subject, again.purpose, again.what) == (said.subject, said.purpose, "rate")
    assert said == said.clean()


@given(st.lists(st.integers(1, 60)))
def test_numbers_in_short(numbers: list[int]) -> None:
    assert sorted(no for some in unspanned(spans(numbers)) for no in some) == sorted(set(numbers))


def test_a_hostile_book_is_no_trap(file: Path) -> None:
    entry: Any = '{"numbers":"1-99999999999999999999","purpose":"x","subject":"","what":"forget"}'
    assert tampered(file, f"UPDATE accesses SET entry = '{entry}' WHERE no = 4", "UPDATE accesses SET entry = NULL WHERE no = 2")
    with open_ledger(str(file).removesuffix(".accesses")) as opened, open_accesses(opened) as book:
        assert isinstance(book, Accesses)
        assert len(list(book.since())) == 4


@pytest.mark.parametrize("store", STORES)
def test_a_ledger_may_demand_a_purpose(store: str) -> None:
    with address_in(store) as made:
        address = made
        if store == "postgres":
            with psycopg.connect(made, autocommit=True) as con:
                con.execute("INSERT INTO bonitas.meta VALUES ('purposes', 'yes')")
        else:
            address = made + ("-strict.duckdb" if store == "duckdb" else "_strict")
            new_ledger(address, purposes=True).close()
        for write in (True, False):
            with open_ledger(address, write=write) as opened:
                assert opened.purposes
                assert trouble(lambda opened=opened: note(opened, [access("ann", purpose="")])).code == "L642"  # type: ignore[misc]
                note(opened, [access("ann")])
