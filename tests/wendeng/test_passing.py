"""What one layer of the scheme hands to another: a company's acts to its head, a family's to the head of the household, stars to the
district. Every number is added up by hand from the rows named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import bonitas
from bonitas.engine.passing import pass_on
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.read import read_rulebook

PERSONS, COMPANIES, VILLAGE = "cn-wendeng-2020", "cn-wendeng-2020-companies", "cn-wendeng-2020-village"


def record(subject: str, kind: str, on: str, **rest: Any) -> dict[str, Any]:
    firm = {"subject_type": "organisation"} if subject == "mill" else {"subject_type": "person"}
    return {
        "subject": subject,
        "kind": kind,
        "occurred_on": on,
        "furnisher": "office",
        "ref": f"{subject} {kind}",
        **firm,
        **rest,
    }


@pytest.fixture
def town() -> Iterator[DuckLedger]:
    """A mill that li heads, and a household of wang (its head) and xia."""
    records = [
        record("li", "office.held", "2020-01-01", counterparty="mill", position="head"),
        record("mill", "evidence.false_to_authority", "2025-02-01"),
        record("mill", "court.defaulter_listing", "2025-03-01"),
        record("mill", "honour.award", "2025-01-01", level="city"),
        record("wang", "household.member", "2020-01-01", counterparty="wang"),
        record("xia", "household.member", "2020-01-01", counterparty="wang"),
        record("xia", "village.rubbish_dumped", "2025-04-01"),
        record("xia", "service.merit", "2025-02-01", merit="first_class"),
        record("xia", "village.neighbour_helped", "2025-08-01", skilled="no"),
        record("xia", "village.income_added", "2025-09-01", added_yuan="8000"),
        record("xia", "village.facilities_repaired", "2025-09-02"),
        record("xia", "village.training_attended", "2025-09-03"),
    ]
    persons = [(name, book) for name in ("li", "wang", "xia") for book in (PERSONS, VILLAGE)]
    served = [{"subject": name, "rulebook": book, "basis": "notice", "from": "2020-01-01"} for name, book in persons]
    served.append({"subject": "mill", "rulebook": COMPANIES, "basis": "notice", "from": "2020-01-01"})
    with memory_ledger(records=records, participations=served, lab=True) as ledger:
        yield ledger


def standing(book: str, ledger: DuckLedger, subject: str, on: str) -> tuple[int, str]:
    (row,) = bonitas.rate(read_rulebook(book), ledger, on=on, subject=subject).rows()
    return int(row["score"]), str(row["band"])


def test_the_head_of_a_company_gets_its_acts_at_the_rate_for_persons(town: DuckLedger) -> None:
    """I017 takes 30 of the head as C088 of the company; the listing is a D for the company and a C for its head, booked at 600."""
    assert standing(PERSONS, town, "li", "2025-02-15") == (1000, "A")
    found = pass_on(read_rulebook(COMPANIES), town, on="2025-06-01", into=town)
    assert sorted(row["kind"] for row in found.rows) == ["evidence.false_to_authority", "joint.defaulter_listing"]
    assert {row["subject"] for row in found.rows} == {"li"}
    assert standing(PERSONS, town, "li", "2025-02-15") == (970, "A")
    assert standing(PERSONS, town, "li", "2025-06-01") == (600, "C")
    assert standing(COMPANIES, town, "mill", "2025-06-01") == (1000, "DA")


def test_an_honour_of_the_company_stays_with_it(town: DuckLedger) -> None:
    assert "honour.award" not in {row["kind"] for row in pass_on(read_rulebook(COMPANIES), town, on="2025-06-01").rows}


def test_a_familys_act_is_the_heads(town: DuckLedger) -> None:
    """V163 takes 5 of the head of the household."""
    assert standing(VILLAGE, town, "wang", "2025-06-01") == (1000, "two_stars")
    found = pass_on(read_rulebook(VILLAGE), town, on="2025-06-01", into=town)
    spilt = [(row["subject"], row["kind"]) for row in found.rows if row["ref"].startswith("household")]
    assert spilt == [("wang", "village.rubbish_dumped")]
    assert standing(VILLAGE, town, "wang", "2025-06-01") == (995, "two_stars")


def test_five_stars_on_the_last_day_are_fifteen_points_in_january(town: DuckLedger) -> None:
    """1000 + 60 (V097) - 5 (V163) + 1 (V045) + 3 (V078) + 2 (V076) + 1 (V034) = 1062: five stars. In the district the merit and the
    rubbish count too (I413 60, I121 5), and from January on the stars: 1000 + 60 - 5 + 15 = 1070."""
    assert standing(VILLAGE, town, "xia", "2025-12-31") == (1062, "five_stars")
    assert standing(PERSONS, town, "xia", "2025-12-31") == (1055, "AAA")
    found = pass_on(read_rulebook(VILLAGE), town, on="2026-01-15", into=town)
    stars = {row["occurred_on"]: (row["village_stars"], row["village_score"]) for row in found.rows if row["subject"] == "xia"}
    assert stars["2025-01-01"] == ("two_stars", "1000")
    assert stars["2026-01-01"] == ("five_stars", "1062")
    assert standing(PERSONS, town, "xia", "2026-01-15") == (1070, "AAA")
    assert standing(VILLAGE, town, "xia", "2026-01-15") == (1000, "two_stars")
    assert pass_on(read_rulebook(VILLAGE), town, on="2026-01-15", into=town).rows == []
