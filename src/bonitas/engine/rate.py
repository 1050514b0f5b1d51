"""Rating: what is the standing of these subjects, on these dates, by this rulebook, from what was known then?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bonitas.engine.answer import catalogue_of, standings
from bonitas.engine.because import Because
from bonitas.engine.question import Day, Instant, Question, everybody, now, pairs, to_day, to_instant, today
from bonitas.engine.ratings import Ratings
from bonitas.engine.refuse import refuse_outside_lab, refuse_registers
from bonitas.engine.run import BATCH_ROWS, Settings
from bonitas.engine.shares import Drawn, is_relative, standings_by_share
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook

__all__ = ["answer", "ask", "catalogue_of", "rate"]


@of_one_state
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


def answer(
    book: Rulebook,
    ledger: Ledger,
    question: Question,
    settings: Settings,
    lang: str = "en",
    *,
    enrolled_in: Rulebook | None = None,
    floors: Sequence[Drawn] = (),
) -> Ratings:
    """Answer a question: floors first where bands are drawn by share, then participation, the fold, and the next changes.

    `enrolled_in`: whose participations count, where that is not the rulebook itself (see `impact`). `floors`: those drawn already.
    """
    refuse_registers(book)
    refuse_outside_lab(book, ledger)
    joined = enrolled_in or book
    drawn: tuple[Drawn, ...] = ()
    if is_relative(book):
        folded, why, drawn = standings_by_share(book, ledger, question, settings, joined, floors)
    else:
        folded, why = standings(book, ledger, question, settings, joined)
    because = Because.of(book, question, folded.results, why, lang)
    return Ratings(book, question, folded.results, folded.nexts, because, settings.changes, drawn)
