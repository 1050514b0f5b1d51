"""Each way of equating against its definition, worked out otherwise."""

from __future__ import annotations

import math
import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.unify.equate.cells import Cells, cut, lattice
from bonitas.unify.equate.common import BAD, GOOD, Scores, tallied
from bonitas.unify.equate.linear import Linear, moments
from bonitas.unify.equate.methods import asked_of, made
from bonitas.unify.equate.odds import Odds, Parted, fit
from bonitas.unify.equate.percentile import Percentile
from bonitas.unify.equate.smooth import smoothed

scores = st.lists(st.integers(0, 40), min_size=8, max_size=60).filter(lambda found: len(set(found)) > 2)


def ints(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, np.int64)


def pairs(a: list[int], b: list[int], outcome: list[int] | None = None) -> Scores:
    n = len(a)
    there = np.ones(n, np.bool_)
    return Scores(ints(a), ints(b), there, there, ints(outcome or [2] * n), np.ones(n, np.int64))


@given(scores, scores, st.integers(-20, 60))
def test_linear_is_mean_and_deviation(a: list[int], b: list[int], score: int) -> None:
    one, other = (moments(*tallied(ints([1000 * x for x in xs]), np.ones(len(xs), np.int64))) for xs in (a, b))
    expected = statistics.mean(b) + statistics.pstdev(b) / statistics.pstdev(a) * (score - statistics.mean(a))
    assert abs(Linear(one, other, falling=False).at(1000 * score) / 1000 - expected) <= 0.0005 + 1e-9
    falling = 2 * statistics.mean(b) - expected
    assert abs(Linear(one, other, falling=True).at(1000 * score) / 1000 - falling) <= 0.0005 + 1e-9


def test_moments_of_large_numbers_are_exact() -> None:
    far = moments(ints([0, 4_000_000_000]), ints([1, 1]))
    assert (far.mean, far.variance) == (2_000_000_000, 4 * 10**18)


def percentile_rank(xs: list[int], x: float) -> float:
    """Kolen & Brennan: those below the cell of x, and of those in it the part below x."""
    cell = math.floor(x + 0.5)
    return (sum(one < cell for one in xs) + (x + 0.5 - cell) * sum(one == cell for one in xs)) / len(xs)


@given(scores, scores, st.integers(0, 40))
def test_equipercentile_puts_equal_ranks_side_by_side(a: list[int], b: list[int], score: int) -> None:
    one, other = (cut(*tallied(ints(xs), np.ones(len(xs), np.int64)), (0, 1, 41)) for xs in (a, b))
    assert one.rank(score) == pytest.approx(percentile_rank(a, score))
    equal = other.score(one.rank(score))
    assert percentile_rank(b, equal) == pytest.approx(percentile_rank(a, score), abs=1e-9)


@given(scores)
def test_a_scale_equated_with_itself_stays(a: list[int]) -> None:
    thousands = [1000 * x for x in a]
    same = made(pairs(thousands, thousands), asked_of(pairs(thousands, thousands), "equipercentile", falling=False, smooth=0))
    assert [same.at(x) for x in thousands] == thousands
    straight = made(pairs(thousands, thousands), asked_of(pairs(thousands, thousands), "linear", falling=False, smooth=0))
    assert [straight.at(x) for x in thousands] == thousands


@given(scores, scores, st.sampled_from(["linear", "equipercentile"]), st.booleans())
def test_there_and_back_is_where_it_began_and_order_is_kept(a: list[int], b: list[int], method: str, falling: bool) -> None:
    n = min(len(a), len(b))
    found = pairs([1000 * x for x in a[:n]], [1000 * x for x in b[:n]])
    if len(set(a[:n])) == 1 or len(set(b[:n])) == 1:
        return
    to = made(found, asked_of(found, method, falling=falling, smooth=0))  # type: ignore[arg-type]
    points = sorted({1000 * x for x in a[:n]})
    there = [to.at(point) for point in points]
    assert there == sorted(there, reverse=falling)
    steep = 1 if method == "equipercentile" else max(abs(to.back().at(1000) - to.back().at(0)) // 1000, 1)
    for point, equal in zip(points, there, strict=True):
        share = percentile_rank([1000 * x for x in a[:n]], point)
        assert abs(to.back().at(equal) - point) <= 2 * steep + 1 or (method == "equipercentile" and share in (0.0, 1.0))


def test_smoothing_keeps_the_moments_it_says() -> None:
    chance = np.random.Generator(np.random.PCG64(3))
    values = np.clip(np.round(chance.normal(20, 6, 500)), 0, 40).astype(np.int64)
    raw = cut(*tallied(values, np.ones(500, np.int64)), (0, 1, 41))
    x = np.arange(41)
    for kept in (2, 3, 4, 5, 6):
        found, said = smoothed(raw, 500, kept)
        assert said == kept
        for power in range(kept + 1):
            assert float((found.share * x**power).sum()) == pytest.approx(float((raw.share * x**power).sum()), rel=1e-6)
    found, said = smoothed(raw, 500, None)
    assert said in (2, 3)  # what was drawn from a normal needs no more
    assert smoothed(raw, 500, 0) == (raw, 0)


def test_cells_are_the_scores_that_a_scale_may_have() -> None:
    assert lattice(ints([550_000, 552_500, 560_000])) == (550_000, 2500, 5)
    first, width, cells = lattice(ints([0, 1, 100_000]))
    assert (cells <= 401, first - width // 2 <= 0, first + width * (cells - 1) + width // 2 >= 100_000) == (True, True, True)
    nobody_between = Cells(0, 1000, np.array([0.5, 0.0, 0.0, 0.5]))
    assert nobody_between.score(0.5) == 1500


def test_odds_of_two_scores_are_those_counted() -> None:
    """With two scores the fit goes through both: 30 good for 10 bad at 400, 90 for 10 at 600."""
    count = ints([30, 10, 90, 10])
    one = fit(ints([400_000, 400_000, 600_000, 600_000]), ints([GOOD, BAD, GOOD, BAD]), count)
    assert one.odds(400_000) == pytest.approx(3)
    assert one.odds(600_000) == pytest.approx(9)
    assert one.pdo == pytest.approx(200_000 * math.log(2) / math.log(3))
    other = fit(ints([1_000, 1_000, -1_000, -1_000]), ints([GOOD, BAD, GOOD, BAD]), count)  # higher is worse
    both = Odds(one, other)
    assert (both.falling, both.at(400_000), both.at(600_000), both.at(500_000)) == (True, 1_000, -1_000, 0)
    assert both.back().at(1_000) == 400_000
    with pytest.raises(Parted):
        fit(ints([1, 2]), ints([BAD, GOOD]), ints([50, 50]))


def test_pdo_20_with_600_at_50_to_1() -> None:
    """The field's usual scale: 620 at 100 to 1 (facts: section A, test vectors)."""
    rows = [(600_000, 50), (620_000, 100), (640_000, 200)]
    found = fit(
        ints([score for score, _ in rows for _ in (0, 1)]),
        ints([GOOD, BAD] * 3),
        ints([n for _, odds in rows for n in (odds * 10, 10)]),
    )
    assert found.pdo == pytest.approx(20_000)
    assert found.odds(620_000) == pytest.approx(100)


def test_draws_are_of_as_many_subjects() -> None:
    found = pairs([1, 2, 3, 4] * 10, [4, 3, 2, 1] * 10)
    drawn = found.drawn(np.random.Generator(np.random.PCG64(1)))
    assert drawn.total() == 40
    assert Counter(zip(drawn.a.tolist(), drawn.b.tolist(), strict=True)).keys() <= {(1, 4), (2, 3), (3, 2), (4, 1)}
    assert isinstance(made(found, asked_of(found, "equipercentile", falling=True, smooth=0)), Percentile)
