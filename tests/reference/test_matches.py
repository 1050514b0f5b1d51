"""Steps 4 to 6: conditions, values and overlap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bonitas.rulebook.expression import Arithmetic, Both, Const, Either, IsMissing, Not
from bonitas.rulebook.model import ByTable, Chosen, PerUnit, Row, Rules, Table, Tier
from reference.build import ask, attribute, bands, book, clause, compare, number, record, rules, score, table, world
from reference.expressions import Scene, value_of
from reference.matches import per_unit

DEAR = compare(attribute("amount"), ">", number(500))
WEB = compare(attribute("channel", "text"), "=", Const("web", "text"))


def test_an_unknown_condition_does_not_match_either_way() -> None:
    facts = world(record("trade.payment", "2024-01-01", "1"))
    for when in (DEAR, Not(DEAR)):
        assert score(rules(clause("c", "trade.payment", -10, when=when)), facts, "2024-01-01") == 0
    missing = rules(clause("c", "trade.payment", -10, when=IsMissing(attribute("amount"))))
    assert score(missing, facts, "2024-01-01") == -10


def test_logic_is_three_valued() -> None:
    record_ = replace(record("trade.payment", "2024-01-01", "1"), attributes={"channel": "web"})
    facts = world(record_)
    found = [
        score(rules(clause("c", "trade.payment", -10, when=when)), facts, "2024-01-01")
        for when in (Either(DEAR, WEB), Both(DEAR, WEB), Not(Both(DEAR, Not(WEB))))
    ]
    assert found == [-10, 0, -10]


def test_arithmetic_is_rounded_once_half_away_and_missing_by_zero() -> None:
    scene = Scene(0)
    third = Arithmetic("/", number(-2), number(3), "number")
    assert value_of(third, scene) == -667
    assert value_of(Arithmetic("*", Const(1, "number"), Const(-500, "number"), "number"), scene) == -1
    assert value_of(Arithmetic("/", number(1), number(0), "number"), scene) is None
    assert value_of(Arithmetic("*", number(10**9), number(10**7), "number"), scene) is None
    assert value_of(Arithmetic("-", Const(40, "date"), Const(12, "date"), "days"), scene) == 28_000


@pytest.mark.parametrize(("amount", "points"), [(-5, 0), (99, 0), (100, 1), (1000, 10), (1399, 10), (1400, 11), (99_999, 20)])
def test_tiers_count_whole_units_and_fill_in_turn(amount: int, points: int) -> None:
    tiers = (Tier(100_000, 1000, 10_000), Tier(400_000, 1000, 10_000))
    assert per_unit(PerUnit(attribute("amount"), tiers), amount * 1000) == points * 1000


def test_fractions_count_the_last_part_unit() -> None:
    tiers = (Tier(10_000, 100, 200), Tier(30_000, -100))
    by = PerUnit(attribute("amount"), tiers, fractions=True)
    assert [per_unit(by, amount) for amount in (15_000, 15_050, 20_000, 35_000)] == [150, 151, 200, 150]


def test_a_value_that_cannot_be_judged_is_no_match() -> None:
    by_amount = ByTable(attribute("amount"), table(low=(None, 100, -1), high=(100, None, -5)))
    found = rules(clause("c", "trade.payment", by_amount), base=100)
    assert score(found, world(record("trade.payment", "2024-01-01", "1", amount=100)), "2024-01-01") == 95
    assert ask(book(found), world(record("trade.payment", "2024-01-01", "1")), "2024-01-01").points == {}


def test_texts_take_their_row_or_otherwise_or_missing() -> None:
    rows = (Row("text", "nation", 5000, text="nation"), Row("otherwise", "otherwise", 1000), Row("missing", "missing", 2000))
    facts = [world(record("civic.gift", "2024-01-01", "1", **a)) for a in ({"level": "nation"}, {"level": "county"}, {})]

    def gift(*among: Row) -> Rules:
        return rules(clause("c", "civic.gift", ByTable(attribute("level", "text"), Table(among))))

    assert [score(gift(*rows), f, "2024-01-01") for f in facts] == [5, 1, 2]
    assert [score(gift(rows[0], rows[2]), f, "2024-01-01") for f in facts] == [5, 2, 2]


def test_chosen_points_need_a_decider_a_reason_and_the_range() -> None:
    chosen = {"chosen_points": -20, "chosen_by": "panel", "chosen_because": "so"}
    found = rules(clause("c", "traffic.fine", Chosen(-50_000, -10_000)))
    tries = [chosen, {**chosen, "chosen_points": -5}, {k: v for k, v in chosen.items() if k != "chosen_by"}]
    assert [score(found, world(record("traffic.fine", "2024-01-01", "1", **c)), "2024-01-01") for c in tries] == [-20, 0, 0]


FINES = (
    clause("small", "traffic.fine", -10),
    clause("large", "traffic.fine", -30),
    clause("praise", "civic.gift", 5),
    clause("thanks", "civic.gift", 5),
    clause("nil", "civic.gift", 0),
)
ACT = world(
    record("traffic.fine", "2024-01-01", "1", act="a"),
    record("traffic.fine", "2023-01-01", "2", act="a"),
    record("civic.gift", "2024-01-01", "3", act="a"),
    record("civic.gift", "2024-01-01", "4"),
)


def test_of_one_act_the_largest_loss_and_the_largest_gain_stay() -> None:
    found = ask(book(rules(*FINES, overlap="strongest")), ACT, "2024-01-01").points
    assert found == {
        ("praise", ("f", "3")): 5000,
        ("nil", ("f", "3")): 0,
        ("praise", ("f", "4")): 5000,
        ("nil", ("f", "4")): 0,
    }, "the loss of 2023 is first in order, stays, and has ended; ties go to the first clause; 0 stays"
    assert ask(book(rules(*FINES, overlap="strongest")), ACT, "2023-12-31").points == {("large", ("f", "2")): -30_000}


def test_the_worst_direct_grade_stays_and_removes_every_loss_but_no_gain() -> None:
    grades = (
        clause("to_b", "traffic.fine", -3, grade="B"),
        clause("to_c", "traffic.fine", -7, grade="C"),
        clause("to_c_too", "traffic.fine", None, grade="C"),
    )
    found = rules(*FINES, *grades, overlap="strongest", bands=bands(A=0, B=-100, C=None))
    outcome = ask(book(found), ACT, "2023-06-01")
    assert outcome.points == {("to_c", ("f", "2")): -7000}
    assert ask(book(found), ACT, "2024-01-01").points.keys() == {(c, ("f", r)) for c in ("praise", "nil") for r in ("3", "4")}
    assert outcome.band == "C"
