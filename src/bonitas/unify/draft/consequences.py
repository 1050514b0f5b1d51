"""What follows from a band, taken along from the rulebooks: bound to the bands of the draft at the same places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bonitas.common.days import Duration
from bonitas.rulebook.model import Consequence
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.take import Taking


def consequences(books: Sequence[Book], taking: Taking) -> dict[str, Any]:
    """Every consequence that asks for nothing but a band, by `RULEBOOK_ID`; with the sources that they cite under `RULEBOOK: SOURCE`."""
    found: dict[str, Any] = {}
    for book in books:
        for one in book.rules.consequences:
            if one.when is None:
                found[f"{book.id}_{one.id}"] = _taken(book, one, taking)
    return found


def _taken(book: Book, one: Consequence, taking: Taking) -> dict[str, Any]:
    grade = taking.grade(book)
    wanted = {grade(name) for name in one.bands}
    bands = [band.name for band in taking.bands.bands if band.name in wanted]
    found: dict[str, Any] = {
        one.kind: dict(one.text.versions), "for": bands[0] if len(bands) == 1 else bands, "provider": one.provider, "context": one.context,
    }  # fmt: skip
    if isinstance(one.lasts, Duration):
        found["lasts"] = str(one.lasts)
    if one.source:
        found["source"] = f"{book.id}: {one.source}"
    return found
