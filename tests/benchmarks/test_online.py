"""The benchmark of one subject at once runs, and tells engine and look-up apart."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import online  # noqa: E402
from benchmarks.world import World  # noqa: E402

PAUSE = 0.01


class Slow:
    """A ledger that takes its time with each part of an answer."""

    name = "slow"

    def read(self) -> Iterator[int]:
        time.sleep(PAUSE)
        yield 1
        time.sleep(PAUSE)

    def still(self) -> Any:
        return nullcontext()


def test_what_the_ledger_takes_is_added_up() -> None:
    watched = online.Watched(Slow())
    with watched.still():
        assert (watched.name, list(watched.read())) == ("slow", [1])
    assert watched.seconds >= 2 * PAUSE
    found = online._each(watched, lambda _: list(watched.read()), ["x"] * (online.WARM_UP + 1))
    assert found["whole"][0] == pytest.approx(found["engine"][0] + found["store"][0], abs=0.01)
    assert found["store"][0] >= 2 * PAUSE * 1000


def test_a_small_world_is_measured(world: World) -> None:
    found = online.measured(world, "duckdb", 3)
    assert found["some"] == online.TOGETHER
    assert all(ms > 0 for what in ("rate", "explain") for part in ("whole", "engine", "store") for ms in found[what][part])
    assert online.markdown([found], world, "2026-01-01").count("| DuckDB |") == 3
