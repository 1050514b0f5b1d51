"""How far a ledger goes and what has come since, for whoever follows it; and answers about the whole of it, kept until something is added."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

import numpy as np

from bonitas.ledger.arrays import int32s
from bonitas.ledger.base import Changed, Mark
from bonitas.ledger.numbers import NUMBERED, Removed, Tally, changed
from bonitas.ledger.walking import Walking

T = TypeVar("T")
#: The table of an answer that hangs on all of them.
EVERY: Final = ""
#: The subjects of up to so many new rows are put in order here: sooner than by a store.
MANY: Final = 100_000


class Following(Walking):
    """The questions of `base.Ledger` about how far it goes."""

    #: What was answered about the whole ledger since something was last added, by the table that it hangs on (EVERY: on any of them); None:
    #: others may add, so nothing is kept.
    _answers: dict[tuple[str, str], Any] | None = None
    #: The highest entry that was seen, and the latest `recorded_at` up to it: what is added lies above it.
    _seen: tuple[int, int] | None = None
    #: What stands before every SELECT of a ledger that is read under a licence.
    _limits: str = ""

    def _one(self, sql: str) -> Any:
        with self._asking() as asking:
            rows = asking.rows(sql)
        return rows[0][0] if rows else None

    def _once(self, what: str, ask: Callable[[], T], of: str = EVERY) -> T:
        """An answer about the whole ledger; asked once, and again after something was added to the table that it is `of`."""
        kept = self._answers  # an answer that comes late goes where it is forgotten
        if kept is None:
            return ask()
        if (of, what) not in kept:
            kept[of, what] = ask()
        return cast(T, kept[of, what])

    def _forget(self, added: str = EVERY) -> None:
        """Something may have been added to a table (EVERY: whatever may have happened): what was answered about it is asked anew."""
        if self._answers is not None:
            stays = self._answers if added != EVERY else {}
            self._answers = {key: answer for key, answer in stays.items() if key[0] not in (added, EVERY)}

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty."""
        return max(self._newest()[1], *(self._tally(table).latest for table in ("amendments", "participations")))

    def _newest(self) -> tuple[int, int]:
        """The highest entry of a record (−1: none), and the latest `recorded_at` of one. After an addition only what it brought is looked at."""

        def ask() -> tuple[int, int]:
            found = self._newest_asked(self._seen)
            self._seen = None if self._answers is None else found  # where others add, too, nothing is kept
            return found

        return self._once("newest", ask, "records")

    def _newest_asked(self, seen: tuple[int, int] | None) -> tuple[int, int]:
        """The highest entry and the latest `recorded_at`; `seen`: those of some time ago, if they are known."""
        entry, latest = seen or (-1, 0)
        with self._asking() as asking:
            above = f" WHERE entry > {entry}" if seen else ""  # without a test a store may know it without looking
            ((highest, moment),) = asking.rows(f"SELECT max(entry), max(recorded_at) FROM records{above}")
        return (entry if highest is None else int(highest), max(latest, int(moment or 0)))

    def _numbered_from(self, first: int, last: int | None = None) -> str:
        """SQL that names a table with all records numbered first…last (None: and on), and perhaps with others."""
        return "records"

    def _tally(self, table: str) -> Tally:
        """How far the numbers of amendments or participations go."""

        def ask() -> Tally:
            with self._asking() as asking:
                columns = "max(no), count(*) - count(no), count(*), max(recorded_at)"
                ((highest, nameless, count, latest),) = asking.rows(self._numbered(f"SELECT {columns} FROM {table}"))
            return Tally(-1 if highest is None else int(highest), int(nameless), int(count), int(latest or 0))

        return self._once("tally", ask, table)

    def _removed(self) -> Removed:
        """Which numbers were removed."""

        def ask() -> Removed:
            columns = '"table", max(number), count(*) - count(number), max(removal)'
            with self._asking() as asking:
                rows = asking.rows(
                    self._numbered(f'SELECT {columns} FROM removed WHERE "table" IN {tuple(NUMBERED)} GROUP BY "table"')
                )
                last = asking.rows(self._numbered("SELECT max(no) FROM removals"))
            numbers = {table: (-1 if highest is None else int(highest), int(nameless)) for table, highest, nameless, _ in rows}
            return Removed(numbers, -1 if last[0][0] is None else int(last[0][0]))

        return self._once("removed", ask, "removals")

    def mark(self) -> Mark:
        """How far this ledger goes now."""
        if self._limits:  # numbers run through what may not be read, too: a count does not tell of that
            counts = [int(self._one(f"SELECT count(*) - 1 FROM {table}")) for table in NUMBERED]
            return Mark(*counts)
        removed = self._removed()
        amendments, participations = self._tally("amendments"), self._tally("participations")
        return Mark(
            max(self._newest()[0], removed.highest("records")),
            max(amendments.last(*removed.of("amendments")), removed.last),
            participations.last(*removed.of("participations")),
        )

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        """Subjects with something numbered above the mark, or that came to be known in (known_from, known_until]."""
        window = known_from < known_until
        nothing = frozenset[str]() if window else self._nothing_since(mark)
        few = not window and self._answers is not None and self._newest()[0] - mark.entry <= MANY
        parts = {}
        with self._asking() as asking:
            records = "records" if window else self._numbered_from(mark.entry + 1)
            for part, rest in changed(mark, rulebook, known_from, known_until, records).items():
                found = np.empty(0, np.int32)
                if part not in nothing:
                    select = f"SELECT {'' if few else 'DISTINCT'} subject FROM {rest}"
                    found = int32s(asking.table(self._numbered(select)).column(0))
                parts[part] = np.unique(found)
        return Changed(**parts)

    def _nothing_since(self, mark: Mark) -> frozenset[str]:
        """Of which parts of `Changed` it is known already that nothing is numbered above a mark."""
        if self._limits or self._answers is None:
            return frozenset()
        found = {"records"} if self._newest()[0] <= mark.entry else set()
        found |= {"amendments"} if self._tally("amendments").none_since(mark.amendment) else set()
        found |= {"participations", "elsewhere"} if self._tally("participations").none_since(mark.participation) else set()
        return frozenset(found | ({"removals"} if self._removed().last <= mark.amendment else set()))

    def sealed_at(self, mark: Mark) -> str:
        """A hash of the last record up to a mark, in words; empty where there is none any more."""

        def ask() -> str:
            columns = "subject, kind, occurred_on - DATE '1970-01-01', recorded_at, furnisher, ref"
            with self._asking() as asking:
                rows = asking.rows(
                    f"SELECT {columns} FROM {self._numbered_from(mark.entry, mark.entry)} WHERE entry = {mark.entry}"
                )
                if not rows:
                    return ""
                ((subject, kind, day, recorded_at, furnisher, ref),) = rows
                ((name,),) = asking.rows(f"SELECT id FROM parties WHERE no = {subject}")
            said, by = self.words([kind, furnisher])
            return hashlib.sha256(repr((name, said, day, recorded_at, by, ref)).encode()).hexdigest()

        return self._once(f"seal of {mark.entry}", ask, "removals") if mark.entry >= 0 else ""

    @abstractmethod
    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""

    def _numbered(self, select: str) -> str:
        """A question about numbers, asked of a ledger that has them in every table."""
        return select
