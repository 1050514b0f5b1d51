"""What docs/demo.md says of `example-card-conduct`, measured again."""

import numpy as np
import pytest

from bonitas.lab import taiwan
from bonitas.lab.separation import by_band, separation
from lab import card_conduct


@pytest.fixture(scope="module")
def scores() -> card_conduct.Ints:
    return card_conduct.scores()


@pytest.fixture(scope="module")
def found() -> taiwan.Outcomes:
    return taiwan.outcomes()


def test_it_separates_as_documented(scores: card_conduct.Ints, found: taiwan.Outcomes) -> None:
    odd = taiwan.looked_at(found.subjects)
    for people, auc, ks in ((odd, "0.7767", "0.4267"), (~odd, "0.7687", "0.4284"), (odd | ~odd, "0.7728", "0.4273")):
        got = separation(scores[people], found.defaulted[people])
        assert (f"{float(got.auc):.4f}", f"{float(got.ks):.4f}") == (auc, ks)


def test_each_band_fares_worse_than_the_one_above_in_both_halves(scores: card_conduct.Ints, found: taiwan.Outcomes) -> None:
    odd = taiwan.looked_at(found.subjects)
    bands = np.array([card_conduct.band_of(score) for score in scores.tolist()])
    order = [*(name for name, _ in card_conduct.FLOORS), "low"]
    for people in (odd, ~odd):
        rows = by_band(order, bands[people].tolist(), found.defaulted[people])
        for better, worse in zip(rows, rows[1:], strict=False):
            assert better.high is not None
            assert worse.low is not None
            assert better.high < worse.low


def test_better_conduct_never_loses_points() -> None:
    """One month of one person made better (less late, more paid, less owed but still in use), the rest as it was."""
    limit, state, balance, paid = card_conduct.columns()
    limit, state, balance, paid = limit[:5000], state[:5000], balance[:5000], paid[:5000]

    owed_less = np.where(balance > 1, balance // 2 + 1, balance)
    changes = ((state, np.where(state > 0, state - 1, state)), (paid, paid + 700), (balance, owed_less))

    def total() -> card_conduct.Ints:
        return np.sum(list(card_conduct.items(limit, state, balance, paid).values()), axis=0, dtype=np.int64)

    before = total()
    for month in range(6):
        for column, better in changes:
            kept = column[:, month].copy()
            column[:, month] = better[:, month]
            assert np.all(total() >= before)
            column[:, month] = kept
