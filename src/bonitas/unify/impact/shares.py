"""Counts with the share they are, and how sure that is."""

from __future__ import annotations

from typing import Any

from bonitas.common.intervals import newcombe, wilson

#: Shares are shown with so many decimals, rounded once.
DECIMALS = 4


def share(having: int, count: int) -> dict[str, Any]:
    """`having` of `count`, the share of 1, and its 95 % interval (Wilson); None where the count is 0.

    >>> share(1, 10)
    {'count': 1, 'share': 0.1, 'low': 0.0179, 'high': 0.4042}
    """
    low, high = wilson(having, count) if count else (None, None)
    return {"count": having, "share": _rounded(having / count if count else None), "low": _rounded(low), "high": _rounded(high)}


def difference(having: int, count: int, other_having: int, other_count: int) -> dict[str, Any]:
    """The first share less the second, and its 95 % interval (Newcombe); both counts are more than 0.

    >>> difference(56, 70, 48, 80)
    {'difference': 0.2, 'low': 0.0524, 'high': 0.3339}
    """
    low, high = newcombe(having, count, other_having, other_count)
    return {"difference": _rounded(having / count - other_having / other_count), "low": _rounded(low), "high": _rounded(high)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS) + 0.0
