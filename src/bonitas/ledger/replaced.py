"""When a participation was replaced by a later word on its end: asked of the store for many, found out here for a few."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from bonitas.ledger.base import NEVER_KNOWN, Participations

#: SQL of when each was replaced.
IN_STORE: Final = f"""COALESCE(LEAD(recorded_at) OVER (
    PARTITION BY subject, consent, "from" ORDER BY recorded_at, "until"), {NEVER_KNOWN})"""
#: SQL in its place, where it is found out here: that alone would double the time that a few take.
NOT_YET: Final = f"CAST({NEVER_KNOWN} AS BIGINT)"


def with_replacements(found: Participations) -> Participations:
    """The same as `IN_STORE` gives."""
    order = np.lexsort((found.end, found.recorded_at, found.start, found.consent, found.subject))
    one, later = order[:-1], order[1:]
    again = np.ones(len(one), np.bool_)
    for column in (found.subject, found.consent, found.start):
        again &= column[one] == column[later]
    replaced_at = found.replaced_at.copy()
    replaced_at[one[again]] = found.recorded_at[later[again]]
    return replace(found, replaced_at=replaced_at)
