"""`law`: everything in a rulebook that may not be operated, or is in doubt, by the law of where it is operated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bonitas.law.case import Case
from bonitas.law.checks import CHECKS
from bonitas.law.model import Check, Finding, Hit
from bonitas.law.where import holding
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_rulebook


def law(book: Rulebook | str | Path, *, jurisdictions: Iterable[str] | None = None) -> list[Finding]:
    """What of a rulebook may not be operated (`bars`) or is doubtful (`warns`), the former first, each in the order of its text.

    `jurisdictions` take the place of the rulebook's own: what if it were operated there? Rules that are in force only before a law is
    are not held to it. Raises BonitasError for a rulebook that cannot be read.

    >>> [(one.code, one.id) for one in law("de-schufa-2026") if one.code.startswith("DE")]
    [('DE102', 'address_age')]
    """
    read = book if isinstance(book, Rulebook) else read_rulebook(book)
    return list(_found(read, tuple(jurisdictions) if jurisdictions is not None else read.jurisdictions))


def bars(book: Rulebook) -> tuple[Finding, ...]:
    """The findings that bar a rulebook from being operated where it says it is. The rulebook keeps them: whoever rates asks again and again."""
    found = book.known.get("bars")
    if not isinstance(found, tuple):
        found = book.known["bars"] = tuple(one for one in _found(book, book.jurisdictions) if one.severity == "bars")
    return found


def _found(book: Rulebook, jurisdictions: tuple[str, ...]) -> list[Finding]:
    there = holding(jurisdictions)
    cases: dict[int, Case] = {}
    found: list[tuple[Check, Hit]] = []
    for check in CHECKS:
        case = cases.setdefault(check.article.since, Case.of(book, check.article.since))
        if (check.jurisdiction == "ANY" or check.jurisdiction in there) and (case.people or not check.people):
            found += [(check, hit) for hit in check.find(case)]
    own = {(check.topic, hit.part, hit.id) for check, hit in found if check.jurisdiction != "ANY" and check.topic}
    told = [
        _told(book, check, hit)
        for check, hit in found
        if check.jurisdiction != "ANY" or (check.topic, hit.part, hit.id) not in own
    ]
    return sorted(told, key=lambda one: (one.severity, one.line or 0, one.column or 0, one.code, one.id))


def _told(book: Rulebook, check: Check, hit: Hit) -> Finding:
    place = book.place_of(*hit.keys) if hit.keys else None
    line, column = (place.line, place.column) if place is not None else (None, None)
    article = check.article
    return Finding(
        check.code, hit.severity or check.severity, book.file, line, column, hit.part, hit.id, hit.message,
        article.cite, article.demands, article.sure, hit.readings or check.readings, check.remedy,
    )  # fmt: skip
