"""The connections of one ledger with its server: one for small questions and for adding, others for reading in bulk.

Small questions go through psycopg, which prepares what is asked again; columns come through ADBC, which decodes binary COPY without
making an object of every cell (about three times as fast as psycopg's COPY into NumPy, at a quarter of the processor time).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from bonitas.ledger.codes import trouble
from bonitas.ledger.postgres.address import shown

if TYPE_CHECKING:
    import psycopg

#: Seconds to wait for a server that does not answer, unless the address says otherwise.
PATIENCE: Final = 10
#: Only what this program made is found under a bare name.
PATH: Final = "SET search_path = bonitas, pg_catalog, pg_temp"
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
        self._moment: str | None = None

    @property
    def talk(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The connection for small questions; each statement is a transaction of its own outside of `still` and `writing`."""
        with self._lock:
            if self._talk is None or (self._talk.closed and not self._depth):
                self._talk = connect(self.address)
                self._talk.execute(PATH)
            return self._talk

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
            talk = self.talk
            talk.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._depth = 1
            try:
                yield
            finally:
                self._depth, self._moment = 0, None
                self._let_go()
                with contextlib.suppress(Exception):  # a connection that is gone has nothing to give up
                    talk.rollback()

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
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
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
    """The address with a limit to waiting and the program's name, unless it has its own. A service file may say more."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415 - with the extra `server`

    given = conninfo_to_dict(address)
    mine: dict[str, Any] = {"connect_timeout": PATIENCE, "application_name": "bonitas"}
    return make_conninfo(address, **{name: value for name, value in mine.items() if name not in given})
