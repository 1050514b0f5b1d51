"""AUC, KS and shares against counting every pair by hand."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.problems import BonitasError
from bonitas.lab.separation import by_band, by_score, separation, share

people = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: len({bad for _, bad in rows}) == 2
)


@given(people)
def test_auc_is_the_share_of_pairs_told_apart(rows: list[tuple[int, bool]]) -> None:
    good = [score for score, bad in rows if not bad]
    bad = [score for score, bad in rows if bad]
    doubled = sum(2 if g > b else 1 if g == b else 0 for g, b in product(good, bad))
    found = separation(np.array([s for s, _ in rows]), np.array([b for _, b in rows]))
    assert found.auc == Fraction(doubled, 2 * len(good) * len(bad))
    assert (found.without, found.having) == (len(good), len(bad))


@given(people)
def test_ks_is_the_largest_distance_between_the_shares(rows: list[tuple[int, bool]]) -> None:
    good = [score for score, bad in rows if not bad]
    bad = [score for score, bad in rows if bad]

    def distance(at: int) -> Fraction:
        return abs(Fraction(sum(s <= at for s in bad), len(bad)) - Fraction(sum(s <= at for s in good), len(good)))

    found = separation(np.array([s for s, _ in rows]), np.array([b for _, b in rows]))
    assert found.ks == max(distance(at) for at in range(-3, 4))
    assert found.ks == distance(found.ks_at)


def test_a_score_that_says_nothing_and_one_that_says_all() -> None:
    outcome = np.array([True, False, True, False])
    assert separation(np.zeros(4, dtype=np.int64), outcome).auc == Fraction(1, 2)
    assert separation(np.array([1, 2, 1, 2]), outcome).auc == 1


def test_one_outcome_only_is_a_problem() -> None:
    with pytest.raises(BonitasError, match=r"The outcome is the same for everyone.* Take subjects with both outcomes\."):
        separation(np.array([1, 2]), np.array([True, True]))


def test_wilson_agrees_with_published_values() -> None:
    # Newcombe 1998, table I: 81 of 263, method 3 without continuity correction: 0.2553 to 0.3662; 0 of 20: 0 to 0.1611.
    some, none = share("a", 81, 263), share("b", 0, 20)
    assert some.low == pytest.approx(0.2553, abs=5e-5)
    assert some.high == pytest.approx(0.3662, abs=5e-5)
    assert none.low == 0
    assert none.high == pytest.approx(0.1611, abs=5e-5)


def test_bands_keep_their_order_and_nobody_is_counted_without_one() -> None:
    rows = by_band(["good", "fair", "low"], ["low", "good", None, "low"], np.array([True, False, True, False]))
    told = [(row.name, row.count, row.having, row.rate) for row in rows]
    assert told == [
        ("good", 1, 0, 0.0),
        ("fair", 0, 0, None),
        ("low", 2, 1, 0.5),
    ]


def test_steps_of_the_score() -> None:
    rows = by_score(np.array([-5, 0, 9, 10, 25]), np.array([True, False, True, False, False]), 10)
    assert [(low, row.count, row.having) for low, row in rows] == [(-10, 1, 1), (0, 2, 1), (10, 1, 0), (20, 1, 0)]
