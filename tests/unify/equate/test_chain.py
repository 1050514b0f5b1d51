"""A chain through a third scheme: what it comes to, how sure it is, and when it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.ledger.duck import DuckLedger
from engine.small import Row, book, fine, gift, ledger, notice
from unify.equate.test_equate import FALLING, FINED, ON, ONE, OTHER

#: 100 + amount; 300 − 2 · amount; 500 + 3 · amount.
PEOPLE = 240
#: As much as was given, less five for a fine.
LOOSE = book(
    "clauses: {given: {for: civic.gift, points: {by: amount, each: 1, gives: 1}}, fined: {for: traffic.fine, points: -5}}\n",
    rulebook="loose",
)


def town(second: int = 0) -> DuckLedger:
    """The first half takes part in the first scheme and the anchor, the second half in the anchor and the other; nobody in both ends. Of the
    second half everybody gave so much more."""
    rows: list[Row] = []
    enrolled: list[Row] = []
    for n in range(PEOPLE):
        who, late = f"s{n:03}", n >= PEOPLE // 2
        rows.append(gift("2022-01-01", f"g{n}", subject=who, amount=n % 40 + (second if late else 0)))
        rows += [fine("2022-01-01", f"f{n}", subject=who)] if n % 3 == 0 else []
        enrolled += [notice(who, rulebook=name) for name in (("falling", "loose", "fined", "other" if late else "small"))]
    return ledger(*rows, participations=enrolled)


@pytest.mark.parametrize("method", ["linear", "equipercentile"])
def test_a_chain_links_those_whom_nobody_rates_by_both(method: Any) -> None:
    """On the anchor, which runs the other way, both groups stand alike: the ends correspond amount by amount."""
    smooth = 0 if method == "equipercentile" else None
    with town() as kept:
        found = bonitas.equate(ONE, OTHER, kept, on=ON, method=method, smooth=smooth, draws=20, through=FALLING)
        again = bonitas.equate(ONE, OTHER, kept, on=ON, method=method, smooth=smooth, draws=20, through=FALLING, threads=3)
    assert [(row.score, row.equal) for row in found.rows] == [(100_000 + 1_000 * n, 500_000 + 3_000 * n) for n in range(40)]
    assert found.to.back().at(560_000) == 120_000
    assert json.dumps(again.as_dict(), default=str) == json.dumps(found.as_dict(), default=str)
    said = found.as_dict()
    assert said["scored_by_both"] == 0 and "relation" not in said
    chain = said["through"]
    assert (chain["rulebook"], chain["groups_apart"], chain["beyond"]) == ("falling", 0, 0)
    assert [(link["subjects"], link["rank_correlation"]) for link in chain["links"]] == [(120, -1.0), (120, -1.0)]


def test_groups_that_differ_are_told_and_corrected_for() -> None:
    """The second group gave three more each: by the anchor a line still takes one to the other. Two of each forty of the first lie beyond."""
    with town(second=2) as kept:
        found = bonitas.equate(ONE, OTHER, kept, on=ON, method="linear", draws=40, through=FALLING)
    assert [found.at(100_000 + 1_000 * n) for n in (0, 10, 39)] == [500_000, 530_000, 617_000]
    assert found.through is not None
    assert found.through.apart == pytest.approx(4 / (2 * 11.5434), abs=1e-3)  # the spread of 0 to 39 is √((40² − 1)/12)
    assert found.through.beyond == 2 / 40
    errors = [row.error for row in found.rows]
    assert all(error is not None for error in errors)


def test_standard_errors_are_those_of_both_links() -> None:
    """Over an anchor that says it exactly every draw comes to the same; over a loose one not."""
    with town() as kept:
        sure, loose = (
            bonitas.equate(ONE, OTHER, kept, on=ON, smooth=4, draws=60, through=anchor) for anchor in (FALLING, LOOSE)
        )  # fmt: skip
    assert {row.error for row in sure.rows} == {0}
    assert min(row.error or 0 for row in loose.rows) > 0
    assert all(row.low is not None and row.high is not None and row.low <= row.equal <= row.high for row in loose.rows[5:-5])


def refused(more: int = 0, **words: Any) -> str:
    through = words.pop("through", FALLING)
    with town(more) as kept, pytest.raises(BonitasError) as caught:
        bonitas.equate(words.pop("one", ONE), OTHER, kept, on=ON, draws=0, through=through, **words)
    return str(caught.value)


def test_when_it_is_refused() -> None:
    assert refused(method="odds", outcome="x.csv").startswith("U405 The method of a chain cannot be odds.")
    assert refused(through=OTHER).startswith("U418 'other' cannot be what a chain goes through: it is one of its ends.")
    assert refused(through=FINED, method="linear").startswith(
        "U417 The link between 'small' and 'fined' does not hold, so there is no chain over it: U413 The two put these 120 subjects"
    )
    assert refused(through=FINED).startswith(
        "U417 The link between 'small' and 'fined' does not hold, so there is no chain over it: U412"
    )
    assert refused(20, method="linear").startswith(
        "U419 Of those scored by 'small' and 'falling' 50 % have scores under 'falling' beyond all that those scored by 'other' have (at most 10 %)"
    )
