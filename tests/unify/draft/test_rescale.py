"""A clause on another scale: every number of points is multiplied and rounded once, and nothing else changes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.unify.draft.rescale import Scaling


def scaled(body: dict[str, Any], factor: Fraction = Fraction(1, 2), step: int = 1000) -> dict[str, Any]:
    return Scaling(factor, step, lambda band: band.lower(), lambda group: f"town_{group}").clause(body)


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("points", -20, -10),
        ("points", -5, -3),  # 2.5 is rounded half away from zero
        ("points", 1, 1),  # what is not 0 does not become 0
        ("points", 0, 0),
        ("points", {"by": "hours", "each": 8, "gives": 1, "up_to": 5}, {"by": "hours", "each": 8, "gives": Decimal("0.5"), "up_to": Decimal("2.5")}),
        (
            "points",
            {"by": "yuan", "each": 100, "gives": 1, "up_to": 10, "then": {"each": 400, "gives": 3, "up_to": 9}},
            {"by": "yuan", "each": 100, "gives": Decimal("0.5"), "up_to": 5,
             "then": [{"each": 400, "gives": Decimal("1.5"), "up_to": Decimal("4.5")}]},
        ),
        ("points", {"by": "level", "table": {"nation": 30, "otherwise": 4}}, {"by": "level", "table": {"nation": 15, "otherwise": 2}}),
        ("points", {"from": -50, "to": -10, "chosen": "yes"}, {"from": -25, "to": -5, "chosen": "yes"}),
        ("grade", "D", "d"),
        ("limit", 40, 20),
        ("limit", "40 per calendar year", "20 per calendar year"),
        ("limit", ["40 per 30 days per counterparty", {"points": 9, "per": "calendar month"}],
         ["20 per 30 days per counterparty", {"points": 5, "per": "calendar month"}]),
        ("again", "double", "double"),
        ("again", {"table": [-20, -40], "across": "fines"}, {"table": [-10, -20], "across": "town_fines"}),
        ("repaired", {"when": "settled", "points": -8, "grade": "B", "lasts": "2 years"}, {"when": "settled", "points": -4, "grade": "b", "lasts": "2 years"}),
        ("group", "fines", "town_fines"),
        ("when", "points > 20", "points > 20"),
    ],
)  # fmt: skip
def test_each_part(key: str, before: Any, after: Any) -> None:
    assert scaled({key: before}) == {key: after}


def test_as_it_is_nothing_is_rounded() -> None:
    body = {"points": Decimal("-2.5"), "limit": "7.5 per calendar year", "lasts": {"up to 2.5": "1 year", "above": "2 years"}}
    assert scaled(body, Fraction(1)) == {**body, "lasts": "1 year"}


SIZES = {"up to 40": "1 year", "above": "2 years"}


def test_an_end_by_size_is_worked_out_where_there_is_one_size() -> None:
    assert scaled({"points": -40, "lasts": SIZES}, Fraction(1, 3))["lasts"] == "1 year"
    assert scaled({"points": -41, "lasts": SIZES}, Fraction(1, 3))["lasts"] == "2 years"


def test_a_repeat_that_fell_within_a_size_still_does() -> None:
    """8.6 is rounded to 9, and doubled to 18, which is more than 40 × 0.43 = 17.2; it lasts as long as before."""
    found = scaled({"points": -20, "again": "double", "lasts": SIZES}, Fraction(43, 100))
    assert found["points"] == -9
    assert found["lasts"] == {"up to 18": "1 year", "above": "2 years"}


def test_sizes_that_rounding_makes_the_same_are_noted() -> None:
    scaling = Scaling(Fraction(1, 10), 1000, str, str)
    scaling.clause({"points": {"by": "level", "table": {"town": -40, "otherwise": -41}}, "lasts": SIZES})
    assert scaling.notes == ["after rounding, sizes up to and above 40 are the same, and last as long"]


@given(st.integers(-500, 500), st.fractions(min_value=Fraction(1, 20), max_value=20))
def test_the_sign_and_the_order_stay(points: int, factor: Fraction) -> None:
    scaling = Scaling(factor, 1000, str, str)
    one, more = Decimal(scaling.points(points)), Decimal(scaling.points(points + 1))
    assert (one > 0, one < 0) == (points > 0, points < 0)
    assert one <= more
    assert abs(Fraction(one) - points * factor) <= (Fraction(1, 2) if abs(points * factor) >= Fraction(1, 2) else 1)
