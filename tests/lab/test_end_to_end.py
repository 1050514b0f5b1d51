"""The data, the ledger, the rulebook and the engine together, against the score worked out a second time."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from bonitas.engine.rate import rate
from bonitas.lab import taiwan
from bonitas.ledger.open import new_ledger
from bonitas.rulebook.read import read_rulebook
from lab import card_conduct


@pytest.fixture(scope="module")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    path: Path = tmp_path_factory.mktemp("ledger") / "cards.duckdb"
    with new_ledger(path) as ledger:
        assert (ledger.add(taiwan.records()).added, ledger.enrol(taiwan.participations()).added) == (210_000, 30_000)
        return rate(read_rulebook(taiwan.RULEBOOK), ledger, on=taiwan.ASKED_ON).to_arrow()


def test_the_engine_gives_everyone_the_score_worked_out_by_hand(ratings: pa.Table) -> None:
    scores = card_conduct.scores().tolist()
    assert ratings["subject"].to_pylist() == taiwan.outcomes().subjects
    assert set(ratings["standing"].to_pylist()) == {"scored"}
    assert ratings["score"].to_pylist() == [Decimal(score) / 1000 for score in scores]
    assert ratings["band"].to_pylist() == [card_conduct.band_of(score) for score in scores]


def test_nobody_is_without_a_coming_change(ratings: pa.Table) -> None:
    # Without new statements fewer than three are known from 2006-01-31 on, and there is no score any more.
    assert max(ratings["next_change_on"].to_pylist()).isoformat() == "2006-01-31"
    assert ratings["next_change_on"].null_count == 0
