"""Why a subject has no score, or is not rated."""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Question
from bonitas.rulebook.model import Rulebook

#: Why a subject is not rated, by number.
NOT_IN_FORCE, OTHER_TYPE, NOT_ENROLLED, UNSEEN = range(4)


@dataclass(frozen=True, slots=True)
class Because:
    """Few texts, and for each asked row which one says why (−1: none, the row is scored)."""

    texts: tuple[str, ...]
    index: ly.Ints

    @classmethod
    def of(cls, book: Rulebook, question: Question, results: ly.Matrix, why: ly.Ints, lang: str) -> Because:
        """From the reasons not to rate (`why`, −1 for rows that are rated) and the no-score condition of each result."""
        texts = list(not_rated_texts(book))
        index = why.copy()
        for period in book.periods:
            if not period.rules.no_score:
                continue
            inside = (question.days >= period.start) & (question.days < period.end) & (why < 0)
            for number, condition in enumerate(period.rules.no_score):
                index[inside & (results[:, ly.R_NO_SCORE] == number)] = len(texts)
                texts.append(condition.because.say(lang))
        return cls(tuple(texts), index)


def not_rated_texts(book: Rulebook) -> tuple[str, str, str, str]:
    """The reasons not to rate, in the order of their numbers."""
    demanded = "consent" if book.participation == "consent" else "consent or notice"
    only = {"person": "persons", "organisation": "organisations"}.get(book.subjects, "")
    return (
        f"No rules of {book.id} were in force on this day.",
        f"{book.id} rates {only} only.",
        f"No {demanded} for {book.id} covers this day.",
        "This ledger holds nothing about this subject.",
    )
