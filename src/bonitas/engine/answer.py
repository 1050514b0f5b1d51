"""Answering a question under rules whose bands have fixed floors: participation, the fold, the search for the next change."""

from __future__ import annotations

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.engine.because import NOT_ENROLLED, NOT_IN_FORCE, OTHER_TYPE, UNSEEN
from bonitas.engine.coming import cross_periods, first_rated, in_force
from bonitas.engine.kernel import layout as ly
from bonitas.engine.batch import asked_place
from bonitas.engine.participation import Flags, coverage, once_each
from bonitas.engine.question import Question
from bonitas.engine.run import Folded, Settings, run
from bonitas.ledger.base import Ledger, Participations
from bonitas.rulebook.model import Rulebook


def catalogue_of(ledger: Ledger) -> Catalogue:
    """The kinds a ledger knows; the shipped catalogue where it was opened without one."""
    if ledger.catalogue is not None:
        return ledger.catalogue
    from bonitas.catalogue.read import read_catalogue  # noqa: PLC0415 - reads files

    return read_catalogue()


def standings(book: Rulebook, ledger: Ledger, question: Question, settings: Settings, joined: Rulebook) -> tuple[Folded, ly.Ints]:
    """What each asked row comes to, and why those that are not rated are not (−1: rated).

    `joined`: the rulebook whose participations count.
    """
    catalogue = catalogue_of(ledger)
    why = reasons_not_rated(book, question)
    found = ledger.participations(joined.id, None if question.everybody else question.codes)
    covered, turns = covered_until(joined, found, question)
    why[(why < 0) & ~covered] = NOT_ENROLLED
    rated = np.flatnonzero(why < 0)
    folded = run(book, catalogue, ledger, question, rated, turns, settings)
    if settings.changes:
        cross_periods(book, catalogue, ledger, question, rated, turns, folded, settings)
        waiting = waiting_to_be_rated(book, question, why)
        if len(waiting):
            first_rated(book, question, coverage(joined, found, question.codes), waiting, folded)
    return folded, why


def covered_until(joined: Rulebook, found: Participations, question: Question) -> tuple[Flags, ly.Ints]:
    """For each asked row: whether a participation covers its day, and the first later day on which that is otherwise."""
    if joined.participation != "none" and question.each:
        quick = once_each(joined, found, asked_place(question.codes), question.days, question.knowns)
        if quick is not None:
            return quick
    return coverage(joined, found, question.codes).until(question.place, question.days, question.knowns)


def waiting_to_be_rated(book: Rulebook, question: Question, why: ly.Ints) -> ly.Ints:
    """The rows that another day may rate: rules or a participation are wanting, not a subject of the right type."""
    waiting = (why == NOT_ENROLLED) | (why == NOT_IN_FORCE)
    if book.participation == "none":
        waiting &= question.organisation[question.place]
    rows: ly.Ints = np.flatnonzero(waiting)
    return rows


def reasons_not_rated(book: Rulebook, question: Question) -> ly.Ints:
    """Why each asked row is not rated, −1 where nothing but participation can stand in the way."""
    why = np.full(len(question), -1, np.int64)
    every = slice(None) if question.each else question.place
    organisation = question.organisation[every]
    if book.subjects != "both":
        why[organisation != (book.subjects == "organisation")] = OTHER_TYPE
    if book.participation == "none":
        why[~organisation] = NOT_ENROLLED
    why[(why < 0) & ~in_force(book, question.days)] = NOT_IN_FORCE
    why[question.codes[every] < 0] = UNSEEN
    return why
