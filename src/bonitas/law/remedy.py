"""Participation, contest and review: what whoever is rated can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bonitas.common.days import Duration, Term
from bonitas.law.case import Case
from bonitas.law.empty import default_band
from bonitas.law.grounds import in_credit
from bonitas.law.model import Hit, Readings
from bonitas.law.time import longer

_ONE: Final = Duration(days=31)
_THREE: Final = Duration(days=92)
_THIRTY: Final = Duration(days=30)
_DAYS_A_WEEK, _WORKING = 7, 5

UNSAID: Final[Readings] = (
    "Who makes the score makes the decision where the score is strongly drawn on (C-634/21): it must offer the review itself.",
    "The decision is that of whoever uses the score, who must offer the review; the rulebook need not.",
)
PAID_FOR: Final[Readings] = (
    "Who gains by consenting and goes without otherwise does not consent freely.",
    "A reward for taking part is an inducement that leaves the choice free, as long as nothing is due to everybody.",
)
REGISTERED: Final[Readings] = (
    "The entry is not to be used while its accuracy is contested.",
    "The register is kept by law, and its own rules say how an entry is contested; until then it stands.",
)


def worse_without(case: Case) -> Iterator[Hit]:
    """Benefits that an empty file has and whoever takes no part has not. Whoever takes no part has no band, and no detriment."""
    found: dict[str, Hit] = {}
    for rules in case.rules:
        band = default_band(rules) if rules.rates else None
        for one in rules.consequences:
            if band is not None and one.kind == "benefit" and band in one.bands:
                said = f"Somebody of whom nothing is recorded stands at '{band}' and has this benefit; whoever takes no part has not."
                found.setdefault(one.id, Hit("consequence", one.id, said, ("consequences", one.id, "for")))
    yield from found.values()


def paid_for(case: Case) -> Iterator[Hit]:
    """The same, where the rulebook goes by consent."""
    if case.book.participation == "consent":
        yield from worse_without(case)


def counts_contested(case: Case) -> Iterator[Hit]:
    """What is contested counts, or is shown, until it is decided."""
    if case.book.disputes == "count":
        register = case.register
        said = "A disputed entry is shown until it is decided." if register else "A disputed record counts until it is decided."
        yield _head("disputes", said, REGISTERED if register else None, warns=register)


def undecided(case: Case) -> Iterator[Hit]:
    """No time within which a dispute must be decided, or more than a month, or three; or a record that counts again undecided."""
    deadline = case.book.deadline
    if deadline is None:
        if case.book.disputes != "count":
            yield _head("disputes", "A dispute has no time within which it must be decided.", warns=True)
    elif longer(_calendar(deadline.within), _ONE):
        far = longer(_calendar(deadline.within), _THREE)
        yield _head("disputes", f"A dispute may take {deadline.within} to be decided.", warns=not far)
    elif deadline.then == "counts":
        yield _head("disputes", f"What nobody decides within {deadline.within} counts again.", warns=True)


def without_remedy(case: Case) -> Iterator[Hit]:
    """Everywhere: what is contested counts, or has no time."""
    if case.rates:
        yield from counts_contested(case)
        yield from undecided(case)


def disputed_american(case: Case) -> Iterator[Hit]:
    """In credit: 30 days, then deleted if nobody verified it."""
    deadline = case.book.deadline
    if not in_credit(case):
        return
    if deadline is None:
        yield _head("disputes", "A dispute has no time within which it must be decided.", warns=True)
    elif longer(_calendar(deadline.within), _THIRTY) or deadline.then == "counts":
        then = "counts again" if deadline.then == "counts" else "is removed"
        yield _head("disputes", f"A dispute may take {deadline.within}, after which the record {then}.")


def disputed_chinese(case: Case) -> Iterator[Hit]:
    """What is contested counts on, or has no time."""
    if case.rates:
        yield from (_head("disputes", hit.message, warns=True) for hit in (*counts_contested(case), *undecided(case)))


def unreviewed(case: Case) -> Iterator[Hit]:
    """A decision that follows from the score alone without anybody to review it; or no word on that where one may follow."""
    book = case.book
    if book.remedy is not None and book.remedy.review:
        return
    if book.decisions == "automated":
        yield _head("decisions", "The standing alone decides, and no person is named who reviews it.", key="remedy")
    elif _decided(case):
        yield _head(
            "decisions",
            "Something follows from a standing, and no person is named who reviews it.",
            warns=True,
            key="remedy",
        )


def unreviewed_european(case: Case) -> Iterator[Hit]:
    """The same; where it is not said that the standing decides, whose duty the review is has two readings."""
    yield from (replace(hit, readings=UNSAID if hit.severity == "warns" else None) for hit in unreviewed(case))


def uncontestable(case: Case) -> Iterator[Hit]:
    """A decision may follow, and the rulebook does not say how a standing is contested."""
    book = case.book
    if (book.decisions == "automated" or _decided(case)) and not (book.remedy is not None and book.remedy.contest):
        yield _head("remedy", "Something follows from a standing, and there is no word on how it is contested.", warns=True)


def uncontestable_credit(case: Case) -> Iterator[Hit]:
    if in_credit(case):
        yield from uncontestable(case)


def mere_notice(case: Case) -> Iterator[Hit]:
    """An automated decision about somebody who was only told."""
    if case.book.decisions == "automated" and case.book.participation == "notice":
        yield _head("participation", "The standing alone decides about people who were told, and did not consent.")


def _decided(case: Case) -> bool:
    """Whether a decision may follow: the rulebook brings something about, or serves credit; and does not say that none does."""
    if case.book.decisions is not None:
        return case.book.decisions == "by a person" and any(rules.consequences for rules in case.rules)
    return case.rates and (in_credit(case) or any(rules.consequences for rules in case.rules))


def _calendar(term: Term) -> Duration:
    """Working days as the days of the weeks that they fill."""
    if isinstance(term, Duration):
        return term
    return Duration(days=-(-term.days * _DAYS_A_WEEK // _WORKING))


def _head(part: str, said: str, readings: Readings = None, *, warns: bool = False, key: str = "") -> Hit:
    return Hit("rulebook", "", said, (key or part,), "warns" if warns else None, readings)
