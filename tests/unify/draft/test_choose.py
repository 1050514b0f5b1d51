"""The rules: what they choose, worked by hand; and what holds for all of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.unify.draft.choose import choose
from bonitas.unify.draft.dealt import Dealt, Piece, order
from unify.draft.small import body, book, drafted

#: Of a scale 400 wide, 5 %, 10 % and 20 %; the draft's is 200 wide.
LIGHT, MIDDLE, HEAVY = (book(f"town-{name}", f"late: {{for: loan.arrears, points: {points}}}") for name, points in (
    ("light", -20), ("middle", -40), ("heavy", -80)))  # fmt: skip
GAIN_FEW, GAIN_MANY = (book(f"town-{name}", f"blood: {{for: donation.blood, points: {points}}}", base="800") for name, points in (
    ("few", 8), ("many", 40)))  # fmt: skip
LATE = "credit_paid_late"


@pytest.mark.parametrize(("rule", "points"), [("strictest", -40), ("mildest", -10), ("median", -20)])
def test_a_rule_chooses_one_of_three(rule: str, points: int) -> None:
    for books in ([LIGHT, MIDDLE, HEAVY], [HEAVY, LIGHT, MIDDLE]):
        assert body(drafted(books, rule), LATE)["points"] == points


def test_of_two_in_the_middle_the_milder_is_the_median() -> None:
    assert body(drafted([HEAVY, MIDDLE], "median"), LATE)["points"] == -20


def test_of_gains_the_strictest_gives_least() -> None:
    assert body(drafted([GAIN_FEW, GAIN_MANY], "strictest"), "donation_blood")["points"] == 4
    assert body(drafted([GAIN_FEW, GAIN_MANY], "mildest"), "donation_blood")["points"] == 20


def test_the_weighted_mean() -> None:
    """(3 × −10 + 1 × −40) / 4 = −17.5, rounded to −18."""
    made = drafted([LIGHT, HEAVY], "weighted", "weights: {town-light: 3, town-heavy: 1}\n")
    assert body(made, LATE)["points"] == -18
    assert [origin.book.id for origin in made.draft.clauses[0].origins] == ["town-light", "town-heavy"]


def test_the_mean_of_ends() -> None:
    long = book("town-long", "late: {for: loan.arrears, points: -20, lasts: 3 years}")
    made = drafted([LIGHT, long], "weighted", "weights: {town-light: 1, town-long: 1}\n")
    assert body(made, LATE)["lasts"] == "2 years"


def test_all_the_weight_on_one_rulebook_is_that_rulebook() -> None:
    made = drafted([LIGHT, HEAVY], "weighted", "weights: {town-light: 0, town-heavy: 5}\n")
    assert body(made, LATE)["points"] == -40


def test_silence_counts_where_the_policy_says_so() -> None:
    books = [HEAVY, GAIN_FEW, GAIN_MANY]
    heard = drafted(books, "median")
    assert body(heard, LATE)["points"] == -40
    silent = drafted(books, "median", "silence: counts\n")
    assert [one.id for one in silent.draft.clauses] == ["donation_blood"]
    assert any(one.topic == "silence" and one.conduct == LATE for one in silent.open)


def test_silence_counts_in_the_mean() -> None:
    """(1 × −40 + 1 × 0) / 2 = −20."""
    made = drafted([HEAVY, GAIN_FEW], "weighted", "silence: counts\nweights: {town-heavy: 1, town-few: 1}\n")
    assert body(made, LATE)["points"] == -20


def test_a_direct_grade_is_stricter_than_any_points() -> None:
    graded = book("town-graded", "late: {for: loan.arrears, grade: C}")
    made = drafted([HEAVY, graded], "strictest")
    assert body(made, LATE)["grade"] == "low"
    assert "points" not in body(made, LATE)


def test_points_and_a_grade_have_no_mean() -> None:
    graded = book("town-graded", "late: {for: loan.arrears, grade: C}")
    made = drafted([HEAVY, graded], "weighted", "weights: {town-heavy: 2, town-graded: 1}\n")
    assert body(made, LATE)["points"] == -40
    assert any("has no part in the mean" in one.what for one in made.open)
    other = drafted([HEAVY, graded], "weighted", "weights: {town-heavy: 1, town-graded: 2}\n")
    assert body(other, LATE)["grade"] == "low"


def test_of_equal_points_the_longer_is_stricter() -> None:
    long = book("town-long", "late: {for: loan.arrears, points: -20, lasts: 3 years}")
    assert body(drafted([LIGHT, long], "strictest"), LATE)["lasts"] == "3 years"
    assert body(drafted([long, LIGHT], "mildest"), LATE)["lasts"] == "1 year"


def test_rewarded_here_and_punished_there_stays_open() -> None:
    odd = book("town-odd", "late: {for: loan.arrears, points: 5}\nblood: {for: donation.blood, points: 4}")
    made = drafted([LIGHT, odd], "strictest")
    assert [one.id for one in made.draft.clauses] == ["donation_blood"]
    assert [(one.topic, one.conduct, one.books) for one in made.open if one.topic == "conflict"] == [
        ("conflict", LATE, ("town-light", "town-odd"))
    ]
    named = drafted([LIGHT, odd], "strictest", f"conducts: {{{LATE}: {{choose: strictest, because: The council has voted.}}}}\n")
    assert body(named, LATE)["points"] == -10


def test_known_to_too_few() -> None:
    made = drafted(
        [LIGHT, book("town-both", "late: {for: loan.arrears, points: -9}\nblood: {for: donation.blood, points: 4}")],
        more="at_least: 2\n",
    )
    assert [one.id for one in made.draft.clauses] == [LATE]
    assert any(one.topic == "few" and one.conduct == "donation.blood" for one in made.open)


def test_what_asks_for_more_says_who_counts_the_rest() -> None:
    some = book("town-some", "late: {for: loan.arrears, when: periods > 3, points: -80}")
    made = drafted([LIGHT, some], "strictest")
    told = next(one for one in made.open if one.topic == "unreached")
    assert told.books == ("town-light",)
    assert "only where periods > 3" in told.what


def test_a_share_of_the_scale_is_what_is_kept() -> None:
    """A fifth of one scale is a fifth of the other."""
    wide = book("town-wide", "late: {for: loan.arrears, points: -800}", score="{min: 0, max: 4000}", base="4000",
                bands="{A: 2000, B: 1000, C: below}")  # fmt: skip
    made = drafted([LIGHT, wide], "strictest")
    assert body(made, LATE)["points"] == -40
    origin = made.draft.clauses[0].origins[0]
    assert (origin.low, origin.high) == (Fraction(-1, 5), Fraction(-1, 5))
    assert body(drafted([LIGHT, wide], more="points: {by: as they are}\n"), LATE)["points"] == -800
    said = drafted([LIGHT, wide], more="points: {widths: {town-wide: 8000, one: 100}}\n")
    assert body(said, LATE)["points"] == -10
    assert body(drafted([LIGHT, wide], "mildest", "points: {widths: {one: 100}}\n"), LATE)["points"] == -5


@st.composite
def treatments(draw: st.DrawFn) -> list[Dealt]:
    """What some rulebooks do with a conduct: each one piece, of one sign."""
    sign = draw(st.sampled_from([-1, 1]))
    found = []
    for n in range(draw(st.integers(1, 5))):
        one, two = sorted(sign * Fraction(draw(st.integers(0, 9)), 20) for _ in "ab")
        grade = draw(st.sampled_from([None, None, 1, 2])) if sign < 0 else None
        piece = Piece(f"p{n}", (("loan.arrears", ""),), one, two, draw(st.integers(1, 3)), grade, None)
        found.append(Dealt(BOOKS[n], LATE, (piece,)))
    return found


BOOKS = drafted([book(f"town-{n}", "late: {for: loan.arrears, points: -20}") for n in range(5)]).books


@given(treatments(), st.integers(0, 3))
def test_the_rules_are_in_order(among: list[Dealt], silent: int) -> None:
    """Strictest, median and mildest are so by the order; and no rule goes by the place at which a rulebook was named."""
    rules = ("strictest", "median", "mildest")
    found = [order(choose(rule, among, silent, {}, Fraction(0)).dealt) for rule in rules]  # type: ignore[arg-type]
    turned = [order(choose(rule, among[::-1], silent, {}, Fraction(0)).dealt) for rule in rules]  # type: ignore[arg-type]
    assert found == sorted(found) == turned
    above = sum(order(one) <= found[1] for one in among) + silent * (found[1] >= order(None))
    assert 2 * above >= len(among) + silent


@given(treatments(), st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_the_mean_lies_between(among: list[Dealt], weights: list[int]) -> None:
    heard = {one.book.id: Fraction(weight) for one, weight in zip(among, weights, strict=False)}
    found = choose("weighted", among, 0, heard, Fraction(0))
    counted = [one for one in among if heard[one.book.id] and one.grade is None]
    if found.dealt is not None and found.dealt.grade is None:
        assert min(one.most for one in counted) <= found.dealt.most * found.times <= max(one.most for one in counted)
        assert found.dealt in counted
    elif found.dealt is None:
        assert not any(one.most for one in counted)
