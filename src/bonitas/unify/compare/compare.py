"""Comparing rulebooks: what each does with the same conduct, where they conflict, what they leave out, and how they measure up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bonitas.common.days import iso
from bonitas.engine.question import Day, to_day, today
from bonitas.rulebook.model import Rulebook
from bonitas.unify.compare.codes import trouble
from bonitas.unify.compare.conducts import Row, rows_of
from bonitas.unify.compare.doubled import Across, Within, across, within
from bonitas.unify.compare.measured import looked_at
from bonitas.unify.compare.measures import measures_of, rules_of
from bonitas.unify.compare.rates import Rate, rates
from bonitas.unify.compare.scale import Scale, scale_of
from bonitas.unify.compare.treatment import Treatment, day_of, points, treatments
from bonitas.unify.crosswalk.model import Crosswalk
from bonitas.unify.crosswalk.read import read_crosswalk


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the rulebooks, on the day that it was asked about, with all that it does and how it measures up.

    `name`: its id, with the version where two of them have the same id. `elsewhere`: it is not in force on the day that was asked for, and
    was asked on the nearest on which it is.
    """

    name: str
    book: Rulebook
    day: int
    elsewhere: bool
    scale: Scale
    treatments: tuple[Treatment, ...]
    measures: dict[str, Any]

    @property
    def unasked(self) -> bool:
        """Whether its measures could not be asked, for no made-up file was found that has a score."""
        rules = self.scale.rules
        return rules.rates and bool(looked_at(rules)) and all(one.part != "measures" for one in self.treatments)

    def as_dict(self, lang: str) -> dict[str, Any]:
        """As `compare --json` prints it."""
        book, scale = self.book, self.scale
        return {
            "name": self.name, "rulebook": book.id, "version": book.version, "hash": book.hash, "title": book.title.say(lang), "subjects": book.subjects,
            "standing": book.standing, "numbers": book.numbers, "context": book.context, "on": iso(self.day),
            "scale": {"low": points(scale.low), "high": points(scale.high), "width": points(scale.width)}, "unasked": self.unasked, "measures": self.measures,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several rulebooks side by side, in the order given."""

    sides: tuple[Compared, ...]
    crosswalk: Crosswalk
    rows: tuple[Row, ...]
    within: tuple[Within, ...]
    across: tuple[Across, ...]
    rates: tuple[Rate, ...]
    lang: str = "en"

    @property
    def shared(self) -> tuple[Row, ...]:
        """The conducts that at least two of the rulebooks know."""
        return tuple(row for row in self.rows if len(row.positions) > 1)

    @property
    def conflicts(self) -> tuple[Row, ...]:
        """The conducts for which one gives and another takes."""
        return tuple(row for row in self.rows if row.conflict)

    def as_dict(self) -> dict[str, Any]:
        """What `compare --json` prints."""
        return {
            "crosswalk": self.crosswalk.title.say(self.lang),
            "rulebooks": [side.as_dict(self.lang) for side in self.sides],
            "conducts": [row.as_dict(self.lang) for row in self.rows],
            "conflicts": [row.conduct.id for row in self.conflicts],
            "agreed": [row.conduct.id for row in self.rows if row.agreed],
            "doubled": {"within": [one.as_dict() for one in self.within], "across": [one.as_dict() for one in self.across]},
            "rates": [one.as_dict() for one in self.rates],
        }

    def write(self, path: str | Path) -> None:
        """Write the report, an HTML page with drawings, to a file. BonitasError: U323."""
        from bonitas.unify.compare.report import write_report  # noqa: PLC0415 - the drawings are slow to load

        write_report(self, Path(path))


def compare(
    books: Sequence[Rulebook], *, crosswalk: Crosswalk | None = None, on: Day | None = None, lang: str = "en"
) -> Comparison:
    """Set rulebooks side by side, conduct by conduct, on one day (None: today; a rulebook that is not in force then is asked on the nearest
    day on which it is).

    `crosswalk` says which kinds of record tell of the same conduct (None: the shipped one). BonitasError: U320 for rulebooks of persons and
    of organisations together, U321 for fewer than two, U322 for one that is named twice; E101, E104 for a day that is none.
    """
    _fit(books)
    walk = crosswalk or read_crosswalk()
    sides = tuple(_compared(name, book, walk, on) for name, book in zip(_names(books), books, strict=True))
    found = {side.name: side.treatments for side in sides}
    widths = {side.name: side.scale.width for side in sides}
    rows = rows_of(found, walk, widths)
    doubled = tuple(
        replace(one, rulebook=side.name) for side in sides for one in within(side.book, side.scale.rules, side.treatments)
    )
    return Comparison(sides, walk, rows, doubled, tuple(across(rows)), tuple(rates(rows, widths)), lang)


def _compared(name: str, book: Rulebook, crosswalk: Crosswalk, on: Day | None) -> Compared:
    day, rules = day_of(book, on)
    found = treatments(book, crosswalk, on=on)
    wanted = today(book) if on is None else to_day(on)
    return Compared(name, book, day, day != wanted, scale_of(rules), found, measures_of(book, rules_of(book, found)))


def _names(books: Sequence[Rulebook]) -> list[str]:
    """What each is called here: its id; with the version, or a part of the hash, where that does not tell them apart."""
    found = [book.id for book in books]
    for also in ([book.version for book in books], [book.hash[:8] for book in books]):
        found = [f"{name} {more}" if found.count(name) > 1 else name for name, more in zip(found, also, strict=True)]
    return found


def _fit(books: Sequence[Rulebook]) -> None:
    """Raise BonitasError unless these can be compared."""
    if len(books) < 2:
        raise trouble("U321", found=", ".join(book.id for book in books))
    hashes = [book.hash for book in books]
    for book in books:
        if hashes.count(book.hash) > 1:
            raise trouble("U322", found=book.id)
    persons = [book.id for book in books if book.subjects == "person"]
    organisations = [book.id for book in books if book.subjects == "organisation"]
    if persons and organisations:
        raise trouble("U320", persons=", ".join(persons), organisations=", ".join(organisations))
