"""A ledger in PostgreSQL: many processes add to it and ask it at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
import pyarrow.compute as pc

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.allowed import within
from bonitas.ledger.as_stored import Fetch
from bonitas.ledger.asking import Asking
from bonitas.ledger.base import Mark, Need
from bonitas.ledger.bring import Call, form_for
from bonitas.ledger.codes import problem, trouble
from bonitas.ledger.columns import What
from bonitas.ledger.errors import translated as of_memory
from bonitas.ledger.in_memory import InMemory
from bonitas.ledger.numbers import NUMBERED
from bonitas.ledger.pins import KEY, Pin, as_value
from bonitas.ledger.postgres.address import shown
from bonitas.ledger.postgres.asking import PostgresAsking
from bonitas.ledger.postgres.copying import copied
from bonitas.ledger.postgres.errors import translated
from bonitas.ledger.postgres.link import Link
from bonitas.ledger.postgres.mirror import Mirror, fetch_all
from bonitas.ledger.postgres.stretches import stretches
from bonitas.ledger.report import Progress, Report
from bonitas.ledger.sources.chunk import LINE, BadFile, Chunk
from bonitas.ledger.sources.which import Input
from bonitas.ledger.stage import Stage
from bonitas.ledger.store import Store

if TYPE_CHECKING:
    from bonitas.ledger.removal.model import Removal
    from bonitas.ledger.removal.remove import Asked

#: The lock of all that write: "bonitas" as a number. The database's own functions know it too.
LOCK: Final = int.from_bytes(b"bonitas")
NOW: Final = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class PostgresLedger(Store):
    """A ledger in a database. Files are read and checked without a lock; what is new is then added in one transaction, while
    other writers wait. What is asked is answered from one state of the ledger (`still`)."""

    def __init__(  # noqa: PLR0913 - what a store is made of
        self, address: str, link: Link, *, lab: bool, attributes: dict[str, str], write: bool, catalogue: Catalogue | None
    ) -> None:  # fmt: skip
        self.address, self.lab, self.attributes, self.writable, self.catalogue = shown(address), lab, attributes, write, catalogue
        self._link: Link | None = link
        self._pen = Link(address)
        """The connections for adding: who asks meanwhile, perhaps of one state, is not disturbed."""
        self._secret = address
        self._lock = threading.RLock()
        self._con, self._kinds_there = None, None
        self._mirror: Mirror | None = None

    # ------------------------------------------------------------ asking

    @contextmanager
    def _asking(self) -> Iterator[Asking]:
        link = self._open()
        with translated(self._secret):
            yield within(PostgresAsking(link), self._limits)

    def _beneath(self, table: str) -> str:
        return f"bonitas.{table}"

    def _keep_pin(self, no: int, pin: Pin) -> None:
        with translated(self._secret):
            self._pen.talk.execute("INSERT INTO meta VALUES (%s, %s)", [f"{KEY}{no}", as_value(pin)])

    def still(self) -> AbstractContextManager[None]:
        """Within the block every question is answered from one state of the ledger, whatever others add meanwhile."""
        return self._still()

    @contextmanager
    def _still(self) -> Iterator[None]:
        link = self._open()
        with translated(self._secret), link.still():
            self._learn_attributes(link)
            yield

    def _open(self) -> Link:
        if self._link is None:
            raise trouble("L512", self.address)
        return self._link

    def _learn_attributes(self, link: Link) -> None:
        """Others may have filled an attribute for the first time."""
        self.attributes.update(dict(PostgresAsking(link).rows("SELECT name, type FROM attributes ORDER BY place")))

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty; later, perhaps, where that was
        removed."""
        return super().latest_entry_at() if self._limits else int(self._one("SELECT max(latest_at) FROM calls") or 0)

    def mark(self) -> Mark:
        """How far this ledger goes now. Numbers of what was removed stay taken."""
        if self._limits:
            return super().mark()
        with self._asking() as asking:
            last = dict(asking.rows("SELECT what, max(last) FROM calls GROUP BY what"))
            removed = asking.rows("SELECT max(no) FROM removals")[0][0]
        amended = max(last.get("amendments", -1), -1 if removed is None else removed)
        return Mark(last.get("records", -1), amended, last.get("participations", -1))

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most; cheap."""
        if need.subjects is None and not self._limits:
            return int(self._one("SELECT sum(rows) FROM calls WHERE what = 'records'") or 0)
        return super().size(need)

    def columns(self, need: Need) -> Iterator[Fetch]:
        """The records needed, in pieces. Everybody's come on several connections, which look at one state."""
        if need.subjects is not None or self._limits or self._open().moment() is None:
            yield from super().columns(need)
            return
        asking, rows = PostgresAsking(self._open()), self.size(need)
        with translated(self._secret):
            yield from stretches(self._open(), self._secret, asking.written(self._as_they_lie(asking, need)), rows)

    def _are_all(self, codes: set[int]) -> bool:
        """Others add kinds at any time, and looking through all records for them would be dear: nobody knows that these are all."""
        return False

    # ------------------------------------------------------------ adding

    def _bring(self, kind: What, what: Input, rejects: Path | None, progress: Progress | None) -> Report:
        self._may_write()
        with self._lock, of_memory(self.address), translated(self._secret):
            self._mirror = Mirror(self._pen)
            try:
                return Call(self, self._mirror.con, form_for(self, kind), Path(rejects) if rejects else None, progress).run(what)
            finally:
                self._mirror.close()
                self._mirror = None

    def _place(self) -> str:
        """The address in full, password included. Not to be shown."""
        return self._secret

    def _may_write(self) -> None:
        self._open()
        if not self.writable:
            raise trouble("L508", self.address)

    def _meet(self, stage: Stage, chunk: Chunk, file: str | None) -> None:
        refuse_nul(chunk, file)
        if self._mirror:
            self._mirror.meet(stage, chunk)

    @contextmanager
    def _settling(self, stage: Stage) -> Iterator[int]:
        with self._pen.transaction() as talk:
            talk.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            self._learn_attributes(self._pen)
            self.sealed = bool(PostgresAsking(self._pen).rows("SELECT FROM meta WHERE key = 'sealed'"))
            if self._mirror:
                self._mirror.settle(stage, self.attributes, sealed=self.sealed)
            yield int(PostgresAsking(self._pen).rows(f"SELECT {NOW}")[0][0])

    def _last_call(self) -> int:
        """The server keeps a list of calls, dated by its own clock."""
        rows = PostgresAsking(self._pen).rows("SELECT (extract(epoch FROM max(at)) * 1000000)::bigint FROM calls")
        return int(rows[0][0] or 0)

    def _keep(self, attributes: dict[str, str], additions: Iterable[tuple[str, str]]) -> None:
        """Append what each SELECT of the mirror gives. The transaction is that of `_settling`."""
        talk = self._pen.talk
        if self._mirror is None:
            return
        new = {name: type_ for name, type_ in attributes.items() if name not in self.attributes}
        for name, type_ in new.items():
            talk.execute("SELECT bonitas.keep_attribute(%s, %s)", [name, type_])
        for table, select in additions:
            rows = copied(talk, table, self._mirror.con, select)
            if table in NUMBERED:
                number = NUMBERED[table]
                talk.execute(
                    f"INSERT INTO calls (what, rows, last, latest_at) SELECT %s, %s, max({number}), max(recorded_at) FROM {table} "
                    f"WHERE {number} > COALESCE((SELECT max(last) FROM calls WHERE what = %s), -1)".encode(),
                    [table, rows, table],
                )
        self.attributes.update(new)

    def _remove(self, asked: Asked) -> Removal:
        from bonitas.ledger.removal.server import removed_from_server  # noqa: PLC0415 - seldom used

        with translated(self._secret):
            return removed_from_server(self._pen, asked)

    @contextmanager
    def _looking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._whole_only()
        with self.still():
            yield from self._fetched(self._open())

    @contextmanager
    def _sealing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._may_write()
        with self._lock, translated(self._secret), self._pen.transaction() as talk:
            talk.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            self._learn_attributes(self._pen)
            self._mirror = Mirror(self._pen)
            try:
                for con in self._fetched(self._pen):
                    self._mirror.con.close()
                    self._mirror.con = con
                    yield con
            finally:
                self._mirror = None

    def _fetched(self, link: Link) -> Iterator[duckdb.DuckDBPyConnection]:
        """All tables in memory, for once."""
        with closing(InMemory()) as tables:
            fetch_all(PostgresAsking(link), tables.con, self.attributes)
            yield tables.con

    def _begin_log(self, con: duckdb.DuckDBPyConnection) -> None:
        there = self._pen.talk.execute("SELECT FROM meta WHERE key = 'sealed'").fetchone()
        if there is None:
            self._pen.talk.execute("INSERT INTO meta VALUES ('sealed', 'yes')")

    def compact(self) -> None:
        """Put the records in order of subject and day on the server's disk. Nobody can ask or add meanwhile; the owner alone may."""
        self._may_write()
        with self._lock, translated(self._secret):
            self._pen.talk.execute("CLUSTER records USING records_by_subject")
            self._pen.talk.execute("VACUUM (ANALYZE) records, parties, words, subjects, amendments, participations")

    def close(self) -> None:
        """End the connections."""
        link, self._link = self._link, None
        if link is not None:
            link.close()
            self._pen.close()


def refuse_nul(chunk: Chunk, file: str | None) -> None:
    """BadFile if a cell holds a NUL: the one character that PostgreSQL's texts cannot hold."""
    for at, name in enumerate((name for name in chunk.table.column_names if name != LINE), 1):
        found = pc.index(pc.match_substring(chunk.table.column(name), "\0"), True).as_py()
        if found >= 0:
            line = chunk.table.column(LINE)[found].as_py()
            raise BadFile(problem("L531", file=file, line=line, at=at, column=name))
