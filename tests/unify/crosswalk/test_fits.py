"""Whether two conditions can be true of one record."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.catalogue.read import read_catalogue
from bonitas.common.page import Page
from bonitas.common.yamltext import Scalar
from bonitas.rulebook.expression import Attr, Both, Compare, Const, Either, Expr, Not
from bonitas.rulebook.names import record_names
from bonitas.rulebook.parse import read_condition
from bonitas.unify.crosswalk.fits import could_be, may_both, situations

KINDS = read_catalogue().kinds
FINE = KINDS["traffic.penalty"]


def condition(text: str | None, kind: str = "traffic.penalty") -> Expr | None:
    if text is None:
        return None
    page = Page(None, "R")
    found = read_condition(page, Scalar(text, text, 1, 1), record_names(read_catalogue(), (kind,), frozenset()), "it")
    assert found is not None, list(page.problems)
    return found.expr


@pytest.mark.parametrize(
    ("kind", "one", "other", "together"),
    [
        ("traffic.penalty", None, None, True),
        ("traffic.penalty", "fine_yuan <= 500", "fine_yuan > 500", False),
        ("traffic.penalty", "fine_yuan <= 500", "fine_yuan >= 500", True),
        ("traffic.penalty", "fine_yuan <= 500", "licence_points >= 12", True),
        ("traffic.penalty", "fine_yuan < 500", "fine_yuan is missing", False),
        ("traffic.penalty", "fine_yuan < 500 or fine_yuan > 900", "fine_yuan > 500 and fine_yuan < 900", False),
        ("traffic.penalty", "not (fine_yuan < 500)", "fine_yuan < 500.01", True),
        ("court.defaulter_listing", "listing_ground = 'evading'", "listing_ground in ('evading', 'obstructing')", True),
        ("court.defaulter_listing", "listing_ground = 'evading'", "listing_ground != 'evading'", False),
        ("payment.default", "settled", "not settled", False),
        ("payment.default", "settled", "months_since(occurred_on) > 3", True),
        ("platform.payment_due", "paid_in_time", "not paid_in_time", False),
        ("platform.payment_due", "paid_in_time is missing", "not paid_in_time", False),
    ],
)
def test_conditions_that_go_together(kind: str, one: str | None, other: str | None, together: bool) -> None:
    first, second = condition(one, kind), condition(other, kind)
    assert may_both(KINDS[kind], first, second) is together
    assert may_both(KINDS[kind], second, first) is together


def comparisons(name: str) -> st.SearchStrategy[Expr]:
    number = Attr(name, "number")
    return st.builds(
        lambda sign, value: Compare(sign, number, Const(value * 1000, "number")),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(0, 6),
    )  # fmt: skip


CONDITIONS = st.recursive(
    st.one_of(comparisons("fine_yuan"), comparisons("licence_points")),
    lambda inner: st.one_of(st.builds(Both, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner)),
    max_leaves=5,
)


@given(CONDITIONS, CONDITIONS)
def test_it_is_as_trying_every_value(one: Expr, other: Expr) -> None:
    """Against every half of a number from −1 to 8, and missing: none of the conditions tells more apart."""
    values = [None, *range(-1000, 8001, 500)]
    each = [{"fine_yuan": a, "licence_points": b} for a, b in product(values, values)]
    assert may_both(FINE, one, other) is any(could_be(one, cells) == could_be(other, cells) == frozenset("T") for cells in each)


def test_what_a_kind_does_not_declare_is_missing() -> None:
    attribute = Attr("nobody_has_it", "number")
    assert not may_both(FINE, Compare(">", attribute, Const(0, "number")), None)
    assert list(situations(FINE, [Compare(">", attribute, Const(0, "number"))])) == [{"nobody_has_it": None}]


def test_only_values_that_a_record_can_have_are_tried() -> None:
    """Whole numbers of an integer, cents of money, and nothing beyond what a ledger holds."""
    points = Compare(">=", Attr("licence_points", "number"), Const(2_500, "number"))
    assert {cells["licence_points"] for cells in situations(FINE, [points])} == {1_000, 2_000, 3_000, 4_000, None}
    fine = Compare(">=", Attr("fine_yuan", "number"), Const(10**15, "number"))
    assert {cells["fine_yuan"] for cells in situations(FINE, [fine])} == {10**15 - 10, 10**15, None}
