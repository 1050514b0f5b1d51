"""Which law holds where: the jurisdictions that a rulebook names, and those that they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bonitas.law.case import Case
from bonitas.law.model import Hit

MEMBERS: Final = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
     "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
#: Those whose law is checked here.
CHECKED: Final = ("EU", "DE", "US", "CN")


def holding(jurisdictions: Iterable[str]) -> frozenset[str]:
    """The checked jurisdictions in which somebody operates who names these; a part of a country (`DE-BE`) is in the country.

    >>> sorted(holding(["DE-BE"])), sorted(holding(["GB"]))
    (['DE', 'EU'], [])
    """
    codes = {code.strip().upper().split("-")[0] for code in jurisdictions}
    return frozenset((codes | ({"EU"} if codes & MEMBERS else set())) & set(CHECKED))


def nowhere(case: Case) -> Iterator[Hit]:
    """A rulebook that does not say where it is to be operated."""
    if not case.book.jurisdictions:
        said = "It does not say where it is to be operated: only what holds everywhere was looked for."
        yield Hit("rulebook", "", said, ("jurisdictions",))


def elsewhere(case: Case) -> Iterator[Hit]:
    """Jurisdictions whose law nothing here knows."""
    for code in case.book.jurisdictions:
        if not holding([code]) or (code.split("-")[0].upper() in MEMBERS and code.split("-")[0].upper() not in CHECKED):
            more = " beyond that of the European Union" if holding([code]) else ""
            yield Hit("rulebook", "", f"The law of '{code}'{more} is not checked here.", ("jurisdictions",))
