"""Records that no clause can look at any more need not be read, and no rating hangs on whether they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bonitas.common.days import ALWAYS, day_number
from bonitas.engine.program import Compiled, compile_rules
from bonitas.engine.rate import rate
from bonitas.ledger.base import Need, Records
from bonitas.ledger.duck import DuckLedger
from bonitas.rulebook.model import Rules
from engine.situations import FEWER, Situation, ledger_of, situations
from engine.small import book, change, fine, gift, ledger
from engine.test_plain import folded, made_plain
from strategies.small import CATALOGUE

TODAY = dt.date(2026, 3, 1)
FINE = "clauses: {fine: {for: traffic.fine, points: -5}}\n"
GIFT = "clauses: {fine: {for: traffic.fine, points: -5}, gift: {for: civic.gift, points: 2, MORE}}\n"


def bounded(rules: Rules) -> Rules:
    """Plain rules, of whose records most can be left out."""
    return made_plain(rules)


@FEWER
@given(situations(6))
def test_what_is_left_out_changes_nothing(situation: Situation) -> None:
    read, world, asked = situation
    less = replace(read, periods=tuple(replace(period, rules=bounded(period.rules)) for period in read.periods))
    with ledger_of(world) as there:
        for one in (read, less):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Compiled, "since", lambda self, day: ())
                whole = folded(one, there, asked)
            assert folded(one, there, asked) == whole


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records each reading of a ledger handed out."""
    found: list[int] = []
    read = DuckLedger.read

    def counted(self: DuckLedger, need: Need) -> Iterator[Records]:
        for piece in read(self, need):
            found.append(len(piece))
            yield piece

    monkeypatch.setattr(DuckLedger, "read", counted)
    return found


@pytest.mark.parametrize(
    ("text", "rows", "score"),
    [
        (FINE, 1, 95.0),
        (GIFT.replace("MORE", "lasts: 20 years"), 3, 99.0),  # both gifts still count
        (GIFT.replace("MORE", "lasts: 2 months"), 1, 95.0),
        (GIFT.replace("MORE", "lasts: 2 months, again: double"), 3, 95.0),  # who asks what came before is given it
        (GIFT.replace("MORE", "lasts: 2 months, limit: 2 per calendar year"), 3, 95.0),
    ],
)  # fmt: skip
def test_only_what_can_matter_is_read(text: str, rows: int, score: float, rows_read: list[int]) -> None:
    with ledger(fine("2010-01-01", "1"), fine("2026-01-01", "2"), gift("2012-01-01", "3"), gift("2013-01-01", "4")) as there:
        (row,) = rate(book(text), there, on=TODAY).rows()
    assert row["score"] == score
    assert sum(rows_read) == rows


def since(text: str) -> dict[str, int]:
    with ledger() as there:
        compiled = compile_rules(book(text).periods[0].rules, CATALOGUE, there)
        return dict(zip(compiled.kinds, compiled.since(day_number(TODAY)), strict=False))


def test_a_kind_matters_as_long_as_the_longest_of_its_clauses() -> None:
    two = FINE[:-2] + ", late: {for: traffic.fine, points: -1, lasts: 3 years}}\n"
    assert since(FINE) == {"traffic.fine": day_number(TODAY) - 12 * 31}
    assert since(two) == {"traffic.fine": day_number(TODAY) - 36 * 31}


@pytest.mark.parametrize(
    "text",
    [
        "clauses: {fine: {for: traffic.fine, points: -5, again: double}}\n",
        "clauses: {fine: {for: traffic.fine, points: -5, limit: 20 per calendar year}}\n",
        FINE + "measures: {fines: {count: traffic.fine}}\nno_score: {when: fines < 1, because: Too few.}\n",
    ],
)
def test_where_what_came_before_counts_all_is_read(text: str) -> None:
    assert since(text) == {}


def test_a_measure_holds_its_own_kinds_only() -> None:
    text = (
        GIFT.replace(", MORE", "") + "measures: {gifts: {count: civic.gift}}\nno_score: {when: gifts > 9, because: Too many.}\n"
    )
    assert since(text) == {"civic.gift": ALWAYS, "traffic.fine": day_number(TODAY) - 12 * 31}


FALLEN = """clauses:
  fine: {for: traffic.fine, points: -60}
  gift: {for: civic.gift, grade: D, lasts: 3 years}
grades: {remembers: yes}
"""


def test_what_was_fallen_from_is_the_band_of_an_earlier_day() -> None:
    """On 2024-06-30 the fine of 2023-07-30 counted still: the gift of the next day had somebody fall from band C, and not from A."""
    grade, fall = "clauses: {fine: {for: traffic.fine, grade: D}}\n", day_number(TODAY) - 36 * 31
    assert since(grade) == {"traffic.fine": day_number(TODAY) - 12 * 31}  # nobody asks
    assert since(FALLEN) == {"civic.gift": fall - 36 * 31 - 1, "traffic.fine": fall - 12 * 31 - 1}
    assert since(FALLEN.replace("lasts: 3 years", "lasts: 150 years")) == {}
    for first, shown in (("2023-07-30", "DC"), ("2023-06-30", "DA")):
        with ledger(fine(first, "1"), fine("2010-01-01", "2"), gift("2024-07-01", "3")) as there:
            (row,) = rate(book(FALLEN), there, on=TODAY).rows()
        assert row["band"] == shown


def test_a_record_moved_to_a_later_day_counts_from_there() -> None:
    moved = change("1", "corrected", "2026-02-01", occurred_on="2026-01-15")
    with ledger(fine("2010-01-01", "1"), amendments=[moved]) as there:
        (row,) = rate(book(FINE), there, on=TODAY).rows()
    assert row["score"] == 95.0


def test_each_day_asked_for_has_what_matters_to_it() -> None:
    asked: list[Any] = [("s", "2012-06-01"), ("s", "2026-03-01")]
    with ledger(fine("2012-01-01", "1"), fine("2026-01-01", "2")) as there:
        assert [row["score"] for row in rate(book(FINE, in_force="{from: 2000-01-01}"), there, asked=asked).rows()] == [
            95.0,
            95.0,
        ]
