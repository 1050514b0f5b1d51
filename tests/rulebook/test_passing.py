"""`passes_on`, `withdraws`: read, and told."""

from __future__ import annotations

from bonitas.common.days import WorkingDays
from bonitas.rulebook.expression import Attr, Const
from bonitas.rulebook.model import DayOfYear, Rulebook, Spill, Transfer
from bonitas.rulebook.prose import prose, to_markdown
from bonitas.rulebook.read import check_text
from rulebook.small import CATALOGUE, HEAD

TEXT = (
    HEAD
    + """
bands: {good: 0, other: below}
clauses: {c: {for: payment.default, points: -5}}
measures: {gifts: {count: civic.donation}}
withdraws: {for: [civic.donation], within: 3 working days, text: {en: Write to the office.}}
passes_on:
  joint:
    for: [payment.default]
    when: amount > 100 and not settled
    to: subject of court.listing
    as: civic.donation
    attributes: {amount_yuan: amount}
    text: {en: Whoever answers for it.}
  same: {for: traffic.*, to: counterparty, as: same}
  stars:
    on: 12-31
    when: gifts > 0
    as: traffic.penalty
    dated: 01-15 next year
    attributes: {fine_yuan: score, level: "'city'", act: band}
    into: another-book
"""
)


def read() -> Rulebook:
    book, problems = check_text(TEXT, None, CATALOGUE)
    assert problems == []
    assert book is not None
    return book


def test_rules_are_read() -> None:
    joint, same, stars = read().periods[0].rules.passes_on
    assert isinstance(joint, Spill)
    assert (joint.kinds, joint.to, joint.of, joint.as_) == (("payment.default",), "subject", "court.listing", "civic.donation")
    assert joint.attributes == (("amount_yuan", Attr("amount", "number")),)
    assert isinstance(same, Spill)
    assert (same.to, same.of, same.as_, same.when) == ("counterparty", None, None, None)
    assert isinstance(stars, Transfer)
    assert (stars.on, stars.dated, stars.as_, stars.into) == (
        DayOfYear(12, 31),
        DayOfYear(1, 15, 1),
        "traffic.penalty",
        "another-book",
    )
    assert stars.attributes == (("fine_yuan", "score"), ("level", Const("city", "text")), ("act", "band"))


def test_what_may_be_deleted_is_read() -> None:
    found = read().withdraws
    assert found is not None
    assert (found.kinds, found.within) == (("civic.donation",), WorkingDays(3))


def test_prose_tells_both() -> None:
    said = " ".join(to_markdown(prose(read(), CATALOGUE)).split())
    assert "From each record of the kind “Payment default”, a record of the kind" in said
    assert "is made, of everyone whose record of the kind" in said
    assert "a record of the same kind with the same contents is made, of its counterparty and of the same day." in said
    assert "On 31 December of each year, a record of the kind" in said
    assert "It is of 15 January of the next year." in said
    assert "may have it deleted on request, within 3 working days. Write to the office." in said
