"""What was removed: counts, the numbers of the entries and their digests. Nothing in it says anything about anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import pyarrow as pa

#: Why something may go: the time it is kept for is over, or somebody asked for it.
Basis = Literal["retention", "erasure"]
BASES: Final = get_args(Basis)
#: A reason that says less is none.
SHORTEST_WHY: Final = 3
#: The columns of `Removal.entries`.
ENTRIES: Final = pa.schema([("table", pa.string()), ("number", pa.int64()), ("leaf", pa.int64()), ("digest", pa.string())])


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal. `at`: microseconds since 1970 UTC. `by`: who answers for it, as they said, or whom the server knows them by.

    `counts`: how many rows of each table. `entries`: `table`, `number` (of a record, amendment or participation; missing for one from
    before entries were numbered) and, if the entry was sealed, its `leaf` in the log and its `digest` (hexadecimal), whose salt is gone.
    """

    no: int
    at: int
    by: str
    why: str
    basis: str
    counts: Mapping[str, int]
    entries: pa.Table
    arranged: bool = False
    """Whether the ledger had an arrangement: it was taken away first."""
