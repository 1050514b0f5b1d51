"""The words of an impact for people: counts, shares, outcomes, errors."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

#: What each outcome is called, by what it is told.
MEASURES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "band": {"better": "in a better band", "same": "in the same band", "worse": "in a worse band"},
        "place": {
            "better": "more than a tenth of all further up",
            "same": "in about the same place",
            "worse": "more than a tenth of all further down",
        },
    }
)
ERRORS: Final = {"stranger": "a stranger's record", "missing": "an own one missing"}
STANDING: Final = {"no_score": "no score", "not_rated": "not rated"}
#: How the figures come about, for whoever reads the report.
METHOD: Final = (
    "Everybody was rated by every rulebook on the same day, from the same records. Those count who take part in the first rulebook.",
    "A band rests on a clause if it would be another one without that clause, everything else staying as it is; the rulebook without the "
    "clause was run, not estimated. A line of a scorecard or a dimension is not left out but put at what it gives the middle one of all who "
    "have a score. Somebody's band can rest on more than one.",
    "A wrong record is one of another sampled subject put into a file (a stranger's), or one of a subject's own left out, drawn at random "
    "among those that one of the rulebooks looks at. The engine rated each file with its error. What an error makes other rules pass on is "
    "not followed.",
    "Places are those in the order of all who have a score under both rulebooks, by band and then by score; those who stand alike share theirs.",
    "Intervals are 95 %: Wilson's for a share, Newcombe's for the difference between two. Differences between groups are not corrected for "
    "how many are shown: of twenty, one will lie outside its interval by chance.",
    "Small counts are left out, and with them as many others as it takes so that none can be reckoned from totals and differences of the "
    "same table. Groups that are too small stand together. Totals of the whole ledger are told as they are. Tables of other days, or of other "
    "groupings, are not guarded against.",
)


def grouped(number: int) -> str:
    """A whole number with commas between thousands.

    >>> grouped(30000)
    '30,000'
    """
    return f"{number:,}"


def counted(number: int, smallest: int) -> str:
    """A count that is not shown if it is small.

    >>> counted(3, 10), counted(0, 10), counted(12, 10)
    ('fewer than 10', '0', '12')
    """
    return f"fewer than {smallest}" if 0 < number < smallest else grouped(number)


def cell(number: int | None) -> str:
    """A count of a table in which some are hidden: small ones, and others so that these cannot be reckoned."""
    return "·" if number is None else grouped(number)


def percent(share: float | None) -> str:
    """A share of 1 in percent, with one decimal.

    >>> percent(0.2212), percent(None)
    ('22.1 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %"


def signed(points: object) -> str:
    """Points, or a share, with the sign.

    >>> signed(Decimal("-12.5")), signed(20), signed(0)
    ('−12.5', '+20', '0')
    """
    number = Decimal(str(points))
    return f"{'−' if number < 0 else '+' if number else ''}{abs(number).normalize():f}"


def interval(share: Mapping[str, Any] | None) -> str:
    """A share with its interval; a dot where it is hidden.

    >>> interval({"share": 0.1, "low": 0.0179, "high": 0.4042}), interval(None)
    ('10.0 % (1.8 to 40.4)', '·')
    """
    if share is None:
        return "·"
    if share["share"] is None:
        return "–"
    return f"{percent(share['share'])} ({100 * share['low']:.1f} to {100 * share['high']:.1f})"


def apart(told: Mapping[str, Any]) -> str:
    """A difference between two shares in points of a hundred, with its interval.

    >>> apart({"difference": -0.05, "low": -0.1, "high": 0.0})
    '−5.0 (−10.0 to 0.0)'
    """
    if told["difference"] is None:
        return "·"
    middle, low, high = (_one_decimal(told[name]) for name in ("difference", "low", "high"))
    return f"{middle} ({low} to {high})"


def _one_decimal(share: float) -> str:
    text = f"{abs(100 * share):.1f}"
    return text if text == "0.0" else f"{'−' if share < 0 else '+'}{text}"


def standing_words(name: str) -> str:
    """A band, or what stands in its place."""
    return STANDING.get(name, name)


def error_words(error: str) -> str:
    """What is wrong with a file."""
    return ERRORS[error]


def part_words(part: Mapping[str, Any]) -> str:
    """A part of a rulebook.

    >>> (
    ...     part_words({"what": "line", "id": "age", "instead": Decimal(14)}),
    ...     part_words({"what": "clause", "id": "late", "instead": None}),
    ... )
    ('line age (put at 14)', 'clause late')
    """
    return f"{part['what']} {part['id']}" + ("" if part["instead"] is None else f" (put at {part['instead']})")
