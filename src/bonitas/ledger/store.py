"""A ledger kept in tables: what can be asked (`Reading`) and what can be added. Where the tables lie is each store's own."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import duckdb
import pyarrow as pa

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.allowed import LIMITED, Allowed, limits
from bonitas.ledger.arranged.model import folder_of, take_away
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.pins import Pin, next_pin, refuse_unpinned
from bonitas.ledger.reading import Reading
from bonitas.ledger.report import Progress, Report
from bonitas.ledger.schema import LATER_TABLES, in_words

if TYPE_CHECKING:
    from bonitas.ledger.arranged.opened import Arranged
    from bonitas.ledger.columns import What
    from bonitas.ledger.removal.model import Basis, Removal
    from bonitas.ledger.removal.remove import Asked
    from bonitas.ledger.sources.chunk import Chunk
    from bonitas.ledger.sources.which import Input
    from bonitas.ledger.stage import Stage


#: The tables that are not whole in a ledger that is read under a licence.
BENEATH: Final = (*LIMITED, *LATER_TABLES)


class Store(Reading):
    """A ledger that can be added to. A context manager; `close` may be called twice."""

    moment: int = 0
    """The moment of the call that is being kept (microseconds)."""
    purposes: bool = False
    """Whether nobody in it is looked up without a stated purpose."""

    sealed: bool = False
    """Whether each entry gets a leaf in the log when it is added."""

    licensed: bool = False
    """Whether it is read only under a licence."""

    pins: tuple[Pin, ...] = ()
    """The files of licences that count, or did: the last one does; any, if there is none."""

    def __init__(  # noqa: PLR0913 - what a store is made of
        self, address: str, con: duckdb.DuckDBPyConnection, *, lab: bool, attributes: dict[str, str], write: bool,
        catalogue: Catalogue | None,
    ) -> None:  # fmt: skip
        self.address, self.lab, self.attributes, self.writable, self.catalogue = address, lab, attributes, write, catalogue
        self._con = con
        self._kinds_there = None
        self._answers = {}
        self._lock = threading.RLock()

    def limit(self, allowed: Allowed) -> Self:
        """From here on this ledger answers only what may be read of it, is not written to (but by who may pass records on and read
        everything), and (unless everything may be read) says nothing of its log. For good: open it again to ask for another. BonitasError
        L652 if it is open under a licence already; L653 if its keeper pinned other licences."""
        refuse_unpinned(self.address, self.pins, allowed.digest)
        if self.allowed is not None:
            raise trouble("L652", self.address, found=self.allowed.operator)
        with self._lock:
            self._limits = "" if allowed.everything else limits(allowed, {name: self._beneath(name) for name in BENEATH})
            self.allowed, self.sealed = allowed, self.sealed and allowed.everything
            self.writable = self.writable and allowed.everything and bool(allowed.passes_on)
            self._forget()
        return self

    def pin_licences(self, digest: str, *, by: str, why: str) -> Pin:
        """From now on only the file of licences with this SHA-256 counts here, until another is pinned. It stays on file which did when,
        by whose word and why. BonitasError: L508 if the ledger is not open for writing, L654 without a name or a reason, L655 if that one
        is pinned already."""
        self._may_write()
        with self._lock, translated(self.address):
            pin = next_pin(self.address, self.pins, digest, by, why)
            self._keep_pin(len(self.pins) + 1, pin)
            self.pins = (*self.pins, pin)
        return pin

    @abstractmethod
    def _keep_pin(self, no: int, pin: Pin) -> None:
        """Write down a pin, the `no`-th."""

    @abstractmethod
    def _beneath(self, table: str) -> str:
        """SQL that names a whole table, where a limited one stands before it."""

    def add(self, what: Input, *, rejects: Path | None = None, progress: Progress | None = None) -> Report:
        """Add records from a file (CSV, JSON Lines, Parquet), an Arrow table or a list of dicts.

        All good rows are added, in one transaction; all bad rows are listed. BonitasError where the ledger itself is at fault.
        """
        return self._bring("records", what, rejects, progress)

    def amend(self, what: Input, *, rejects: Path | None = None, progress: Progress | None = None) -> Report:
        """Add amendments: later entries about records that are there."""
        return self._bring("amendments", what, rejects, progress)

    def enrol(self, what: Input, *, rejects: Path | None = None, progress: Progress | None = None) -> Report:
        """Add participations: consents and notices, for a rulebook and a time."""
        return self._bring("participations", what, rejects, progress)

    def remove(
        self, *, entries: Iterable[int] = (), subject: str | Sequence[str] = (), why: str, basis: Basis, by: str = ""
    ) -> Removal:
        """Remove records (by their entry numbers) with all that was said of them, or all there is about some subjects.

        All goes or nothing. That it went, when, why, by whom and which numbers it had stays in the tables `removals` and `removed`; a
        sealed entry keeps its place in the log, without its salt. Free texts that nothing else uses and names that nobody needs go too.
        A file or folder is written anew without them, so nobody else may have it open. BonitasError: L501, L508, L550 to L553, L610.
        """
        from bonitas.ledger.removal.beside import forget_beside  # noqa: PLC0415 - seldom used
        from bonitas.ledger.removal.remove import Asked, read, refuse_unsaid  # noqa: PLC0415 - seldom used

        self._may_write()
        refuse_unsaid(self.address, why, basis)
        with self._lock, translated(self.address):
            try:
                asked = Asked(*read(self, entries, subject), why.strip(), basis, by)
                there = self._disarrange()
                forget_beside(self, asked.ids, by=by, why=asked.why)
                return replace(self._remove(asked), arranged=there)
            finally:
                self._forget()
                self._codes, self._words = {}, {}

    def _disarrange(self) -> bool:
        """Take away the arrangement: what is to be removed is in it, too. Whether there was one."""
        there = self.arrangeable and take_away(self._place())
        if there:
            self._forget()
        return there

    @abstractmethod
    def _remove(self, asked: Asked) -> Removal:
        """Make a removal, all or nothing."""

    def taken(self, subject: str) -> Mapping[str, pa.Table]:
        """All there is about a subject, as rows of the tables (`base.Filed`)."""
        from bonitas.ledger.excerpt import taken_from  # noqa: PLC0415 - an excerpt is a store itself

        return taken_from(self, subject)

    def through(self, _subject: str) -> list[dict[str, Any]]:
        """A ledger that stands alone has no links (`base.Filed`)."""
        return []

    def _may_write(self) -> None:
        """BonitasError unless the ledger is open and may be added to."""
        self._to_write()

    def _bring(self, kind: What, what: Input, rejects: Path | None, progress: Progress | None) -> Report:
        from bonitas.ledger.bring import Call, form_for  # noqa: PLC0415 - who only asks need not wait for what reads files

        con = self._to_write()
        with self._lock, translated(self.address):
            call = Call(self, con, form_for(self, kind), Path(rejects) if rejects else None, progress)
            try:
                return call.run(what)
            finally:
                self._forget(kind, *call.added_to)

    def _forget(self, *added: str) -> None:
        self._kinds_there = None
        super()._forget(*added)

    def _place(self) -> str:
        """Where the ledger lies: its address in full, for what lies beside it. Not to be shown."""
        return self.address

    def _held_by(self) -> Path:
        """The file whose rights say who may read the ledger."""
        return Path(self._place())

    def _spill_to(self, folder: Path) -> None:  # noqa: B027 - most stores have a place of their own
        """What does not fit into memory goes there from now on, where a store has no place for it beside the ledger."""

    def _arranged_beside(self) -> Arranged | None:
        if not folder_of(self._place()).is_dir():
            return None
        from bonitas.ledger.arranged.opened import arranged_beside  # noqa: PLC0415 - most ledgers have none

        return arranged_beside(self)

    def _to_write(self) -> duckdb.DuckDBPyConnection:
        """The connection, if the ledger is open and may be added to."""
        if self._con is None:
            raise trouble("L512", self.address)
        if not self.writable:
            raise trouble("L508", self.address)
        return self._con

    def _meet(self, stage: Stage, chunk: Chunk, file: str | None) -> None:  # noqa: B027 - most stores have nothing to do
        """Called with each part of a file before it is staged: a store elsewhere fetches what the part is compared with."""

    @contextmanager
    def _settling(self, stage: Stage) -> Iterator[int]:
        """All has been read. Until the block ends nobody else adds; what it keeps is kept when it ends well. Gives the moment of the
        call (microseconds)."""
        yield time.time_ns() // 1000

    @abstractmethod
    def _last_call(self) -> int:
        """When something was last added, by the clock of then (microseconds); 0: never, or nobody wrote it down."""

    @abstractmethod
    def _keep(self, attributes: dict[str, str], additions: Iterable[tuple[str, str]]) -> None:
        """Append what each SELECT gives to its table, all or nothing. `attributes` are those filled; new ones get a column. The moment of
        the call (`moment`) is written down with it."""

    @contextmanager
    def _looking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All tables of the ledger, on a connection of its own, in one state."""
        self._whole_only()
        if self._con is None:
            raise trouble("L512", self.address)
        with translated(self.address):
            cursor = self._con.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    def _whole_only(self) -> None:
        """BonitasError L651 where not everything may be read: this is not asked through what limits it."""
        if self._limits:
            raise trouble("L651", self.address)

    def _begin_log(self, con: duckdb.DuckDBPyConnection) -> None:  # noqa: B027 - most stores have the tables from the first
        """Called within the transaction that seals a ledger."""

    @contextmanager
    def _sealing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All tables of the ledger, while nobody else adds."""
        con = self._to_write()
        with self._lock, translated(self.address):
            self.moment = max(time.time_ns() // 1000, self._last_call() + 1)
            yield con

    @abstractmethod
    def compact(self) -> None:
        """Put records in order of subject and day. What the ledger says stays the same; reading one subject gets faster."""

    def _see_words(self) -> None:
        """The view for people with an SQL prompt follows the attributes."""
        if self._con is not None:
            self._con.execute(in_words(self.attributes))

    def close(self) -> None:
        """Let go of the files."""
        con, self._con = self._con, None
        if con is not None:
            con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
