"""Expressions: what their text becomes, by type and unit."""

from __future__ import annotations

import datetime as dt

import pytest

from bonitas.common.days import day_number
from bonitas.rulebook.expression import (
    Arithmetic,
    Attr,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    Fact,
    IsMissing,
    Not,
    OneOf,
    Ref,
)
from bonitas.rulebook.tokens import tokens
from bonitas.rulebook.walk import truths
from rulebook.small import clause, rules

AMOUNT = Attr("amount", "number")
FLAG = Attr("paid_in_full", "yes_no")
SETTLED = Fact("settled", "yes_no")
DUE = Attr("due_on", "date")


def when(text: str, kind: str = "payment.default") -> Expr | None:
    return clause(f'for: {kind}, points: 1, when: "{text}"').when


def number(value: int) -> Const:
    return Const(value, "number")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount > 12.5", Compare(">", AMOUNT, number(12_500))),
        ("amount > -5", Compare(">", AMOUNT, number(-5_000))),
        ("amount > 80%", Compare(">", AMOUNT, number(800))),
        ("500 <= amount", Compare("<=", number(500_000), AMOUNT)),
        ("sector = 'banking'", Compare("=", Attr("sector", "text"), Const("banking", "text"))),
        (
            "sector in ('banking', 'telecom')",
            OneOf(Attr("sector", "text"), (Const("banking", "text"), Const("telecom", "text"))),
        ),
        ("amount in (1, 2)", OneOf(AMOUNT, (number(1_000), number(2_000)))),
        ("settled_on is missing", IsMissing(Fact("settled_on", "date"))),
        ("settled_on is not missing", Not(IsMissing(Fact("settled_on", "date")))),
        ("not not settled", Not(Not(SETTLED))),
        (
            "settled or ongoing and amount > 1",
            Either(SETTLED, Both(Fact("ongoing", "yes_no"), Compare(">", AMOUNT, number(1_000)))),
        ),
        (
            "due_on >= 2020-01-31",
            Compare(">=", DUE, Const(day_number(dt.date(2020, 1, 31)), "date")),
        ),
        (
            "due_on - occurred_on > 4 weeks",
            Compare(">", Arithmetic("-", DUE, Fact("occurred_on", "date"), "days"), Const(28_000, "days")),
        ),
        ("months_since(due_on) > 1 year", Compare(">", Call("months_since", (DUE,), "months"), Const(12_000, "months"))),
        ("months_since(due_on) > 7", Compare(">", Call("months_since", (DUE,), "months"), Const(7_000, "months"))),
        ("days_until(asked_on) = 0", Compare("=", Call("days_until", (Fact("asked_on", "date"),), "days"), Const(0, "days"))),
        (
            "abs(amount - 5) > min(amount, 3)",
            Compare(
                ">",
                Call("abs", (Arithmetic("-", AMOUNT, number(5_000), "number"),), "number"),
                Call("min", (AMOUNT, number(3_000)), "number"),
            ),
        ),
        (
            "amount * 80% > 2 + 3 * 4",
            Compare(
                ">",
                Arithmetic("*", AMOUNT, number(800), "number"),
                Arithmetic("+", number(2_000), Arithmetic("*", number(3_000), number(4_000), "number"), "number"),
            ),
        ),
        ("-amount < 0", Compare("<", Arithmetic("-", number(0), AMOUNT, "number"), number(0))),
        ("counterparty = 'it''s'", Compare("=", Fact("counterparty", "text"), Const("it's", "text"))),
        ("chosen_points is missing", IsMissing(Attr("chosen_points", "number"))),
    ],
)
def test_an_expression(text: str, expected: Expr) -> None:
    assert when(text) == expected


def test_yes_and_no() -> None:
    assert when("paid_in_full", "card.statement") == FLAG
    assert when("not paid_in_full", "card.statement") == Not(FLAG)
    assert when("paid_in_full = yes", "card.statement") == Compare("=", FLAG, Const(1, "yes_no"))
    assert when("paid_in_full != no", "card.statement") == Compare("!=", FLAG, Const(0, "yes_no"))


def condition(measure: str, text: str) -> Expr:
    return rules(f"measures: {{m: {{{measure}}}}}\nno_score: {{when: '{text}', because: x}}").no_score[0].when


@pytest.mark.parametrize(
    ("measure", "text", "value", "type_"),
    [
        ("age_of: oldest account.opened, in: years", "m > 24 months", 2_000, "years"),
        ("age_of: oldest account.opened, in: days", "m > 2 weeks", 14_000, "days"),
        ("age_of: oldest account.opened", "m > 5", 5_000, "months"),
        ("share: feedback, when: value > 0", "m > 98%", 98_000, "percent"),
        ("share: feedback, when: value > 0", "m > 98", 98_000, "percent"),
        ("count: feedback", "m > 50%", 500, "number"),
    ],
)
def test_a_literal_takes_the_unit_of_what_it_stands_beside(measure: str, text: str, value: int, type_: str) -> None:
    found = condition(measure, text)
    assert isinstance(found, Compare)
    assert isinstance(found.left, Ref)
    assert found.right == Const(value, type_)  # type: ignore[arg-type]


def test_arithmetic_keeps_units() -> None:
    body = "measures: {a: {age_of: oldest account.opened}, n: {count: feedback}, f: {formula: %s}}\n"
    body += "scorecard: {f: {each: 1, gives: 1, missing: 0}}"
    for text, type_ in (
        ("a * 2", "months"),
        ("a / 1 year", "number"),
        ("a / n", "months"),
        ("a + 1 year", "months"),
        ("n / 3", "number"),
    ):
        (formula,) = [m for m in rules(body % text).measures if m.name == "f"]
        assert formula.type == type_, text


def test_tokens_know_where_they_stand() -> None:
    assert [(t.kind, t.at) for t in tokens(" a >= 5%")] == [("name", 1), ("sign", 3), ("percent", 6), ("end", 8)]


def test_what_a_condition_can_come_to() -> None:
    a, b = (Compare("=", Attr(name, "number"), number(1)) for name in "ab")
    lacking = frozenset("a")
    assert truths(Both(a, b), lacking) == frozenset("UF")
    assert truths(Either(a, b), lacking) == frozenset("UT")
    assert truths(Not(a), lacking) == frozenset("U")
    assert truths(IsMissing(Attr("a", "number")), lacking) == frozenset("T")
    assert truths(Both(a, a), lacking) == frozenset("U")
