"""What is not run on the records of real people: specimens, and whatever law bars from being operated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from bonitas.common.problems import BonitasError
from bonitas.engine.codes import problem
from bonitas.engine.licence.part import whole_of
from bonitas.engine.licence.refuse import refuse_unlicensed
from bonitas.law.law import bars
from bonitas.rulebook.grounds import grounded
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import published

#: So many parts are named; of the others it is said how many there are.
NAMED: Final = 3


class Evidence(Protocol):
    """A ledger, or tables that are rated without one."""

    @property
    def lab(self) -> bool:
        """True if it is of synthetic people."""


def refuse_registers(book: Rulebook) -> None:
    """Raise BonitasError (E112) if the rulebook rates nobody at all."""
    if book.periods and not any(period.rules.rates for period in book.periods):
        raise BonitasError(problem("E112", rulebook=book.id))


def refuse_outside_lab(book: Rulebook, ledger: Evidence) -> None:
    """Raise BonitasError unless the rulebook may be run on the ledger.

    A specimen (E110) shows what a scheme does; sensitive grounds (E111) may not be rated by; and what else the law of its
    jurisdictions bars (E117, `bonitas.law`) may not be operated there. All run on the synthetic people of a lab ledger only.
    Everything that comes to a standing asks this first. So it asks, too, whether whoever the ledger was opened for may run the rulebook
    (`bonitas.engine.licence`); of a part, the law is held against the whole.
    """
    refuse_unlicensed(book, ledger)
    book = whole_of(book)
    if ledger.lab:
        return
    found = [problem("E110", rulebook=book.id)] if book.standing == "specimen" else []
    parts = grounded(book)
    if parts:
        found.append(problem("E111", rulebook=book.id, grounds=_named([str(part) for part in parts])))
    marked = {part.id for part in parts}
    barred = [str(one) for one in bars(book) if not (one.code == "ANY101" and one.id in marked)]
    if barred:
        found.append(problem("E117", rulebook=book.id, findings=_named(barred), where=_where(book)))
    if found:
        raise BonitasError(found)


def _named(several: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(several) - NAMED
    return "; ".join([*several[:NAMED], f"and {more:,} more"] if more > 0 else several)


def _where(book: Rulebook) -> str:
    """What a command takes to find a rulebook again: its id if it is published, else where it was read from."""
    return book.id if book.file is None or book.id in published() else book.file
