"""What a ledger delivers to the engine, and what every store promises.

The engine knows only this file. A store keeps records, amendments and participations, never changes them, and hands them over as
columns of numbers: subjects, kinds, texts and counterparties are codes, dates are day numbers, amounts are integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.catalogue.model import Catalogue

Int32s = npt.NDArray[np.int32]
#: Ids of subjects: a list of texts, or an Arrow array of them where there are many.
Ids: TypeAlias = "Sequence[str] | pa.StringArray"
Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Need:
    """What a rating needs to read: nothing else leaves the store.

    `kinds` by name; `attributes` by name; `subjects` as codes (None: all). `since` is only a hint: of kinds[i], records that occurred
    before day since[i] may be left out, as they lie in the store, amended or not (empty: none may).
    """

    kinds: tuple[str, ...]
    attributes: tuple[str, ...]
    ended: bool = False
    counterparty: bool = False
    furnisher: bool = False
    recorded_at: bool = True
    entry: bool = False
    subjects: Int32s | None = None
    since: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns needed of those that are not always delivered, attributes aside."""
        wanted = {
            "ended_on": self.ended, "counterparty": self.counterparty, "furnisher": self.furnisher, "recorded_at": self.recorded_at,
            "entry": self.entry,
        }  # fmt: skip
        return tuple(name for name, needed in wanted.items() if needed)


@dataclass(frozen=True, slots=True)
class Records:
    """Records as columns of equal length, in any order.

    `subject`, `kind`, `counterparty`, `furnisher`: codes (`Ledger.codes`), −1 where missing. `occurred_on`, `ended_on`: day numbers, NO_DAY
    where missing. `recorded_at`: microseconds since 1970 UTC. `entry`: the record's number in this ledger (unique; says nothing about order).
    `attributes`: int64, MISSING where missing; numbers in stored units (integer 1, money 1/100, decimal 1/1000), texts and choices as
    codes, dates as day numbers, yes_no as 0 or 1. Columns that were not needed are None.
    """

    subject: Int32s
    kind: Int32s
    occurred_on: Int32s
    attributes: Mapping[str, Int64s]
    ended_on: Int32s | None = None
    counterparty: Int32s | None = None
    furnisher: Int32s | None = None
    recorded_at: Int64s | None = None
    entry: Int64s | None = None

    def __len__(self) -> int:
        return len(self.subject)


Change = Literal["settled", "disputed", "upheld", "rejected", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later entry about one record. `corrected` maps columns (attributes, `occurred_on`, `ended_on`, `counterparty`) to new values,
    coded as in `Records`."""

    entry: int
    """The record's entry number."""
    subject: int
    change: Change
    effective_on: int
    recorded_at: int
    corrected: Mapping[str, int]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Participations:
    """Participations in one rulebook: `subject` codes, `consent` (else notice), start ≤ day < end (NEVER: open), and when recorded.
    A later entry for the same subject, basis and start replaces the end of an earlier one: `replaced_at` is when that came to be
    known (NEVER_KNOWN: not yet)."""

    subject: Int32s
    consent: npt.NDArray[np.bool_]
    start: Int32s
    end: Int32s
    recorded_at: Int64s
    replaced_at: Int64s


#: An instant that never comes.
NEVER_KNOWN = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SubjectRow:
    code: int
    id: str
    type: Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class FullRecord:
    """One record in words, for explanations."""

    entry: int
    subject: str
    kind: str
    occurred_on: int
    ended_on: int
    recorded_at: int
    furnisher: str
    ref: str
    counterparty: str | None
    attributes: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a ledger has been read: the highest numbers given so far (−1: none)."""

    entry: int = -1
    amendment: int = -1
    participation: int = -1


@dataclass(frozen=True, slots=True)
class Changed:
    """Codes of the subjects about whom something is new, by what it is; each part without repeats, in order.

    `participations`: in the rulebook asked about. `elsewhere`: in another one. Those say nothing about a rating, but a subject may
    be new with them, or its type be said for the first time. `removals`: something was removed; these are numbered with the amendments.
    """

    records: Int32s
    amendments: Int32s
    participations: Int32s
    elsewhere: Int32s
    removals: Int32s = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def subjects(self) -> Int32s:
        """All of them, once each, in order."""
        return np.unique(np.concatenate([self.records, self.amendments, self.participations, self.elsewhere, self.removals]))


@dataclass(frozen=True, slots=True)
class Beside:
    """A ledger of versions of one subject stands beside the one that they were taken from: all others are there."""

    ledger: Ledger
    subject: str


class Ledger(Protocol):
    """A store. Opening, adding and closing are each store's own; this is what the engine reads."""

    @property
    def catalogue(self) -> Catalogue | None:
        """The kinds of record that this ledger knows; None: those that are published."""

    @property
    def lab(self) -> bool:
        """True for a ledger of synthetic people, the only one where specimens run."""

    @property
    def beside(self) -> Beside | None:
        """Where all others are, if this ledger holds versions of one subject only; None for every other ledger."""

    def still(self) -> AbstractContextManager[None]:
        """Within the block every question is answered from one state of the ledger, whatever others add meanwhile."""

    def codes(self, words: Sequence[str]) -> Int32s:
        """The code of each word (a kind, a text value, a furnisher); −1 for one this ledger has never seen."""

    def words(self, codes: Sequence[int]) -> list[str]:
        """The words behind codes."""

    def parties(self, ids: Sequence[str]) -> Int32s:
        """The code of each subject or counterparty by id; −1 for one never seen."""

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """Codes, ids and whether each is an organisation, in order of id (as text, by code point). None: all that have a record or a
        participation. With `ids`: code −1 for one never seen, in the order given."""

    def latest_entry_at(self) -> int:
        """The latest `recorded_at` of anything in the ledger (microseconds), or 0 if it is empty."""

    def mark(self) -> Mark:
        """How far this ledger goes now. What is added later is numbered above it."""

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        """Subjects with records, amendments or participations in `rulebook` that are numbered above the mark, or whose
        `recorded_at` lies in (known_from, known_until] (microseconds): they were there already and have come to be known."""

    def size(self, need: Need) -> int:
        """How many records `read` would deliver, at most; cheap."""

    def read(self, need: Need) -> Iterator[Records]:
        """The records needed, in pieces, each subject's records anywhere among them."""

    def amendments(self, need: Need) -> list[Amendment]:
        """All amendments of the records needed."""

    def participations(self, rulebook: str, subjects: Int32s | None = None) -> Participations:
        """All participations in one rulebook."""

    def tie_order(self, entries: Int64s, about: Int32s | None = None) -> Int64s:
        """For each entry its rank in order of furnisher and ref (as text, by code point) among those given. `about`: codes of the
        subjects that they are about, where these are known; then no others need be looked at."""

    def full_records(self, entries: Sequence[int], about: Int32s | None = None) -> list[FullRecord]:
        """Records in words, in the order asked. `about` as for `tie_order`."""


class Walked(Ledger, Protocol):
    """A ledger that can be gone through in stretches of subjects, so that no more than one of them need be in memory."""

    def weights(self) -> Iterator[tuple[pa.StringArray, Int64s]]:
        """In pieces, in order of id: every subject, and how many records it has."""

    def subjects_between(self, first: str, last: str) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: all from one id to another, both included."""


class Filed(Ledger, Protocol):
    """A ledger that can give all it holds about one subject, for what is asked of that subject's entries alone (`excerpt`)."""

    @property
    def address(self) -> str:
        """What problems call it."""

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes that it keeps, name → type."""

    def taken(self, subject: str) -> Mapping[str, pa.Table]:
        """All there is about a subject, as rows of the tables of `schema`, by table: numbers and codes are this ledger's, and the subject is
        called as asked. No table at all if nobody is called so."""

    def through(self, subject: str) -> list[dict[str, Any]]:
        """The links between ledgers by which what is in one of them counts for a subject of another: `link`, `a`, `b`, `certainty`, `basis`,
        `confirmed`. None in a ledger that stands alone."""


class Columned(Ledger, Protocol):
    """A ledger that hands its records out as they lie in its store."""

    def columns(self, need: Need) -> Iterator[Callable[[], pa.RecordBatch]]:
        """The records needed, in pieces that can be fetched in any thread, with the columns of `Records` by name, attributes among them: codes
        and whole numbers of 32 or 64 bits, dates as days, null where missing. An attribute that the store does not have is not there."""


class Followed(Ledger, Protocol):
    """A ledger that can be asked by the codes that it gave: of whom something is new, and what those are called."""

    def subjects_of(self, codes: Int32s) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        """As `subjects`: those of these codes that have a record or a participation, in order of id."""

    def sealed_at(self, mark: Mark) -> str:
        """A hash of the last record up to a mark, in words; empty where there is none any more. Another ledger has another record there."""


class Housed(Filed, Followed, Protocol):
    """A ledger that books lie beside, such as the standing ratings of everybody in it."""
