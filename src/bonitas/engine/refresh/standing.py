"""Reading standing ratings and their changes, without rating anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bonitas.common.amounts import MISSING, decimal_of
from bonitas.common.days import NEVER
from bonitas.engine.licence.refuse import refuse_some
from bonitas.engine.ratings import STANDINGS, _decimals, _dictionary
from bonitas.engine.refresh.feed import told
from bonitas.engine.written import WRITERS, write_whole
from bonitas.ledger.arrays import numbers
from bonitas.ledger.base import Filed
from bonitas.ledger.codes import trouble
from bonitas.ledger.standings.base import Head, StandingReader
from bonitas.ledger.standings.open import open_standings
from bonitas.rulebook.model import Rulebook


#: What standing ratings are, to who may not see them.
KEPT = "What is kept of everybody's standing"


@dataclass(frozen=True, slots=True)
class StandingRatings:
    """Everybody's rating as of the last refresh: the rows that `rate` gave then, in order of subject."""

    head: Head
    table: pa.Table

    def __len__(self) -> int:
        return len(self.table)

    def to_arrow(self) -> pa.Table:
        """The columns that ratings have."""
        return self.table

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as plain data: dates as ISO text, the score as an exact Decimal."""
        for batch in self.table.to_batches(10_000):
            for row in batch.to_pylist():
                day, following, score = row["on"].isoformat(), row["next_change_on"], row["score"]
                exact = None if score is None else decimal_of(int(score.scaleb(3)))
                yield {**row, "on": day, "score": exact, "next_change_on": following.isoformat() if following else None}

    def write(self, path: Path | str) -> None:
        """To a Parquet, CSV or JSON Lines file, by its ending. BonitasError: E120 another ending, E121 it cannot be written."""
        write_whole(self, Path(path), WRITERS)  # type: ignore[arg-type]


def standings(book: Rulebook, ledger: Filed) -> StandingRatings:
    """The standing ratings as the last refresh left them. BonitasError L542 if there was none, U718 for who may not read every record."""
    refuse_some(ledger, KEPT)
    with open_standings(ledger, book.id) as store:
        return standing_ratings(store, book.id)


def standing_ratings(store: StandingReader, rulebook: str) -> StandingRatings:
    """Those of an open store."""
    head = store.head()
    if head is None:
        raise trouble("L542", rulebook, rulebook=rulebook)
    kept = store.ratings()
    n = len(kept)
    score, following = numbers(kept.column("score"), np.int64), numbers(kept.column("next"), np.int32)
    same = np.zeros(n, np.int64)
    columns = {
        "subject": kept.column("subject"),
        "on": pa.array(np.full(n, head.on, np.int32)).view(pa.date32()),
        "standing": _dictionary(numbers(kept.column("standing"), np.int32), STANDINGS),
        "score": _decimals(score, score != MISSING),
        "band": kept.column("band").dictionary_encode(),
        "because": kept.column("because").dictionary_encode(),
        "next_change_on": pa.array(np.where(following == NEVER, 0, following), mask=following == NEVER).view(pa.date32()),
        "rulebook": _dictionary(same, (head.rulebook,)),
        "version": _dictionary(same, (head.version,)),
        "hash": _dictionary(same, (head.hash,)),
    }
    return StandingRatings(head, pa.table(columns))


def changes(book: Rulebook, ledger: Filed, *, since: int = 0) -> list[dict[str, Any]]:
    """The changes of standing ratings after number `since`, in order: who, from what to what, why. BonitasError L542 without a refresh."""
    with open_standings(ledger, book.id) as store:
        return list(told(store, since))
