"""Forecasts of small worlds: every coming day on which the standing changes, and no other."""

from __future__ import annotations

from bonitas.engine.forecast import forecast
from engine.small import book, change, fine, gift, ledger, listing, notice

FINED = "clauses: {fined: {for: traffic.fine, points: -30}}\n"


def test_each_end_is_listed_with_the_standing_from_then_on() -> None:
    with ledger(fine("2022-03-01", "1"), fine("2022-05-31", "2")) as found:
        coming = forecast(book(FINED), found, subject="s", on="2022-06-01")
    assert coming == [
        {"on": "2023-03-01", "standing": "scored", "score": 70, "band": "B", "because": None},
        {"on": "2023-05-31", "standing": "scored", "score": 100, "band": "A", "because": None},
    ]


def test_until_is_the_last_day() -> None:
    with ledger(fine("2022-03-01", "1"), fine("2022-05-31", "2")) as found:
        days = [
            [one["on"] for one in forecast(book(FINED), found, subject="s", on="2022-06-01", until=until)]
            for until in ("2023-02-28", "2023-03-01", "2023-05-30")
        ]
    assert days == [[], ["2023-03-01"], ["2023-03-01"]]


def test_points_that_end_without_changing_the_standing_are_passed_over() -> None:
    rules = book("clauses:\n  lost: {for: traffic.fine, points: -30}\n  won: {for: civic.gift, points: 30}\nscore: {max: 100}\n")
    with ledger(fine("2022-03-01", "1"), gift("2022-03-01", "2"), gift("2022-04-01", "3")) as found:
        assert forecast(rules, found, subject="s", on="2022-05-01") == []
        late = forecast(rules, found, subject="s", on="2022-03-15")
    assert late == []


def test_decay_grades_and_freezes_are_steps_of_a_forecast() -> None:
    rules = book(
        "clauses:\n  listed: {for: court.listing, grade: C, lasts: 2 years}\n"
        "  gave: {for: civic.gift, points: 20, lasts: 5 years, decay: {after 3 years: 50%}}\n"
        "freeze: gains while listed is in effect\n"
    )
    with ledger(listing("2022-03-01", "1"), gift("2022-04-01", "2")) as found:
        coming = forecast(rules, found, subject="s", on="2022-05-01")
    assert [(c["on"], c["score"], c["band"]) for c in coming] == [
        ("2024-03-01", 120, "A"), ("2025-04-01", 110, "A"), ("2027-04-01", 100, "A"),
    ]  # fmt: skip


def test_what_is_on_file_for_later_days_comes() -> None:
    with ledger(fine("2022-03-01", "1"), amendments=[change("1", "disputed", "2022-05-01")]) as found:
        coming = forecast(book(FINED), found, subject="s", on="2022-02-01")
    assert [(c["on"], c["score"]) for c in coming] == [("2022-03-01", 70), ("2022-05-01", 100)]


def test_the_end_of_a_participation_is_the_end_of_a_forecast() -> None:
    with ledger(fine("2022-03-01", "1"), participations=[notice(until="2022-09-01")]) as found:
        coming = forecast(book(FINED), found, subject="s", on="2022-06-01")
    assert coming == [
        {
            "on": "2022-09-01", "standing": "not_rated", "score": None, "band": None,
            "because": "No consent or notice for small covers this day.",
        }
    ]  # fmt: skip


def test_new_rules_are_foreseen() -> None:
    rules = book("clauses: {fined: {for: traffic.fine, points: {2020-01-01: -30, 2022-07-01: -60}}}\n")
    with ledger(fine("2022-03-01", "1")) as found:
        coming = forecast(rules, found, subject="s", on="2022-06-01")
    assert [(c["on"], c["score"], c["band"]) for c in coming] == [("2022-07-01", 40, "C"), ("2023-03-01", 100, "A")]


def test_a_reason_for_no_score_is_said_in_the_language_asked_for() -> None:
    rules = book(
        "measures: {fines: {count: traffic.fine, within: 1 year}}\n"
        "no_score: {when: fines > 0, because: {en: A fine., de: Ein Bußgeld.}}\n"
    )
    with ledger(fine("2022-03-01", "1")) as found:
        coming = forecast(rules, found, subject="s", on="2022-02-01", lang="de")
    assert [(c["on"], c["standing"], c["because"]) for c in coming] == [
        ("2022-03-01", "no_score", "Ein Bußgeld."), ("2023-03-01", "scored", None),
    ]  # fmt: skip
