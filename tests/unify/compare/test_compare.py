"""Comparing rulebooks: positions, conflicts, gaps, double counting and rates, worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bonitas.common.problems import BonitasError
from bonitas.unify.compare.compare import Comparison, compare
from bonitas.unify.compare.conducts import Row

from .books import MILD, STRICT, book, clause, rules

ON = "2026-06-01"


def compared(strict: str = STRICT, mild: str = MILD) -> Comparison:
    return compare([book("strict", strict), book("mild", mild)], on=ON)


def row(found: Comparison, conduct: str) -> Row:
    return next(one for one in found.rows if one.conduct.id == conduct)


def test_each_conduct_has_the_positions_of_all_who_know_it() -> None:
    found = compared()
    late = row(found, "credit_paid_late")
    assert {name: (one.does, one.loss, one.gain, one.days) for name, one in late.positions.items()} == {
        "strict": ("takes", 40_000, 0, 365), "mild": ("takes", 4_000, 0, 365),
    }  # fmt: skip
    # strict reaches from 20, its lowest floor, to 100, its highest: clauses without limit have no end
    assert [one.share[0] for one in late.positions.values()] == [Fraction(-1, 2), Fraction(-1, 20)]
    assert late.agreed
    assert [one.conduct.id for one in found.shared] == ["credit_paid_late", "traffic_offence", "petition.skipped_level"]


def test_severity_is_in_medians_of_what_the_rulebook_takes() -> None:
    found = compared()  # strict takes 10, 20 and 40, mild 2, 4 and 9
    assert row(found, "credit_paid_late").positions["strict"].severity == 2
    assert row(found, "credit_paid_late").positions["mild"].severity == 1
    assert row(found, "volunteering").positions["strict"].severity is None


def test_rewarded_here_and_sanctioned_there_is_a_conflict() -> None:
    found = compared()
    assert [one.conduct.id for one in found.conflicts] == ["petition.skipped_level"]
    petition = row(found, "petition.skipped_level")
    assert {name: one.does for name, one in petition.positions.items()} == {"strict": "takes", "mild": "gives"}
    assert not petition.agreed


def test_a_gap_names_what_is_known_instead() -> None:
    found = compared(mild=rules(clause("lost", "payment.default", -5), clause("drunk", "traffic.drink_driving", -5)))
    assert [(gap.rulebook, gap.instead) for gap in row(found, "credit_paid_late").gaps] == [("mild", ("credit_default",))]
    assert [(gap.rulebook, gap.instead) for gap in row(found, "traffic_offence").gaps] == [("mild", ("drink_driving",))]
    assert [(gap.rulebook, gap.instead) for gap in row(found, "drink_driving").gaps] == [("strict", ("traffic_offence",))]
    assert [(gap.rulebook, gap.instead) for gap in row(found, "volunteering").gaps] == [("mild", ())]


def test_one_record_that_counts_twice_is_found() -> None:
    twice = rules(
        clause("any", "traffic.penalty", -10), clause("grave", "traffic.penalty", -10, "when: fine_yuan > 500, lasts: 1 year"),
        clause("a", "payment.default", -1, "when: amount <= 10, lasts: 1 year"),
        clause("b", "payment.default", -2, "when: amount > 10, lasts: 1 year"),
    )  # fmt: skip
    assert [(one.rulebook, one.kind, one.parts) for one in compared(twice).within] == [
        ("strict", "traffic.penalty", ("any", "grave"))
    ]
    assert compared(f"overlap: strongest\n{twice}").within == ()


def test_one_event_in_two_kinds_of_record_is_found() -> None:
    across = compared().across
    assert [(one.conduct, one.kinds) for one in across] == [
        ("credit_paid_late", {"strict": ("loan.arrears",), "mild": ("card.arrears",)})
    ]


def test_rates_are_of_shares_and_of_points() -> None:
    taken, *others = compared().rates  # late 40 and 4, fine 10 and 2; the scales are equally wide
    assert (taken.first, taken.second, taken.way, taken.conducts) == (
        "strict",
        "mild",
        "taken",
        ("credit_paid_late", "traffic_offence"),
    )
    assert taken.points == (Fraction(1, 10), Fraction(3, 20), Fraction(1, 5))
    assert taken.shares == taken.points
    assert (taken.least, taken.most, taken.alike, taken.reverse) == ("credit_paid_late", "traffic_offence", 1, 0)
    assert others == []


def test_a_unit_is_not_set_against_a_whole_act() -> None:
    by_unit = rules(clause("late", "loan.arrears", "{by: periods, each: 1, gives: -10}"), clause("fine", "traffic.penalty", -10))
    assert [rate.conducts for rate in compared(by_unit).rates] == [("traffic_offence",)]


def test_the_order_of_rulebooks_is_kept_and_turns_rates_round() -> None:
    there = compared()
    back = compare([book("mild", MILD), book("strict", STRICT)], on=ON)
    assert [side.book.id for side in back.sides] == ["mild", "strict"]
    assert back.rates[0].points == tuple(1 / rate for rate in reversed(there.rates[0].points[::2]))[:1] + (
        (Fraction(10) + Fraction(5)) / 2, Fraction(10),
    )  # fmt: skip
    assert {one.conduct.id for one in back.conflicts} == {one.conduct.id for one in there.conflicts}


@pytest.mark.parametrize(
    ("books", "words"),
    [
        ([book("a", MILD), book("b", MILD), book("c", rules(clause("x", "company.accident", -5)), subjects="organisation")],
         "U320 These rulebooks rate nobody of the same type: a, b rate persons, c organisations. "
         "Compare the rulebooks of persons with each other, and those of organisations."),
        ([book("a", MILD)], "U321 There is nothing to compare 'a' with. Name two rulebooks or more."),
        ([book("a", MILD), book("a", MILD)], "U322 'a' is named twice. Name each rulebook once; other versions of one may be compared."),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(books: list[object], words: str) -> None:
    with pytest.raises(BonitasError) as caught:
        compare(books)  # type: ignore[arg-type]
    assert str(caught.value).startswith(words)


def test_a_rulebook_of_both_goes_with_either() -> None:
    both = book("both", MILD, subjects="both")
    assert len(compare([both, book("a", STRICT)], on=ON).sides) == 2
    assert len(compare([both, book("c", rules(clause("x", "company.accident", -5)), subjects="organisation")], on=ON).sides) == 2


def test_versions_of_one_rulebook_are_told_apart() -> None:
    first, second = book("mine", f"version: 1\n{MILD}"), book("mine", f"version: 2\n{STRICT}")
    found = compare([first, second, book("mine", f"version: 2\n{MILD}")], on=ON)
    assert [side.name.split()[:2] for side in found.sides] == [["mine", "1"], ["mine", "2"], ["mine", "2"]]
    assert len({side.name for side in found.sides}) == 3
    assert set(row(found, "credit_paid_late").positions) == {side.name for side in found.sides}


def test_a_day_on_which_a_rulebook_is_not_in_force_is_said() -> None:
    sides = compare([book("strict", STRICT), book("mild", MILD)], on="2019-06-01").sides
    assert [(side.elsewhere, side.as_dict("en")["on"]) for side in sides] == [(True, "2020-01-01"), (True, "2020-01-01")]
    assert not compared().sides[0].elsewhere
