"""The commands on a ledger in PostgreSQL, with a password in the address: the same rows as from a file, and the password nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from postgres_server import drop_database, fresh_database, login

from .conftest import ON, Run

SECRET = "swordfish"


@pytest.fixture
def address() -> Iterator[str]:
    made = fresh_database()
    with psycopg.connect(made, autocommit=True) as admin:
        admin.execute("GRANT CREATE ON DATABASE " + made.split("/")[3].split("?")[0] + " TO PUBLIC")
        owner = login(made, password=SECRET)
        admin.execute("ALTER ROLE " + owner.split("//")[1].split(":")[0] + " CREATEROLE")
    yield owner
    drop_database(made)


def test_from_nothing_to_a_rating(run: Run, address: str) -> None:
    bare = address.replace(f":{SECRET}", "")
    said = [
        run("new", address), run("new", address), run("add", address, "records.csv"), run("add", address, "records.csv"),
        run("amend", address, "amendments.csv"), run("enrol", address, "participations.csv"), run("compact", address, "--json"),
        run("upgrade", address), run("upgrade", "s.duckdb"), run("explain", "de-schufa-2026", address, "C3", "--on", ON, "--json"),
        run("path", "de-schufa-2026", address, "C2", "--to", "good", "--on", ON, "--json"),
        run("rate", "de-schufa-2026", address.replace("swordfish", "sword5ish"), "--on", ON),
    ]  # fmt: skip
    assert not any(secret in ran.out + ran.err for ran in said for secret in (SECRET, "sword5ish"))
    assert said[0].out == f"Made an empty ledger: {bare}\n"
    assert said[1].err.startswith(f"{bare}: L506 ")
    assert [ran.out for ran in said[2:6]] == [
        "records.csv: 3 added, 0 already there, 0 rejected.\n", "records.csv: 0 added, 3 already there, 0 rejected.\n",
        "amendments.csv: 1 added, 0 already there, 0 rejected.\n", "participations.csv: 6 added, 0 already there, 0 rejected.\n",
    ]  # fmt: skip
    assert said[6].out == f'{{"ledger": "{bare}", "compacted": true}}\n'
    assert said[7].out.endswith("already: nothing to do.\n")
    assert (said[8].code, "L532" in said[8].err) == (1, True)
    assert said[9].out == run("explain", "de-schufa-2026", "s.duckdb", "C3", "--on", ON, "--json").out
    assert said[10].out == run("path", "de-schufa-2026", "s.duckdb", "C2", "--to", "good", "--on", ON, "--json").out
    assert (said[11].code, "L520" in said[11].err) == (1, True)
    one, other = (run("rate", "de-schufa-2026", at, "--on", ON, "--json") for at in (address, "s.duckdb"))
    assert (one.code, one.out) == (0, other.out)
