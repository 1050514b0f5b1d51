"""The figures that Splink publishes are reached, with the one configuration there is for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.linking import PUBLISHED, quality
from benchmarks.linking_sets import Truth, fake_1000, febrl
from house.tree import ROOT

HERE = Path(__file__).parent / "data"
FEBRL = ROOT.parent / "shared" / "data" / "febrl"


def held(name: str, truth: Truth) -> None:
    found = quality(truth)
    (true, false, missed), best_f1 = PUBLISHED[name]
    assert found.true >= true and found.false <= false and found.missed <= missed, found
    assert round(found.best_f1, 4) >= best_f1, found


def test_fake_1000() -> None:
    truth = fake_1000(HERE / "fake_1000.csv")
    assert truth.pairs == 2_031
    held("fake_1000", truth)


@pytest.mark.skipif(not FEBRL.is_dir(), reason="the data folder ../shared/data/febrl is absent")
def test_febrl_3() -> None:
    truth = febrl(FEBRL / "dataset3.csv")
    assert truth.pairs == 6_538
    held("febrl3", truth)
