"""A draft: its clauses with where each comes from and by which rule, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from bonitas.common.amounts import decimal_of, half_away
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.dealt import Dealt, Piece

#: What can stay open, in the order in which it is told.
TOPICS: Final = {
    "conflict": "Rewarded by one rulebook, punished by another",
    "ground": "Left out: a ground that nobody may be rated by",
    "few": "Known to too few of the rulebooks",
    "silence": "No clause, though some rulebook has one",
    "hand": "Not decided: the policy chooses by hand, and does not name it",
    "unreached": "Records that no clause of the draft reaches",
    "restated": "Said as a clause what was none",
    "meaning": "Changed in meaning, or blurred",
    "rest": "Not taken over from a rulebook",
    "law": "What the law says of the draft",
    "check": "Warnings of the check",
}
Topic = Literal[
    "conflict", "ground", "few", "silence", "hand", "unreached", "restated", "meaning", "rest", "law", "check"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that stays open."""

    topic: Topic
    what: str
    conduct: str = ""
    books: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {"topic": self.topic, "conduct": self.conduct or None, "rulebooks": list(self.books), "what": self.what}


@dataclass(frozen=True, slots=True)
class Origin:
    """A part of a rulebook that a clause of the draft comes from. `low` and `high`: its worth as shares of that rulebook's scale."""

    book: Book
    part: str
    basis: str
    low: Fraction
    high: Fraction
    grade: str
    line: int | None
    source: str = ""

    @classmethod
    def of(cls, dealt: Dealt, piece: Piece) -> Origin:
        """The origin that a piece is."""
        clause = piece.clause
        cited = clause.source if clause is not None else None
        source = dealt.book.book.sources.get(cited or "")
        grade = (clause.grade or "") if clause is not None else ""
        return cls(
            dealt.book,
            piece.id,
            piece.basis or "clause",
            piece.low,
            piece.high,
            grade,
            piece.line,
            source.title if source else "",
        )

    @property
    def worth(self) -> str:
        """In words: how much of its scale it takes or gives, or the band that it leads to."""
        shares = [percent(self.low)] if self.low == self.high else [percent(self.low), percent(self.high)]
        points = f"{' to '.join(shares)} of its scale" if self.low or self.high else ""
        return (
            " and ".join(part for part in (points, f"at once {self.grade}" if self.grade else "") if part) or "0 % of its scale"
        )

    def as_dict(self) -> dict[str, Any]:
        book = self.book.book
        return {
            "rulebook": book.id, "version": book.version, "hash": book.hash, self.basis.replace(" ", "_"): self.part, "line": self.line,
            "share_of_scale": [rounded(self.low), rounded(self.high)], "grade": self.grade or None, "source": self.source or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drafted:
    """One clause of the draft. `body` is its text as plain data; `beside` what the other rulebooks do with the conduct."""

    id: str
    conduct: str
    body: Mapping[str, Any] = field(repr=False)
    rule: str
    because: str
    origins: tuple[Origin, ...]
    beside: tuple[Origin, ...] = ()
    by_hand: bool = False
    before: bool = False
    """Whether it is for records from before the draft is in force."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "clause": self.id, "conduct": self.conduct, "rule": self.rule, "because": self.because or None, "by_hand": self.by_hand,
            "for_records_from_before": self.before, "origins": [one.as_dict() for one in self.origins],
            "beside": [one.as_dict() for one in self.beside],
        }  # fmt: skip


def rounded(share: Fraction) -> str:
    """A share with four decimals, as exact text.

    >>> rounded(Fraction(-1, 3)), rounded(Fraction(1, 2))
    ('-0.3333', '0.5')
    """
    ten_thousandths = half_away(share.numerator * 10_000, share.denominator)
    return str(decimal_of(ten_thousandths * 1000) / 10_000) if ten_thousandths else "0"


def percent(share: Fraction) -> str:
    """A share in percent with one decimal, with a true minus sign.

    >>> percent(Fraction(-1, 16)), percent(Fraction(1, 10))
    ('−6.3 %', '+10 %')
    """
    tenths = half_away(share.numerator * 1000, share.denominator)
    whole, part = divmod(abs(tenths), 10)
    sign = "−" if tenths < 0 else "+" if tenths else ""
    return f"{sign}{whole}{f'.{part}' if part else ''} %"
