"""Impact: two rulebooks or more, the same subjects, the same day. Who would move, on what does a band rest, what does an error cost?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bonitas.engine.question import Day, Instant, Question, to_day, today
from bonitas.engine.rate import answer, ask
from bonitas.engine.ratings import Ratings
from bonitas.engine.resting import Kept, Resting, resting
from bonitas.engine.run import Settings
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook
from bonitas.unify.impact.codes import trouble
from bonitas.unify.impact.errors import draw
from bonitas.unify.impact.found import Impact
from bonitas.unify.impact.groups import groups_of
from bonitas.unify.impact.moves import moves_between, standings_of
from bonitas.unify.impact.wrong import costs

#: No count by group below this is shown, unless another number is asked for.
SMALLEST: Final = 10
#: Files of so many subjects are tried with an error.
SAMPLE: Final = 500


@of_one_state
def impact(  # noqa: PLR0913 (all but three are by name)
    old: Rulebook,
    new: Rulebook,
    ledger: Ledger,
    *,
    more: Sequence[Rulebook] = (),
    on: Day | None = None,
    known_at: Instant | None = None,
    groups: Mapping[str, str] | None = None,
    smallest: int = SMALLEST,
    sample: int = SAMPLE,
    seed: int = 1,
    threads: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Impact:
    """Rate every subject by two rulebooks (or `more`) on one day, and hold the ratings against each other.

    Participations in the first one count for all: the question is what would change for those who take part now. `groups`: the
    group of each subject by id; no count by group under `smallest` comes out. In `sample` files, drawn by `seed`, it is tried what one
    wrong record costs. `progress` is called with what is being done. Errors as in `rate`; U601 where persons and organisations are
    mixed, U602, U612 and U613 for groups.

    >>> import bonitas
    >>> old, new = (bonitas.read_rulebook(name) for name in ("de-schufa-2026", "us-fico-style"))
    >>> with bonitas.memory_ledger() as ledger:
    ...     bonitas.impact(old, new, ledger, on="2026-11-23").as_dict()["subjects"]
    0
    """
    books, say = (old, new, *more), progress or (lambda what: None)
    _comparable(books)
    if smallest < 2:  # noqa: PLR2004
        raise trouble("U602", found=smallest)
    question = ask(old, ledger, on=on, known_at=known_at)
    settings = Settings(threads=threads, changes=False)
    among = None if groups is None else groups_of(groups, question, smallest)
    every, rests = _rated(books, ledger, question, settings, say)
    say("Trying wrong records")
    files = draw(every, ledger, sample, seed) if sample and len(question) else None
    wrong = tuple(() if files is None else costs(files, ratings, old, settings) for ratings in every)
    say("Counting")
    standings = tuple(standings_of(ratings) for ratings in every)
    moves = tuple(moves_between(every, standings))
    day = today(old) if on is None else to_day(on)
    return Impact(day, tuple(every), standings, moves, tuple(rests), wrong, among, smallest, sample, seed)


def _rated(
    books: Sequence[Rulebook], ledger: Ledger, question: Question, settings: Settings, say: Callable[[str], None]
) -> tuple[list[Ratings], list[Resting]]:
    """Everybody by every rulebook, and on what their bands rest."""
    every, rests, kept = [], [], Kept()
    for book in books:
        say(f"Rating by {book.id}")
        every.append(answer(book, ledger, question, settings, enrolled_in=books[0]))
    for ratings in every:
        say(f"Taking the parts out of {ratings.book.id} one by one")
        rests.append(resting(ratings, ledger, settings, kept))
    return every, rests


def _comparable(books: Sequence[Rulebook]) -> None:
    """Refuse what nobody could be compared by."""
    for at, book in enumerate(books):
        for other in books[:at]:
            if {book.subjects, other.subjects} == {"person", "organisation"}:
                raise trouble("U601", found=other.id, other=book.id, one=_plural(other), others=_plural(book))


def _plural(book: Rulebook) -> str:
    return "persons" if book.subjects == "person" else "organisations"
