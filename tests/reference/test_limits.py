"""Steps 10 and 11: limits and freezes."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.model import CalendarPeriod, DecayStep, Freeze, Group, Limit, PerUnit, Repair, Rolling, Tier
from reference.build import SETTLED, amendment, ask, attribute, bands, book, clause, record, rules, world
from reference.world import World

TEN_YEARS = Duration(months=120)
MONTH = CalendarPeriod("month")
BY_AMOUNT = PerUnit(attribute("amount"), (Tier(1000, 1000),))


def gifts(*given: tuple[str, int], **more: Any) -> World:
    return world(*(record("civic.gift", on, f"{n:02}", amount=a, **more) for n, (on, a) in enumerate(given)))


def points(about: World, on: str, *clauses: Any, **more: Any) -> list[int]:
    outcome = ask(book(rules(*clauses, bands=bands(A=0, C=None), **more)), about, on)
    return [p // 1000 for p in outcome.points.values()]


def gift(*limits: Limit, **more: Any) -> Any:
    return clause("gift", "civic.gift", BY_AMOUNT, **{"lasts": TEN_YEARS, "limits": limits, **more})


def test_a_calendar_limit_is_filled_in_order_and_begins_anew() -> None:
    about = gifts(("2024-01-01", 7), ("2024-01-31", 7), ("2024-01-31", 7), ("2024-02-01", 7))
    assert points(about, "2024-03-01", gift(Limit(10_000, MONTH))) == [7, 3, 0, 7]


def test_a_rolling_limit_counts_what_fitted_in_the_days_before() -> None:
    about = gifts(("2024-01-01", 7), ("2024-01-30", 7), ("2024-01-31", 7), ("2024-02-29", 9))
    assert points(about, "2024-03-01", gift(Limit(10_000, Rolling(Duration(days=30))))) == [7, 3, 7, 3]


def test_what_has_ended_still_fills_a_limit_with_a_period_but_not_one_without() -> None:
    about = gifts(("2024-01-01", 7), ("2024-01-20", 7))
    short = {"lasts": Duration(days=10)}
    assert points(about, "2024-01-20", gift(Limit(10_000, MONTH), **short)) == [3]
    assert points(about, "2024-01-20", gift(Limit(10_000), **short)) == [7]


def test_a_limit_without_a_period_caps_what_counts_after_decay() -> None:
    about = gifts(("2024-01-01", 8), ("2024-02-15", 8))
    halved = {"decay": (DecayStep(Duration(months=1), 500),)}
    assert points(about, "2024-02-20", gift(Limit(10_000), **halved)) == [4, 6]
    assert points(about, "2024-02-20", gift(Limit(10_000, CalendarPeriod("year")), **halved)) == [4, 2]


def test_gains_and_losses_fill_a_limit_each_on_their_own() -> None:
    clauses = (gift(group="g"), clause("fine", "traffic.fine", -8, group="g"))
    rows = [record(kind, f"2024-01-0{n}", str(n), amount=8) for n, kind in enumerate(["civic.gift", "traffic.fine"] * 2, 1)]
    found = points(world(*rows), "2024-02-01", *clauses, groups={"g": Group("g", (Limit(10_000, MONTH),))})
    assert found == [8, -8, 2, -2]


def test_a_limit_per_counterparty_counts_records_without_one_together() -> None:
    parties = ("c", None, "c", None, "d")
    rows = [record("civic.gift", "2024-01-01", str(n), amount=8, counterparty=p) for n, p in enumerate(parties)]
    assert points(world(*rows), "2024-01-01", gift(Limit(10_000, each_counterparty=True))) == [8, 8, 2, 2, 8]


def test_own_limits_come_first_in_their_order_then_the_groups() -> None:
    about = gifts(("2024-01-01", 9), ("2024-01-02", 9), ("2024-02-01", 9))
    own = gift(Limit(10_000, MONTH), Limit(17_000, CalendarPeriod("year")), group="g")
    assert points(about, "2024-03-01", own) == [9, 1, 7]
    assert points(about, "2024-03-01", own, groups={"g": Group("g", (Limit(5000, MONTH),))}) == [5, 0, 5]


@pytest.mark.parametrize(("repaired", "counts"), [(-20, -5), (-2, -2), (4, 4)])
def test_a_repaired_value_never_counts_more_than_fitted_with_the_same_sign(repaired: int, counts: int) -> None:
    fine = clause("fine", "traffic.fine", -10, limits=(Limit(15_000, MONTH),), repairs=(Repair(SETTLED, points=repaired * 1000),))
    rows = [record("traffic.fine", "2024-01-01", n) for n in "12"]
    about = world(*rows, amendment("2", "settled", "2024-02-01"))
    assert points(about, "2024-01-31", fine) == [-10, -5]
    assert points(about, "2024-02-01", fine) == [-10, counts]


FROZEN = world(
    record("civic.gift", "2023-12-31", "1", amount=6),
    record("court.listing", "2024-01-01", "2", ended="2024-03-01"),
    record("civic.gift", "2024-01-01", "3", amount=6),
    record("civic.gift", "2024-01-02", "4", amount=6),
    amendment("2", "settled", "2024-02-01"),
)
LISTED = clause("listed", "court.listing", -50)


@pytest.mark.parametrize(
    ("while_", "thaws"), [("unsettled", "2024-02-01"), ("ongoing", "2024-03-01"), ("in effect", "2025-01-01")]
)
def test_gains_from_the_beginning_on_are_frozen_while_it_holds(while_: Any, thaws: str) -> None:
    freeze = (Freeze("listed", while_),)
    assert points(FROZEN, "2024-01-15", LISTED, gift(), freezes=freeze) == [6, -50, 0, 0]
    assert points(FROZEN, thaws, LISTED, gift(), freezes=freeze)[-2:] == [6, 6]


def test_frozen_gains_still_fill_limits() -> None:
    found = points(FROZEN, "2024-01-15", LISTED, gift(Limit(15_000)), freezes=(Freeze("listed", "unsettled"),))
    assert found == [6, -50, 0, 0]
    assert points(FROZEN, "2024-02-01", LISTED, gift(Limit(15_000)), freezes=(Freeze("listed", "unsettled"),)) == [6, -50, 6, 3]


def test_a_freeze_may_name_any_direct_grade() -> None:
    graded = clause("listed", "court.listing", None, grade="C")
    assert points(FROZEN, "2024-01-15", graded, gift(), freezes=(Freeze(None, "unsettled"),)) == [6, 0, 0, 0]
    assert points(FROZEN, "2024-01-15", LISTED, gift(), freezes=(Freeze(None, "unsettled"),)) == [6, -50, 6, 6]
