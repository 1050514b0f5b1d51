"""What became of one subject: its links, what was decided about them, and the standing ids it came under."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bonitas.unify.links.book import LinkBook, open_book
from bonitas.unify.links.codes import trouble
from bonitas.unify.links.decide import end_of
from bonitas.unify.links.model import UNITED, Decision, End, Link, Turn, united_id


@dataclass(frozen=True, slots=True)
class History:
    """`subject` as asked; `united`: its standing id now, or None; `members`: all that are one with it; then all there is on file about
    these, in order of time."""

    subject: str
    united: int | None
    members: tuple[End, ...]
    links: tuple[Link, ...]
    decisions: tuple[Decision, ...]
    turns: tuple[Turn, ...]


def history(address: str | Path, subject: str) -> History:
    """The history of `ledger:id`, or of a standing id with all that ever had it. BonitasError: U210, U227."""
    with open_book(address) as book:
        turns, united = book.turns(), book.united()
        about, number = _ends(book, subject, turns)
        if number is None:
            number = next((no for no, group in united.items() if about <= group), None)
        members = united.get(number, frozenset()) if number is not None else frozenset[End]()
        links = tuple(link for link in book.links() if link.a in about or link.b in about)
        numbers = {link.number for link in links}
        mine = tuple(turn for turn in turns if turn.end in about)
        current = number if members else None
        decisions = tuple(one for one in book.decisions() if one.link in numbers)
        return History(subject, current, tuple(sorted(members)), links, decisions, mine)


def _ends(book: LinkBook, subject: str, turns: list[Turn]) -> tuple[set[End], int | None]:
    """Whom a subject is about, and the number of its standing id if it was named by that."""
    name, _, rest = subject.partition(":")
    if name != UNITED:
        return {end_of(book, subject)}, None
    found = {turn.end: turn.united for turn in turns if united_id(turn.united) == subject}
    if not found:
        raise trouble("U227", file=book.address, found=subject)
    return set(found), int(rest)
