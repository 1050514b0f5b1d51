"""The rulebooks that are unified, each on one day: its clauses' text, how wide its scale is, and which bands its own become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.dated import plain_on
from bonitas.rulebook.model import Bands, Clause, Rulebook, Rules
from bonitas.rulebook.read import read_rulebook
from bonitas.unify.draft.codes import trouble

RATES = {"person": "persons", "organisation": "organisations", "both": "both"}


@dataclass(frozen=True, slots=True)
class Book:
    """One rulebook by the rules of `day`. `tree` is its text with every dated value resolved."""

    book: Rulebook
    day: int
    rules: Rules
    tree: Mapping[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        return self.book.id

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses that count on the day, by id."""
        return {one.id: one for one in self.rules.clauses if one.counts and one.since <= self.day < one.until}

    def text_of(self, clause: str) -> dict[str, Any]:
        """A clause as plain data, with the end that holds for all clauses where it has none of its own."""
        body = dict(self.tree["clauses"][clause])
        if "lasts" not in body and "lasts" in self.tree:
            body["lasts"] = self.tree["lasts"]
        return body

    def line(self, *keys: str) -> int | None:
        """Where a part stands in the rulebook's file."""
        place = self.book.place_of(*keys)
        return place.line if place is not None else None


def read_books(wheres: Sequence[Rulebook | str | Path], day: int, catalogue: Catalogue) -> tuple[Book, ...]:
    """The rulebooks by the rules of a day; of one that is not in force then, by its first or last rules.

    BonitasError: one cannot be read; U525 to U528 where they cannot be unified.
    """
    books = [where if isinstance(where, Rulebook) else read_rulebook(where, catalogue) for where in wheres]
    seen: set[str] = set()
    for book in books:
        if book.id in seen:
            raise trouble("U525", found=book.id)
        seen.add(book.id)
    if len(books) < 2:  # noqa: PLR2004 - that is what unifying means
        raise trouble("U526")
    _of_one_sort(books)
    return tuple(_on(book, day) for book in books)


def _of_one_sort(books: Sequence[Rulebook]) -> None:
    """All for persons, or all for organisations."""
    first = next((book for book in books if book.subjects != "both"), books[0])
    for book in books:
        if book.subjects not in (first.subjects, "both"):
            raise trouble("U527", found=first.id, one=RATES[first.subjects], other=book.id, two=RATES[book.subjects])


def _on(book: Rulebook, day: int) -> Book:
    periods = book.periods
    nearest = min(max(day, periods[0].start), periods[-1].end - 1)
    rules = book.rules_on(nearest)
    if rules is None or not rules.rates:
        raise trouble("U528", found=book.id)
    keys = ("clauses", "groups", "lasts", "consequences", "measures", "no_score", "scorecard", "dimensions", "bands", "passes_on")
    tree = plain_on({key: book.tree[key] for key in keys if key in book.tree}, nearest)
    return Book(book, nearest, rules, cast(Mapping[str, Any], tree))


def subjects_of(books: Sequence[Book]) -> str:
    """Whom the draft rates: whom they all rate."""
    return next((one.book.subjects for one in books if one.book.subjects != "both"), "both")


def line_ids(book: Book) -> tuple[str, ...]:
    """The lines of a rulebook's scorecard and its dimensions."""
    rules = book.rules
    return (*(line.id for line in rules.scorecard), *(one.id for one in (rules.dimensions.parts if rules.dimensions else ())))


def band_for(own: Bands, name: str, draft: Bands) -> str:
    """The band of the draft at the place that a band has among its own; where that falls between two, the better one.

    >>> from bonitas.rulebook.model import Band
    >>> four, three = (Bands(tuple(Band(name, None) for name in names)) for names in ("ABCD", "xyz"))
    >>> [band_for(four, name, three) for name in "ABCD"]
    ['x', 'x', 'y', 'z']
    """
    steps, most = len(own.bands) - 1, len(draft.bands) - 1
    return draft.bands[own.index(name) * most // steps if steps else 0].name


def share(points: int, width: Fraction) -> Fraction:
    """Points (thousandths) as a share of a scale so wide."""
    return Fraction(points) / width
