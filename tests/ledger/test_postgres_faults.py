"""What goes wrong with a server: each thing said with what to do about it, never with a password; nothing half kept, a second run done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError
from bonitas.ledger import new_ledger, open_ledger
from bonitas.ledger.open import upgrade_ledger
from bonitas.ledger.postgres import link, opening
from bonitas.ledger.postgres.address import secrets_of, shown
from ledger.postgres_child import rows
from ledger.seen import contents, need
from ledger.test_open import trouble
from postgres_server import address as address_of
from postgres_server import drop_database, fresh_database, login, server

ROOT = Path(__file__).parents[2]
SECRET = "hunter2&7"


@pytest.fixture
def address() -> Iterator[str]:
    made = fresh_database()
    new_ledger(made).close()
    yield made
    drop_database(made)


# ------------------------------------------------------------ getting in


def test_a_wrong_password(address: str) -> None:
    right = login(address, "bonitas_reader", password=SECRET.replace("&", "%26"))
    with psycopg.connect(address, autocommit=True) as admin:
        user = right.split("//")[1].split(":")[0]
        admin.execute(f"ALTER ROLE {user} PASSWORD '{SECRET}'")
    open_ledger(right).close()
    found = trouble(lambda: open_ledger(right.replace("hunter2", "Hunter3")))
    assert found.code == "L520"
    assert found.message == f'The server does not let this user in: password authentication failed for user "{user}".'
    assert "PGPASSWORD" in (found.remedy or "")
    assert "unter" not in str(found)
    without = trouble(lambda: open_ledger(right.replace(":hunter2%267", "")))
    assert (without.code, "no password supplied" in without.message) == ("L520", True)


def test_the_password_from_outside_the_address(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = login(address, "bonitas_reader", password="hush")
    bare = right.replace(":hush", "")
    monkeypatch.setenv("PGPASSWORD", "hush")
    with open_ledger(bare) as ledger:
        assert contents(ledger) == []  # the connections for bulk reading find it too
    monkeypatch.delenv("PGPASSWORD")
    service = tmp_path / "services"
    host, database, user = right.rpartition("host=")[2], right.split("/")[3].split("?")[0], right.split("//")[1].split(":")[0]
    service.write_text(f"[standing]\nhost={host}\ndbname={database}\nuser={user}\npassword=hush\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    with open_ledger("postgresql://?service=standing") as ledger:
        assert contents(ledger) == []
        assert ledger.address == "postgresql://?service=standing"


@pytest.mark.parametrize(
    ("address", "code", "word"),
    [
        ("postgresql://ada:hush@nowhere.invalid/standing", "L521", "nowhere.invalid"),
        ("postgresql://ada:hush@127.0.0.1:1/standing", "L521", "refused"),
        ("postgresql://ada:hush@/standing?host=/nowhere", "L521", "No such file"),
        ("postgresql://ada:hush@host:port/standing", "L530", "port"),
        ("postgresql://ada:hush@[host/standing", "L530", ""),
        ("postgresql://ada:hush@host/standing?nonsense=1", "L530", "nonsense"),
    ],
)
def test_no_server_and_no_address(address: str, code: str, word: str) -> None:
    for action in (open_ledger, new_ledger, upgrade_ledger):
        found = trouble(lambda action=action: action(address))  # type: ignore[misc]
        assert found.code == code
        assert word in found.message
        assert "hush" not in str(found)


def test_no_database_and_no_user(address: str) -> None:
    found = trouble(lambda: open_ledger(address_of("no_such")))
    assert (found.code, found.message) == ("L522", 'The server has no such database: database "no_such" does not exist.')
    assert trouble(lambda: open_ledger(address.replace("postgres:", "nobody:"))).code == "L520"


def test_no_ledger_and_something_else(address: str) -> None:
    assert trouble(lambda: open_ledger(server())).code == "L505"
    assert trouble(lambda: new_ledger(address)).code == "L506"
    other = fresh_database()
    with psycopg.connect(other, autocommit=True) as con:
        con.execute("CREATE SCHEMA bonitas")
    assert trouble(lambda: open_ledger(other)).code == "L503"
    assert trouble(lambda: new_ledger(other)).code == "L506"
    drop_database(other)


def test_a_user_who_may_make_nothing(address: str) -> None:
    other = fresh_database()
    found = trouble(lambda: new_ledger(login(other)))
    assert (found.code, "permission denied" in found.message) == ("L524", True)
    drop_database(other)


def test_addresses_are_shown_without_secrets() -> None:
    for address in (
        "postgresql://a:p%40w@h/d",
        "postgres://a:p%40w@h:1/d?sslmode=require&password=p%40w",
        "postgresql:///d?password=p%40w",
    ):
        assert "p%40w" not in shown(address)
        assert secrets_of(address)[:2] == ["p%40w", "p@w"]
    assert shown("postgresql://a@h/d?sslmode=require") == "postgresql://a@h/d?sslmode=require"
    assert shown("postgresql:///d?password=x&host=/run") == "postgresql:///d?host=/run"


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    found = trouble(lambda: open_ledger("postgresql://ada:hush@host/standing"))
    assert (found.code, found.remedy) == ("L526", "pip install 'bonitas[server]'")


# ------------------------------------------------------------ going away


def cut(address: str) -> None:
    """End every connection with a database, as an administrator or a crash would."""
    name = address.split("/")[3].split("?", maxsplit=1)[0]
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])


def test_the_server_goes_away_while_it_is_asked(address: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "BATCH_BYTES", 1 << 12)
    many = [{**row, "ref": f"{n}-{m}"} for n in range(60) for m, row in enumerate(rows(0, 100))]
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.add(many).added == 6000

        def midway() -> None:
            pieces = ledger.read(need())
            next(pieces)
            cut(address)
            list(pieces)
            contents(ledger)

        def still() -> None:
            with ledger.still():
                midway()

        for action in (midway, still):
            found = trouble(action)
            assert found.code == "L523"
            assert "SELECT" not in found.message
            assert found.remedy == "Run it again when the server is back; what was added before is there."
            assert len(contents(ledger)) == 6000  # it is back, and so are the connections


def test_the_server_goes_away_while_it_is_added_to(address: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.add(rows(0, 10)).added == 10

        whole = ledger._keep

        def keep(*given: object) -> None:
            whole(*given)  # type: ignore[arg-type]
            cut(address)  # all is written, and nothing made good

        with monkeypatch.context() as patch:
            patch.setattr(ledger, "_keep", keep)
            assert trouble(lambda: ledger.add(rows(0, 20))).code == "L523"
        with open_ledger(address) as fresh:
            assert len(contents(fresh)) == 10
        # Gone between questions, or while a file is read, it is simply called again.
        report = ledger.add(rows(0, 20), progress=lambda _: cut(address))
        assert (report.added, report.already_there) == (10, 10)
        cut(address)
        assert len(contents(ledger)) == 20
        cut(address)
        with ledger.still():
            assert len(contents(ledger)) == 20


def test_a_killed_writer_leaves_nothing_and_holds_nothing(address: str, catalogue: Catalogue) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    child = subprocess.Popen([sys.executable, "-c", KILLED, address], env=env, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    child.kill()
    child.wait()
    child.stdout.close()
    begun = time.monotonic()
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert contents(ledger) == []
        assert ledger.add(rows(0, 30)).added == 30
    assert time.monotonic() - begun < 20


#: Writes all of a call within its transaction and waits to be killed.
KILLED = """
import sys, time
from bonitas.ledger import open_ledger
from ledger.conftest import small_catalogue
from ledger.postgres_child import rows
ledger = open_ledger(sys.argv[1], write=True, catalogue=small_catalogue())
keep = ledger._keep
def kept(*given):
    keep(*given)
    print("written", flush=True)
    time.sleep(60)
ledger._keep = kept
ledger.add(rows(0, 30))
"""


def test_what_the_server_cannot_hold_is_a_problem_of_the_file(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        (found,) = ledger.add([*rows(0, 2), {**rows(2, 1)[0], "note": "a\0b"}]).problems
        assert (found.code, found.line) == ("L531", 3)
        assert found.message == "'note' holds the character NUL, which PostgreSQL cannot keep."
        assert contents(ledger) == []


def test_odd_names_and_texts_come_back_as_they_were(address: str, catalogue: Catalogue) -> None:
    odd = [
        "$1",
        "$1::int",
        "it's",
        'a "quote"',
        "back\\slash",
        "{a,b}",
        "new\nline",
        "NULL",
        "\\N",
        "%s %(x)s",
        "é😀",
        ",",
        "'; DROP",
    ]
    given = [
        {**rows(1, 1)[0], "subject": text, "counterparty": text[::-1], "furnisher": text, "ref": text, "note": text}
        for text in odd
    ]
    with open_ledger(address, write=True, catalogue=catalogue) as ledger:
        assert ledger.add(given).added == len(odd)
        assert ledger.add(given).already_there == len(odd)
        assert sorted(row[0] for row in contents(ledger)) == sorted(odd)
        assert sorted(dict(row[7])["note"] for row in contents(ledger)) == sorted(odd)
        assert ledger.parties(odd).min() >= 0
        assert ledger.subjects_between("$1", "$1")[1].to_pylist() == ["$1"]
        amended = [
            {"furnisher": text, "ref": text, "change": "withdrawn", "effective_on": "2026-02-01", "reason": text} for text in odd
        ]
        assert ledger.amend(amended).added == len(odd)
        assert sorted(one.reason for one in ledger.amendments(need())) == sorted(odd)


# ------------------------------------------------------------ versions of the tables


def test_an_older_schema_is_brought_up_to_date_and_a_newer_one_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = opening.migrations()
    assert [number for number, _, _ in steps] == list(range(1, len(steps) + 1))
    last = len(steps)
    newer = [
        *steps,
        (last + 1, "more", "CREATE TABLE bonitas.more (x integer)"),
        (last + 2, "most", "ALTER TABLE bonitas.more ADD y date"),
    ]
    broken = [
        *steps,
        (last + 1, "more", "CREATE TABLE bonitas.more (x integer)"),
        (last + 2, "bad", "ALTER TABLE bonitas.nothing ADD y date"),
    ]
    assert upgrade_ledger(address) == (last, last)
    monkeypatch.setattr(opening, "migrations", lambda: newer)
    found = trouble(lambda: open_ledger(address))
    assert (found.code, found.message) == ("L525", f"The ledger's tables are of version {last}; this program needs {last + 2}.")
    assert found.remedy == "Run 'bonitas upgrade' as their owner."
    assert trouble(lambda: upgrade_ledger(login(address, "bonitas_furnisher"))).code == "L524"
    monkeypatch.setattr(opening, "migrations", lambda: broken)
    with pytest.raises(BonitasError):
        upgrade_ledger(address)
    monkeypatch.setattr(opening, "migrations", lambda: newer)
    assert upgrade_ledger(address) == (last, last + 2)  # all steps or none: the broken ones left nothing
    open_ledger(address).close()
    monkeypatch.undo()
    for action in (lambda: open_ledger(address), lambda: upgrade_ledger(address)):
        found = trouble(action)
        assert (found.code, found.message) == ("L502", f"The ledger has format {last + 2}; this program reads up to {last}.")


def test_files_need_no_upgrade(tmp_path: Path) -> None:
    new_ledger(tmp_path / "a.duckdb").close()
    assert trouble(lambda: upgrade_ledger(tmp_path / "a.duckdb")).code == "L532"


def test_a_closed_ledger_and_one_for_reading(address: str, catalogue: Catalogue) -> None:
    with open_ledger(address, catalogue=catalogue) as ledger:
        assert trouble(lambda: ledger.add(rows(0, 1))).code == "L508"
        assert trouble(ledger.compact).code == "L508"
    actions: list[Callable[[], object]] = [lambda: contents(ledger), lambda: ledger.add(rows(0, 1)), ledger.latest_entry_at]
    for action in actions:
        assert trouble(action).code == "L512"
    ledger.close()
