"""The benchmark's contestants on Spark compute what its plain sum computes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spark_session import session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks import spark_peer  # noqa: E402
from benchmarks.contestants import CONTESTANTS, Setting  # noqa: E402
from benchmarks.measure import PRIME, checksum  # noqa: E402
from benchmarks.plain_check import plain_scores  # noqa: E402
from benchmarks.sample import sample_rows  # noqa: E402
from benchmarks.spec import read_spec  # noqa: E402
from benchmarks.world import ASKED, World  # noqa: E402
from bonitas.common.days import day_number  # noqa: E402

#: Each form and each order once.
NAMES = ("bonitas-spark", "spark-join-arrival", "spark-case-sorted")


def test_spark_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the Spark of the other tests, which compiles no queries: there is one in a process."""
    monkeypatch.setattr(spark_peer, "session", session)
    world = World(100, 2_000, tmp_path)
    setting = Setting(world, read_spec(), ASKED)
    found = {}
    for one in CONTESTANTS:
        if one.name in NAMES:
            one.make(setting)(tmp_path / one.name)
            found[one.name] = tuple(checksum(tmp_path / one.name, world.subjects))
    scores = plain_scores(read_spec(), sample_rows(world, world.subjects), day_number(ASKED))
    weighted = sum(score * (subject % PRIME) for subject, score in scores.items())
    assert found == dict.fromkeys(NAMES, (world.subjects, sum(scores.values()), weighted))
