"""What is not run on the records of real people: specimens, and whatever scores a sensitive ground."""

from __future__ import annotations

from typing import Final, Protocol

from bonitas.common.problems import BonitasError
from bonitas.engine.codes import problem
from bonitas.rulebook.grounds import grounded
from bonitas.rulebook.model import Rulebook

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

    A specimen (E110) shows what a scheme does, and sensitive grounds (E111) may not be rated by: both run on the synthetic
    people of a lab ledger only. Everything that comes to a standing asks this first.
    """
    if ledger.lab:
        return
    found = [problem("E110", rulebook=book.id)] if book.standing == "specimen" else []
    parts = grounded(book)
    if parts:
        named = "; ".join(str(part) for part in parts[:NAMED])
        more = len(parts) - NAMED
        found.append(problem("E111", rulebook=book.id, grounds=f"{named}; and {more:,} more" if more > 0 else named))
    if found:
        raise BonitasError(found)
