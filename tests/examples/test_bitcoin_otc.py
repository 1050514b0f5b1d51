"""The Bitcoin OTC example: its parts on small data, and the whole on the real data where that is at hand."""

from __future__ import annotations

import datetime as dt
import gzip
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "bitcoin_otc"
MEMBERS = 5881
LABELLED = {-1: 180, 1: 136}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder ../shared/data/bitcoin_otc is absent")


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rate_bitcoin_otc", ROOT / "examples" / "rate_bitcoin_otc.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def small_file(folder: Path) -> Path:
    """Members 1 and 2 rate 3; 3 rates 1 twice in one week."""
    path = folder / "soc-sign-bitcoinotc.csv.gz"
    start = dt.datetime(2015, 6, 1, 12, tzinfo=dt.UTC).timestamp()
    rows = ((1, 3, 5, start), (2, 3, -10, start), (3, 1, 1, start + 0.5), (3, 1, 2, start + 86_400))
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(f"{source},{target},{value},{at}\n" for source, target, value, at in rows)
    return path


def test_a_rating_becomes_one_feedback(example: ModuleType, tmp_path: Path) -> None:
    records = list(example.feedback(example.read_ratings(small_file(tmp_path))))
    assert [(r["subject"], r["counterparty"], r["value"]) for r in records] == [
        ("otc-3", "otc-1", 1), ("otc-3", "otc-2", -1), ("otc-1", "otc-3", 1), ("otc-1", "otc-3", 1),
    ]  # fmt: skip
    assert records[0]["occurred_on"] == records[0]["transaction_ended_on"] == "2015-06-01"


def test_every_member_gets_a_notice(example: ModuleType, tmp_path: Path) -> None:
    notices = list(example.notices(example.read_ratings(small_file(tmp_path))))
    assert [n["subject"] for n in notices] == ["otc-1", "otc-2", "otc-3"]
    assert {n["rulebook"] for n in notices} == {"ebay-feedback"}


def test_a_small_marketplace_is_rated(example: ModuleType, tmp_path: Path) -> None:
    small_file(tmp_path)
    (tmp_path / "otc_gt.csv").write_text("1,+1\n3,-1\n", encoding="utf-8")
    result = example.run(tmp_path, tmp_path)
    assert result.rated == len("123")
    assert result.stars == {"none": 3}
    assert result.labelled == {1: [100.0], -1: [50.0]}


def test_missing_data_is_said_in_one_line(example: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert example.main([str(tmp_path)]) == 1
    assert "There is no soc-sign-bitcoinotc.csv.gz in the folder." in capsys.readouterr().err


STARS = {"purple_star": 500, "turquoise_star": 100, "blue_star": 50, "yellow_star": 10, "none": -1000}


def stars_by_hand() -> dict[str, int]:
    """Nobody rated the same member twice in this data, so a score is simply positives less negatives."""
    scores: Counter[str] = Counter()
    members: set[str] = set()
    with gzip.open(DATA / "soc-sign-bitcoinotc.csv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            source, target, value, _ = line.split(",")
            members |= {source, target}
            scores[target] += 1 if int(value) > 0 else -1
    return dict(Counter(next(star for star, floor in STARS.items() if scores[member] >= floor) for member in members))


@needs_data
def test_all_members_are_rated(example: ModuleType, tmp_path: Path) -> None:
    result = example.run(DATA, tmp_path)
    assert result.rated == MEMBERS
    assert result.stars == stars_by_hand()
    assert {label: len(shares) for label, shares in result.labelled.items()} == LABELLED
