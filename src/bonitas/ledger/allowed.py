"""What of a ledger one operator may read, as SQL beneath everything that asks the ledger.

Whoever asks a limited ledger asks tables in which nothing else is: no record that may not be read, no amendment of one, and nobody who is
in the ledger by such records alone. So no question, whoever wrote it, can come to depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bonitas.ledger.arrays import distinct
from bonitas.ledger.asking import Asking, Values
from bonitas.ledger.base import Int32s
from bonitas.ledger.sql import among

#: The tables that are limited, in the order in which they stand on one another.
LIMITED: Final = ("records", "amendments", "participations", "subjects")


#: Every subject, for a question that says itself of whom the tables tell (`told_of`).
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, slots=True)
class Grant:
    """Records of these kinds; `furnishers`: only what these have furnished (None: whoever has)."""

    kinds: tuple[str, ...]
    furnishers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A rulebook that may be run: whole, or (`part`) on records of `kinds` alone. `kinds` None: of whatever may be read."""

    rulebook: str
    part: bool = False
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `operator` (of a `layer`) may read and run, by the licences with this digest. `grants` None: every record there is."""

    operator: str
    layer: str
    grants: tuple[Grant, ...] | None
    runs: Mapping[str, Run] = field(default_factory=dict)
    digest: str = ""
    links: bool = False
    """Whether it may find out which of the subjects it may see are subjects of other ledgers too."""
    passes_on: frozenset[str] = frozenset()
    """Rulebooks whose records it may pass on, which writes to ledgers."""

    @property
    def everything(self) -> bool:
        """Whether every record may be read."""
        return self.grants is None

    def reads(self, kind: str) -> bool | None:
        """Whether records of a kind may be read: all (True), those of some furnishers (None), or none (False)."""
        if self.grants is None:
            return True
        found = [grant for grant in self.grants if kind in grant.kinds]
        if any(grant.furnishers is None for grant in found):
            return True
        return None if found else False


@dataclass(frozen=True, slots=True)
class LimitedAsking:
    """A question whose tables hold only what may be read. `limits` stand before each SELECT and shadow the tables beneath."""

    inner: Asking
    limits: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as rows."""
        return self.inner.rows(self.limits + sql)

    def table(self, sql: str, *, few: bool = False) -> pa.Table:
        """What a SELECT gives, as columns."""
        return self.inner.table(self.limits + sql, few=few)

    def batches(self, sql: str, rows: int, *, few: bool = False) -> Iterator[pa.RecordBatch]:
        """What a SELECT gives, in batches of at most so many rows."""
        return self.inner.batches(self.limits + sql, rows, few=few)

    def among(self, column: str, values: Values) -> str:
        """SQL that is true where a column is one of these values."""
        return self.inner.among(column, values)

    def between(self, column: str, first: str, last: str) -> str:
        """SQL that is true where a column of texts is neither below the first nor above the last."""
        return self.inner.between(column, first, last)


def within(asking: Asking, limits: str) -> Asking:
    """The same question, of what may be read."""
    return LimitedAsking(asking, limits) if limits else asking


def visible(asking: Asking, codes: Int32s) -> Int32s:
    """Codes of parties, −1 for those that nothing readable tells of: no subject, and no counterparty. The latter is looked for last: no
    order helps to find it."""
    known = {row[0] for row in asking.rows(told_of(asking, codes))}
    left = np.array(sorted(set(codes.tolist()) - known - {-1}), np.int32)
    if len(left):
        mine = asking.among("counterparty", left)
        named = [f"SELECT counterparty FROM {table} WHERE {mine}" for table in ("records", "amendments")]
        known |= {row[0] for row in asking.rows(" UNION ".join(named))}
    return np.where(np.isin(codes, list(known)), codes, -1).astype(np.int32)


def told_of(asking: Asking, codes: Int32s) -> str:
    """SELECT of those of some codes that are subjects to who may not read everything, with whether each is an organisation. It says of whom
    it asks in each table, so that none is gone through whole."""
    if len(codes) == 0:
        return of_codes(asking, [])
    party, mine = asking.among("party", distinct(codes)), asking.among("subject", distinct(codes))
    told = " UNION ".join(f"SELECT subject FROM {table} WHERE {mine}" for table in ("records", "participations"))
    return f"SELECT party, organisation FROM {EVERYBODY} WHERE {party} AND party IN ({told})"


def of_codes(asking: Asking, codes: Sequence[int]) -> str:
    """SELECT of those of some codes that are subjects, with whether each is an organisation."""
    return f"SELECT party, organisation FROM subjects WHERE {asking.among('party', list(dict.fromkeys(codes)))}"


def limits(allowed: Allowed, beneath: Mapping[str, str]) -> str:
    """SQL to stand before a SELECT: each table as the operator sees it. `beneath`: how each is named where it is whole; of those that
    are not limited, the tables that must be said at all.

    What was removed is seen by nobody: rows of it tell of records that may not have been readable.
    """
    tests = {
        "records": _of_records(allowed.grants or ()),
        "amendments": _of_amendments(allowed.grants or (), beneath["records"]),
        "participations": among("rulebook", sorted(allowed.runs)),
        # EXISTS finds one subject by its index where there is one; a table of all codes would be made for each question.
        "subjects": "EXISTS (SELECT 1 FROM records r WHERE r.subject = t.party) "
        "OR EXISTS (SELECT 1 FROM participations p WHERE p.subject = t.party)",
    }
    tables = {table: f"{beneath[table]} t WHERE {tests[table]}" for table in LIMITED}
    tables |= {table: f"{whole} t WHERE false" for table, whole in beneath.items() if table not in LIMITED}
    tables[EVERYBODY] = beneath["subjects"]
    return f"WITH {', '.join(f'{name} AS NOT MATERIALIZED (SELECT * FROM {rest})' for name, rest in tables.items())} "


def _words(column: str, words: tuple[str, ...]) -> str:
    """SQL: the code in a column is that of one of these words."""
    return f"{column} IN (SELECT no FROM words WHERE {among('word', words)})"


def _of_records(grants: tuple[Grant, ...], name: str = "t") -> str:
    """SQL that is true for the records that may be read."""
    tests = []
    for grant in grants:
        kinds = _words(f"{name}.kind", grant.kinds)
        tests.append(kinds if grant.furnishers is None else f"({kinds} AND {_words(f'{name}.furnisher', grant.furnishers)})")
    return f"({' OR '.join(tests)})" if tests else "false"


def _of_amendments(grants: tuple[Grant, ...], records: str) -> str:
    """SQL that is true for amendments of them. An amendment names its record's kind, but not who furnished that."""
    free = tuple(kind for grant in grants if grant.furnishers is None for kind in grant.kinds)
    some = tuple(grant for grant in grants if grant.furnishers is not None)
    tests = [_words("t.kind", free)] if free else []
    if some:
        tests.append(f"t.entry IN (SELECT q.entry FROM {records} q WHERE {_of_records(some, 'q')})")
    return f"({' OR '.join(tests)})" if tests else "false"
