"""The proof that every score reaches a band."""

from __future__ import annotations

import pytest

from bonitas.rulebook.reach import reach
from rulebook.small import problems, rules

MEASURES = "measures: {n: {count: feedback}, a: {age_of: oldest account.opened}}\n"


@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        ("base: 5", 5_000, 5_000),
        ("base: {first: [{when: n > 1, is: 3}, {is: 9}]}", 3_000, 9_000),
        ("scorecard: {n: {0: 4, 1 or more: -2}}", -2_000, 4_000),
        ("scorecard: {n: {each: 1, gives: 1}}", 0, None),
        ("scorecard: {a: {each: 1, gives: -2, up_to: -8, missing: 1}}", -8_000, 1_000),
        ("clauses: {c: {for: feedback, points: -5}}", None, 0),
        ("clauses: {c: {for: feedback, points: 5}}", 0, None),
        ("clauses: {c: {for: feedback, points: -5, limit: 20}}", -20_000, 0),
        ("clauses: {c: {for: feedback, points: -5, limit: 20 per counterparty}}", None, 0),
        ("clauses: {c: {for: feedback, points: -5, limit: 20 per calendar year}}", None, 0),
        ("clauses: {c: {for: feedback, points: -5}}\nscore: {min: 1, max: 9}", 1_000, 1_000),
        ("clauses: {c: {for: feedback, points: 5, repaired: {when: settled, points: -1}}}", None, None),
        (
            "groups: {g: {limit: 7}}\nclauses:\n  c: {for: feedback, points: -5, group: g}\n"
            "  d: {for: feedback, points: 2, group: g}",
            -7_000,
            7_000,
        ),
        ("dimensions: {range: 10 to 20, d: {weight: 100%, of: n, from: 0, to: 5}}", 10_000, 20_000),
        ("base: 1.5\nscore: {round: 1}", 2_000, 2_000),
        ("base: 1.5\nscore: {round: 1, rounding: down}", 1_000, 1_000),
    ],
)
def test_the_bounds(body: str, low: int | None, high: int | None) -> None:
    found = reach(rules(MEASURES + body))
    assert (found.low, found.high) == (low, high)


def test_a_proved_lowest_floor_needs_no_below() -> None:
    assert [p.code for p in problems("base: 5", bands="bands: {a: 5}\n")] == []
    assert [p.code for p in problems("base: 5", bands="bands: {a: above 5}\n")] == ["R703"]


def test_bands_by_a_measure() -> None:
    body = "measures: {n: {count: feedback}}\n"
    assert problems(body, bands="bands: {by: n, none: 0, star: 10}\n") == []
    found = rules(body, bands="bands: {by: n, none: 0, star: 10}\n").bands
    assert (found.by, [band.name for band in found.bands]) == ("n", ["star", "none"])


def test_with_rules_of_the_event_old_clauses_still_take_points() -> None:
    body = "rules_of: the event\nclauses: {a: {for: feedback, points: -1, in_force: {until: 2021-01-01}}}\n"
    assert [p.code for p in problems(body, bands="bands: {a: 0}\n")] == ["R703"]
