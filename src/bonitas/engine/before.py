"""A ledger that stands before another one and hands on every question that it does not answer itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bonitas.catalogue.model import Catalogue
from bonitas.ledger.allowed import Allowed
from bonitas.ledger.base import Beside, Changed, Ids, Int32s, Ledger, Mark, Need


@dataclass(slots=True)
class Before:
    """What stands before `ledger`. What is said there about who may read what holds here too."""

    ledger: Ledger

    @property
    def catalogue(self) -> Catalogue | None:
        return self.ledger.catalogue

    @property
    def lab(self) -> bool:
        return self.ledger.lab

    @property
    def beside(self) -> Beside | None:
        return self.ledger.beside

    @property
    def allowed(self) -> Allowed | None:
        """What may be read of the ledger; None: everything."""
        return getattr(self.ledger, "allowed", None)

    @property
    def licensed(self) -> bool:
        """Whether it is read only under a licence."""
        return bool(getattr(self.ledger, "licensed", False))

    @property
    def address(self) -> str:
        """What problems call it."""
        return str(getattr(self.ledger, "address", ""))

    def still(self) -> AbstractContextManager[None]:
        return self.ledger.still()

    def codes(self, words: Sequence[str]) -> Int32s:
        return self.ledger.codes(words)

    def words(self, codes: Sequence[int]) -> list[str]:
        return self.ledger.words(codes)

    def parties(self, ids: Sequence[str]) -> Int32s:
        return self.ledger.parties(ids)

    def subjects(self, ids: Sequence[str] | None = None) -> tuple[Int32s, Ids, npt.NDArray[np.bool_]]:
        return self.ledger.subjects(ids)

    def latest_entry_at(self) -> int:
        return self.ledger.latest_entry_at()

    def mark(self) -> Mark:
        return self.ledger.mark()

    def changed_since(self, mark: Mark, rulebook: str, known_from: int, known_until: int) -> Changed:
        return self.ledger.changed_since(mark, rulebook, known_from, known_until)

    def size(self, need: Need) -> int:
        return self.ledger.size(need)
