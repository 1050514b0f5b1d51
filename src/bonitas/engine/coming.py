"""The next change beyond one period of a rulebook: under the rules that follow, or on the day a subject is first rated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.common.texts import Text
from bonitas.engine.banded import shown_bands
from bonitas.engine.kernel import layout as ly
from bonitas.engine.participation import Coverage, Flags
from bonitas.engine.question import Question
from bonitas.engine.run import Folded, Settings, run
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook


def in_force(book: Rulebook, days: ly.Ints) -> Flags:
    """Whether rules of the book are in force on each day."""
    found = np.zeros(len(days), np.bool_)
    for period in book.periods:
        found |= (days >= period.start) & (days < period.end)
    return found


def cross_periods(
    book: Rulebook,
    catalogue: Catalogue,
    ledger: Ledger,
    question: Question,
    rated: ly.Ints,
    turns: ly.Ints,
    folded: Folded,
    settings: Settings,
) -> None:
    """Where the search for a change came to the end of the rules then in force: ask again under the rules that follow.

    `rated`: the rows of the question that were folded; `turns[i]`: the day on which row i's participation ends.
    """
    for period, following in zip(book.periods, [*book.periods[1:], None], strict=True):
        if following is None or following.start != period.end:
            continue
        waiting = rated[(folded.nexts[rated] == period.end) & (turns[rated] > period.end)]
        if len(waiting) == 0:
            continue
        later = replace(
            question,
            place=question.place[waiting],
            days=np.full(len(waiting), period.end, np.int64),
            knowns=question.knowns[waiting],
        )
        then = run(book, catalogue, ledger, later, np.arange(len(waiting)), turns[waiting], replace(settings, signs=True))
        same = folded.results[waiting, ly.R_SIGN] == then.results[:, ly.R_SIGN]
        same &= reasons(book, question.days[waiting], folded.results[waiting]) == reasons(book, later.days, then.results)
        names: dict[str, int] = {}
        shown = shown_bands(book, question.days[waiting], folded.results[waiting], names)[1]
        same &= shown == shown_bands(book, later.days, then.results, names)[1]
        folded.nexts[waiting[same]] = then.nexts[same]


def reasons(book: Rulebook, days: ly.Ints, results: ly.Matrix) -> ly.Ints:
    """A number for why each row has no score: the same for the same words, whichever version of the rules says them; −1 for none."""
    numbers: dict[Text, int] = {}
    found = np.full(len(days), -1, np.int64)
    for period in book.periods:
        inside = (days >= period.start) & (days < period.end)
        for index, condition in enumerate(period.rules.no_score):
            number = numbers.setdefault(condition.because, len(numbers))
            found[inside & (results[:, ly.R_NO_SCORE] == index)] = number
    return found


def first_rated(book: Rulebook, question: Question, cover: Coverage, rows: ly.Ints, folded: Folded) -> None:
    """For rows that are not rated on their day: the first later day on which rules are in force and a participation covers it."""
    starts = np.array([*sorted({period.start for period in book.periods}), ly.NEVER], np.int64)
    days = question.days[rows]
    while len(rows):  # each round goes on to a later day, and there are only so many
        place, knowns = question.place[rows], question.knowns[rows]
        covered, turns = cover.until(place, days, knowns)
        days = np.minimum(starts[np.searchsorted(starts, days, side="right")], np.where(covered, ly.NEVER, turns))
        covered, _ = cover.until(place, days, knowns)
        found = covered & in_force(book, days) & (days != ly.NEVER)
        folded.nexts[rows[found]] = days[found]
        left = ~found & (days != ly.NEVER)
        rows, days = rows[left], days[left]
