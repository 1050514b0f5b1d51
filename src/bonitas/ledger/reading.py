"""What every store answers to the engine, asked in SQL of tables that are alike everywhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.common.amounts import MISSING
from bonitas.common.days import NEVER, NO_DAY
from bonitas.ledger.base import (
    NEVER_KNOWN,
    Amendment,
    Beside,
    Change,
    FullRecord,
    Ids,
    Int32s,
    Int64s,
    Need,
    Participations,
    Records,
)
from bonitas.ledger.codes import trouble
from bonitas.ledger.errors import translated
from bonitas.ledger.schema import WORDY
from bonitas.ledger.sql import column_of, literal, quoted

#: Up to so many subjects are listed in the query itself; more are joined.
LISTED: Final = 64
#: Rows of a piece that `read` yields, at most.
PIECE: Final = 1_000_000


class Reading:
    """The questions of `base.Ledger`. `address` names the ledger in problems; `attributes` are those it keeps, name → type."""

    address: str
    lab: bool
    beside: Beside | None = None
    attributes: dict[str, str]
    _con: duckdb.DuckDBPyConnection | None
    _lock: threading.RLock
    _kinds_there: set[int] | None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own for one question: answers may be read in turns and in threads."""
        if self._con is None:
            raise trouble("L512", self.address)
        with translated(self.address):
            with self._lock:
                cursor = self._con.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    def _one(self, sql: str) -> Any:
        with self._cursor() as cursor:
            row = cursor.execute(sql).fetchone()
        return row[0] if row else None

    # ------------------------------------------------------------ names and codes

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word; −1 for one never seen."""
        return self._look_up("words", "word", words)

    def parties(self, ids: Sequence[str]) -> Int32s:
        """The code of each subject or counterparty by id; −1 for one never seen."""
        return self._look_up("parties", "id", ids)

    def _look_up(self, table: str, column: str, names: Sequence[str]) -> Int32s:
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return np.empty(0, np.int32)
        with self._cursor() as cursor:
            if len(wanted) <= LISTED:
                where = f"WHERE {column} IN ({', '.join(literal(name) for name in wanted)})"
            else:
                cursor.register("wanted", pa.table({"name": pa.array(wanted, pa.string())}))
                where = f"SEMI JOIN wanted ON wanted.name = {table}.{column}"
            found = dict(cursor.execute(f"SELECT {column}, no FROM {table} {where}").fetchall())
        return np.array([found.get(name, -1) for name in names], np.int32)

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""
        wanted = sorted({int(code) for code in codes})
        if not wanted:
            return []
        with self._cursor() as cursor:
            cursor.register("wanted", pa.table({"code": pa.array(wanted, pa.int32())}))
            found = dict(cursor.execute("SELECT no, word FROM words SEMI JOIN wanted ON code = no").fetchall())
        return [found[int(code)] for code in codes]

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """Codes, ids and whether each is an organisation: all in order of id, or those asked, in the order asked."""
        if ids is not None:
            return self._subjects_asked(ids)
        known = "SELECT party, bool_or(organisation) AS organisation FROM subjects GROUP BY party"
        select = (
            f"SELECT p.no, p.id, COALESCE(s.organisation, false) FROM parties p JOIN ({known}) s ON s.party = p.no ORDER BY p.id"
        )
        with self._cursor() as cursor:
            no, names, organisation = cursor.sql(select).to_arrow_table().columns
        return _int32(no), names.combine_chunks(), _truths(organisation)

    def _subjects_asked(self, ids: Sequence[str]) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        codes = self.parties(ids)
        with self._cursor() as cursor:
            where = _among(cursor, "party", codes.tolist())
            found = dict(
                cursor.execute(f"SELECT party, bool_or(organisation) FROM subjects WHERE {where} GROUP BY party").fetchall()
            )
        asked = np.array([code if code in found else -1 for code in codes.tolist()], np.int32)
        return asked, list(ids), np.array([bool(found.get(code)) for code in codes.tolist()], np.bool_)

    # ------------------------------------------------------------ records

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty."""
        latest = [f"SELECT max(recorded_at) AS latest FROM {table}" for table in ("records", "amendments", "participations")]
        return int(self._one(f"SELECT max(latest) FROM ({' UNION ALL '.join(latest)})") or 0)

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most; cheap."""
        if need.subjects is None:
            return int(self._one("SELECT count(*) FROM records") or 0)
        with self._cursor() as cursor:
            row = cursor.execute(f"SELECT count(*) FROM records {self._where(cursor, need, 'records')}").fetchone()
        return int(row[0]) if row else 0

    def _where(self, cursor: duckdb.DuckDBPyConnection, need: Need, table: str) -> str:
        """SQL that keeps the kinds and subjects needed."""
        codes = {int(code) for code in self.codes(need.kinds)} - {-1}
        join, tests = "", [f"{table}.kind IN ({', '.join(map(str, sorted(codes)))})" if codes else "false"]
        if need.subjects is None and codes >= self._kinds():
            tests = ["true"]  # all kinds there are: a test of every row would cost more than reading it
        if need.subjects is not None:
            wanted = np.unique(need.subjects)
            if len(wanted) == 0:
                tests.append("false")
            elif len(wanted) <= LISTED:
                tests.append(f"{table}.subject IN ({', '.join(map(str, wanted.tolist()))})")
            else:
                cursor.register("wanted", pa.table({"code": pa.array(wanted, pa.int32())}))
                join = f"SEMI JOIN wanted ON wanted.code = {table}.subject "
        return f"{join}WHERE {' AND '.join(tests)}"

    def _kinds(self) -> set[int]:
        """The kinds that records have; asked once, and again after something was added."""
        if self._kinds_there is None:
            with self._cursor() as cursor:
                self._kinds_there = {row[0] for row in cursor.execute("SELECT DISTINCT kind FROM records").fetchall()}
        return self._kinds_there

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, in pieces, as columns of numbers without copies where the store has them so."""
        kept = [name for name in need.attributes if name in self.attributes]
        columns = ["subject", "kind", "occurred_on"]
        columns += ["COALESCE(counterparty, -1) AS counterparty"] if need.counterparty else []
        columns += [name for name in ("furnisher", "recorded_at", "entry") if getattr(need, name)]
        columns += ["ended_on"] if need.ended else []
        columns += [f"{self._number(name)} AS {quoted(column_of(name))}" for name in kept]
        with self._cursor() as cursor:
            where = self._where(cursor, need, "records")
            for batch in cursor.sql(f"SELECT {', '.join(columns)} FROM records {where}").to_arrow_reader(PIECE):
                if batch.num_rows:
                    yield self._records(batch, need)

    def _number(self, name: str) -> str:
        """SQL for an attribute as int64 without nulls."""
        column = quoted(column_of(name))
        if self.attributes[name] == "date":
            column = f"({column} - DATE '1970-01-01')"
        return f"COALESCE(CAST({column} AS BIGINT), {MISSING})"

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
        if not self._one("SELECT count(*) FROM amendments"):
            return []
        kept = [name for name in need.attributes if name in self.attributes]
        days = ("occurred_on", "ended_on")
        columns = ["entry", "subject", "change", "effective_on - DATE '1970-01-01'", "recorded_at", "COALESCE(reason, '')"]
        columns += [f"COALESCE(CAST({day} - DATE '1970-01-01' AS BIGINT), {MISSING})" for day in days]
        columns += [f"COALESCE(CAST(counterparty AS BIGINT), {MISSING})", *map(self._number, kept)]
        names = [*days, "counterparty", *kept]
        with self._cursor() as cursor:
            where = self._where(cursor, need, "amendments")
            rows = cursor.execute(f"SELECT {', '.join(columns)} FROM amendments {where}").fetchall()
        return [
            Amendment(
                entry, subject, cast(Change, change), effective_on, recorded_at,
                {name: value for name, value in zip(names, values, strict=True) if value != MISSING}, reason,
            )
            for entry, subject, change, effective_on, recorded_at, reason, *values in rows
        ]  # fmt: skip

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook, with when each was replaced by a later word on its end."""
        with self._cursor() as cursor:
            join = ""
            if subjects is not None:
                cursor.register("wanted", pa.table({"code": pa.array(np.unique(subjects), pa.int32())}))
                join = "SEMI JOIN wanted ON wanted.code = participations.subject"
            table = cursor.sql(f"""
                SELECT subject, consent, "from", "until", recorded_at, COALESCE(LEAD(recorded_at) OVER (
                    PARTITION BY subject, consent, "from" ORDER BY recorded_at, "until"), {NEVER_KNOWN}) AS replaced_at
                FROM participations {join} WHERE rulebook = {literal(rulebook)}""").to_arrow_table()
        subject, consent, start, end, recorded_at, replaced_at = table.columns
        return Participations(
            _int32(subject), _truths(consent), _days(start), _days(end, NEVER),
            _numbers(recorded_at, np.int64), _numbers(replaced_at, np.int64),
        )  # fmt: skip

    # ------------------------------------------------------------ single entries

    def tie_order(self, entries: Int64s) -> Int64s:
        """For each entry its rank in order of furnisher and ref (by code point) among those given."""
        with self._cursor() as cursor:
            near = _among(cursor, "entry", entries.tolist())
            wanted = pa.table({"place": pa.array(np.arange(len(entries)), pa.int64()), "entry": pa.array(entries, pa.int64())})
            cursor.register("wanted", wanted)
            table = cursor.sql(f"""
                SELECT place, row_number() OVER (ORDER BY w.word, r.ref) - 1 AS rank
                FROM wanted JOIN (SELECT entry, furnisher, ref FROM records WHERE {near}) r ON r.entry = wanted.entry
                JOIN words w ON w.no = r.furnisher ORDER BY place
                """).to_arrow_table()
        return cast(Int64s, _numbers(table.column("rank").cast(pa.int64()), np.int64))

    def full_records(self, entries: Sequence[int]) -> list[FullRecord]:
        """Records in words, in the order asked."""
        names = list(self.attributes)
        with self._cursor() as cursor:
            found = cursor.execute(f"""
                SELECT entry, subject, kind, occurred_on - DATE '1970-01-01', COALESCE(ended_on - DATE '1970-01-01', {NO_DAY}), recorded_at,
                    furnisher, ref, counterparty {"".join(f", {self._number(name)}" for name in names)}
                FROM records WHERE {_among(cursor, "entry", [int(entry) for entry in entries])}""").fetchall()
            parties = sorted({code for row in found for code in (row[1], row[8]) if code is not None})
            ids = dict(cursor.execute(f"SELECT no, id FROM parties WHERE {_among(cursor, 'no', parties)}").fetchall())
        wordy = [self.attributes[name] in WORDY for name in names]
        codes = {v for row in found for v, w in zip(row[9:], wordy, strict=True) if w and v != MISSING}
        needed = sorted(codes | {code for row in found for code in (row[2], row[6])})
        word = dict(zip(needed, self.words(needed), strict=True))
        by_entry = {}
        for entry, subject, kind, occurred_on, ended_on, recorded_at, furnisher, ref, counterparty, *cells in found:
            values = {name: word[v] if w else v for name, v, w in zip(names, cells, wordy, strict=True) if v != MISSING}
            by_entry[entry] = FullRecord(
                entry,
                ids[subject],
                word[kind],
                occurred_on,
                ended_on,
                recorded_at,
                word[furnisher],
                ref,
                ids.get(counterparty),
                values,
            )
        return [by_entry[int(entry)] for entry in entries]


def _among(cursor: duckdb.DuckDBPyConnection, column: str, numbers: Sequence[int]) -> str:
    """SQL that is true where a column is one of these numbers. A few are listed, so that whole stretches of a table are passed over."""
    if not numbers:
        return "false"
    if len(numbers) <= LISTED:
        return f"{column} IN ({', '.join(map(str, numbers))})"
    name = f"among_{column}"
    cursor.register(name, pa.table({"number": pa.array(numbers, pa.int64())}))
    return f"{column} BETWEEN {min(numbers)} AND {max(numbers)} AND {column} IN (SELECT number FROM {name})"


def _int32(column: Any) -> Int32s:
    """A column without nulls as int32."""
    return cast(Int32s, _numbers(column, np.int32))


def _numbers(column: Any, kind: Any) -> npt.NDArray[Any]:
    """A column of numbers without nulls, as it lies in memory. (Arrow's own way would first import pandas, where that is installed.)"""
    array = column if isinstance(column, pa.Array) else column.combine_chunks()
    if len(array) == 0:
        return np.empty(0, kind)
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def _truths(column: Any) -> npt.NDArray[np.bool_]:
    """A column of truth values without nulls."""
    return _numbers(column.cast(pa.int8()), np.int8).astype(np.bool_)


def _days(column: Any, missing: int = NO_DAY) -> Int32s:
    """A column of dates as day numbers, with a mark where missing."""
    numbers = column.cast(pa.int32())
    return _int32(numbers.fill_null(pa.scalar(missing, pa.int32())) if numbers.null_count else numbers)
