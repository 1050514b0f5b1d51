"""Only records that can still matter: a test on the day of each, by its kind, for a store to make before anything leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bonitas.common.days import FIRST_DAY, day_number

#: Codes of kinds that lie further apart than this are compared one by one.
SPAN: Final = 5_000
_DAY: Final = "DATE '1970-01-01' + {}"


def lately(since: Mapping[int, int]) -> str:
    """SQL (of DuckDB and PostgreSQL) that is true for records of these kinds (by code) that did not occur before the day of their kind.

    One look into a list takes as long for hundreds of kinds as for two; a record of another kind is left out.

    >>> lately({7: 18000, 9: 0})
    "occurred_on >= (ARRAY[DATE '1970-01-01' + 18000, NULL, DATE '1970-01-01' + 0])[kind - 6]"
    """
    days = {kind: _DAY.format(max(day, day_number(FIRST_DAY))) for kind, day in since.items()}
    least, most = min(days), max(days)
    if most - least >= SPAN:
        return f"occurred_on >= CASE kind {' '.join(f'WHEN {kind} THEN {day}' for kind, day in sorted(days.items()))} END"
    listed = (days.get(kind, "NULL") for kind in range(least, most + 1))
    return f"occurred_on >= (ARRAY[{', '.join(listed)}])[kind - {least - 1}]"
