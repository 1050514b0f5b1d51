"""Steps 7 to 9: repeats, ends, repair and decay."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Not
from bonitas.rulebook.model import Again, CalendarEnd, DecayStep, Fixed, LastsBySize, LastsByTable, Repair
from reference.build import SETTLED, YEAR, amendment, ask, attribute, bands, book, clause, record, rules, world
from reference.world import World

TWO_YEARS = Duration(months=24)
DOUBLE = Again(times=2000)


def fines(*days: str) -> World:
    return world(*(record("traffic.fine", on, str(n)) for n, on in enumerate(days)))


def points(about: World, on: str, *clauses: Any) -> list[int]:
    """The counted points in effect, in whole units, in order."""
    outcome = ask(book(rules(*clauses, bands=bands(A=0, B=-50, C=None))), about, on)
    return [p // 1000 for p in outcome.points.values()]


def test_a_repeat_is_one_while_an_earlier_match_still_has_effect() -> None:
    about = fines("2024-01-01", "2024-12-31", "2025-12-31", "2025-12-31")
    fine = clause("fine", "traffic.fine", -10, lasts=YEAR, again=DOUBLE)
    assert points(about, "2024-12-31", fine) == [-10, -20]
    assert points(about, "2025-12-31", fine) == [-10, -20], "the third comes on the day the second ends; the fourth repeats it"


def test_times_rounds_half_away_once_and_a_table_goes_by_ordinal() -> None:
    about = fines(*["2024-01-01"] * 4)
    outcome = ask(book(rules(clause("fine", "traffic.fine", -1, again=Again(times=1500)))), about, "2024-01-01")
    assert list(outcome.points.values()) == [-1000, -1500, -1500, -1500]
    by_table = clause("fine", "traffic.fine", -1, again=Again(table=(-20_000, -40_000, -60_000)))
    assert points(about, "2024-01-01", by_table) == [-20, -40, -60, -60]


def test_clauses_of_a_group_share_the_memory_in_their_order() -> None:
    shared = {"again": Again(times=2000, group="g"), "group": "g"}
    both = (clause("one", "traffic.fine", -10, **shared), clause("two", "traffic.fine", -5, **shared))
    assert points(fines("2024-01-01"), "2024-01-01", *both) == [-10, -10]


def test_a_match_repaired_before_counts_as_earlier_only_until_then() -> None:
    about = world(
        record("traffic.fine", "2024-01-01", "1"),
        record("traffic.fine", "2024-05-31", "2"),
        record("traffic.fine", "2024-06-01", "3"),
        *(amendment(ref, "settled", "2024-06-01") for ref in "12"),
    )
    removed = clause("fine", "traffic.fine", -10, again=DOUBLE, repairs=(Repair(SETTLED, removed=True),))
    assert points(about, "2024-05-31", removed) == [-10, -20]
    assert points(about, "2024-06-01", removed) == [-10], "both earlier ones are removed on that day"


def test_a_direct_grade_is_not_multiplied() -> None:
    about = fines("2024-01-01", "2024-02-01")
    assert points(about, "2024-02-01", clause("fine", "traffic.fine", -10, grade="C", again=DOUBLE)) == [-10, -10]


@pytest.mark.parametrize(
    ("lapse", "last", "over"),
    [
        (Duration(months=1), "2024-02-28", "2024-02-29"),
        (Duration(days=28), "2024-02-27", "2024-02-28"),
        (CalendarEnd("week"), "2024-02-04", "2024-02-05"),
        (CalendarEnd("quarter"), "2024-03-31", "2024-04-01"),
    ],
)
def test_an_effect_counts_to_the_day_before_its_end(lapse: Any, last: str, over: str) -> None:
    fine = clause("fine", "traffic.fine", -10, lasts=lapse)
    assert [points(fines("2024-01-31"), on, fine) for on in (last, over)] == [[-10], []]


def test_lasts_by_size_looks_at_the_value_after_again() -> None:
    lasts = LastsBySize(((10_000, YEAR), (None, TWO_YEARS)))
    fine = clause("fine", "traffic.fine", -10, lasts=lasts, again=DOUBLE)
    assert points(fines("2024-01-01", "2024-02-01"), "2025-06-01", fine) == [-20]


def test_lasts_by_table_takes_otherwise_for_what_is_missing() -> None:
    lasts = LastsByTable(attribute("level", "text"), (("nation", TWO_YEARS),), YEAR)
    about = world(record("traffic.fine", "2024-01-01", "1"), record("traffic.fine", "2024-01-01", "2", level="nation"))
    assert points(about, "2025-01-01", clause("fine", "traffic.fine", -10, lasts=lasts)) == [-10]


def test_by_the_clock_of_its_end_an_ongoing_act_does_not_end() -> None:
    listed = clause("listed", "court.listing", -10, clock="end", decay=(DecayStep(Duration(months=6), 500),))
    about = world(record("court.listing", "2020-01-01", "1", ended="2023-01-01"))
    days = ("2022-12-31", "2023-06-30", "2023-07-01", "2023-12-31", "2024-01-01")
    assert [points(about, on, listed) for on in days] == [[-10], [-10], [-5], [-5], []]


def settled_fine(*repairs: Repair, **more: Any) -> tuple[World, Any]:
    about = world(record("traffic.fine", "2024-01-01", "1"), amendment("1", "settled", "2024-03-01"))
    return about, clause("fine", "traffic.fine", -30, repairs=repairs, **more)


def test_a_repair_takes_over_from_the_day_of_settlement() -> None:
    about, fine = settled_fine(Repair(Not(SETTLED), removed=True), Repair(SETTLED, points=-5000, lasts=TWO_YEARS))
    days = ("2024-02-29", "2024-03-01", "2026-02-28", "2026-03-01")
    assert [points(about, on, fine) for on in days] == [[-30], [-5], [-5], []]


def test_a_repair_without_lasts_keeps_the_old_end_and_the_old_clock_of_decay() -> None:
    about, fine = settled_fine(Repair(SETTLED, points=-4000), decay=(DecayStep(Duration(months=6), 500),))
    assert [points(about, on, fine) for on in ("2024-06-30", "2024-07-01", "2025-01-01")] == [[-4], [-2], []]


def test_decay_under_a_repair_with_its_own_lasts_runs_from_the_settlement() -> None:
    about, fine = settled_fine(Repair(SETTLED, lasts=TWO_YEARS), decay=(DecayStep(Duration(months=6), 500),))
    assert [points(about, on, fine) for on in ("2024-08-31", "2024-09-01")] == [[-30], [-15]]


def test_a_repair_lifts_the_direct_grade_or_puts_another_in_its_place() -> None:
    for grade, band in ((None, "A"), ("B", "B")):
        about, _ = settled_fine()
        fine = clause("fine", "traffic.fine", None, grade="C", repairs=(Repair(SETTLED, grade=grade),))
        found = [ask(book(rules(fine, bands=bands(A=0, B=-50, C=None))), about, on).band for on in ("2024-02-01", "2024-03-01")]
        assert found == ["C", band]


def test_decay_counts_the_last_step_reached_rounded_half_away() -> None:
    steps = (DecayStep(Duration(months=1), 750), DecayStep(Duration(months=2), 333))
    fine = clause("fine", "traffic.fine", -1, decay=steps)
    found = [ask(book(rules(fine)), fines("2024-01-31"), on).score for on in ("2024-02-28", "2024-02-29", "2024-03-31")]
    assert found == [-1000, -750, -333]


def test_a_value_of_a_thousandth_is_rounded_away_from_zero() -> None:
    halved = clause("fine", "traffic.fine", Fixed(-1), decay=(DecayStep(Duration(days=1), 500),))
    assert ask(book(rules(halved)), fines("2024-01-01"), "2024-01-02").score == -1
