"""Coding by whole columns takes the rows that `add` takes, and gives the engine the same; all else it leaves to `add`. (No Spark is needed.)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given

from bonitas.engine.question import pairs
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.ledger.bulk import fill
from bonitas.ledger.duck import DuckLedger, memory_store
from bonitas.spark.plain import NAME, NotPlain, coded
from engine.situations import FEWER, Situation, situations
from spark_session import typed_table
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE

MOMENT = 1_700_000_000_000_000


def ledgers(records: pa.Table, amendments: Any, participations: Any) -> list[DuckLedger]:
    """One filled by whole columns, one by `add`."""
    found = []
    for quick in (True, False):
        ledger = memory_store(lab=True, catalogue=CATALOGUE)
        if quick:
            each = coded(records, None, CATALOGUE, MOMENT)
            fill(ledger, each.attributes, each.tables())
        else:
            assert ledger.add(records).ok
        for rows, bring in ((participations, ledger.enrol), (amendments, ledger.amend)):
            assert not rows or bring(rows).ok
        found.append(ledger)
    return found


@FEWER
@given(situations())
def test_the_same_ledger(situation: Situation) -> None:
    book, world, asked = situation
    if not world.records:
        return
    records = typed_table(record_dicts(world), CATALOGUE)
    answers = []
    for ledger in ledgers(records, amendment_dicts(world), participation_dicts(world)):
        with ledger:
            answers.append(answer(book, ledger, pairs(ledger, asked), Settings(threads=1)).to_arrow().to_pylist())
    assert answers[0] == answers[1]


ROW: dict[str, Any] = {
    "subject": "a", "subject_type": "person", "kind": "loan", "occurred_on": dt.date(2024, 1, 2), "ended_on": dt.date(2024, 3, 4),
    "recorded_at": dt.datetime(2024, 1, 3, tzinfo=dt.UTC), "furnisher": "f", "ref": "1", "counterparty": "c",
}  # fmt: skip


def table(*changes: dict[str, Any]) -> pa.Table:
    kind = next(name for name, one in CATALOGUE.kinds.items() if one.lasting)
    rows = [{**ROW, "kind": kind, "ref": str(n), **change} for n, change in enumerate(changes)]
    return pa.Table.from_pylist(rows)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: table({"subject": None}, {}),
        lambda: table({"subject": ""}, {}),
        lambda: table({"kind": "nonsense"}),
        lambda: table({"kind": None}, {}),
        lambda: table({"occurred_on": None}, {}),
        lambda: table({"occurred_on": dt.date(1899, 12, 31)}),
        lambda: table({"occurred_on": "2024-01-02", "ended_on": "2024-01-03"}),
        lambda: table({"ended_on": dt.date(2023, 1, 1)}),
        lambda: table({"recorded_at": dt.datetime(2024, 1, 3)}),
        lambda: table({"recorded_at": dt.datetime(1800, 1, 3, tzinfo=dt.UTC)}),
        lambda: table({"subject_type": "dog"}),
        lambda: table({"subject_type": "person"}, {"subject_type": "organisation"}),
        lambda: table({"ref": "1"}, {"ref": "1"}),
        lambda: table({"ref": None}, {}),
        lambda: table({}, {}).append_column(NAME, pa.array([5, 5])),
        lambda: table({}).append_column("stars", pa.array([1.5])),
        lambda: table({}).append_column("amount", pa.array([Decimal("1.234")])),
        lambda: table({}).append_column("amount", pa.array([10**13])),
        lambda: table({}).append_column("channel", pa.array(["no such channel"])),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_add(spoil: Callable[[], pa.Table]) -> None:
    with pytest.raises(NotPlain):
        coded(spoil(), None, CATALOGUE, MOMENT)


def test_a_plain_row_is_plain() -> None:
    found = coded(table({}, {"subject": "b", "recorded_at": None, "ref": "x"}), None, CATALOGUE, MOMENT)
    assert found.columns["recorded_at"].to_pylist() == [1_704_240_000_000_000, MOMENT]
    assert found.subjects.to_pylist() == [{"party": 0, "organisation": False}, {"party": 1, "organisation": False}]
