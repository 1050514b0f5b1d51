"""Numbers of things, in words."""

from __future__ import annotations


def how_many(count: int, one: str, many: str = "") -> str:
    """A number of things; `many`: what several are called, where that is not `one` with an s.

    >>> how_many(1, "record"), how_many(2000, "record"), how_many(0, "access", "accesses"), how_many(1, "access", "accesses")
    ('1 record', '2,000 records', '0 accesses', '1 access')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
