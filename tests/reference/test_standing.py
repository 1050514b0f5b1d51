"""Steps 13 to 17 and 19: scorecard, dimensions, score, direct grades, bands and the next change."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.common.texts import Text
from bonitas.rulebook.expression import IsMissing, Ref
from bonitas.rulebook.model import (
    Band,
    Bands,
    BaseCase,
    Consequence,
    Dimension,
    Dimensions,
    Freeze,
    Grades,
    Period,
    PerUnit,
    Rules,
    ScoreItem,
    ScoreRule,
    Tier,
)
from reference.build import (
    LATE,
    amendment,
    ask,
    attribute,
    bands,
    book,
    clause,
    compare,
    consent,
    measure,
    number,
    record,
    rules,
    table,
    world,
)
from reference.changes import inner, next_change, visible
from reference.dates import date, day
from reference.world import Outcome, World
from strategies.small import CATALOGUE

COUNT = measure("n", "count", "trade.review")
STARS = measure("s", "latest", "trade.review", value=attribute("stars"))
N, S = Ref("n", "number"), Ref("s", "number")


def reviewed(count: int, **stars: int) -> World:
    return world(*(record("trade.review", "2024-01-01", str(n), **stars) for n in range(count)))


def asked(in_force: Rules, about: World, on: str = "2024-01-01") -> Outcome:
    return ask(book(in_force), about, on)


def test_the_first_base_case_that_is_true_counts() -> None:
    cases = (BaseCase(compare(S, ">", number(3)), 100_000), BaseCase(compare(N, ">", number(0)), 90_000), BaseCase(None, 80_000))
    in_force = Rules(base=cases, measures=(COUNT, STARS), bands=bands(A=None))
    assert [asked(in_force, about).base for about in (reviewed(1, stars=4), reviewed(1), world())] == [100_000, 90_000, 80_000]


def test_each_measure_falls_in_one_bin_or_counts_by_the_unit() -> None:
    bins = table(few=(None, 2, 1), many=(2, None, 3))
    per_unit = PerUnit(S, (Tier(2000, 5000),))
    card = (ScoreItem("n", "n", bins), ScoreItem("s", "s", per_unit, missing=-7000))
    in_force = rules(measures=(COUNT, STARS), scorecard=card)
    found = [asked(in_force, about).scorecard for about in (reviewed(2, stars=5), world())]
    assert found == [{"n": 3000, "s": 10_000}, {"n": 1000, "s": -7000}]


def test_dimensions_are_scaled_weighted_and_rounded_once() -> None:
    parts = (Dimension("up", 35_000, N, 0, 3000, None), Dimension("down", 65_000, S, 5000, 0, 250))
    in_force = rules(measures=(COUNT, STARS), dimensions=Dimensions(350_000, 950_000, parts))
    outcome = asked(in_force, reviewed(1, stars=9))
    assert (outcome.dimensions, outcome.score) == ({"up": 70_000, "down": 0}, 420_000)
    assert asked(in_force, world()).dimensions == {"up": 0, "down": 97_500}


@pytest.mark.parametrize(
    ("rounding", "scores"),
    [("half away", (3000, -3000, 5000)), ("down", (2000, -3000, 5000)), ("up", (3000, -2000, 5000))],
)
def test_the_score_is_clamped_and_then_rounded_once(rounding: Any, scores: tuple[int, ...]) -> None:
    rule = ScoreRule(-9000, 5000, 1000, rounding)
    found = [asked(Rules((BaseCase(None, b),), score=rule, bands=bands(A=None)), world()).score for b in (2500, -2500, 7000)]
    assert tuple(found) == scores


def test_a_band_needs_its_floor_and_its_requirement() -> None:
    needy = Band("A", 20_000, when=compare(S, ">", number(3)))
    best = (Band("AA", 50_000, exclusive=True), needy, Band("B", 10_000), Band("C", None))
    in_force = [rules(base=b, measures=(STARS,), bands=Bands(best)) for b in (51, 50, 10, 9)]
    assert [asked(r, reviewed(1, stars=4)).band for r in in_force] == ["AA", "A", "B", "C"]
    assert asked(in_force[1], world()).band == "B", "unknown is not true"


def test_bands_by_a_measure_are_the_lowest_one_when_it_is_missing() -> None:
    in_force = rules(base=99, measures=(STARS,), bands=Bands((Band("A", 3000), Band("B", None)), by="s"))
    assert [asked(in_force, about).band for about in (reviewed(1, stars=3), reviewed(1, stars=2), world())] == ["A", "B", "B"]


def graded(**more: Any) -> Rules:
    clauses = (
        clause("to_b", "traffic.fine", None, grade="B"),
        clause("to_c", "court.listing", -10, grade="C"),
        clause("gift", "civic.gift", 30),
    )
    return rules(*clauses, base=100, bands=bands(A=100, B=60, C=20, D=None), **more)


def test_of_several_direct_grades_the_worst_is_the_ceiling() -> None:
    about = world(record("traffic.fine", "2024-01-01", "1"), record("court.listing", "2024-02-01", "2"))
    days = ("2024-01-31", "2024-02-01", "2025-01-01", "2025-02-01")
    assert [asked(graded(), about, on).band for on in days] == ["B", "C", "C", "A"]


def test_a_direct_grade_may_book_the_lowest_score_after_rounding() -> None:
    about = world(record("traffic.fine", "2024-01-01", "1"))
    rule = ScoreRule(step=50_000)
    assert asked(graded(grades=Grades(books_lowest=True), score=rule), about).score == 60_000
    assert asked(graded(), about).score == 100_000


def test_the_grade_fallen_from_is_of_the_day_before_without_direct_grades() -> None:
    about = world(
        record("court.listing", "2023-01-02", "1"),
        record("traffic.fine", "2024-01-01", "2"),
        record("court.listing", "2024-02-01", "3"),
        consent("2024-01-15"),
    )
    outcome = asked(graded(grades=Grades(remembers=True)), about, "2024-02-01")
    assert (outcome.band, outcome.fallen_from) == ("C", "B"), "-10 of the listing then in effect, not its ceiling"
    assert asked(graded(), about, "2024-02-01").fallen_from is None


def test_consequences_follow_the_band_and_their_condition() -> None:
    bound = Consequence("c", "benefit", ("A", "B"), Text(), "p", "trade", compare(N, ">", number(0)))
    in_force = rules(measures=(COUNT,), consequences=(bound,))
    assert [asked(in_force, about).consequences for about in (reviewed(1), world())] == [("c",), ()]


def change(in_force: Rules, about: World, on: str, parts: Any = visible) -> str | None:
    found = next_change(book(in_force), about, "s", day(on), LATE, day(on) + 400, catalogue=CATALOGUE, parts=parts)
    return None if found is None else date(found).isoformat()


def test_the_next_change_is_the_first_day_that_comes_out_differently() -> None:
    about = world(record("civic.gift", "2024-01-31", "1"), record("traffic.fine", "2024-03-01", "2"))
    days = ("2024-01-01", "2024-01-31", "2024-03-01", "2025-03-01")
    assert [change(graded(), about, on) for on in days] == ["2024-01-31", "2024-03-01", "2025-01-31", None]
    assert change(graded(), world(consent(until=day("2024-06-01"))), "2024-01-01") == "2024-06-01"


def test_a_measure_that_moves_within_its_bin_is_no_change() -> None:
    age = measure("age", "age", "trade.review", type="months")
    bins = table(missing=0, young=(None, 6, 1), older=(6, None, 5))
    assert change(rules(measures=(age,), scorecard=(ScoreItem("age", "age", bins),)), reviewed(1), "2024-01-01") == "2024-07-01"


def test_inner_changes_are_seen_only_when_asked_for() -> None:
    frozen = graded(freezes=(Freeze(None, "unsettled"),))
    about = world(record("traffic.fine", "2024-01-01", "1"), amendment("1", "settled", "2024-03-01"))
    assert change(frozen, about, "2024-01-01") == "2025-01-01"
    assert change(frozen, about, "2024-01-01", inner) == "2024-03-01"
    with_base = Rules((BaseCase(IsMissing(S), 1000), BaseCase(None, 1000)), measures=(STARS,), bands=bands(A=None))
    later = world(record("trade.review", "2024-05-01", "1", stars=1))
    assert change(with_base, later, "2024-01-01") is None
    assert change(with_base, later, "2024-01-01", inner) == "2024-05-01"


def test_new_rules_are_a_change() -> None:
    start = day("2024-05-01")
    dated = book((Period(0, start, rules(base=1)), Period(start, start + 10, rules(base=2))))
    found = [next_change(dated, world(), "s", on, LATE, start + 20, catalogue=CATALOGUE) for on in (start - 9, start)]
    assert found == [start, start + 10]
