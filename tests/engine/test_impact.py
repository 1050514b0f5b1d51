"""Impact: two small rulebooks, four subjects, and who moves."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from bonitas.engine.impact import impact, spread
from engine.small import book, fine, gift, ledger, notice

OLD = "clauses: {fined: {for: traffic.fine, points: -10}}\n"
NEW = """
clauses: {fined: {for: traffic.fine, points: -60}, gave: {for: civic.gift, points: 5}}
measures: {hours: {max: civic.gift.hours}}
no_score: {when: hours > 100, because: Too much.}
"""


def test_who_moves_and_how_far() -> None:
    records = [
        fine("2022-03-01", "1", subject="a"), gift("2022-03-01", "2", subject="b"), gift("2022-03-01", "3", subject="c", hours=101),
        fine("2018-03-01", "4", subject="d"), fine("2022-03-01", "5", subject="e"),
    ]  # fmt: skip
    with ledger(*records, participations=[notice(name) for name in "abcd"]) as found:
        moved = impact(book(OLD), book(NEW, version="2"), found, on="2022-04-01")
    content = moved.as_dict()
    assert (content["on"], content["subjects"], content["compared"]) == ("2022-04-01", 5, 3)
    assert (content["better"], content["worse"], content["unchanged"]) == (1, 1, 1)
    assert content["score_change"] == {"mean": Decimal(-15), "p05": -50, "p50": 0, "p95": 5}
    assert content["bands"] == [
        {"from": "A", "to": "A", "subjects": 2},
        {"from": "A", "to": None, "subjects": 1},
        {"from": "B", "to": "C", "subjects": 1},
        {"from": None, "to": None, "subjects": 1},
    ]
    assert content["standings"] == [
        {"from": "scored", "to": "scored", "subjects": 3},
        {"from": "scored", "to": "no_score", "subjects": 1},
        {"from": "not_rated", "to": "not_rated", "subjects": 1},
    ]
    assert [content[side]["version"] for side in ("old", "new")] == ["1", "2"]
    assert content["old"]["hash"] != content["new"]["hash"]


def test_those_who_take_part_now_are_compared() -> None:
    """Nobody is enrolled in the new rulebook yet; only counts come out."""
    with ledger(fine("2022-03-01", "1")) as found:
        moved = impact(book(OLD), book(NEW, rulebook="next"), found, on="2022-04-01")
    assert moved.as_dict()["compared"] == 1


def test_an_empty_ledger_moves_nobody() -> None:
    with ledger(participations=[]) as found:
        content = impact(book(OLD), book(NEW), found, on="2022-04-01").as_dict()
    assert (content["on"], content["subjects"], content["score_change"], content["bands"]) == ("2022-04-01", 0, None, [])


def test_the_spread_is_exact() -> None:
    assert spread(np.array([], np.int64)) is None
    assert spread(np.array([1, 2], np.int64)) == {
        "mean": Decimal("0.002"), "p05": Decimal("0.001"), "p50": Decimal("0.002"), "p95": Decimal("0.002"),
    }  # fmt: skip
