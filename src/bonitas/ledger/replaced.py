"""When a participation was replaced by a later word on its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bonitas.ledger.base import NEVER_KNOWN, Int32s, Participations

Places = npt.NDArray[np.int64]

#: SQL in the place of that day, which is found out here: most subjects have one participation, and a store would sort them all.
NOT_YET: Final = f"CAST({NEVER_KNOWN} AS BIGINT)"


def with_replacements(found: Participations) -> Participations:
    """The same with `replaced_at`: when the next entry with the same subject, basis and start was recorded."""
    again = _repeated(found.subject)
    if not len(again):
        return found
    subject, consent, start, end, recorded_at = (
        column[again] for column in (found.subject, found.consent, found.start, found.end, found.recorded_at)
    )
    order = np.lexsort((end, recorded_at, start, consent, subject))
    one, later = order[:-1], order[1:]
    same = (subject[one] == subject[later]) & (consent[one] == consent[later]) & (start[one] == start[later])
    replaced_at = found.replaced_at.copy()
    replaced_at[again[one[same]]] = recorded_at[later[same]]
    return replace(found, replaced_at=replaced_at)


def _repeated(subject: Int32s) -> Places:
    """The rows of subjects that have more than one."""
    if bool((subject[1:] > subject[:-1]).all()):  # as they lie in most ledgers
        return np.empty(0, np.int64)
    many = np.bincount(subject) > 1
    rows: Places = np.flatnonzero(many[subject])
    return rows
