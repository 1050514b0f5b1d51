"""Intervals against published values and what must hold of every interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.common.intervals import newcombe, wilson

counts = st.integers(1, 400).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count)))


@pytest.mark.parametrize(
    ("four", "low", "high"),
    [
        # Newcombe 1998 (differences), table II, method 10, as remembered.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_agrees_with_published_values(four: tuple[int, int, int, int], low: float, high: float) -> None:
    assert newcombe(*four) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(counts, counts)
def test_an_interval_of_a_difference_holds_it_and_turns_with_it(one: tuple[int, int], two: tuple[int, int]) -> None:
    low, high = newcombe(*one, *two)
    assert -1 <= low <= one[0] / one[1] - two[0] / two[1] <= high <= 1
    back = newcombe(*two, *one)
    assert back == (pytest.approx(-high, abs=1e-12), pytest.approx(-low, abs=1e-12))


@given(counts)
def test_an_interval_of_a_share_holds_it(one: tuple[int, int]) -> None:
    low, high = wilson(*one)
    assert 0 <= low <= one[0] / one[1] + 1e-12
    assert one[0] / one[1] - 1e-12 <= high <= 1
