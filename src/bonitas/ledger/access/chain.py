"""Is the book of accesses as it was written?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bonitas.common.problems import Problem
from bonitas.ledger.access.entry import START, Access, chained, digested, span, spans, unspanned
from bonitas.ledger.codes import problem

if TYPE_CHECKING:
    from bonitas.ledger.access.book import Row


def checked(rows: Iterable[Row], last: int, head: tuple[int, str] | None, address: str) -> list[Problem]:
    """Everything wrong with rows in order of number, of which `last` is the highest ever given."""
    found: list[Problem] = []
    emptied: list[int] = []
    allowed: list[range] = []
    seen, link = 0, START
    for row in rows:
        whole = row.no == seen + 1
        if row.no > seen + 1:
            found.append(_gone(seen + 1, row.no - 1, address))
        entry = _content(row)
        linked = not whole or chained(link, row.no, row.at, row.login, row.digest) == row.chain
        if not linked or (entry is None and row.entry is not None):
            found.append(problem("L644", file=address, no=row.no))
        elif entry is None:
            emptied.append(row.no)
        elif entry.what == "forget":
            allowed += unspanned(entry.numbers)
        if head is not None and row.no == head[0] and row.chain.hex() != head[1]:
            found.append(problem("L647", file=address, no=row.no))
        seen, link = row.no, row.chain
    if seen < last:
        found.append(_gone(seen + 1, last, address))
    if head is not None and head[0] > max(seen, last):
        found.append(_gone(max(seen, last) + 1, head[0], address))
    unsaid = [no for no in emptied if not any(no in some for some in allowed)]
    if unsaid:
        found.append(problem("L646", file=address, numbers=spans(unsaid)))
    return found


def _content(row: Row) -> Access | None:
    """What a row says, if it is what was written; None if it says nothing, or something else."""
    if row.entry is None or row.salt is None or not row.entry.isascii() or digested(row.salt, row.entry) != row.digest:
        return None
    try:
        entry = Access.of(row.no, row.at, row.login, row.entry)
    except (ValueError, RecursionError):
        return None
    return entry if entry.subject == row.subject else None


def _gone(first: int, last: int, address: str) -> Problem:
    return problem("L645", file=address, numbers=span(first, last))
