"""Freezes of gains: one goes along with the clauses that it is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bonitas.rulebook.model import Freeze
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.drafted import Drafted
from bonitas.unify.draft.ground import Ground
from bonitas.unify.draft.parts import Part, Whence


def freezes(ground: Ground, drafted: Sequence[Drafted]) -> list[Part]:
    """While a record of these clauses is unsettled (or what it says), no gain counts. Where all direct grades of the draft are of
    rulebooks that freeze by any of theirs in the same way, the draft does so by any of its own."""
    if ground.policy.settings["freezes"].left_out:
        return []
    found: list[Part] = []
    graded = [one for one in drafted if one.body.get("grade") is not None]
    for is_ in ("unsettled", "ongoing", "in effect"):
        books = [book for book in ground.books if Freeze(None, is_) in book.rules.freezes]
        theirs = [one for one in graded if _of(one) in books]
        if theirs and len(theirs) == len(graded):
            whence = tuple(Whence(book, ("freeze",)) for book in books if any(_of(one) is book for one in theirs))
            found.append(
                Part("freeze", f"a direct grade is {is_}", f"gains while a direct grade is {is_}", "with its clauses", "", whence)
            )
        else:
            found += [_part(_of(one), one, is_) for one in theirs]
    for book in ground.books:
        found += [_part(book, one, freeze.is_) for freeze in book.rules.freezes for one in _bound(book, freeze, drafted)]
    return found


def _part(book: Book | None, clause: Drafted, is_: str) -> Part:
    assert book is not None
    body = f"gains while {clause.id} is {is_}"
    return Part("freeze", f"{clause.id} is {is_}", body, "with its clause", "", (Whence(book, ("freeze",)),), (clause.conduct,))


def _bound(book: Book, freeze: Freeze, drafted: Sequence[Drafted]) -> Iterator[Drafted]:
    """The clauses of the draft that a freeze by one clause is bound to."""
    if freeze.clause is not None:
        yield from (one for one in drafted if _of(one) is book and one.origins[0].part == freeze.clause)


def _of(one: Drafted) -> Book | None:
    """The rulebook whose clause it is."""
    return one.origins[0].book if one.origins else None
