"""What a refresh changes: which rows are written, who is gone, and the changes that the feed tells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bonitas.engine.kernel import layout as ly
from bonitas.engine.refresh.rated import Rated
from bonitas.engine.refresh.whom import Whom
from bonitas.ledger.base import Int32s
from bonitas.ledger.standings.base import Moves, Standings, StandingStore, joined

#: The standing of those who have none.
NONE = -1


def aligned(rows: Standings, codes: Int32s) -> Standings:
    """The rows of these codes, in order of code; with the standing NONE where there is no row."""
    n = len(codes)
    empty = Standings(
        codes, np.full(n, NONE, np.int32), np.full(n, ly.MISSING, np.int64), np.full(n, -1, np.int32), np.full(n, -1, np.int32),
        np.full(n, ly.NEVER, np.int32), np.full(n, ly.MISSING, np.int64),
    )  # fmt: skip
    mine = np.isin(rows.code, codes, assume_unique=True)
    at = np.searchsorted(codes, rows.code[mine])
    for name in ("standing", "score", "band", "because", "next", "drawn"):
        getattr(empty, name)[at] = getattr(rows, name)[mine]
    return empty


def is_other(one: Standings, other: Standings) -> npt.NDArray[np.bool_]:
    """Row by row, whether anything at all that is kept differs."""
    found: npt.NDArray[np.bool_] = one.differs(other) | (one.next != other.next) | (one.drawn != other.drawn)
    return found


def moves(store: StandingStore, was: Standings, rated: Rated, gone: Int32s, who: Whom, more: int) -> Moves:
    """The changes, in order of subject: of those rated and of those gone. `more`: a reason that holds for all beside their own."""
    before = aligned(was, rated.rows.code)
    changed = np.flatnonzero(before.differs(rated.rows))
    left = aligned(was, gone)
    empty = aligned(was.take(np.empty(0, np.int64)), gone)
    ids = pa.chunked_array([rated.ids.take(pa.array(changed)), pa.array(store.ids(gone) if len(gone) else [], pa.string())])
    then, now = joined(before.take(changed), left), joined(rated.rows.take(changed), empty)
    order = pc.sort_indices(ids.combine_chunks()).to_numpy().astype(np.int64)
    why = who.why(then.code)
    why[why == 0] = more
    return Moves(ids.combine_chunks().take(pa.array(order)), why[order], then.take(order), now.take(order))
