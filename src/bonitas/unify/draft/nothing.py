"""What each line of a scorecard, and each dimension, is worth to somebody of whom nothing is on record."""

from __future__ import annotations

from dataclasses import replace

from bonitas.catalogue.model import Catalogue
from bonitas.common.amounts import thousandths
from bonitas.common.days import FIRST_DAY, date_of
from bonitas.engine.explain import explain
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Bands, Period
from bonitas.unify.draft.books import Book

_WHO = "nobody"


def at_nothing(book: Book) -> dict[str, int]:
    """Thousandths by the line's or the dimension's id; asked of the engine, by the rules of the book's day, without its no-score cases."""
    rules, day = book.rules, book.day
    bands = Bands(tuple(replace(band, best=None) for band in rules.bands.bands), rules.bands.by)
    alone = replace(rules, clauses=(), shown=(), freezes=(), passes_on=(), consequences=(), no_score=(), bands=bands)
    asked = replace(book.book, periods=(Period(day, day + 1, alone),))
    type_ = "organisation" if book.book.subjects == "organisation" else "person"
    first = str(FIRST_DAY)
    joined = [
        {"subject": _WHO, "subject_type": type_, "rulebook": book.id, "basis": basis, "from": first, "recorded_at": f"{first}T00:00:00Z"}
        for basis in [book.book.participation if book.book.participation != "none" else "notice"]
    ]  # fmt: skip
    with memory_ledger([], participations=joined, lab=True, catalogue=Catalogue(book.book.kinds)) as ledger:
        told = explain(asked, ledger, subject=_WHO, on=date_of(day)).as_dict()
    return {str(one["item"]): thousandths(one["points"]) for one in told["points"]}
