"""Steps 1 to 3: participation, amendments, what is still to come, and the rules of the day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Fact
from bonitas.rulebook.model import Period
from reference.build import (
    SETTLED,
    amendment,
    ask,
    book,
    clause,
    consent,
    instant,
    record,
    rules,
    score,
    world,
)
from reference.dates import day

FINE = clause("fine", "traffic.fine", -10, lasts=Duration(months=120))
RULES = rules(FINE, base=100)


def standing(of: object, about: object, on: str, known: str = "2030-01-01") -> str:
    return ask(of, about, on, instant(known)).standing  # type: ignore[arg-type]


def test_rated_only_while_a_participation_covers_the_day_and_is_known() -> None:
    facts = world(consent("2024-01-01", until=day("2024-06-01"), recorded_at=instant("2024-02-01")))
    assert standing(book(RULES), facts, "2023-12-31") == "not_rated"
    assert standing(book(RULES), facts, "2024-01-01") == "scored"
    assert standing(book(RULES), facts, "2024-05-31") == "scored"
    assert standing(book(RULES), facts, "2024-06-01") == "not_rated"
    assert standing(book(RULES), facts, "2024-03-01", "2024-01-31") == "not_rated"


def test_a_later_entry_replaces_the_end_from_when_it_was_recorded() -> None:
    first = consent("2024-01-01", recorded_at=instant("2024-01-01"))
    ending = consent("2024-01-01", until=day("2024-03-01"), recorded_at=instant("2024-03-01"))
    assert standing(book(RULES), world(first, ending), "2024-05-01", "2024-02-28") == "scored"
    assert standing(book(RULES), world(first, ending), "2024-05-01", "2024-03-01") == "not_rated"


@pytest.mark.parametrize(
    ("wanted", "given", "rated"),
    [("consent", "notice", False), ("consent", "consent", True), ("notice", "notice", True), ("notice", "consent", True)],
)
def test_consent_does_for_a_notice_but_not_the_other_way_round(wanted: str, given: Any, rated: bool) -> None:
    facts = world(replace(consent(), basis=given))
    assert (standing(book(RULES, participation=wanted), facts, "2024-01-01") == "scored") is rated


def test_another_type_of_subject_is_not_rated() -> None:
    assert standing(book(RULES, subjects="organisation", participation="none"), world(), "2024-01-01") == "not_rated"
    firm = replace(world(type_="organisation"), participations=())
    assert standing(book(RULES, subjects="organisation", participation="none"), firm, "2024-01-01") == "scored"


def test_outside_its_periods_no_rules_are_in_force() -> None:
    first, second, end = day("2020-01-01"), day("2021-01-01"), day("2022-01-01")
    dated = book((Period(first, second, RULES), Period(second, end, rules(base=5))))
    assert [standing(dated, world(), on) for on in ("2019-12-31", "2022-01-01")] == ["not_rated", "not_rated"]
    assert [score(dated, world(), on) for on in ("2020-12-31", "2021-01-01")] == [100, 5]


def test_a_record_is_seen_once_it_occurred_and_was_recorded() -> None:
    facts = world(record("traffic.fine", "2024-02-01", "1", recorded="2024-03-01"))
    assert [score(RULES, facts, on) for on in ("2024-01-31", "2024-02-01")] == [100, 90]
    assert ask(book(RULES), facts, "2024-02-01", instant("2024-02-28")).score == 100_000


def test_withdrawn_and_upheld_are_as_if_never() -> None:
    for change in ("withdrawn", "upheld"):
        facts = world(record("traffic.fine", "2024-01-01", "1"), amendment("1", change, "2024-06-01"))
        assert score(RULES, facts, "2024-02-01") == 100
        assert ask(book(RULES), facts, "2024-02-01", instant("2024-05-31")).score == 90_000
        assert score(book(RULES, disputes="count"), facts, "2024-02-01") == 100


def test_a_dispute_holds_from_its_day_until_the_first_rejection_not_before_it() -> None:
    facts = world(
        record("traffic.fine", "2024-01-01", "1"),
        amendment("1", "disputed", "2024-03-01"),
        amendment("1", "rejected", "2024-02-01", "2024-06-01"),
        amendment("1", "rejected", "2024-05-01", "2024-07-01"),
        amendment("1", "rejected", "2024-04-01", "2024-08-01"),
    )
    days = ("2024-02-29", "2024-03-01", "2024-04-30", "2024-05-01")
    assert [score(RULES, facts, on) for on in days] == [90, 100, 100, 90]
    assert score(book(RULES, disputes="count"), facts, "2024-03-01") == 90


def test_corrections_are_as_if_always_so_and_later_ones_override() -> None:
    facts = world(
        record("traffic.fine", "2024-03-01", "1"),
        amendment("1", "corrected", "2024-06-01", occurred_on="2024-05-01"),
        amendment("1", "corrected", "2024-04-01", "2024-07-01", occurred_on="2024-04-01"),
    )
    assert [score(RULES, facts, on) for on in ("2024-03-31", "2024-04-01")] == [100, 90]


def test_of_several_settlements_the_last_recorded_counts_even_when_still_to_come() -> None:
    settled = rules(clause("c", "traffic.fine", -10, when=SETTLED), base=100)
    facts = world(
        record("traffic.fine", "2024-01-01", "1"),
        amendment("1", "settled", "2024-02-01"),
        amendment("1", "settled", "2024-05-01", "2024-03-01"),
    )
    assert [score(settled, facts, on) for on in ("2024-02-01", "2024-05-01")] == [100, 90]


def test_an_end_still_to_come_is_not_seen() -> None:
    ongoing = rules(clause("c", "court.listing", -10, when=Fact("ongoing", "yes_no")), base=100)
    facts = world(record("court.listing", "2024-01-01", "1", ended="2024-03-01"))
    assert [score(ongoing, facts, on) for on in ("2024-02-29", "2024-03-01")] == [90, 100]


def test_under_the_rules_of_the_event_the_version_of_its_day_counts() -> None:
    change = day("2024-03-01")
    versions = rules(replace(FINE, until=change), clause("fine", "traffic.fine", -30, since=change), base=100)
    facts = world(record("traffic.fine", "2024-02-29", "1"), record("traffic.fine", "2024-03-01", "2"))
    outcome = ask(book(versions, rules_of="the event"), facts, "2024-04-01")
    assert outcome.points == {("fine", ("f", "1")): -10_000, ("fine", ("f", "2")): -30_000}
