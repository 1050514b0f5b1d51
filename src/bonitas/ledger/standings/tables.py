"""The tables of standing ratings, alike wherever they lie, and the questions asked of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.common.amounts import MISSING, decimal_of
from bonitas.common.days import iso
from bonitas.ledger.arrays import numbers
from bonitas.ledger.base import Int32s
from bonitas.ledger.standings.base import Head, Kept, Moves, Standings, reasons_of

STANDING_WORDS: Final = ("scored", "no_score", "not_rated")
#: Each column of a standing and its type.
COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "code": "INTEGER", "standing": "INTEGER", "score": "BIGINT", "band": "INTEGER", "because": "INTEGER",
        "next": "INTEGER", "drawn": "BIGINT",
    }
)  # fmt: skip
TABLES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "head": {"head": "VARCHAR"},
        "texts": {"no": "INTEGER", "word": "VARCHAR"},
        "standings": {**COLUMNS, "id": "VARCHAR"},
        # A refresh that changed something: the changes from `first` on are its.
        "refreshes": {"first": "BIGINT", "day": "INTEGER", "known": "BIGINT", "version": "VARCHAR", "hash": "VARCHAR"},
        "changes": {
            "seq": "BIGINT", "code": "INTEGER", "id": "VARCHAR", "why": "INTEGER",
            **{f"{side}_{name}": COLUMNS[name] for side in ("was", "now") for name in ("standing", "score", "band", "because")},
        },
    }
)  # fmt: skip
SEEN: Final = ("standing", "score", "band", "because")
#: The columns of a change that the feed tells, and those of the refresh that brought it.
TOLD: Final = ("seq", "id", "why", *(f"{side}_{name}" for side in ("was", "now") for name in SEEN))
RUN: Final = '"first", day, known, version, hash'


@dataclass(frozen=True, slots=True)
class Run:
    """A refresh that changed something: on which day, what was known, and by which rules."""

    day: int
    known: int
    version: str
    hash: str

    @classmethod
    def of(cls, head: Head) -> Run:
        """That of a head."""
        return cls(head.on, head.known, head.version, head.hash)


def standings_of(table: pa.Table) -> Standings:
    """Standings from a table with the columns of COLUMNS, in order of code."""
    kinds = {"BIGINT": np.int64, "INTEGER": np.int32}
    return Standings(*(numbers(table.column(name), kinds[type_]) for name, type_ in COLUMNS.items()))


def standing_rows(rows: Standings, ids: Any) -> pa.Table:
    """Standings as a table for `standings`."""
    return pa.table({**{name: getattr(rows, name) for name in COLUMNS}, "id": pa.array(ids, pa.string())})


def change_rows(moves: Moves, after: int) -> pa.Table:
    """Changes as a table for `changes`, numbered from `after` + 1 on."""
    count = len(moves)
    columns: dict[str, Any] = {"seq": np.arange(after + 1, after + 1 + count, dtype=np.int64), "code": moves.was.code}
    columns |= {"id": pa.array(moves.ids, pa.string()), "why": moves.why}
    for side in ("was", "now"):
        columns |= {f"{side}_{name}": getattr(getattr(moves, side), name) for name in SEEN}
    return pa.table(columns)


def text_rows(kept: Kept, known: int) -> pa.Table:
    """New texts as a table for `texts`: numbered after the `known` ones."""
    nos = np.arange(known, known + len(kept.texts), dtype=np.int32)
    return pa.table({"no": nos, "word": pa.array(kept.texts, pa.string())})


def refresh_rows(head: Head, first: int) -> pa.Table:
    """A refresh as a table of one row for `refreshes`."""
    row = {"first": first, "day": head.on, "known": head.known, "version": head.version, "hash": head.hash}
    types = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}
    return pa.table({name: pa.array([row[name]], types[type_]) for name, type_ in TABLES["refreshes"].items()})


class TableStandings(ABC):
    """The questions of `StandingStore`, asked of tables. Where they lie is each store's own."""

    rulebook: str

    @abstractmethod
    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""

    @abstractmethod
    def _table(self, sql: str, codes: Int32s | None = None) -> pa.Table:
        """What a SELECT gives; `{among}` in it is true for the codes given."""

    @abstractmethod
    def _name(self, table: str, alias: str) -> str:
        """A table with nothing but this rulebook's rows in it, as it stands after FROM, under a name of one's own."""

    @abstractmethod
    def _standing(self, columns: str, test: str = "true") -> str:
        """SELECT of columns of the standings for which a test holds."""

    def head(self) -> Head | None:
        """What they were made from; None before the first refresh."""
        rows = self._rows(f"SELECT head FROM {self._name('head', 't')}")
        return Head.of(rows[0][0]) if rows else None

    def texts(self) -> list[str]:
        """The texts that `band` and `because` number."""
        return [str(word) for (word,) in self._rows(f"SELECT word FROM {self._name('texts', 't')} ORDER BY no")]

    def count(self) -> int:
        """How many standings there are: fewer than its head says if subjects were removed since."""
        return int(self._rows(f"SELECT count(*) FROM ({self._standing('code')}) t")[0][0])

    def due(self, day: int) -> Int32s:
        """Codes of those whose next change is on or before a day, in order."""
        table = self._table(f"{self._standing('code', f'next <= {day}')} ORDER BY code")
        found: Int32s = numbers(table.column(0), np.int32)
        return found

    def among(self, codes: Int32s) -> Standings:
        """The standings of those of these codes that have one."""
        return standings_of(self._table(f"{self._standing(', '.join(COLUMNS), '{among}')} ORDER BY code", codes))

    def all(self) -> Standings:
        """All standings."""
        return standings_of(self._table(f"{self._standing(', '.join(COLUMNS))} ORDER BY code"))

    def ids(self, codes: Int32s) -> list[str]:
        """The ids of subjects that have a standing, in the order given."""
        table = self._table(self._standing("code, id", "{among}"), codes)
        found = dict(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
        return [str(found[code]) for code in codes.tolist()]

    def named(self, codes: Int32s) -> pa.Array:
        """The same as an array of Arrow."""
        return pa.array(self.ids(codes), pa.string())

    def ratings(self) -> pa.Table:
        """All standings with their texts, in order of subject: subject, standing, score, band, because, next."""
        return self._table(f"""
            SELECT s.id AS subject, s.standing, s.score, b.word AS band, w.word AS because, s.next FROM ({self._standing("*")}) s
            LEFT JOIN {self._name("texts", "b")} ON b.no = s.band LEFT JOIN {self._name("texts", "w")} ON w.no = s.because ORDER BY s.id""")

    def changes(self, since: int) -> Iterator[dict[str, Any]]:
        """The feed after number `since`, in order, as rows of plain data."""
        word = dict(enumerate(self.texts()))
        runs = [
            (first, Run(*rest))
            for first, *rest in self._rows(f'SELECT {RUN} FROM {self._name("refreshes", "t")} ORDER BY "first"')
        ]
        firsts = np.array([first for first, _ in runs], np.int64)
        select = f"SELECT {', '.join(TOLD)} FROM {self._name('changes', 't')} WHERE seq > {since} ORDER BY seq"
        for batch in self._table(select).to_batches(10_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                run = runs[int(np.searchsorted(firsts, row[0], side="right")) - 1][1]
                yield told(row, run, word, self.rulebook)


def told(row: Sequence[Any], run: Run, word: Mapping[int, str], rulebook: str) -> dict[str, Any]:
    """A change (the columns of TOLD) that a refresh brought, as plain data."""
    seq, subject, why, *sides = row
    return {
        "seq": seq, "subject": subject, "on": iso(run.day), "known_at": run.known, "why": reasons_of(why),
        "from": _side(sides[:4], word), "to": _side(sides[4:], word),
        "rulebook": rulebook, "version": run.version, "hash": run.hash,
    }  # fmt: skip


def _side(values: Sequence[int], word: Mapping[int, str]) -> dict[str, Any] | None:
    """How a subject stood, in words; None if it had no standing."""
    standing, score, band, because = values
    if standing < 0:
        return None
    shown = None if score == MISSING else decimal_of(score)
    return {"standing": STANDING_WORDS[standing], "score": shown, "band": word.get(band), "because": word.get(because)}
