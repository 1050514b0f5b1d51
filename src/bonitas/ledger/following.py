"""How far a ledger goes and what has come since, for whoever follows it; and answers about the whole of it, kept until something is added."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

import numpy as np
import pyarrow as pa

from bonitas.ledger.arrays import int32s
from bonitas.ledger.base import Changed, Mark
from bonitas.ledger.numbers import NUMBERED, Removed, Tally, changed
from bonitas.ledger.tail import KEPT, Tail
from bonitas.ledger.walking import Walking

T = TypeVar("T")
#: The table of an answer that hangs on all of them.
EVERY: Final = ""
#: Beyond every entry.
NO_ENTRY: Final = 2**63 - 1


@dataclass(slots=True)
class Seen:
    """What was seen of the records of a ledger some time ago: the highest entry and the latest `recorded_at` up to it, and the last of them."""

    newest: tuple[int, int] | None = None
    tail: Tail | None = None


class Following(Walking):
    """The questions of `base.Ledger` about how far it goes."""

    #: What was answered about the whole ledger since something was last added, by the table that it hangs on (EVERY: on any of them); None:
    #: others may add, so nothing is kept.
    _answers: dict[tuple[str, str], Any] | None = None
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

    def _forget(self, *added: str) -> None:
        """Something may have been added to some tables (none named: whatever may have happened): what was answered about them is asked anew."""
        if self._answers is not None:
            stays = self._answers if added else {}
            self._answers = {key: answer for key, answer in stays.items() if key[0] not in (*added, EVERY)}

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty."""
        return max(self._newest()[1], *(self._tally(table).latest for table in ("amendments", "participations")))

    def _newest(self) -> tuple[int, int]:
        """The highest entry of a record (−1: none), and the latest `recorded_at` of one. After an addition only what it brought is looked at."""
        kept, seen = self._answers, self._seen()

        def ask() -> tuple[int, int]:
            tail = (kept or {}).get(("records", "tail"))
            seen.newest = self._newest_asked(seen.newest) if tail is None else (tail.last, tail.latest)
            return seen.newest

        return self._once("newest", ask, "records")

    def _seen(self) -> Seen:
        """What was seen of the records before, if only additions have come since. Where others add, too, nothing is kept."""
        return self._once("seen", Seen, "removals")

    def _newest_asked(self, seen: tuple[int, int] | None) -> tuple[int, int]:
        """The highest entry and the latest `recorded_at`; `seen`: those of some time ago, if they are known."""
        entry, latest = seen or (-1, 0)
        with self._asking() as asking:
            above = f" WHERE entry > {entry}" if seen else ""  # without a test a store may know it without looking
            ((highest, moment),) = asking.rows(f"SELECT max(entry), max(recorded_at) FROM records{above}")
        return (entry if highest is None else int(highest), max(latest, int(moment or 0)))

    def _tail(self, first: int) -> Tail | None:
        """All records numbered `first` or higher, kept in memory; None where they are many, or where nothing may be kept."""
        kept, seen = self._answers, self._seen()  # taken first: what comes late goes where it is forgotten
        if kept is None or self._limits:
            return None
        tail = cast("Tail | None", kept.get(("records", "tail")))
        if tail is None:
            tail = self._tail_now(seen)
        if first <= tail.after and tail.last - first < KEPT:
            between = f"entry >= {first} AND entry <= {tail.after}"
            tail = tail.with_earlier(self._rows(f"{self._numbered_from(first, tail.after)} WHERE {between}"), first - 1)
        kept["records", "tail"] = seen.tail = tail
        return tail if first > tail.after else None

    def _tail_now(self, seen: Seen) -> Tail:
        """What is kept of the last records, with what was added since; begun anew if that is much."""
        if seen.tail is not None:
            room, above = KEPT - len(seen.tail), f"{self._numbered_from(seen.tail.last + 1)} WHERE entry > {seen.tail.last}"
            rows = self._rows(f"{above} LIMIT {room + 1}")
            if len(rows) <= room:
                return seen.tail.with_later(rows)
        highest, latest = self._newest()
        return Tail(highest, highest, latest)

    def _rows(self, which: str) -> pa.Table:
        """Some records as they are stored. `which`: SQL after SELECT … FROM."""
        with self._asking() as asking:
            return asking.table(f"SELECT * FROM {which}")

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
        self._tail(self._tail_from(NO_ENTRY))  # who asks how far it goes asks what has come next
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
        nothing, tail = (frozenset[str](), None) if window else (self._nothing_since(mark), self._tail(mark.entry + 1))
        parts = {"records": tail.subjects_above(mark.entry)} if tail is not None else {}
        for part, rest in changed(
            mark, rulebook, known_from, known_until, self._numbered_from(0 if window else mark.entry + 1)
        ).items():
            if part in nothing:
                parts[part] = np.empty(0, np.int32)
            elif part not in parts:
                with self._asking() as asking:
                    parts[part] = np.unique(
                        int32s(asking.table(self._numbered(f"SELECT DISTINCT subject FROM {rest}")).column(0))
                    )
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
            record = self._last_of(mark.entry)
            if record is None:
                return ""
            subject, kind, day, recorded_at, furnisher, ref = record
            said, by = self.words([kind, furnisher])
            return hashlib.sha256(repr((self._called(subject), said, day, recorded_at, by, ref)).encode()).hexdigest()

        return self._once(f"seal of {mark.entry}", ask, "removals") if mark.entry >= 0 else ""

    def _last_of(self, entry: int) -> tuple[Any, ...] | None:
        """What a record says, in codes: subject, kind, day, moment, furnisher and ref. None if it is there no more."""
        tail = self._tail(self._tail_from(entry))
        if tail is not None:
            return tail.said(entry, "subject", "kind", "occurred_on", "recorded_at", "furnisher")
        columns = "subject, kind, occurred_on - DATE '1970-01-01', recorded_at, furnisher, ref"
        with self._asking() as asking:
            rows = asking.rows(f"SELECT {columns} FROM {self._numbered_from(entry, entry)} WHERE entry = {entry}")
        return rows[0] if rows else None

    def _tail_from(self, entry: int) -> int:
        """From where on records are kept in memory, if this one is to be among them."""
        return entry

    def _called(self, code: int) -> str:
        """The id of a party."""
        return str(self._one(f"SELECT id FROM parties WHERE no = {code}"))

    @abstractmethod
    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""

    def _numbered(self, select: str) -> str:
        """A question about numbers, asked of a ledger that has them in every table."""
        return select
