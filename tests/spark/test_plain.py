"""Coding by whole columns takes the rows that `add` takes, and gives the engine the same; all else it leaves to `add`. (No Spark is needed.)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.engine import streaming
from bonitas.engine.question import pairs
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.ledger.base import Mark, Need
from bonitas.ledger.duck import DuckLedger
from bonitas.spark import columns
from bonitas.spark.columns import ColumnLedger
from bonitas.spark.enrolled import enrolled
from bonitas.spark.failures import Refused
from bonitas.spark.ordered import numbers_of
from bonitas.spark.partition import Rows
from bonitas.spark.plain import KEY, NAME, NotPlain, coded
from bonitas.spark.task import Task
from bonitas.spark.worker import added, in_columns
from bonitas.spark.worker import ledger_of as worker_ledger
from engine.situations import FEWER, Situation, ledger_of, situations
from spark_session import typed_table
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE

MOMENT = 1_700_000_000_000_000
#: The rulebook does not travel here, nor does the catalogue.
TASK = Task("", "", "", {}, [], 0, 0, MOMENT, asked=True, whole=True, lab=True)


def rows_of(situation: Situation, *, numbered: bool = False) -> Rows:
    """A situation as a partition's rows in natural types; with `numbered`, texts come as numbers of texts."""
    _, world, _ = situation
    dicts = record_dicts(world), [{"subject": None, **row} for row in amendment_dicts(world)], participation_dicts(world)
    tables = [typed_table(rows, CATALOGUE) if rows else None for rows in dicts]
    if numbered:
        tables = [None if table is None else with_numbers(table) for table in tables]
    return Rows(*tables, None, None)


def with_numbers(table: pa.Table) -> pa.Table:
    for at, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(at, field.name, table.column(at).dictionary_encode())
    return table


def answers(situation: Situation, ledger: Any) -> list[dict[str, Any]]:
    book, _, asked = situation
    with ledger:
        found: list[dict[str, Any]] = answer(book, ledger, pairs(ledger, asked), Settings(threads=1)).to_arrow().to_pylist()
        return found


@FEWER
@given(situations(), st.booleans())
def test_the_same_ledger(situation: Situation, numbered: bool) -> None:
    """Rows as they came, coded rows in a database, and rows that `add` has taken."""
    if not situation[1].records:
        return
    rows = rows_of(situation, numbered=numbered)
    with ledger_of(situation[1]) as kept:
        expected = answers(situation, kept)
    assert answers(situation, added(rows, TASK, CATALOGUE)) == expected
    assert answers(situation, worker_ledger(rows, TASK, CATALOGUE)) == expected
    with pytest.MonkeyPatch.context() as patch:  # folded while it is read, wherever a subject's records lie
        patch.setattr(streaming, "FROM_SUBJECTS", 1)
        patch.setattr(columns, "PIECE", 7)
        patch.setattr(ColumnLedger, "scattered", False)
        assert answers(situation, worker_ledger(rows, TASK, CATALOGUE)) == expected


@FEWER
@given(situations())
def test_refs_as_numbers(situation: Situation) -> None:
    """They put records of one day in the order of the refs that are not there."""
    book, world, asked = situation
    situation = book, replace(world, amendments=()), asked
    rows = rows_of(situation)
    if rows.records is None:
        return
    try:
        in_columns(rows, TASK, CATALOGUE)
    except NotPlain:
        return
    key = pa.array(numbers_of(rows.records.column("ref").combine_chunks(), ""))
    sent = replace(rows, records=rows.records.drop_columns(["ref"]).append_column(KEY, key))
    with ledger_of(situation[1]) as kept:
        expected = answers(situation, kept)
    assert answers(situation, in_columns(sent, TASK, CATALOGUE)) == expected
    with pytest.raises(Refused) as raised:
        added(sent, TASK, CATALOGUE)
    assert [problem.code for problem in raised.value.problems] == ["S304"]


def test_whether_records_are_scattered() -> None:
    def found(*subjects: str) -> bool:
        rows = pa.concat_tables([table({"subject": name, "ref": str(n)}) for n, name in enumerate(subjects)])
        with in_columns(Rows(rows, None, None, None, None), TASK, CATALOGUE) as ledger:
            return ledger.scattered

    assert not found(*"aaabbb", *"ab")
    assert found(*"abababa")


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
        coded(spoil(), [], CATALOGUE, MOMENT)


def test_a_plain_row_is_plain() -> None:
    found = coded(table({}, {"subject": "b", "recorded_at": None, "ref": "x"}), [], CATALOGUE, MOMENT)
    assert found.columns["recorded_at"].to_pylist() == [1_704_240_000_000_000, MOMENT]
    assert found.subjects.to_pylist() == [{"party": 0, "organisation": False}, {"party": 1, "organisation": False}]


def joined(*changes: dict[str, Any]) -> pa.Table:
    row = {"subject": "a", "rulebook": "r", "basis": "notice", "from": dt.date(2024, 1, 1), "until": None}
    rows = pa.Table.from_pylist([{**row, **change} for change in changes])
    return rows.set_column(4, "until", rows.column("until").cast(pa.date32()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: joined({}, {}),
        lambda: joined({"until": dt.date(2024, 1, 1)}),
        lambda: joined({"basis": "word of mouth"}),
        lambda: joined({"rulebook": None}, {}),
        lambda: joined({}, {"until": dt.date(2025, 1, 1)}),
        lambda: joined({"from": dt.date(1800, 1, 1)}),
    ],
)
def test_participations_that_are_not_plain_are_left_to_enrol(spoil: Callable[[], pa.Table]) -> None:
    rows = spoil()
    with pytest.raises(NotPlain):
        enrolled(rows, pa.array([0] * rows.num_rows, pa.int32()), MOMENT)


def amended(**change: Any) -> Rows:
    """Two people's records, of which one is amended."""
    records = table({}, {"subject": "b"}, {"subject": "b", "furnisher": "e", "occurred_on": dt.date(2024, 2, 2)})
    row = {"subject": "a", "furnisher": "f", "ref": "0", "change": "withdrawn", "effective_on": dt.date(2024, 5, 1), **change}
    return Rows(records, pa.Table.from_pylist([row]), joined({}, {"subject": "c"}), None, None)


def test_amendments_are_checked_against_the_records_they_name() -> None:
    with worker_ledger(amended(), TASK, CATALOGUE) as ledger, added(amended(), TASK, CATALOGUE) as other:
        assert isinstance(ledger, ColumnLedger)
        assert isinstance(other, DuckLedger)
        need = Need(tuple(CATALOGUE.kinds), ())
        assert ledger.amendments(need) == other.amendments(need) != []
        assert ledger.latest_entry_at() == other.latest_entry_at()
    with pytest.raises(Refused, match="L301"):
        worker_ledger(amended(ref="9"), TASK, CATALOGUE)


def test_every_question_is_answered_alike() -> None:
    """Also those that rating does not ask."""
    with worker_ledger(amended(), TASK, CATALOGUE) as ledger, added(amended(), TASK, CATALOGUE) as other:
        entries = np.array([2, 0, 1])
        for ask in (
            lambda one: one.mark(), lambda one: one.full_records([1, 0]), lambda one: one.tie_order(entries).tolist(),
            lambda one: one.subjects(["b", "f", "nobody", "c"])[1:], lambda one: [list(map(str, each)) for each in one.subjects()[1:]],
            lambda one: one.words(one.codes(["f", "e"]).tolist()), lambda one: one.parties(["nobody"]).tolist(),
            lambda one: one.size(Need(tuple(CATALOGUE.kinds), ())), lambda one: len(one.participations("r").subject),
            lambda one: len(one.participations("r", one.parties(["c"])).subject), lambda one: len(one.participations("s").subject),
            lambda one: one.changed_since(Mark(1, 0, 1), "r", 0, 0).records.tolist(),
        ):  # fmt: skip
            assert str(ask(ledger)) == str(ask(other))
