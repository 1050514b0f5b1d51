"""What is kept of the last rating of everybody, and what a store of it promises.

One store holds the standing ratings of one rulebook over one ledger. Whoever has it open for writing has it alone. What a refresh
brings is kept in one transaction: the standings, what they were made from, and the changes that the feed tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.ledger.base import Ids, Int32s, Int64s, Mark
from bonitas.ledger.people import People

#: Why a rating was made anew, as bits of one number, and the words for them in order.
REASONS = ("record", "amendment", "participation", "removal", "day", "rulebook", "shares", "ledger")
RECORD, AMENDMENT, PARTICIPATION, REMOVAL, DAY, RULEBOOK, SHARES, LEDGER = (1 << n for n in range(len(REASONS)))


def reasons_of(bits: int) -> list[str]:
    """The words for reasons.

    >>> reasons_of(RECORD | DAY)
    ['record', 'day']
    """
    return [word for n, word in enumerate(REASONS) if bits >> n & 1]


@dataclass(frozen=True, slots=True)
class Head:
    """What standing ratings were made from: rulebook, day, what was known and how far the ledger had been read.

    `made_by`: everything beside the rulebook that the result depends on. `latest`: the latest `recorded_at` in the ledger. `seal`: a
    hash of the last record up to the mark; another one there means another ledger. `floors`: of bands by share. `seq`: the number
    of the last change told (0: none). `count`: how many standings; `replaced`: rows written since all were written together.
    """

    rulebook: str
    version: str
    hash: str
    made_by: str
    on: int
    known: int
    latest: int
    mark: Mark
    seal: str
    floors: str = ""
    seq: int = 0
    count: int = 0
    replaced: int = 0

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Head:
        """From JSON. What a later version has written beside is passed over.

        >>> Head.of(
        ...     '{"rulebook": "r", "version": "1", "hash": "h", "made_by": "m", "on": 1, "known": 2, "latest": 2, "mark": {}, "seal": "", "x": 1}'
        ... ).mark
        Mark(entry=-1, amendment=-1, participation=-1)
        """
        given: dict[str, Any] = json.loads(text)
        known = {one.name: given[one.name] for one in fields(cls) if one.name in given}
        return cls(**{**known, "mark": Mark(**given["mark"])})


@dataclass(frozen=True, slots=True)
class Standings:
    """Ratings as columns of equal length, in order of `code`, each code once.

    `standing`: 0 scored, 1 no score, 2 not rated. `score`: thousandths, MISSING where there is none. `band`, `because`: numbers of texts,
    −1 for none. `next`: the day number of the next change, NEVER if there is none. `drawn`: the score that bands by share are drawn
    over, MISSING where there is none.
    """

    code: Int32s
    standing: Int32s
    score: Int64s
    band: Int32s
    because: Int32s
    next: Int32s
    drawn: Int64s

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: npt.NDArray[Any]) -> Standings:
        """Some rows, in the order given."""
        return Standings(*(getattr(self, one.name).take(rows) for one in fields(self)))

    def differs(self, other: Standings) -> npt.NDArray[np.bool_]:
        """Row by row, whether a person sees something else: standing, score, band or reason. Both have the same codes."""
        found = np.zeros(len(self), np.bool_)
        for name in ("standing", "score", "band", "because"):
            found |= getattr(self, name) != getattr(other, name)
        return found


@dataclass(frozen=True, slots=True)
class Moves:
    """Changes for the feed: the subject's code and id, the reasons as bits, and how it was and is. A standing of −1: there was or is none."""

    ids: Ids
    why: Int32s
    was: Standings
    now: Standings

    def __len__(self) -> int:
        return len(self.was)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one refresh brings: standings made anew (`whole`: of everybody, in place of all), those gone, texts not known before, and
    the changes, numbered from the old head's `seq` on. `people`: gives what is to be kept of all people, where that is made anew with all
    standings, or (`people_anew`) at once."""

    head: Head
    ids: Ids
    rows: Standings
    gone: Int32s
    texts: list[str]
    moves: Moves
    whole: bool
    people: Callable[[], People | None] = lambda: None
    people_anew: bool = False


def joined(*parts: Standings) -> Standings:
    """Standings, one behind another."""
    return Standings(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Standings)))


class StandingReader(Protocol):
    """Standing ratings of one rulebook, to be read. A context manager."""

    def head(self) -> Head | None:
        """What they were made from; None before the first refresh."""

    def texts(self) -> list[str]:
        """The texts that `band` and `because` number."""

    def count(self) -> int:
        """How many standings there are: fewer than its head says if subjects were removed since."""

    def ratings(self) -> pa.Table:
        """All standings with their texts, in order of subject: subject, standing, score, band, because, next."""

    def changes(self, since: int) -> Iterator[dict[str, Any]]:
        """The feed after number `since`, in order, as rows of plain data."""

    def close(self) -> None:
        """Let go of it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...


class StandingStore(StandingReader, Protocol):
    """The same, to be refreshed: whoever has it open has it alone."""

    def people(self) -> People | None:
        """What is kept of all people, if anything is."""

    def due(self, day: int) -> Int32s:
        """Codes of those whose next change is on or before a day, in order."""

    def among(self, codes: Int32s) -> Standings:
        """The standings of those of these codes that have one."""

    def all(self) -> Standings:
        """All standings."""

    def ids(self, codes: Int32s) -> list[str]:
        """The ids of subjects that have a standing, in the order given."""

    def named(self, codes: Int32s) -> pa.Array:
        """The same as an array of Arrow."""

    def recode(self, ledger: Any) -> None:
        """The ledger is another one: give every standing the code that its subject has there (or one below −1, if it has none)."""

    def keep(self, kept: Kept) -> None:
        """Keep what a refresh brings, all or nothing."""
