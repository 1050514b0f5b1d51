"""Whose band rests on one part: as a rulebook without the part says, for random rulebooks, and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from bonitas.engine import run
from bonitas.engine.kernel import layout as ly
from bonitas.engine.rate import answer, rate
from bonitas.engine.ratings import Ratings
from bonitas.engine.resting import Rested, resting
from bonitas.engine.run import Settings
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook, Rules
from engine.situations import FEW, Situation, instant, ledger_of, situations
from engine.small import book, fine, gift, ledger, notice
from engine.test_plain import made_plain


def rules_without(rules: Rules, one: Rested) -> Rules:
    """The rules without a part, made from their text and not from their tables."""
    base = tuple(replace(case, points=case.points + (one.instead or 0)) for case in rules.base)
    match one.part.what:
        case "clause":
            clauses = tuple(clause for clause in rules.clauses if clause.id != one.part.id)
            return replace(rules, clauses=clauses, freezes=tuple(f for f in rules.freezes if f.clause != one.part.id))
        case "line":
            return replace(rules, base=base, scorecard=tuple(item for item in rules.scorecard if item.id != one.part.id))
        case _:
            assert rules.dimensions is not None
            parts = tuple(replace(part, weight=0) if part.id == one.part.id else part for part in rules.dimensions.parts)
            return replace(rules, base=base, dimensions=replace(rules.dimensions, parts=parts))


def stands(ratings: Ratings) -> list[tuple[int, int]]:
    """Lower is better."""
    found = ratings.results[:, [ly.R_STANDING, ly.R_BAND]].tolist()
    return [(standing, 99 if band < 0 else band) for standing, band in found]


def check(found: Rulebook, where: Ledger, ratings: Ratings) -> None:
    """Every part against the rulebook that lacks it."""
    rests = resting(ratings, where, Settings(threads=2, changes=False))
    settled = ratings.drawn[0].book if ratings.drawn else found
    count = [0] * len(ratings)
    now = stands(ratings)
    for one in rests.parts:
        periods = tuple(replace(period, rules=rules_without(period.rules, one)) for period in settled.periods)
        then = stands(answer(replace(settled, periods=periods), where, ratings.question, Settings(changes=False)))
        scored = [i for i, (standing, _) in enumerate(now) if standing == ly.SCORED]
        assert one.holds_up == sum(then[i] > now[i] for i in scored), one.part
        assert one.holds_down == sum(then[i] < now[i] for i in scored), one.part
        for i in scored:
            count[i] += then[i] != now[i]
    assert rests.count.tolist() == count


@FEW
@given(situations(6))
def test_each_part_counts_as_the_rulebook_without_it_says(situation: Situation) -> None:
    found, world, asked = situation
    with ledger_of(world) as where, pytest.MonkeyPatch.context() as patch:
        on, known_at = np.datetime64(asked[0][1], "D").item(), instant(asked[0][2])
        ratings = rate(found, where, on=on, known_at=known_at, changes=False)
        check(found, where, ratings)
        patch.setattr(run, "MANY", 10**9)
        whole = resting(ratings, where)
        few = resting(ratings, where, Settings(batch_rows=3, threads=1, changes=False))
        assert few.count.tolist() == whole.count.tolist()
        assert few.parts == whole.parts


@FEW
@given(situations(6))
def test_clauses_that_stand_by_themselves_too(situation: Situation) -> None:
    """Where no match looks at another, whoever cannot cross a floor is not asked."""
    found, world, asked = situation
    periods = tuple(replace(period, rules=made_plain(period.rules)) for period in found.periods)
    found = replace(found, periods=periods)
    with ledger_of(world) as where:
        on, known_at = np.datetime64(asked[0][1], "D").item(), instant(asked[0][2])
        check(found, where, rate(found, where, on=on, known_at=known_at, changes=False))


def test_a_clause_holds_up_and_another_holds_down() -> None:
    rules = book("clauses: {fined: {for: traffic.fine, points: -10}, gave: {for: civic.gift, points: 10}}\n")
    records = [
        fine("2022-03-01", "1", subject="a"),  # 90, B: would be A without the fine
        fine("2022-03-01", "2", subject="b"), gift("2022-03-01", "3", subject="b"),  # 100, A: B without the gift
        gift("2022-03-01", "4", subject="c"),  # 110, A either way
        *(fine("2022-03-01", f"5{n}", subject="d") for n in range(2)),  # 80, B
    ]  # fmt: skip
    with ledger(*records, participations=[notice(name) for name in "abcd"]) as found:
        rests = resting(rate(rules, found, on="2022-04-01", changes=False), found)
    assert [(one.part.id, one.holds_up, one.holds_down) for one in rests.parts] == [("fined", 0, 2), ("gave", 1, 0)]
    assert rests.count.tolist() == [1, 1, 0, 1]


def test_what_a_clause_froze_or_displaced_comes_back_without_it() -> None:
    """The gift counts again where the freeze goes with the fine."""
    text = """
clauses:
  fined: {for: traffic.fine, points: -10}
  gave: {for: civic.gift, points: 15}
freeze: gains while fined is in effect
"""
    records = [fine("2022-03-01", "1"), gift("2022-03-02", "2")]
    rules = book(text, bands="{S: 110, A: 100, B: below}")
    with ledger(*records) as found:
        rests = resting(rate(rules, found, on="2022-04-01", changes=False), found)
    assert [(one.part.id, one.holds_down) for one in rests.parts] == [("fined", 1), ("gave", 0)]


def test_a_line_is_put_at_what_it_gives_the_middle_one() -> None:
    text = """
measures: {fines: {count: traffic.fine}}
scorecard: {fines: {0: 30, 1: 10, 2 or more: 0}}
"""
    rules = book(text, base="80")
    records = [fine("2022-03-01", "1", subject="b"), *(fine("2022-03-01", f"2{n}", subject="c") for n in range(2))]
    with ledger(*records, participations=[notice(name) for name in "abcde"]) as found:
        ratings = rate(rules, found, on="2022-04-01", changes=False)
        rests = resting(ratings, found)
    assert [row["score"] for row in ratings.rows()] == [110, 90, 80] or len(ratings) == 5
    (line,) = rests.parts
    assert (line.instead, line.holds_up, line.holds_down) == (30_000, 0, 2)


def test_nothing_rests_where_nothing_is_scored() -> None:
    with ledger(participations=[]) as found:
        rests = resting(rate(book("clauses: {fined: {for: traffic.fine, points: -10}}\n"), found, on="2022-04-01"), found)
    assert (len(rests.count), [one.holds_down for one in rests.parts]) == (0, [])
