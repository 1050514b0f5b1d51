"""The standing of an empty file, told from the rules alone, is what the engine rates; and not taking part is never worse than it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bonitas
from bonitas.common.days import day_number
from bonitas.law.empty import default_band
from bonitas.law.law import law
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_rulebook
from law.test_checks import CATALOGUE, small

ON = "2026-11-25"
TODAY = day_number(dt.date.fromisoformat(ON))
BANDS = ("good", "fair", "poor")


def rated(book: Rulebook, catalogue: Any = None) -> dict[str, Any]:
    """How somebody stands who takes part and of whom nothing is recorded."""
    part = [
        {"subject": "s", "rulebook": book.id, "basis": "consent", "from": "2000-01-01", "recorded_at": "2000-01-01T00:00:00Z"}
    ]
    named = {"catalogue": catalogue} if catalogue is not None else {}
    with memory_ledger([], participations=part, lab=True, **named) as lab:
        (row,) = bonitas.rate(book, lab, on=ON, subject="s").rows()
    return row


def of_people(name: str) -> bool:
    """Whether a published rulebook rates people, today."""
    book = read_rulebook(name)
    return book.subjects != "organisation" and book.periods[-1].rules.rates and book.periods[-1].end > TODAY


@pytest.mark.parametrize("name", [name for name in bonitas.published() if of_people(name)])
def test_it_is_what_the_engine_rates(name: str) -> None:
    book = read_rulebook(name)
    told = default_band(book.periods[-1].rules)
    assert told is None or rated(book)["band"] == told


@settings(max_examples=12, deadline=None)
@given(
    base=st.integers(0, 120),
    missing=st.integers(-50, 50),
    benefit=st.lists(st.sampled_from(BANDS), min_size=1, unique=True),
    formula=st.sampled_from(["n + 3", "n / 0", "n * 2 - 5", "max(n, 1)", "abs(n - 4)"]),
)
def test_not_taking_part_is_worse_than_an_empty_file_only_where_the_law_says_so(
    base: int, missing: int, benefit: list[str], formula: str
) -> None:
    book = small({
        "jurisdictions": ["US"], "base": base,
        "measures": {"n": {"count": "life.late", "within": "1 year"}, "f": {"formula": formula}},
        "scorecard": {"f": {"table": {"missing": missing, "under 3": 1, "3 or more": -7}, "source": "s"}},
        "consequences": {"gift": {"benefit": "A gift", "for": benefit, "provider": "p", "context": "life", "source": "s"}},
    })  # fmt: skip
    row = rated(book, CATALOGUE)
    assert row["band"] == default_band(book.periods[-1].rules)
    told = "ANY104" in {one.code for one in law(book)}
    assert told == (row["band"] in benefit)


def test_whoever_takes_no_part_has_no_band_and_meets_no_detriment() -> None:
    book = small({"jurisdictions": ["US"], "base": 10, "consequences": {
        "no": {"detriment": "None", "for": "poor", "provider": "p", "context": "life", "lasts": "1 month", "source": "s"}}})  # fmt: skip
    late = {"subject": "s", "kind": "life.late", "occurred_on": "2026-01-01", "recorded_at": "2026-01-02T00:00:00Z"}
    with memory_ledger([late], catalogue=CATALOGUE) as real:
        (row,) = bonitas.rate(book, real, on=ON).rows()
        offered = bonitas.offers(book, real, subject="s", on=ON)
    assert (row["standing"], row["score"], row["band"]) == ("not_rated", None, None)
    assert (offered.as_dict()["in_force"], offered.as_dict()["next"]) == ([], None)
