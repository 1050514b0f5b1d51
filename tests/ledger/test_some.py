"""A few subjects' records, brought together from an arrangement and what came since: what the store says of them, in the order that it gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from bonitas.common.days import day_number
from bonitas.ledger import Need, Store
from bonitas.ledger.arranged import write
from bonitas.ledger.arranged.flat import Flat
from bonitas.ledger.arranged.some import FIRST, Some
from bonitas.ledger.base import Int64s, Records

from .arranging import gifts, rows, said
from .seen import need

LATER = "bbabbcaadbbe"


def numbered(some: Some, entries: Int64s) -> list[int]:
    """The numbers that records have in their ledger."""
    every = np.concatenate([np.array(batch.column("entry"), np.int64) for batch in some.arranged.batches])
    return [int(every[entry - FIRST]) if entry < 0 else int(entry) for entry in entries.tolist()]


def brought(ledger: Store, wanted: Need) -> tuple[Some, Records]:
    some = ledger.some()
    assert some is not None and wanted.subjects is not None
    found = some.records(wanted, ledger._first_days(wanted))
    assert not found.subject.flags.writeable
    return some, replace(found, subject=wanted.subjects[found.subject])


@pytest.fixture(params=[False, True], ids=["whole", "batches"])
def grown(request: pytest.FixtureRequest, arranged: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An arranged ledger, of several batches perhaps, that has got records of some days once more."""
    if request.param:
        arranged.add(gifts("e", first=950))
        monkeypatch.setattr(write, "PIECE", 3)
        cut = write.cut
        monkeypatch.setattr(write, "cut", lambda held: cut(held, 12))
        write.arrange(arranged)
    arranged.add(gifts(LATER, first=900))
    return arranged


def test_it_says_what_the_store_says(grown: Store) -> None:
    some = np.sort(grown.parties(list("abe")))
    day = day_number(dt.date(2026, 1, 7))
    for wanted in (
        need(subjects=some), need(subjects=some[:1]), need(subjects=some[:0]),
        need(subjects=np.append(some, np.int32(900))), replace(need(subjects=some), kinds=("civic.gift", "nothing")),
        replace(need(subjects=some), kinds=("nothing",)), replace(need(subjects=some), recorded_at=True, attributes=("note", "thanked")),
        replace(need(subjects=some), since=(day, day + 1)),
    ):  # fmt: skip
        by, piece = brought(grown, wanted)
        assert piece.entry is not None and not piece.entry.flags.writeable
        assert said(piece, numbered(by, piece.entry)) == rows(grown, wanted)
    assert brought(grown, replace(need(subjects=some), entry=False))[1].entry is None


def test_ties_are_in_the_order_of_their_names(grown: Store) -> None:
    some = np.sort(grown.parties(list("abcd")))
    by, piece = brought(grown, need(subjects=some))
    entries, groups = np.asarray(piece.entry), piece.subject.astype(np.int64) * 2**32 + piece.occurred_on
    rank = by.tie_order(entries)
    true = grown.tie_order(np.array(numbered(by, entries), np.int64), some)
    mixed = 0
    for group in np.unique(groups).tolist():
        mine = np.flatnonzero(groups == group)
        assert mine[np.argsort(rank[mine])].tolist() == mine[np.argsort(true[mine])].tolist()
        mixed += (entries[mine] < 0).any() and (entries[mine] >= 0).any()
    assert mixed > 3
    old = entries[entries < 0]
    assert (np.diff(by.tie_order(np.sort(old))) > 0).all()


def test_without_an_arrangement_or_after_much_there_is_none(grown: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "_arranged_beside", lambda _: None)
    grown._forget()
    assert grown.some() is None


def test_a_file_that_lies_otherwise_is_not_looked_into() -> None:
    batch = pa.RecordBatch.from_pydict({"n": pa.array([1, None, 3], pa.int64())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as file:
        file.write_batch(batch)
    buffer = sink.getvalue()
    (mine,) = pa.ipc.open_file(buffer).read_all().to_batches()
    assert Flat.of(buffer, [mine]) is not None
    assert Flat.of(buffer, [batch]) is None  # elsewhere
    assert Flat.of(buffer, [mine.slice(1)]) is None
    assert Flat.of(buffer, [pa.RecordBatch.from_pydict({"n": ["text"]})]) is None
