"""What every store answers to the engine, asked in SQL of tables that are alike everywhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import MappingProxyType
from typing import Any, Final, cast

import duckdb
import numpy as np
import numpy.typing as npt

from bonitas.common.amounts import MISSING
from bonitas.common.days import NEVER
from bonitas.ledger.allowed import Allowed, of_codes, told_of, visible, within
from bonitas.ledger.arranged.opened import Arranged
from bonitas.ledger.arranged.pieces import pieces, records_of
from bonitas.ledger.arranged.who import Who
from bonitas.ledger.arrays import days_of as _days
from bonitas.ledger.arrays import distinct
from bonitas.ledger.arrays import int32s as _int32
from bonitas.ledger.arrays import numbers as _numbers
from bonitas.ledger.arrays import truths as _truths
from bonitas.ledger.as_stored import PIECE
from bonitas.ledger.asking import LISTED, Asking, DuckAsking
from bonitas.ledger.base import (
    Amendment,
    Beside,
    Change,
    Ids,
    Int32s,
    Int64s,
    Need,
    Participations,
    Records,
)
from bonitas.ledger.codes import trouble
from bonitas.ledger.entries import NONE, Entries
from bonitas.ledger.errors import translated
from bonitas.ledger.replaced import NOT_YET, with_replacements
from bonitas.ledger.sql import column_of, quoted
from bonitas.ledger.walking import everybody, in_order, listed

#: Up to so many words are kept in mind with their codes: those of rulebooks and furnishers, not every text that was ever recorded.
WORDS_KEPT: Final = 10_000
#: Up to so many names are looked up one by one in an arrangement.
SOME: Final = 10_000


class Reading(Entries):
    """The questions of `base.Ledger`. `address` names the ledger in problems; `attributes` are those it keeps, name → type."""

    address: str
    lab: bool
    arrangeable: bool = False
    """Whether its records may lie beside it once more, in order."""
    beside: Beside | None = None
    allowed: Allowed | None = None
    """What may be read of it, and by whom; None: everything."""
    attributes: dict[str, str]
    _con: duckdb.DuckDBPyConnection | None
    _lock: threading.RLock
    _kinds_there: set[int] | None
    #: Words and their codes, and codes and their words, which never change.
    _codes: Mapping[str, int] = MappingProxyType({})
    _words: Mapping[int, str] = MappingProxyType({})

    @contextmanager
    def _asking(self) -> Iterator[Asking]:
        """A way of its own to the tables for one question: answers may be read in turns and in threads."""
        if self._con is None:
            raise trouble("L512", self.address)
        with translated(self.address):
            with self._lock:
                cursor = self._con.cursor()
            try:
                yield within(DuckAsking(cursor), self._limits)
            finally:
                cursor.close()

    def _arranged(self) -> Arranged | None:
        """The arrangement of this ledger's records, if there is one and all of it may be read."""
        return None if self._limits or not self.arrangeable else self._once("arranged", self._arranged_beside, "removals")

    def _arranged_beside(self) -> Arranged | None:
        return None

    def _who(self, *tables: str) -> Who | None:
        """Whom the arrangement knows, where there is one and nothing was added to these tables since."""
        arranged = self._arranged()
        if arranged is None or any(arranged.who.rows[table] != self._rows_of(table) for table in tables):
            return None
        return arranged.who

    def _tail_from(self, entry: int) -> int:
        arranged = self._arranged()  # what it does not have is asked for soon
        return entry if arranged is None else min(entry, arranged.made.until + 1)

    def _called(self, code: int) -> str:
        arranged = self._arranged()
        known = {} if arranged is None else arranged.who.ids_of(np.array([code], np.int32))  # no code ever means another
        return known[code] if code in known else super()._called(code)

    def _rows_of(self, table: str) -> int:
        return self._once(f"rows of {table}", lambda: int(self._one(f"SELECT count(*) FROM {table}") or 0), table)

    def still(self) -> AbstractContextManager[None]:
        """Within the block every question is answered from one state of the ledger."""
        return nullcontext()  # nobody else adds to a file or folder that this process has open

    # ------------------------------------------------------------ names and codes

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one never seen."""
        known, unseen = self._codes, self._once("unseen", set[str], "words")
        lacking = [word for word in dict.fromkeys(words) if word not in known and word not in unseen]
        if lacking:
            found = dict(zip(lacking, self._look_up("words", "word", lacking).tolist(), strict=True))
            unseen.update(word for word, code in found.items() if code < 0)
            known = {**known, **{word: code for word, code in found.items() if code >= 0}}
            if len(known) <= WORDS_KEPT:
                self._codes = known
        return np.array([known.get(word, -1) for word in words], np.int32)

    def parties(self, ids: Sequence[str]) -> Int32s:
        """The code of each subject or counterparty by id; −1 for one never seen."""
        found = self._look_up("parties", "id", ids)
        if not self._limits or not len(found):
            return found
        with self._asking() as asking:
            return visible(asking, found)

    def _look_up(self, table: str, column: str, names: Sequence[str]) -> Int32s:
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return np.empty(0, np.int32)
        who = self._who("parties") if table == "parties" and len(wanted) <= SOME else None
        if who is not None:
            return who.codes(names)
        with self._asking() as asking:
            found = dict(asking.rows(f"SELECT {column}, no FROM {table} WHERE {asking.among(column, wanted)}"))
        return np.array([found.get(name, -1) for name in names], np.int32)

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""
        known = self._words
        lacking = sorted({int(code) for code in codes} - known.keys())
        if lacking:
            with self._asking() as asking:
                known = {**known, **dict(asking.rows(f"SELECT no, word FROM words WHERE {asking.among('no', lacking)}"))}
            if len(known) <= WORDS_KEPT:
                self._words = known
        return [known[int(code)] for code in codes]

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """Codes, ids and whether each is an organisation: all in order of id, or those asked, in the order asked."""
        if ids is not None:
            return self._subjects_asked(ids)
        who = self._who("parties", "subjects")
        if who is not None:
            return who.everybody()
        with self._asking() as asking:
            said = asking.table("SELECT party, COALESCE(organisation, false) AS organisation FROM subjects")
            parties = asking.table("SELECT no, id FROM parties")
            if not in_order(parties.column(1)):
                parties = asking.table("SELECT no, id FROM parties ORDER BY id")
        return everybody(parties, said)

    def subjects_of(self, codes: Int32s) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: those of these codes that are subjects, in order of id."""
        who = self._who("parties", "subjects") if len(codes) <= SOME else None
        if who is not None:
            return who.some(distinct(codes))
        with self._asking() as asking:
            named, known = asking.among("no", codes), asking.among("party", codes)
            return listed(
                asking.table(f"""
                SELECT p.no, p.id, s.organisation FROM (SELECT no, id FROM parties WHERE {named}) p JOIN (
                    SELECT party, COALESCE(bool_or(organisation), false) AS organisation FROM subjects WHERE {known} GROUP BY party
                ) s ON s.party = p.no ORDER BY p.id""")
            )

    def _subjects_asked(self, ids: Sequence[str]) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        found = self._look_up("parties", "id", ids)
        codes = found.tolist()
        who = self._who("parties", "subjects")
        if who is not None:
            there, organisations = who.organisations(found)
        else:
            with self._asking() as asking:
                rows = asking.rows(told_of(asking, found) if self._limits else of_codes(asking, codes))
            there, organisations = {party for party, _ in rows}, {party for party, is_one in rows if is_one}
        asked = np.array([code if code in there else -1 for code in codes], np.int32)
        return asked, list(ids), np.array([code in organisations for code in codes], np.bool_)

    # ------------------------------------------------------------ records

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most; cheap."""
        if need.subjects is None:
            return self._count()
        arranged, there = self._arranged(), 0
        if arranged is not None:
            there = int(arranged.lengths(arranged.places(distinct(need.subjects))).sum())
            if not self._more(arranged):
                return there
            tail = self._tail(arranged.made.until + 1)
            if tail is not None:
                return there + len(self._later_needed(tail, arranged, need))
        with self._asking() as asking:
            return there + int(asking.rows(f"SELECT count(*) FROM {self._beyond(asking, need, arranged)}")[0][0])

    def _count(self) -> int:
        """How many records there are."""
        return self._once("size", lambda: int(self._one("SELECT count(*) FROM records") or 0), "records")

    def _wanted(self, asking: Asking, need: Need) -> str:
        """SQL that is true for the kinds and subjects needed."""
        codes = self._codes_of(need)
        tests = [asking.among("kind", sorted(codes))]
        if need.subjects is None and self._are_all(codes):
            tests = ["true"]  # all kinds there are: a test of every row would cost more than reading it
        if need.subjects is not None:
            tests.append(asking.among("subject", distinct(need.subjects)))
        return " AND ".join(tests)

    def _codes_of(self, need: Need) -> set[int]:
        """The codes of the kinds needed."""
        return {int(code) for code in self.codes(need.kinds)} - {-1}

    def _are_all(self, codes: set[int]) -> bool:
        """Whether no record is of any kind but these. Between the least and the greatest code of a kind (known without looking at the records)
        lie few others; to look for those takes less than to list all that there are."""
        if self._kinds_there is None:
            least, greatest = self._once("span of kinds", self._ends_of_kinds, "records")
            others = set(range(least, greatest + 1)) - codes
            if not others:
                return True
            if len(others) <= LISTED:
                with self._asking() as asking:
                    return not asking.rows(f"SELECT 1 FROM records WHERE {asking.among('kind', sorted(others))} LIMIT 1")
        return codes >= self._kinds()

    def _ends_of_kinds(self) -> tuple[int, int]:
        with self._asking() as asking:
            least, greatest = asking.rows("SELECT min(kind), max(kind) FROM records")[0]
        return (0, -1) if least is None else (least, greatest)

    def _kinds(self) -> set[int]:
        """The kinds that records have; asked once, and again after something was added."""
        if self._kinds_there is None:
            with self._asking() as asking:
                self._kinds_there = {row[0] for row in asking.rows("SELECT DISTINCT kind FROM records")}
        return self._kinds_there

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, in pieces, as columns of numbers without copies where the store has them so."""
        arranged = self._arranged()
        if arranged is not None:
            for piece in pieces(arranged, need, self._first_days(need), PIECE):
                batch = piece()
                if batch.num_rows:
                    yield records_of(batch, need)
            if not self._more(arranged):
                return
            tail = self._tail(arranged.made.until + 1)
            if tail is not None:
                later = self._later_needed(tail, arranged, need)
                if len(later):
                    yield later.records(need)
                return
        kept = [name for name in need.attributes if name in self.attributes]
        columns = ["subject", "kind", "occurred_on"]
        columns += ["COALESCE(counterparty, -1) AS counterparty"] if need.counterparty else []
        columns += [name for name in ("furnisher", "recorded_at", "entry") if getattr(need, name)]
        columns += ["ended_on"] if need.ended else []
        columns += [f"{self._number(name)} AS {quoted(column_of(name))}" for name in kept]
        with self._asking() as asking:
            select = f"SELECT {', '.join(columns)} FROM {self._beyond(asking, need, arranged)}"
            for batch in asking.batches(select, PIECE, few=_few(need.subjects)):
                if batch.num_rows:
                    yield self._records(batch, need)

    def _records(self, batch: Any, need: Need) -> Records:
        column = dict(zip(batch.schema.names, batch.columns, strict=True))
        missing = None
        values: dict[str, Int64s] = {}
        for name in need.attributes:
            found = column.get(column_of(name))
            if found is None:
                missing = np.full(batch.num_rows, MISSING, np.int64) if missing is None else missing
            values[name] = cast(Int64s, missing if found is None else _numbers(found, np.int64))
        return Records(
            subject=_int32(column["subject"]),
            kind=_int32(column["kind"]),
            occurred_on=_days(column["occurred_on"]),
            attributes=values,
            ended_on=_days(column["ended_on"]) if need.ended else None,
            counterparty=_int32(column["counterparty"]) if need.counterparty else None,
            furnisher=_int32(column["furnisher"]) if need.furnisher else None,
            recorded_at=_numbers(column["recorded_at"], np.int64) if need.recorded_at else None,
            entry=_numbers(column["entry"], np.int64) if need.entry else None,
        )

    # ------------------------------------------------------------ amendments and participations

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed; `corrected` holds the attributes needed, dates and counterparty."""
        if not self._once("amended", lambda: self._one("SELECT 1 FROM amendments LIMIT 1"), "amendments"):
            return []
        kept = [name for name in need.attributes if name in self.attributes]
        days = ("occurred_on", "ended_on")
        columns = ["entry", "subject", "change", "effective_on - DATE '1970-01-01'", "recorded_at", "COALESCE(reason, '')"]
        columns += [f"COALESCE(CAST({day} - DATE '1970-01-01' AS BIGINT), {NONE})" for day in days]
        columns += [f"COALESCE(CAST(counterparty AS BIGINT), {NONE})", *map(self._number, kept)]
        names = [*days, "counterparty", *kept]
        with self._asking() as asking:
            rows = asking.rows(f"SELECT {', '.join(columns)} FROM amendments WHERE {self._wanted(asking, need)}")
        return [
            Amendment(
                entry, subject, cast(Change, change), effective_on, recorded_at,
                {name: value for name, value in zip(names, values, strict=True) if value != MISSING}, reason,
            )
            for entry, subject, change, effective_on, recorded_at, reason, *values in rows
        ]  # fmt: skip

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook, with when each was replaced by a later word on its end."""
        who = self._who("participations")
        if who is not None:
            return with_replacements(who.participations(rulebook, None if subjects is None else distinct(subjects)))
        with self._asking() as asking:
            tests = [asking.among("rulebook", [rulebook])]
            if subjects is not None:
                tests.append(asking.among("subject", distinct(subjects)))
            columns = f'subject, consent, "from", "until", recorded_at, {NOT_YET} AS replaced_at'
            table = asking.table(f"SELECT {columns} FROM participations WHERE {' AND '.join(tests)}", few=_few(subjects))
        subject, consent, start, end, recorded_at, replaced_at = table.columns
        found = Participations(
            _int32(subject), _truths(consent), _days(start), _days(end, NEVER),
            _numbers(recorded_at, np.int64), _numbers(replaced_at, np.int64),
        )  # fmt: skip
        return with_replacements(found)


def _few(subjects: Int32s | None) -> bool:
    return subjects is not None and len(subjects) <= LISTED
