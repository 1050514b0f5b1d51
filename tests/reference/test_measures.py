"""Step 12: measures."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Arithmetic, Ref
from bonitas.rulebook.model import Grouping, Measure
from reference.build import amendment, attribute, compare, measure, measured, number, record, world
from reference.world import World

STARS = attribute("stars")


def reviews(*given: tuple[str, int | None], **more: Any) -> World:
    rows = []
    for n, (on, stars) in enumerate(given):
        rows.append(record("trade.review", on, f"{n:02}", **({} if stars is None else {"stars": stars}), **more))
    return world(*rows)


def of(how: str, **more: Any) -> Measure:
    return measure("m", how, "trade.review", **more)


def test_over_nothing_count_is_0_and_all_others_are_missing() -> None:
    hows = ("sum", "min", "max", "latest", "oldest", "distinct")
    assert measured(of("count"), world(), "2024-01-01") == 0
    assert [measured(of(how, value=STARS), world(), "2024-01-01") for how in hows] == [None] * 6
    assert measured(of("age", type="months"), world(), "2024-01-01") is None
    assert measured(of("share", type="percent"), world(), "2024-01-01") is None
    assert measured(of("sum", value=STARS, when_missing=7000), world(), "2024-01-01") == 7000


def test_values_that_are_missing_are_left_out() -> None:
    about = reviews(("2024-01-01", None), ("2024-01-02", 3), ("2024-01-03", 5), ("2024-01-04", 3), ("2024-01-05", None))
    hows = ("count", "sum", "min", "max", "latest", "oldest", "distinct")
    found = [measured(of(how, value=STARS), about, "2024-02-01") for how in hows]
    assert found == [5000, 11_000, 3000, 5000, 3000, 3000, 2000]


@pytest.mark.parametrize(
    ("within", "count"), [(Duration(months=1), 3), (Duration(days=32), 4), ("month", 2), ("quarter", 4), ("year", 4), (None, 5)]
)
def test_windows_end_on_the_asked_day_and_leave_their_first_day_out(within: Any, count: int) -> None:
    about = reviews(*((on, 1) for on in ("2023-12-31", "2024-01-29", "2024-01-30", "2024-02-01", "2024-02-29", "2024-03-01")))
    assert measured(of("count", within=within), about, "2024-02-29") == count * 1000


def test_an_unknown_condition_leaves_the_record_out() -> None:
    about = reviews(("2024-01-01", None), ("2024-01-01", 5))
    assert measured(of("count", when=compare(STARS, "<", number(6))), about, "2024-02-01") == 1000


def test_a_day_that_is_missing_or_to_come_leaves_the_record_out() -> None:
    about = world(record("court.listing", "2024-01-31", "1"), amendment("1", "settled", "2024-05-31"))
    age = measure("m", "age", "court.listing", type="months", dated="settled_on")
    found = [measured(age, about, on) for on in ("2024-05-30", "2024-05-31", "2024-06-29", "2024-06-30")]
    assert found == [None, 0, 0, 1000]
    assert measured(age, about, "2024-07-31") == 2000


def test_an_age_in_years_is_whole_months_by_twelve() -> None:
    about = reviews(("2020-02-29", 1), ("2023-01-15", 1))
    assert measured(of("age", type="years"), about, "2024-02-28") == 3000
    assert measured(of("age", type="years"), about, "2024-02-29") == 4000
    assert measured(of("age", type="days", pick="latest"), about, "2023-01-20") == 5000


def test_a_run_starts_at_its_first_record() -> None:
    about = reviews(("2024-01-01", 1), ("2024-01-28", 1), ("2024-01-29", 1), ("2024-02-25", 1), ("2024-02-26", 1))
    assert measured(of("count", once_per=Grouping(run=Duration(days=28))), about, "2024-03-01") == 3000


def test_the_condition_comes_before_once_per_and_a_missing_key_is_a_key() -> None:
    about = reviews(("2024-01-01", 1), ("2024-01-02", 5), ("2024-01-03", 5))
    once = Grouping(("counterparty",))
    assert measured(of("sum", value=STARS, once_per=once), about, "2024-02-01") == 1000
    assert measured(of("sum", value=STARS, once_per=once, when=compare(STARS, ">", number(1))), about, "2024-02-01") == 5000


def test_netting_adds_within_a_group_and_then_clamps() -> None:
    about = reviews(("2024-01-01", 1), ("2024-01-01", 1), ("2024-01-07", -5), ("2024-01-08", 4))
    net = of("sum", value=STARS, net_per=Grouping(calendar="week"), clamp=(-1000, 3000))
    assert measured(net, about, "2024-02-01") == 2000


def test_a_share_has_three_decimals_of_a_percent() -> None:
    about = reviews(("2024-01-01", 1), ("2024-01-01", 2), ("2024-01-01", 2), ("2024-01-01", None))
    twos = compare(STARS, "=", number(2))
    assert measured(of("share", type="percent", when=twos, of=compare(STARS, ">", number(0))), about, "2024-02-01") == 66_667
    assert measured(of("share", type="percent", when=twos), about, "2024-02-01") == 50_000


def test_formulas_and_states_stand_on_other_measures() -> None:
    counted = measure("n", "count", "trade.review")
    ref = Ref("n", "number")
    half = measure("m", "formula", formula=Arithmetic("/", number(1), ref, "number"))
    states = (("many", compare(ref, ">", number(1))), ("one", compare(ref, "=", number(1))))
    state = measure("m", "state", type="text", states=states)
    three = reviews(*[("2024-01-01", 1)] * 3)
    assert [measured(half, about, "2024-01-01", counted) for about in (three, world())] == [333, None]
    assert [measured(state, about, "2024-01-01", counted) for about in (three, world())] == ["many", None]
