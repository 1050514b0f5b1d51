"""Rating: what is the standing of these subjects, on these dates, by this rulebook, from what was known then?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.engine.because import NOT_ENROLLED, NOT_IN_FORCE, OTHER_TYPE, UNSEEN, Because
from bonitas.engine.coming import cross_periods, first_rated, in_force
from bonitas.engine.kernel import layout as ly
from bonitas.engine.participation import coverage
from bonitas.engine.question import Day, Instant, Question, everybody, now, pairs, to_day, to_instant, today
from bonitas.engine.ratings import Ratings
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.run import BATCH_ROWS, Settings, run
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook


def rate(
    book: Rulebook,
    ledger: Ledger,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None,
    asked: Iterable[tuple[str, Day] | tuple[str, Day, Instant | None]] | None = None,
    threads: int = 0,
    batch_rows: int = BATCH_ROWS,
    progress: Callable[[int], None] | None = None,
    changes: bool = True,
    lang: str = "en",
) -> Ratings:
    """Rate subjects of a ledger by a rulebook.

    Without `subject` and `asked`, every subject on the day `on` (default: today in the rulebook's zone); `subject` names some of
    them; `asked` gives (subject, day) or (subject, day, known-at) rows of their own. `known_at` (default: now) is what was known.
    `threads` 0 means all cores; neither it nor `batch_rows` changes a bit of the result. `changes=False` leaves `next_change_on`
    out. `progress` is called with the number of rows done since the last call. `lang`: the language of `because`.
    Raises BonitasError: E101 to E104 for a date or time that is none, E110 for a specimen and E111 for
    sensitive grounds outside a lab.
    """
    question = ask(book, ledger, on=on, known_at=known_at, subject=subject, asked=asked)
    return answer(book, ledger, question, Settings(threads, batch_rows, progress, changes), lang)


def ask(
    book: Rulebook,
    ledger: Ledger,
    *,
    on: Day | None = None,
    known_at: Instant | None = None,
    subject: str | Sequence[str] | None = None,
    asked: Iterable[tuple[str, Day] | tuple[str, Day, Instant | None]] | None = None,
) -> Question:
    """The question that `rate` was asked, with every default filled in."""
    day = today(book) if on is None else to_day(on)
    known = now() if known_at is None else to_instant(known_at)
    if asked is not None:
        rows = []
        for who, when, *at in asked:
            rows.append((who, to_day(when), to_instant(at[0]) if at and at[0] is not None else known))
        return pairs(ledger, rows)
    if subject is not None:
        names = [subject] if isinstance(subject, str) else list(subject)
        return pairs(ledger, [(name, day, known) for name in names])
    return everybody(ledger, day, known)


def catalogue_of(ledger: Ledger) -> Catalogue:
    """The kinds a ledger knows; the shipped catalogue where it was opened without one."""
    if ledger.catalogue is not None:
        return ledger.catalogue
    from bonitas.catalogue.read import read_catalogue  # noqa: PLC0415 - reads files

    return read_catalogue()


def answer(
    book: Rulebook,
    ledger: Ledger,
    question: Question,
    settings: Settings,
    lang: str = "en",
    *,
    enrolled_in: Rulebook | None = None,
) -> Ratings:
    """Answer a question: participation first, then the fold, then the search across the rulebook's own changes.

    `enrolled_in`: whose participations count, where that is not the rulebook itself (see `impact`).
    """
    refuse_registers(book)
    refuse_outside_lab(book, ledger)
    catalogue = catalogue_of(ledger)
    why = reasons_not_rated(book, question)
    joined = enrolled_in or book
    cover = coverage(joined, ledger.participations(joined.id, None if question.everybody else question.codes), question.codes)
    covered, turns = cover.until(question.place, question.days, question.knowns)
    why[(why < 0) & ~covered] = NOT_ENROLLED
    rated = np.flatnonzero(why < 0)
    folded = run(book, catalogue, ledger, question, rated, turns, settings)
    if settings.changes:
        cross_periods(book, catalogue, ledger, question, rated, turns, folded, settings)
        first_rated(book, question, cover, waiting_to_be_rated(book, question, why), folded)
    because = Because.of(book, question, folded.results, why, lang)
    return Ratings(book, question, folded.results, folded.nexts, because, settings.changes)


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
    organisation = question.organisation[question.place]
    if book.subjects != "both":
        why[organisation != (book.subjects == "organisation")] = OTHER_TYPE
    if book.participation == "none":
        why[~organisation] = NOT_ENROLLED
    why[(why < 0) & ~in_force(book, question.days)] = NOT_IN_FORCE
    why[question.codes[question.place] < 0] = UNSEEN
    return why
