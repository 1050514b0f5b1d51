"""Deadlines of disputes, from the rulebook to the rating: worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.cli.show_explanation import remedies
from bonitas.common.holidays import calendar_version
from bonitas.engine.explain import explain
from bonitas.engine.forecast import forecast
from bonitas.engine.rate import rate
from engine.small import book, change, fine, ledger

FINE = "clauses: {fined: {for: traffic.fine, points: -10, lasts: 5 years}}\n"
REMOVED = "{hold: yes, decide_within: 30 days, extended_by: 15 days, then: removed}"
COUNTS = "{decide_within: 7 working days, then: counts}"
DISPUTED = change("1", "disputed", "2022-05-02")  # a Monday


def scores(disputes: str, days: list[str], *amendments: dict[str, Any]) -> list[int]:
    with ledger(fine("2022-03-01", "1"), amendments=[DISPUTED, *amendments]) as held:
        return [int(next(rate(book(FINE, disputes=disputes), held, subject="s", on=day).rows())["score"]) for day in days]


def held_text(disputes: str, day: str, lang: str = "en") -> str:
    with ledger(fine("2022-03-01", "1"), amendments=[DISPUTED]) as held:
        steps = explain(book(FINE, disputes=disputes), held, subject="s", on=day, lang=lang).as_dict()["steps"]
    return str(steps[0]["text"])


def test_an_undecided_record_stays_out_for_good_or_counts_again() -> None:
    days = ["2022-05-01", "2022-05-02", "2022-05-10", "2022-05-11", "2022-06-01", "2026-12-31"]
    assert scores(REMOVED, days) == [90, 100, 100, 100, 100, 100]
    assert scores(COUNTS, days) == [90, 100, 100, 90, 90, 90]


def test_a_decision_after_the_deadline_changes_nothing() -> None:
    days = ["2022-05-31", "2022-06-01", "2022-06-02", "2022-06-10"]
    assert scores(REMOVED, days, change("1", "rejected", "2022-06-01")) == [100, 90, 90, 90], "on the last day"
    assert scores(REMOVED, days, change("1", "rejected", "2022-06-02")) == [100, 100, 100, 100], "a day late"
    again = change("1", "disputed", "2022-05-20")
    assert scores(REMOVED, days, again, change("1", "rejected", "2022-06-02")) == [100, 100, 90, 90], "15 days more"
    assert scores(REMOVED, ["2022-04-30"], change("1", "upheld", "2022-09-01")) == [100], "upheld is as if never"


def test_the_deadline_is_the_next_change() -> None:
    with ledger(fine("2022-03-01", "1"), amendments=[DISPUTED]) as held:
        counts = forecast(book(FINE, disputes=COUNTS), held, subject="s", on="2022-05-03")
        removed = forecast(book(FINE, disputes=REMOVED), held, subject="s", on="2022-05-03")
    assert [(one["on"], int(one["score"])) for one in counts] == [("2022-05-11", 90), ("2027-03-01", 100)]
    assert removed == []


@pytest.mark.parametrize(
    ("disputes", "day", "text"),
    [
        (COUNTS, "2022-05-03", "the record is held out. If it is not decided by 2022-05-11, the record counts again."),
        (REMOVED, "2022-06-01", "the record is held out. If it is not decided by 2022-06-01, it stays out for good."),
        (REMOVED, "2022-06-02", "A dispute about f/1 was not decided by 2022-06-01: the record stays out for good."),
    ],
)
def test_the_explanation_says_the_day(disputes: str, day: str, text: str) -> None:
    assert held_text(disputes, day).endswith(text)
    assert "2022-0" in held_text(disputes, day, "de")
    assert "2022-0" in held_text(disputes, day, "zh")


def test_what_can_be_done_names_the_deadline() -> None:
    lines = remedies(book(FINE, disputes=REMOVED), {"standing": "scored", "steps": [], "points": []})
    assert lines[0].endswith("until it is decided; if that takes longer than 30 days, it stays out for good.")
    assert remedies(book(FINE, disputes=COUNTS), {"standing": "scored", "steps": [], "points": []})[0].endswith(
        "longer than 7 working days, it counts again."
    )


def test_what_was_known_then_is_what_counts() -> None:
    late = change("1", "rejected", "2022-05-20", recorded_at="2022-07-01T12:00:00Z")
    with ledger(fine("2022-03-01", "1"), amendments=[DISPUTED, late]) as held:
        found = [
            int(next(rate(book(FINE, disputes=REMOVED), held, subject="s", on="2022-08-01", known_at=known).rows())["score"])
            for known in ("2022-06-30T12:00:00Z", "2022-07-02T12:00:00Z")
        ]
    assert found == [100, 90], "decided in time, and recorded later"


def test_public_holidays_are_no_working_days() -> None:
    """Worked by hand from Monday 2 May 2022: Wednesday 11 May; but in China 2 to 4 May were off and Saturday 7 May was worked."""
    by_calendar = "{decide_within: 7 working days, then: counts, calendar: CN}"
    assert scores(by_calendar, ["2022-05-11", "2022-05-12", "2022-05-13"]) == [100, 90, 90]
    assert scores(COUNTS, ["2022-05-10", "2022-05-11"]) == [100, 90]
    text = held_text(by_calendar, "2022-05-03")
    assert text.startswith("A dispute about f/1 is open: the record is held out. If it is not decided by 2022-05-12, ")
    assert text.endswith(f"Working days by the calendar CN ({calendar_version()}).")


def test_the_calendar_of_the_one_jurisdiction_that_has_one_holds_unless_the_rulebook_says_otherwise() -> None:
    def calendar(jurisdictions: str, disputes: str = COUNTS) -> str | None:
        found = book(FINE, disputes=disputes, jurisdictions=jurisdictions).hold
        assert found is not None
        assert found.deadline is not None
        return found.deadline.calendar

    assert calendar("[EU, DE]") == "DE"
    assert calendar("[DE, FR]") == ""
    assert calendar("[DE]", "{decide_within: 7 working days, then: counts, calendar: weekdays}") == ""
    assert calendar("[DE]", REMOVED) is None
