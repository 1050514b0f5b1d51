"""The rulebook that an operator runs: the whole, or what is left of it."""

from __future__ import annotations

from bonitas.common.problems import BonitasError
from bonitas.engine.licence.codes import trouble
from bonitas.engine.licence.part import part_of
from bonitas.engine.licence.refuse import unreadable
from bonitas.ledger.allowed import Allowed
from bonitas.rulebook.model import Rulebook


def runs(book: Rulebook, allowed: Allowed) -> Rulebook:
    """The rulebook as an operator may run it. BonitasError: U712 not at all; U713, U714 not without records that may not be read;
    U715, U716 not in part."""
    run = allowed.runs.get(book.id)
    if run is None:
        raise trouble("U712", operator=allowed.operator, rulebook=book.id, known=tuple(sorted(allowed.runs)))
    if run.part:
        return part_of(book, run, allowed)
    found = unreadable(book, allowed)
    if found:
        raise BonitasError(found)
    return book
