"""How far a ledger goes and what has come since, for whoever follows it; and answers about the whole of it, kept until something is added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bonitas.ledger.arrays import int32s
from bonitas.ledger.base import Changed, Mark
from bonitas.ledger.numbers import NUMBERED, changed, next_number
from bonitas.ledger.walking import Walking

T = TypeVar("T")


class Following(Walking):
    """The questions of `base.Ledger` about how far it goes."""

    #: What was answered about the whole ledger since something was last added; None: others may add, so nothing is kept.
    _answers: dict[str, Any] | None = None
    #: The highest entry that was seen, and the latest `recorded_at` up to it: what is added lies above it.
    _seen: tuple[int, int] | None = None
    #: What stands before every SELECT of a ledger that is read under a licence.
    _limits: str = ""

    def _one(self, sql: str) -> Any:
        with self._asking() as asking:
            rows = asking.rows(sql)
        return rows[0][0] if rows else None

    def _once(self, what: str, ask: Callable[[], T]) -> T:
        """An answer about the whole ledger; asked once, and again after something was added."""
        kept = self._answers  # an answer that comes late goes where it is forgotten
        if kept is None:
            return ask()
        if what not in kept:
            kept[what] = ask()
        return cast(T, kept[what])

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty."""
        latest = [f"SELECT max(recorded_at) AS latest FROM {table}" for table in ("amendments", "participations")]
        others = f"SELECT max(latest) FROM ({' UNION ALL '.join(latest)}) t"
        return self._once("latest", lambda: max(self._newest()[1], int(self._one(others) or 0)))

    def _newest(self) -> tuple[int, int]:
        """The highest entry of a record (−1: none), and the latest `recorded_at` of one. After an addition only what it brought is looked at."""

        def ask() -> tuple[int, int]:
            entry, latest = self._seen or (-1, 0)
            with self._asking() as asking:
                above = f" WHERE entry > {entry}" if self._seen else ""  # without a test a store may know it without looking
                ((highest, moment),) = asking.rows(f"SELECT max(entry), max(recorded_at) FROM records{above}")
            found = (entry if highest is None else int(highest), max(latest, int(moment or 0)))
            self._seen = None if self._answers is None else found  # where others add, too, nothing is kept
            return found

        return self._once("newest", ask)

    def mark(self) -> Mark:
        """How far this ledger goes now."""
        if self._limits:  # numbers run through what may not be read, too: a count does not tell of that
            counts = [int(self._one(f"SELECT count(*) - 1 FROM {table}")) for table in NUMBERED]
            return Mark(*counts)
        highest = {} if self._answers is None else {"records": self._newest()[0]}
        numbers = [int(self._one(self._numbered(f"SELECT ({next_number(one, highest.get(one))}) - 1"))) for one in NUMBERED]
        return Mark(*numbers)

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        """Subjects with something numbered above the mark, or that came to be known in (known_from, known_until]."""
        parts = {}
        with self._asking() as asking:
            for part, select in changed(mark, rulebook, known_from, known_until).items():
                parts[part] = int32s(asking.table(self._numbered(select)).column(0))
        return Changed(**parts)

    def _numbered(self, select: str) -> str:
        """A question about numbers, asked of a ledger that has them in every table."""
        return select
