"""What each rulebook does with each conduct, in a form in which treatments can be set in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bonitas.rulebook.model import Clause
from bonitas.unify.draft.books import Book

#: What lasts without end, in days: longer than anything that ends.
ENDLESS = 10**9


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause (or, with `basis`, one line of a scorecard or the like) of a rulebook that deals with a conduct. `low` and `high` are
    what one record is worth at the least and at the most, as shares of the scale; `days` for how long at most; `grade` the place
    of the draft's band that it puts a ceiling at. `whens`: by kind of record the condition under which it is this conduct ("": none).
    """

    id: str
    whens: tuple[tuple[str, str], ...]
    low: Fraction
    high: Fraction
    days: int
    grade: int | None
    line: int | None
    clause: Clause | None = None
    basis: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, _ in self.whens)

    @property
    def by_lines(self) -> bool:
        """Whether lines of a scorecard say it in the draft, as they do in the rulebook."""
        return self.basis == "lines"


@dataclass(frozen=True, slots=True)
class Dealt:
    """What one rulebook does with one conduct."""

    book: Book
    conduct: str
    pieces: tuple[Piece, ...]

    @property
    def grade(self) -> int | None:
        """The worst band that a record leads to at once."""
        return max((piece.grade for piece in self.pieces if piece.grade is not None), default=None)

    @property
    def low(self) -> Fraction:
        return min(piece.low for piece in self.pieces)

    @property
    def high(self) -> Fraction:
        return max(piece.high for piece in self.pieces)

    @property
    def most(self) -> Fraction:
        """The most that one record takes, or where none is taken gives, as a share of the scale; losses are negative."""
        return self.low if self.low < 0 else self.high

    @property
    def days(self) -> int:
        return max(piece.days for piece in self.pieces)

    @property
    def sign(self) -> Literal["loss", "gain", "both", "none"]:
        """Whether it is held against somebody, to their credit, or either."""
        loss, gain = self.low < 0 or self.grade is not None, self.high > 0
        return "both" if loss and gain else "loss" if loss else "gain" if gain else "none"

    @property
    def measured(self) -> bool:
        """Whether it is no clause, but what a scorecard or measure comes to."""
        return all(piece.clause is None for piece in self.pieces)


def order(dealt: Dealt | None) -> tuple[int, Fraction, Fraction, int]:
    """By what treatments are set in order, the strictest first: a direct grade (the worse first), what one record takes or gives at
    most, what it does in the middle, and how long (longer is stricter for a loss, shorter for a gain). None is silence: nothing."""
    if dealt is None:
        return 0, Fraction(0), Fraction(0), 0
    grade = 0 if dealt.grade is None else -1 - dealt.grade
    longer = -dealt.days if dealt.most < 0 or dealt.grade is not None else dealt.days
    return grade, dealt.most, (dealt.low + dealt.high) / 2, longer


def in_conflict(dealt: Iterable[Dealt]) -> bool:
    """Whether one rulebook rewards what another punishes."""
    signs = {one.sign for one in dealt}
    return "loss" in signs and "gain" in signs
