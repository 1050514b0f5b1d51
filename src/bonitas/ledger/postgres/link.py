"""The connections of one ledger with its server: one for small questions and for adding, others for reading in bulk.

Small questions go through psycopg, which prepares what is asked again; columns come through ADBC, which decodes binary COPY without
making an object of every cell (about three times as fast as psycopg's COPY into NumPy, at a quarter of the processor time).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.postgres.address import plain, shown

if TYPE_CHECKING:
    import psycopg

#: Seconds to wait for a server that does not answer, unless the address says otherwise.
PATIENCE: Final = 10
#: Only what this program made is found under a bare name.
PATH: Final = "SET search_path = bonitas, pg_catalog, pg_temp"
BEGIN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: Bytes of a batch in bulk reading.
BATCH_BYTES: Final = 1 << 25


class Link:
    """Connections with one server, made when they are first used and again if the server went away meanwhile.

    `address` holds a password perhaps, and is never shown.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._talk: psycopg.Connection[tuple[Any, ...]] | None = None
        self._idle: list[Bulk] = []
        self._lock = threading.RLock()
        self._still = threading.RLock()
        self._depth = 0
        self._writing = False
        self._moment: str | None = None

    @property
    def talk(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The connection for small questions; each statement is a transaction of its own outside of `still` and `writing`."""
        with self._lock:
            self._renewed()
            if self._talk is None:
                self._talk = connect(self.address)
                self._talk.execute(PATH)
            return self._talk

    def ask(self, sql: str, given: Sequence[str] = (), *, binary: bool = False) -> tuple[list[tuple[Any, ...]], Sequence[Any]]:
        """The rows of a SELECT and its columns. `$1` and so on stand for the values given."""
        import psycopg  # noqa: PLC0415 - with the extra `server`

        def once() -> tuple[list[tuple[Any, ...]], Sequence[Any]]:
            with psycopg.RawCursor(self.talk) as cursor:
                cursor.execute(sql.encode(), given, binary=binary)
                return cursor.fetchall(), cursor.description or ()

        try:
            return once()
        except psycopg.OperationalError:
            if not self._renewed():
                raise
            return once()

    def _renewed(self) -> bool:
        """True if the connection had gone while nobody used it: the next use makes another. Within a block nothing is tried again."""
        with self._lock:
            if self._depth or self._writing or self._talk is None or not self._talk.closed:
                return False
            self._talk = None
            idle, self._idle = self._idle, []
        for bulk in idle:
            bulk.close()
        return True

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """All or nothing: what is done on the connection in this block is kept when it ends well."""
        self.ask("SELECT 1")  # it may have gone while a long file was read
        with self.talk.transaction():
            self._writing = True
            try:
                yield self.talk
            finally:
                self._writing = False

    # ------------------------------------------------------------ one state

    @contextmanager
    def still(self) -> Iterator[None]:
        """Every question of the block is answered from one state: of the moment in which the first was asked.

        Blocks within blocks are one. Of two threads the second waits; a thread that works for the first shares its state.
        """
        with self._still:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            self._begin()
            talk = self.talk
            self._depth = 1
            try:
                yield
            finally:
                self._depth, self._moment = 0, None
                self._let_go()
                with contextlib.suppress(Exception):  # a connection that is gone has nothing to give up
                    talk.rollback()

    def _begin(self) -> None:
        import psycopg  # noqa: PLC0415 - with the extra `server`

        try:
            self.talk.execute(BEGIN)
        except psycopg.OperationalError:
            if not self._renewed():
                raise
            self.talk.execute(BEGIN)

    def _let_go(self) -> None:
        """No connection keeps looking at a state that nobody asks for."""
        with self._lock:
            for bulk in self._idle:
                bulk.look_at(None)

    def moment(self) -> str | None:
        """The name of the state that is looked at; None outside of `still`."""
        with self._lock:
            if self._depth and self._moment is None:
                row = self.talk.execute("SELECT pg_export_snapshot()").fetchone()
                self._moment = str(row[0]) if row else None
            return self._moment

    # ------------------------------------------------------------ bulk

    @contextmanager
    def bulk(self) -> Iterator[Bulk]:
        """A connection for columns, which looks at the same state. It is given back when the block ends well."""
        moment = self.moment()
        if moment is None:
            self.ask("SELECT 1")  # if the server was away, the idle connections are as dead as this one
        with self._lock:
            bulk = self._idle.pop() if self._idle else None
        bulk = bulk or Bulk(self.address)
        try:
            bulk.look_at(moment)
            yield bulk
        except BaseException:
            bulk.close()
            raise
        with self._lock:
            if self._talk is None or self._moment != moment:
                bulk.close()
            else:
                self._idle.append(bulk)

    def close(self) -> None:
        """End all connections. May be called twice."""
        with self._lock:
            talk, self._talk = self._talk, None
            idle, self._idle = self._idle, []
        for bulk in idle:
            bulk.close()
        if talk is not None:
            talk.close()


class Bulk:
    """A connection that gives columns."""

    def __init__(self, address: str) -> None:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - with the extra `server`

        self._con = dbapi.connect(with_patience(address), autocommit=True)
        self._moment: str | None = None
        try:
            with self._con.cursor() as cursor:
                cursor.execute(PATH)
        except BaseException:
            self.close()
            raise

    def look_at(self, moment: str | None) -> None:
        """See the state of this name; None: what is there when it is asked."""
        if moment == self._moment:
            return
        with self._con.cursor() as cursor:
            if self._moment is not None:
                cursor.execute("ROLLBACK")
            if moment is not None:
                cursor.execute(BEGIN)
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{moment}'")
        self._moment = moment

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor whose answers come in large batches."""
        with self._con.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
            yield cursor

    def close(self) -> None:
        with contextlib.suppress(Exception):  # it is of no use any more
            self._con.close()


def connect(address: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection on which each statement is a transaction of its own. BonitasError L526 without the packages for it."""
    psycopg = driver(address)
    return psycopg.connect(with_patience(address), autocommit=True)  # type: ignore[no-any-return]


def driver(address: str) -> Any:
    """psycopg, if what a server needs is installed; BonitasError L526 if not."""
    try:
        import adbc_driver_postgresql  # noqa: F401, PLC0415
        import psycopg  # noqa: PLC0415
    except ImportError as exc:
        raise trouble("L526", shown(address), why=str(exc)) from exc
    return psycopg


def with_patience(address: str) -> str:
    """The address with a limit to waiting and the program's name, unless it has its own; BonitasError L530 if it cannot be read."""
    from psycopg import ProgrammingError  # noqa: PLC0415 - with the extra `server`
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415

    mine: dict[str, Any] = {"connect_timeout": PATIENCE, "application_name": "bonitas"}
    try:
        given = conninfo_to_dict(address)
        ports = str(given.get("port", "")).split(",")
        if any(port and not port.isdigit() for port in ports):
            raise trouble("L530", shown(address), why=f"'{','.join(ports)}' is no port")
        return make_conninfo(address, **{name: value for name, value in mine.items() if name not in given})
    except ProgrammingError as exc:
        raise trouble("L530", shown(address), why=plain(str(exc), address)) from None
