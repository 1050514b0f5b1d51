"""The sets that the comparison was not written with are what they are said to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.linking_held import Two, companies, people


@pytest.mark.parametrize("make", [people, companies])
def test_two_registers_with_a_truth(make: Callable[..., Two]) -> None:
    two = make(300, seed=4)
    again, other = make(300, seed=4), make(300, seed=5)
    assert (two.one, two.other, two.same) == (again.one, again.other, again.same)
    assert two.one != other.one
    here, there = {row["subject"]: row for row in two.one}, {row["subject"]: row for row in two.other}
    assert len(here) == 300 and 0.5 < len(two.same) / 300 < 0.7
    assert {a for a, _ in two.same} <= here.keys() and {b for _, b in two.same} <= there.keys()
    assert len({b for _, b in two.same}) == len(two.same) < len(there), "each once, and strangers beside them"
    changed = sum({**here[a], "subject": ""} != {**there[b], "subject": ""} for a, b in two.same)
    assert changed > len(two.same) * 0.8
    assert not {"language", "short", "of"} & {name for row in (*two.one, *two.other) for name in row}
