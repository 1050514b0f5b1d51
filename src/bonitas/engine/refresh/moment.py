"""What standing ratings are made from, now: the head that they will get, and what it has in common with the last one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.engine.answer import catalogue_of
from bonitas.engine.coming import in_force
from bonitas.engine.large.task import program
from bonitas.engine.program import used_kinds
from bonitas.engine.shares import is_relative
from bonitas.ledger.base import Followed
from bonitas.ledger.standings.base import Head
from bonitas.rulebook.model import Period, Rulebook


@dataclass(frozen=True, slots=True)
class Moment:
    """A rulebook, a ledger and the head of what is made of them."""

    book: Rulebook
    ledger: Followed
    head: Head

    @classmethod
    def of(cls, book: Rulebook, ledger: Followed, day: int, known: int, lang: str) -> Moment:
        """The mark is taken first: what is added while the rest is read lies above it, and is found again next time."""
        mark = ledger.mark()
        latest = ledger.latest_entry_at()
        made_by = _made_by(book, catalogue_of(ledger), lang)
        head = Head(book.id, book.version, book.hash, made_by, day, known, latest, mark, ledger.sealed_at(mark))
        return cls(book, ledger, head)

    @property
    def period(self) -> Period | None:
        """The rules in force on the day."""
        return next((one for one in self.book.periods if one.start <= self.head.on < one.end), None)

    @property
    def shares_now(self) -> bool:
        """Whether bands are drawn by share under the rules of the day."""
        return self.period is not None and any(band.best is not None for band in self.period.rules.bands.bands)

    @property
    def shares_ahead(self) -> bool:
        """Whether the next changes hang on floors that are drawn for a later day: everybody moves them."""
        return is_relative(self.book) and any(
            band.best is not None for one in self.book.periods if one.start > self.head.on for band in one.rules.bands.bands
        )

    def follows(self, old: Head) -> bool:
        """Whether the ledger is the one that the old head speaks of, grown perhaps."""
        mark = self.head.mark
        grown = (
            mark.entry >= old.mark.entry and mark.amendment >= old.mark.amendment and mark.participation >= old.mark.participation
        )
        return grown and self.ledger.sealed_at(old.mark) == old.seal

    def same_rules(self, old: Head) -> bool:
        """Whether whatever rules the result but the ledger and the day is the same."""
        return (self.book.hash, self.head.made_by) == (old.hash, old.made_by)

    def same_force(self, old: Head) -> bool:
        """Whether rules are in force on both days or on neither: it stands in the reason of everybody who is not rated."""
        return bool(np.equal(*in_force(self.book, np.array([old.on, self.head.on]))))

    def window(self, old: Head) -> tuple[int, int]:
        """The moments between which what was recorded has come to be known (or, if the clock went back, is known no more)."""
        if old.latest <= min(old.known, self.head.known):
            return 0, 0  # all that was there was known before and is known now
        return min(old.known, self.head.known), max(old.known, self.head.known)


def _made_by(book: Rulebook, catalogue: Catalogue, lang: str) -> str:
    """A hash of what else a result depends on: the program, the language of reasons, and what the catalogue says of the kinds used."""
    kinds = sorted({kind for period in book.periods for kind in used_kinds(period.rules)})
    told = (program(), lang, [repr(catalogue.kinds.get(kind)) for kind in kinds])
    return hashlib.sha256(repr(told).encode()).hexdigest()
