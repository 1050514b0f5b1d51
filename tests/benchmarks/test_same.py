"""Any store, number of threads and batch size gives the same bits, and the run that says so can tell."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from benchmarks import same
from benchmarks.world import World


def test_every_store_gives_one_hash(world: World) -> None:
    found = list(same.runs(world, tuple(same.STORES)))
    assert len(found) == len(same.STORES) * len(same.THREADS) * len(same.PARTS)
    assert same.agree(found), found


def test_a_difference_and_a_failure_are_seen() -> None:
    one = same.Found("duckdb", 1, 1, "aa", 1.0)
    assert same.agree([one, replace(one, store="parquet")])
    assert not same.agree([one, replace(one, store="parquet", hash="ab")])
    assert not same.agree([one, replace(one, store="parquet", failed=True)])
    assert not same.agree([])


def test_a_store_that_fails_is_a_line_of_the_table(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same, "THREADS", (1,))
    monkeypatch.setattr(same, "PARTS", (1,))
    monkeypatch.setattr(same, "hash_of", lambda table: 1 / 0)
    (found,) = same.runs(world, ["duckdb"])
    assert (found.failed, found.hash) == (True, "ZeroDivisionError: division by zero")


@pytest.mark.parametrize("column", ["score", "next_change_on", "band"])
def test_one_other_cell_gives_another_hash(column: str) -> None:
    rows = {"subject": ["a", "b"], "on": ["x", "x"], "score": ["1", None], "next_change_on": [None, "y"], "band": ["A", "B"]}
    other = {**rows, column: [*rows[column][:1], "z"]}
    assert same.hash_of(pa.table(rows)) != same.hash_of(pa.table(other))
