"""Groups are bounded: what would make too many pairs is parted by a finer key, or left out and counted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from bonitas.unify.match.comparing import Group
from bonitas.unify.match.engine import Engine
from bonitas.unify.match.grouping import bound, group

SURNAME = Group("surname", ("surname",), ("surname",), ("left(given, 1)", "born"))


def rows(surnames: list[str | None], given: list[str | None], born: list[str]) -> pa.Table:
    size = len(surnames)
    return pa.table(
        {
            "id": pa.array(range(size), pa.int64()), "source": pa.array([at % 2 for at in range(size)], pa.int32()),
            "fresh": pa.array([at == 0 for at in range(size)]), "surname": surnames, "given": given, "born": born,
        }
    )  # fmt: skip


def made(table: pa.Table, most: int, *, newly: bool = False) -> tuple[list[int | None], int, int]:
    """The key of each row (numbered as they come), the pairs said and the rows left out."""
    engine = Engine(table, across=False)
    try:
        [one] = group(engine.con, [SURNAME], most=most, newly=newly)
        keys = [key for (key,) in engine.con.execute(f"SELECT {one.column} FROM rows ORDER BY id").fetchall()]
    finally:
        engine.close()
    numbers: dict[int, int] = {}
    return [None if key is None else numbers.setdefault(key, len(numbers)) for key in keys], one.pairs, one.left_out


def pairs(keys: list[int | None]) -> int:
    return sum(a is not None and a == b for a, b in combinations(keys, 2))


def test_few_are_grouped_by_the_first_key_alone() -> None:
    keys, said, left_out = made(rows(["x", "x", "y", None, "x"], ["a", "b", "c", "d", "e"], ["1"] * 5), 10)
    assert (keys, said, left_out) == ([0, 0, 1, None, 0], 3, 0)


def test_a_common_surname_is_parted_and_a_rare_one_is_not() -> None:
    surnames: list[str | None] = ["smith"] * 10 + ["li"] * 3
    given: list[str | None] = ["a"] * 5 + ["b"] * 5 + ["a", "b", "c"]
    keys, said, left_out = made(rows(surnames, given, ["1"] * 13), 25)
    assert len(set(keys[:5])) == len(set(keys[5:10])) == len(set(keys[10:])) == 1
    assert keys[0] != keys[5]
    assert (said, left_out) == (3 + 10 + 10, 0)


def test_what_stays_too_common_is_left_out_and_counted() -> None:
    keys, said, left_out = made(rows(["smith"] * 10 + ["li"] * 2, ["a"] * 12, ["1"] * 12), 20)
    assert (keys, said, left_out) == ([None] * 10 + [0, 0], 1, 10)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("most", [0, 5, 60, 4_000])
def test_the_pairs_are_those_said_and_within_the_bound(seed: int, most: int) -> None:
    random = np.random.default_rng(seed)
    letters = lambda size: [None if n == 9 else "abcdefghi"[n] for n in random.integers(0, 10, size).tolist()]  # noqa: E731
    table = rows(letters(90), letters(90), [str(n) for n in random.integers(1, 4, 90)])
    keys, said, left_out = made(table, most)
    assert pairs(keys) == said <= most
    named = sum(name is not None for name in table.column("surname").to_pylist())
    assert sum(key is not None for key in keys) == named - left_out


def test_groups_without_a_new_row_are_left_alone() -> None:
    keys, said, _ = made(rows(["x", "x", "y", "y"], ["a"] * 4, ["1"] * 4), 10, newly=True)
    assert (keys, said) == ([0, 0, None, None], 1)


def test_the_bound_grows_with_the_rows() -> None:
    assert bound(1_000) == 2_000_000 and bound(10_000_000) == 30_000_000


def test_pairs_are_counted_exactly_across_and_within() -> None:
    table = rows(["x", "x", "x", "y", None], ["a", "a", "b", "a", "a"], ["1"] * 5)
    for across in (False, True):
        engine = Engine(table, across=across)
        apart = lambda a, b: not across or a % 2 != b % 2  # noqa: E731, B023
        same = [(a, b) for a, b in combinations(range(3), 2) if apart(a, b)]
        assert engine.possible_pairs() == sum(apart(a, b) for a, b in combinations(range(5), 2))
        assert engine.pairs_of_groups(["surname"]) == len(same)
        assert engine.pairs_of_any([["surname", "given"], ["surname", "born"]]) == len(same)
        assert engine.pairs_of_any([]) == 0
        engine.close()
