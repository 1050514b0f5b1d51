"""Rating: what is the standing of these subjects, on these dates, by this rulebook, from what was known then?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bonitas.catalogue.model import Catalogue
from bonitas.common.problems import BonitasError, Problem
from bonitas.engine.kernel import layout as ly
from bonitas.engine.participation import Coverage, coverage
from bonitas.engine.question import Day, Instant, Question, everybody, now, pairs, to_day, to_instant, today
from bonitas.engine.ratings import Because, Ratings
from bonitas.engine.run import BATCH_ROWS, Folded, Settings, run
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

#: Why a subject is not rated, by number.
NOT_IN_FORCE, OTHER_TYPE, NOT_ENROLLED, UNSEEN = range(4)


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
    `threads` 0 means all cores; neither it nor `batch_rows` changes a bit of the result. `changes=False` leaves `next_change_on` out.
    Raises BonitasError: E101/E102 for a date or time that is none, E110 for a specimen outside a lab.
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


def refuse_outside_lab(book: Rulebook, ledger: Ledger) -> None:
    """A specimen shows what a scheme does; it is not run on people's own records."""
    if book.standing == "specimen" and not ledger.lab:
        raise BonitasError(
            Problem(
                "E110",
                f"'{book.id}' is a specimen: it runs on the synthetic people of a lab ledger only.",
                remedy="Make a lab ledger with `bonitas new LEDGER --lab`, or choose a rulebook of your own.",
            )
        )


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

    `enrolled_in`: whose participations count, where that is not the rulebook itself (see `impact`)."""
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
        cross_periods(book, catalogue, ledger, question, cover, rated, turns, folded, settings)
        first_rated(book, question, cover, np.flatnonzero(why >= 0), why, folded)
    return Ratings(
        book, question, folded.results, folded.nexts, Because.of(book, question, folded.results, why, lang), settings.changes
    )


def reasons_not_rated(book: Rulebook, question: Question) -> ly.Ints:
    """Why each asked row is not rated, −1 where nothing but participation can stand in the way."""
    why = np.full(len(question), -1, np.int64)
    organisation = question.organisation[question.place]
    if book.subjects != "both":
        why[organisation != (book.subjects == "organisation")] = OTHER_TYPE
    if book.participation == "none":
        why[~organisation] = NOT_ENROLLED
    in_force = np.zeros(len(question), np.bool_)
    for period in book.periods:
        in_force |= (question.days >= period.start) & (question.days < period.end)
    why[(why < 0) & ~in_force] = NOT_IN_FORCE
    why[question.codes[question.place] < 0] = UNSEEN
    return why


def cross_periods(
    book: Rulebook, catalogue: Catalogue, ledger: Ledger, question: Question, cover: Coverage, rated: ly.Ints, turns: ly.Ints,
    folded: Folded, settings: Settings,
) -> None:  # fmt: skip
    """Where the search for a change came to the end of the rules then in force: ask again under the rules that follow."""
    for period, following in zip(book.periods, [*book.periods[1:], None], strict=True):
        waiting = rated[(folded.nexts[rated] == period.end) & (turns[rated] > period.end) & (period.end != ly.NEVER)]
        if following is None or following.start != period.end or len(waiting) == 0:
            continue
        later = Question(
            question.ids, question.codes, question.organisation, question.place[waiting],
            np.full(len(waiting), period.end, np.int64), question.knowns[waiting], question.everybody,
        )  # fmt: skip
        then = run(book, catalogue, ledger, later, np.arange(len(waiting)), turns[waiting], settings)
        same = folded.results[waiting, ly.R_SIGN] == then.results[:, ly.R_SIGN]
        folded.nexts[waiting[same]] = then.nexts[same]


def first_rated(book: Rulebook, question: Question, cover: Coverage, rows: ly.Ints, why: ly.Ints, folded: Folded) -> None:
    """For those not rated: the first day on which rules are in force and a participation covers them."""
    rows = rows[(why[rows] == NOT_ENROLLED) | (why[rows] == NOT_IN_FORCE)]
    if len(rows) == 0 or book.participation == "none":
        return
    starts = sorted({period.start for period in book.periods})
    for row in rows.tolist():
        one = np.array([row])
        day = np.array([question.days[row]])
        for _ in range(len(starts) + len(cover.start) + 1):
            coming = [start for start in starts if start > day[0]]
            _, turn = cover.until(question.place[one], day, question.knowns[one])
            covered, _ = cover.until(question.place[one], day, question.knowns[one])
            candidates = [*coming[:1], *([int(turn[0])] if not covered[0] and turn[0] != ly.NEVER else [])]
            if not candidates:
                break
            day = np.array([min(candidates)])
            covered, _ = cover.until(question.place[one], day, question.knowns[one])
            if covered[0] and book.rules_on(int(day[0])) is not None:
                folded.nexts[row] = day[0]
                break
