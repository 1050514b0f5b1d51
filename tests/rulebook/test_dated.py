"""Dated values: which of them is in force when."""

from __future__ import annotations

import datetime as dt

from bonitas.common.days import NEVER, day_number
from bonitas.rulebook.model import Fixed
from rulebook.small import HEAD, book, problems

EVENT = HEAD + "rules_of: the event\n"


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def test_values_change_and_end() -> None:
    found = book("base: {2021-01-01: 5, 2022-01-01: {value: 7}, 2023-01-01: null}")
    assert [(p.start, p.rules.base[0].points) for p in found.periods] == [
        (day("2020-01-01"), 0),
        (day("2021-01-01"), 5_000),
        (day("2022-01-01"), 7_000),
        (day("2023-01-01"), 0),
    ]
    assert found.periods[-1].end == NEVER


def test_a_value_from_before_the_rulebook_holds_from_its_beginning() -> None:
    found = book("base: {2015-01-01: 5}")
    assert [(p.start, p.rules.base[0].points) for p in found.periods] == [(day("2020-01-01"), 5_000)]


def test_a_whole_clause_and_the_items_of_a_list_can_be_dated() -> None:
    found = book(
        "clauses:\n  a: {2021-01-01: {for: feedback, points: 1}}\n"
        "  b: {for: [feedback, {2022-01-01: payment.default}], points: 2}"
    )
    assert [[c.id for c in p.rules.clauses] for p in found.periods] == [["b"], ["a", "b"], ["a", "b"]]
    assert [p.rules.clauses[-1].kinds for p in found.periods] == [
        ("feedback",),
        ("feedback",),
        ("feedback", "payment.default"),
    ]
    assert {c.id: c.order for c in found.periods[-1].rules.clauses} == {"a": 0, "b": 1}


def test_a_band_and_a_scorecard_line_carry_the_source_of_their_date() -> None:
    body = "sources: {act: {title: x}}\nmeasures: {n: {count: feedback}}\n"
    body += "scorecard: {n: {0: 0, 1 or more: {2020-01-01: {value: 5, source: act}}}}"
    found = book(body, bands="bands: {good: {2020-01-01: {value: 3, source: act}}, other: below}\n").periods[0].rules
    assert found.scorecard[0].source == "act"
    assert [band.source for band in found.bands.bands] == ["act", None]


def test_rules_of_the_event_keep_every_version() -> None:
    body = "clauses:\n  a: {for: feedback, points: {2020-01-01: 1, 2022-01-01: 2}}\n  b: {for: feedback, points: 3}\n"
    found = book(body, head=EVENT)
    assert len(found.periods) == 2
    for period in found.periods:
        assert [(c.id, c.order, c.points, c.since, c.until) for c in period.rules.clauses] == [
            ("a", 0, Fixed(1_000), day("2020-01-01"), day("2022-01-01")),
            ("a", 0, Fixed(2_000), day("2022-01-01"), NEVER),
            ("b", 1, Fixed(3_000), day("2020-01-01"), NEVER),
        ]


def test_the_own_days_of_a_clause() -> None:
    body = "clauses: {a: {for: feedback, points: 1, in_force: {from: 2021-01-01, until: 2022-01-01}}}"
    found = book(body)
    assert [[c.id for c in p.rules.clauses] for p in found.periods] == [[], ["a"], []]
    (clause,) = book(body, head=EVENT).periods[0].rules.clauses
    assert (clause.since, clause.until) == (day("2021-01-01"), day("2022-01-01"))


def test_a_freeze_by_a_clause_that_is_not_in_force_says_nothing() -> None:
    body = "clauses: {a: {for: feedback, points: 1, in_force: {from: 2021-01-01}}}\nfreeze: gains while a is ongoing"
    assert [len(p.rules.freezes) for p in book(body).periods] == [0, 1]


def test_the_same_problem_in_several_periods_is_said_once() -> None:
    found = problems("base: {2020-01-01: 1, 2021-01-01: 2, 2022-01-01: 3}\nclauses: {a: {for: feedbak, points: 1}}")
    assert [p.code for p in found] == ["R201"]
