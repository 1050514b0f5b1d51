"""No way to a standing leads round the law: what bars is refused outside the lab, by clause and article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bonitas
from bonitas.ledger.base import Ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from law.test_checks import CATALOGUE, small

ROW = {"subject": "s", "kind": "life.late", "occurred_on": "2026-01-01", "recorded_at": "2026-01-02T00:00:00Z"}
ON = "2026-11-25"
BARRED = {"late": {"for": "life.late", "points": -10, "lasts": "3 years", "source": "s"}}
WORDS = "E117 'small' may not be operated where it says it is: EU106 the clause 'late' (GDPR, Art. 5(1)(e)). See what each is"
WAYS: dict[str, Callable[[Rulebook, Ledger, Path], Any]] = {
    "rate": lambda book, ledger, _: bonitas.rate(book, ledger, on=ON),
    "explain": lambda book, ledger, _: bonitas.explain(book, ledger, subject="s", on=ON),
    "forecast": lambda book, ledger, _: bonitas.forecast(book, ledger, subject="s", on=ON),
    "impact": lambda book, ledger, _: bonitas.impact(small({}), book, ledger, on=ON),
    "what_if": lambda book, ledger, _: bonitas.what_if(book, ledger, subject="s", on=ON),
    "path": lambda book, ledger, _: bonitas.path(book, ledger, subject="s", to="good", on=ON),
    "offers": lambda book, ledger, _: bonitas.offers(book, ledger, subject="s", on=ON),
    "prepare": lambda book, ledger, _: bonitas.prepare(book, ledger),
    "rate_into": lambda book, ledger, place: bonitas.rate_into(book, ledger, place / "ratings", on=ON),
}


@pytest.mark.parametrize("way", WAYS)
def test_refused(way: str, tmp_path: Path) -> None:
    book = small({"jurisdictions": ["EU"], "clauses": BARRED})
    with memory_ledger([ROW], catalogue=CATALOGUE) as ledger, pytest.raises(bonitas.BonitasError) as raised:
        WAYS[way](book, ledger, tmp_path)
    assert str(raised.value).startswith(WORDS)


def test_not_refused_in_a_lab_nor_where_the_law_is_another() -> None:
    with memory_ledger([ROW], catalogue=CATALOGUE, lab=True) as lab:
        assert len(bonitas.rate(small({"jurisdictions": ["EU"], "clauses": BARRED}), lab, on=ON)) == 1
    with memory_ledger([ROW], catalogue=CATALOGUE) as real:
        assert len(bonitas.rate(small({"jurisdictions": ["US"], "clauses": BARRED}), real, on=ON)) == 1


def test_a_ground_that_the_catalogue_knows_is_refused_everywhere() -> None:
    prayer = {"a": {"for": "life.prayer", "points": 1, "lasts": "1 year", "source": "s"}}
    with memory_ledger([ROW], catalogue=CATALOGUE) as real, pytest.raises(bonitas.BonitasError, match="ANY101 the clause 'a'"):
        bonitas.rate(small({"clauses": prayer}), real, on=ON)
