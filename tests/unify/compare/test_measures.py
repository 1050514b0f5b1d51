"""The measures of research on such schemes, each worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bonitas.unify.compare.measures import measures_of, rules_of
from bonitas.unify.compare.treatment import treatments
from bonitas.unify.crosswalk import read_crosswalk

from .books import MILD, STRICT, book, clause, rules


def measured(text: str, **more: str) -> dict[str, Any]:
    one = book("one", text, **more)
    return measures_of(one, rules_of(one, treatments(one, read_crosswalk(), on="2026-06-01")))


def test_symmetry() -> None:
    assert measured(STRICT)["symmetry"] == {
        "taking": 3, "giving": 1, "taking_for_each_giving": 3, "taken": 70, "given": 10, "taken_for_each_given": 7, "heaviest": 40, "best": 10,
        "by_grade_alone": 0,
    }  # fmt: skip
    only = measured(rules(clause("late", "loan.arrears", -40)))["symmetry"]
    assert (only["taken_for_each_given"], only["taking_for_each_giving"], only["best"]) == (None, None, 0)


def test_limits_and_units_bound_what_a_rule_moves() -> None:
    text = rules(
        clause("hours", "volunteer.hours", "{by: hours, each: 1, gives: 2}"),
        clause("gift", "donation.money", "{by: donated_yuan, each: 100, gives: 1}", "lasts: 1 year, limit: 40 per calendar year"),
    )
    assert measured(text)["symmetry"]["given"] == 42


def test_specificity() -> None:
    found = measured(MILD)["specificity"]
    two = Decimal("0.666667")
    # late, fine and other take: fine cites nothing, and other is chosen and about whatever else there may be
    assert found["taking"] == {
        "rules": 3,
        "fixed": two,
        "ends": 1,
        "basis": 1,
        "source": two,
        "defined": two,
        "index": Decimal("0.8"),
    }
    assert found["giving"]["index"] == 1
    uncited = measured(rules(clause("late", "loan.arrears", -40, "lasts: 1 year")))["specificity"]["taking"]
    assert (uncited["source"], uncited["index"]) == (0, Decimal("0.8"))


def test_discretion() -> None:
    # 4 + 2 + 6 + 9 points can be moved, 9 of them at somebody's choice
    assert measured(MILD)["discretion"] == {"rules": 1, "share_of_rules": Decimal("0.25"), "share_of_points": Decimal("0.428571")}


def test_what_lies_outside_the_context() -> None:
    found = measured(STRICT)["outside_purpose"]
    assert (found["rules"], found["share_of_rules"]) == (3, Decimal("0.75"))
    assert found["share_of_points"] == Decimal("0.5")
    assert found["contexts"] == {"civic": 1, "petition": 1, "traffic": 1}
    assert measured(rules(clause("late", "loan.arrears", -40)))["outside_purpose"]["contexts"] == {}


def test_recovery_from_the_median_loss() -> None:
    assert measured(STRICT)["recovery"] == {
        "median_loss": "trip", "points": -20, "days": 731, "bands": -1, "median_gains_to_make_it_good": 2, "median_days": 365, "without_end": 0,
    }  # fmt: skip
    graded = rules(clause("late", "loan.arrears", -40), "  list: {for: court.defaulter_listing, grade: D, lasts: 2 years, clock: end, text: X}\n",
                   "  worse: {for: court.spending_restriction, grade: D, lasts: 3 years, text: X}\n")  # fmt: skip
    found = measured(graded)["recovery"]
    assert (found["median_loss"], found["points"], found["bands"], found["median_gains_to_make_it_good"]) == (
        "list",
        None,
        -3,
        None,
    )


def test_remedy() -> None:
    text = rules(
        clause("late", "loan.arrears", -40, "lasts: 1 year, repaired: {when: settled, removed: yes}"),
        clause("fine", "traffic.penalty", -10),
    )
    found = measured(text)["remedy"]
    assert (found["repairable"], found["share_repairable"], found["disputes_hold"], found["contest"]) == (
        1,
        Decimal("0.5"),
        True,
        False,
    )
    assert measured(f"remedy: {{contest: {{en: Write to us.}}}}\n{text}")["remedy"]["contest"] is True


def test_measures_count_as_rules_too() -> None:
    text = "measures: {n: {count: credit.enquiry, within: 6 months, text: N}}\n"
    text += "scorecard: {line: {measure: n, table: {0: 20, 1 or more: 0}, text: L, source: own}}\n"
    found = measured(text)
    assert (found["rules"], found["symmetry"]["taken"], found["recovery"]["days"]) == (1, 20, 182)
    assert found["specificity"]["taking"]["index"] == 1
