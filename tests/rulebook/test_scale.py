"""Points from log-odds: published scalings, every place where odds may stand, and the words."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext

import pytest

from bonitas.rulebook.model import PerUnit, Scale, Table, Tier
from bonitas.rulebook.normal import normalised
from bonitas.rulebook.prose import prose, to_plain
from bonitas.rulebook.read import read_text
from bonitas.rulebook.scale import Worth, base_points
from rulebook.small import CATALOGUE, book, rules

#: PDO 20, 600 at 50:1.
SCALE = 'scale: {score: 600, odds: "50:1", doubles_in: 20}\n'


@pytest.mark.parametrize(
    ("odds", "points"),
    [("1:1", 487_123), ("25:1", 580_000), ("50:1", 600_000), ("100:1", 620_000), ("200:1", 640_000), ("1:50", 374_246)],
)
def test_published_vectors(odds: str, points: int) -> None:
    """Facts on scaling: factor 28.8539, offset 487.1229; 1:1 487, 25:1 580, 100:1 620, 200:1 640. 1:50 is twice the way down."""
    assert rules(f'{SCALE}base: "{odds}"').base[0].points == points


@pytest.mark.parametrize(
    ("worth", "points"),
    [
        ('"2:1"', 20_000), ('"1:2"', -20_000), ('"1:1"', 0), ('"8:1"', 60_000), ('"4.5:1.5"', 31_699),
        ("0", 0), ("1", 28_854), ("-1", -28_854), ("0.693147", 20_000), ("0.000017", 0), ("0.000018", 1), ("-0.5", -14_427),
    ],
)  # fmt: skip
def test_a_bin_is_worth_its_odds(worth: str, points: int) -> None:
    """factor = 20 / ln 2 = 28.85390; 3:1 is 28.85390 × 1.098612 = 31.699."""
    body = f"{SCALE}measures: {{n: {{count: feedback}}}}\nscorecard: {{n: {{0: {worth}, 1 or more: 0}}}}"
    table = rules(body).scorecard[0].points
    assert isinstance(table, Table)
    assert [row.points for row in table.rows] == [points, 0]


def test_without_a_base_odds_are_even() -> None:
    assert rules(SCALE).base[0].points == 487_123
    assert rules(f"{SCALE}base: 0").base[0].points == 487_123
    assert rules(f"{SCALE}base: 3.912023").base[0].points == 600_000, "ln 50"
    assert rules("").base[0].points == 0


def test_every_place_of_base_and_scorecard() -> None:
    found = rules(
        SCALE
        + """\
measures: {n: {count: feedback}, m: {latest: feedback.value}}
base: {first: [{when: n > 5, is: "25:1"}, {is: "100:1"}]}
clauses: {c: {for: feedback, points: 5}}
scorecard:
  long: {measure: n, table: {0: "2:1", 1 or more: 0}}
  m: {each: 10, gives: "2:1", up_to: "8:1", then: {each: 20, gives: -0.5, up_to: -1}, missing: "1:2"}
"""
    )
    assert [case.points for case in found.base] == [580_000, 620_000]
    assert found.clauses[0].points == rules("clauses: {c: {for: feedback, points: 5}}").clauses[0].points, "clauses give points"
    table, units = (line.points for line in found.scorecard)
    assert isinstance(table, Table)
    assert isinstance(units, PerUnit)
    assert table.rows[0].points == 20_000
    assert units.tiers == (Tier(10_000, 20_000, 60_000), Tier(20_000, -14_427, -28_854)), "each step is rounded, then counted"
    assert found.scorecard[1].missing == -20_000
    assert found.scale == Scale(600_000, 50_000, 1_000, 20_000)


def test_a_scale_may_change_with_the_date() -> None:
    dated = (
        'scale: {2020-01-01: {score: 600, odds: "50:1", doubles_in: 20}, 2021-01-01: {score: 600, odds: "1:1", doubles_in: 40}}'
    )
    found = book(f'{dated}\nbase: "2:1"')
    assert [period.rules.base[0].points for period in found.periods] == [507_123, 640_000]


def test_every_value_is_within_half_a_thousandth() -> None:
    chance = random.Random(7)
    for _ in range(300):
        scale = Scale(chance.randint(0, 10**6), chance.randint(1, 10**6), chance.randint(1, 10**5), chance.randint(1, 10**6))
        log = Decimal(chance.randint(-20_000_000, 20_000_000)) / 10**6
        with localcontext() as context:
            context.prec = 80
            factor = Decimal(scale.doubles_in) / Decimal(2).ln()
            bins = factor * log
            base = scale.score + factor * (log - (Decimal(scale.odds_for) / Decimal(scale.odds_against)).ln())
            assert abs(Worth(None, scale).points(log) - bins) <= Decimal("0.5")  # type: ignore[arg-type]
            assert abs(base_points(scale, log) - base) <= Decimal("0.5")


def test_the_normalised_text_keeps_odds() -> None:
    found = book(SCALE + 'base: "25:1"\nmeasures: {n: {count: feedback}}\nscorecard: {n: {0: 0.693147, 1 or more: 2:1}}')
    again = read_text(normalised(found), catalogue=CATALOGUE)
    assert (again.hash, again.periods) == (found.hash, found.periods)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "The points stand for odds: a score of 600 for odds of 50 to 1, and every 20 points more double the odds."),
        ("de", "die Punktzahl 600 für Chancen von 50 zu 1, und je 20 Punkte mehr verdoppeln sich die Chancen."),
        ("zh", "600分对应好坏比50比1，每多20分，好坏比翻一倍。"),
    ],
)
def test_the_scale_in_words(lang: str, words: str) -> None:
    assert words in to_plain(prose(book(SCALE), CATALOGUE, lang=lang), 10_000)
