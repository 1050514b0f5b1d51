"""What was added last is kept in memory: the store is asked for it once, and what it says is what the store would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.amounts import MISSING
from bonitas.common.days import day_number
from bonitas.ledger import Store, following, open_ledger
from bonitas.ledger.asking import DuckAsking
from bonitas.ledger.base import Mark, Need
from bonitas.ledger.tail import Tail

from .arranging import answers, gifts, plainly
from .seen import need


@contextmanager
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of the tables within the block."""
    said: list[str] = []
    with monkeypatch.context() as patch:
        for name in ("rows", "table", "batches"):
            ask = getattr(DuckAsking, name)
            patch.setattr(DuckAsking, name, lambda self, sql, *a, ask=ask, **k: (said.append(sql), ask(self, sql, *a, **k))[1])
        yield said


def follow(ledger: Store, mark: Mark) -> tuple[Any, ...]:
    """What a refresh asks."""
    now = ledger.mark()
    parts = ledger.changed_since(mark, "r", 0, 0)
    return (
        now,
        ledger.sealed_at(now),
        ledger.sealed_at(mark),
        ledger.latest_entry_at(),
        parts.records.tolist(),
        parts.subjects.tolist(),
    )


def test_a_day_costs_one_question(arranged: Store, address: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    some = arranged.parties(list("abc"))
    mark = arranged.mark()
    follow(arranged, mark)
    list(arranged.read(need(subjects=some)))
    for first in (300, 400):  # the first time, words are looked up
        arranged.add(gifts("bbc", first=first))
        with asked(monkeypatch) as said:
            told, size = follow(arranged, mark), arranged.size(need(subjects=some))
            entries = [int(entry) for piece in arranged.read(need(subjects=some)) for entry in piece.entry]
            ranks = arranged.tie_order(np.array(entries), some)
        assert first == 300 or (len(said) == 1 and "entry >" in said[0])
        assert (len(entries), told[4]) == (size, sorted(arranged.parties(["b", "c"]).tolist()))
        mark = told[0]
        with asked(monkeypatch) as said:
            assert follow(arranged, mark)[4] == []
        assert said == []
    arranged.close()
    with open_ledger(address, catalogue=catalogue) as ledger:
        assert follow(ledger, mark)[:4] == (mark, told[1], told[1], told[3])
        monkeypatch.setattr(Store, "_arranged_beside", lambda _: None)
        ledger._forget()
        assert ledger.tie_order(np.array(entries), some).tolist() == ranks.tolist()
        assert sorted(entries) == sorted(int(entry) for piece in ledger.read(need(subjects=some)) for entry in piece.entry)


@pytest.mark.parametrize("kept", [0, 2])
def test_with_room_for_few_nothing_else_is_said(arranged: Store, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = arranged.mark()
    monkeypatch.setattr(following, "KEPT", kept)
    arranged.add(gifts("bbea", first=500))
    few = follow(arranged, mark)
    assert answers(arranged) == plainly(arranged, monkeypatch)
    arranged.add(gifts("y", first=600))
    few += follow(arranged, mark)
    monkeypatch.setattr(following, "KEPT", 1000)
    arranged._forget()
    assert few[6:] == follow(arranged, mark)
    assert few[4] == sorted(arranged.parties(list("abe")).tolist())


def test_what_is_too_old_or_of_another_kind_is_left_out(arranged: Store) -> None:
    last = arranged.mark().entry
    arranged.add(gifts("bbb", first=700))  # a penalty of the 9th, gifts of the 8th and the 7th
    wanted = need(subjects=arranged.parties(["b"]))
    eighth, never = day_number(dt.date(2026, 1, 8)), 2**31 - 1

    def later(wanted: Need) -> list[int]:
        days = [piece.occurred_on[piece.entry > last].tolist() for piece in arranged.read(wanted) if piece.entry is not None]
        return [day - eighth for some in days for day in some]

    assert sorted(later(wanted)) == [-1, 0, 1]
    assert sorted(later(replace(wanted, since=(0, eighth)))) == [0, 1]
    assert later(replace(wanted, since=(never, eighth))) == [0]
    assert later(replace(wanted, since=(eighth + 2, never))) == []
    assert later(replace(wanted, kinds=("traffic.penalty",))) == [1]
    assert later(replace(wanted, kinds=("traffic.penalty", "nothing"), since=(0, 0))) == [1]
    assert sorted(later(replace(wanted, subjects=None))) == [-1, 0, 1]


def test_of_what_was_removed_nothing_is_kept(arranged: Store) -> None:
    mark = arranged.mark()
    arranged.add(gifts("be", first=800))
    told = follow(arranged, mark)
    arranged.remove(subject="e", why="asked for", basis="erasure")
    assert follow(arranged, mark)[4] == arranged.parties(["b"]).tolist()
    assert arranged.mark().entry == told[0].entry
    assert follow(arranged, told[0])[2] in ("", told[1])
    arranged.add(gifts("z", first=900))
    assert follow(arranged, told[0])[4] == arranged.parties(["z"]).tolist()


def test_records_come_in_whatever_order() -> None:
    def rows(entries: list[int], **more: list[int]) -> pa.Table:
        numbers, codes = ("entry", "recorded_at", *more), ("subject", "kind", "furnisher")
        kinds = {**dict.fromkeys(numbers, pa.int64()), **dict.fromkeys(codes, pa.int32())}
        columns = {name: pa.array(more.get(name, entries), kind) for name, kind in kinds.items()}
        return pa.table(
            {**columns, "occurred_on": pa.array([0] * len(entries), pa.date32()), "ref": [f"r{one}" for one in entries]}
        )

    tail = Tail(4, 4, 0).with_later(rows([7, 5])).with_later(rows([9, 8], a_hours=[1, 2])).with_earlier(rows([4, 2]), 1)
    assert (tail.after, tail.last, tail.latest, len(tail)) == (1, 9, 9, 6)
    assert [tail.said(entry, "subject") for entry in range(2, 10)] == [
        (n, f"r{n}") if n in (2, 4, 5, 7, 8, 9) else None for n in range(2, 10)
    ]
    found = tail.wanted(need(), dict.fromkeys(range(10), 0), above=2).records(Need((), ("hours",)))
    assert dict(zip(found.subject.tolist(), found.attributes["hours"].tolist(), strict=True)) == {
        **dict.fromkeys((4, 5, 7), MISSING),
        9: 1,
        8: 2,
    }
    assert tail.subjects_above(4).tolist() == [5, 7, 8, 9]
