"""What the engine asks, answered as `base.Ledger` says; alike in every store."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from bonitas.common.amounts import MISSING
from bonitas.common.days import NO_DAY, day_number
from bonitas.ledger import Need, Store
from bonitas.ledger import asking as embedded
from bonitas.ledger.base import NEVER_KNOWN, Ledger, Participations, Records
from bonitas.ledger.postgres import asking as in_server

from .seen import need


@pytest.fixture(autouse=True)
def _records(ledger: Store) -> None:
    ledger.add(
        [
            {"subject": "é", "kind": "traffic.penalty", "occurred_on": "2026-01-01", "fine": "1.50", "counterparty": "c"},
            {"subject": "z", "kind": "civic.gift", "occurred_on": "2026-01-02", "thanked": "no", "thanked_on": "2026-01-05"},
            {"subject": "Z", "kind": "civic.gift", "occurred_on": "2026-01-03", "hours": "0.125", "furnisher": "b", "ref": "2"},
            {"subject": "Z", "kind": "civic.gift", "occurred_on": "2026-01-03", "note": "n", "furnisher": "b", "ref": "10"},
            {
                "subject": "Z",
                "kind": "civic.gift",
                "occurred_on": "2026-01-03",
                "furnisher": "B",
                "ref": "3",
                "ended_on": "2026-02-01",
            },
        ]  # fmt: skip
    )


def one(ledger: Store, need: Need) -> dict[str, np.ndarray]:
    pieces = list(ledger.read(need))
    assert len(pieces) == 1
    piece = pieces[0]
    return {"subject": piece.subject, "kind": piece.kind, "occurred_on": piece.occurred_on, **piece.attributes}


@pytest.mark.parametrize("kinds", [None, ("civic.gift",)])
def test_columns_as_stored_say_the_same(ledger: Store, kinds: tuple[str, ...] | None) -> None:
    wanted = need() if kinds is None else replace(need(), kinds=kinds)
    absent = {"ended_on": NO_DAY, "counterparty": -1}
    there: list[tuple[int, ...]] = []
    for batch in (fetch() for fetch in ledger.columns(wanted)):
        names = [
            "subject",
            "kind",
            "occurred_on",
            *wanted.columns,
            *(name for name in wanted.attributes if name in batch.schema.names),
        ]
        assert {batch.column(name).type for name in names} <= {pa.int32(), pa.int64(), pa.date32()}
        cells = [batch.column(name).view(f"int{batch.column(name).type.bit_width}").to_pylist() for name in names]
        for row in zip(*cells, strict=True):
            said = {name: absent.get(name, MISSING) if cell is None else cell for name, cell in zip(names, row, strict=True)}
            there.append(tuple(said.get(name, MISSING) for name in ("subject", *wanted.columns, *wanted.attributes)))
    expected = [
        row
        for piece in ledger.read(wanted)
        for row in zip(
            piece.subject.tolist(), *(getattr(piece, name).tolist() for name in wanted.columns),
            *(piece.attributes[name].tolist() for name in wanted.attributes), strict=True,
        )
    ]  # fmt: skip
    assert len(there) == (5 if kinds is None else 4)
    assert sorted(there) == sorted(expected)


def test_columns_come_as_promised(ledger: Store) -> None:
    (piece,) = ledger.read(need())
    assert len(piece) == 5
    assert piece.ended_on is not None
    assert piece.counterparty is not None
    assert piece.furnisher is not None
    assert piece.recorded_at is not None
    for column in (piece.subject, piece.kind, piece.occurred_on, piece.ended_on, piece.counterparty, piece.furnisher):
        assert column.dtype == np.int32
    for name in ("fine", "act", "thanked_on"):
        assert piece.attributes[name].dtype == np.int64
    assert piece.recorded_at.dtype == np.int64
    assert sorted(piece.ended_on.tolist()) == [NO_DAY] * 4 + [20485]
    assert sorted(piece.counterparty.tolist()) == [-1] * 4 + ledger.parties(["c"]).tolist()
    assert set(piece.attributes["act"].tolist()) == {MISSING}
    assert sorted(piece.attributes["fine"].tolist()) == [MISSING] * 4 + [150]
    assert max(piece.attributes["hours"].tolist()) == 125
    assert sorted(piece.attributes["thanked"].tolist())[-1] == 0
    assert max(piece.attributes["thanked_on"].tolist()) == 20458


def test_only_what_is_needed_leaves(ledger: Store) -> None:
    found = one(ledger, Need(("civic.gift",), ("hours",), recorded_at=False))
    assert len(found["subject"]) == 4
    assert set(found) == {"subject", "kind", "occurred_on", "hours"}
    assert list(ledger.read(Need(("no.such",), ()))) == []
    (piece,) = ledger.read(Need(("civic.gift",), ()))
    assert piece.entry is None
    assert piece.ended_on is None


def test_some_subjects(ledger: Store) -> None:
    few = need(subjects=ledger.parties(["é", "z"]))
    assert sum(len(piece) for piece in ledger.read(few)) == 2
    assert ledger.size(few) == 2
    many = need(subjects=np.arange(1000, dtype=np.int32))
    assert sum(len(piece) for piece in ledger.read(many)) == 5
    none = need(subjects=np.empty(0, np.int32))
    assert list(ledger.read(none)) == []
    assert ledger.size(need()) == 5


def test_names_and_codes(ledger: Store) -> None:
    assert ledger.words(ledger.codes(["civic.gift", "b", "n"]).tolist()) == ["civic.gift", "b", "n"]
    assert ledger.codes(["b", "nobody", "b"])[1] == -1
    assert ledger.codes([]).tolist() == []
    assert ledger.parties([f"p{i}" for i in range(100)]).tolist() == [-1] * 100
    assert ledger.words([]) == []


def test_subjects_in_order_of_code_points(ledger: Store) -> None:
    codes, found, organisation = ledger.subjects()
    names = found.to_pylist()
    assert names == ["Z", "z", "é"]
    assert ledger.parties(names).tolist() == codes.tolist()
    codes, names, organisation = ledger.subjects(["é", "nobody", "c", "Z"])
    assert names == ["é", "nobody", "c", "Z"]
    assert (codes >= 0).tolist() == [True, False, False, True]
    assert organisation.tolist() == [False] * 4


def test_ties_in_order_of_furnisher_and_ref(ledger: Store) -> None:
    (piece,) = ledger.read(need(subjects=ledger.parties(["Z"])))
    assert piece.entry is not None
    ranks = ledger.tie_order(piece.entry)
    names = {r.entry: (r.furnisher, r.ref) for r in ledger.full_records(piece.entry.tolist())}
    assert [names[e] for e in piece.entry[np.argsort(ranks)].tolist()] == [("B", "3"), ("b", "10"), ("b", "2")]
    assert ledger.tie_order(np.empty(0, np.int64)).tolist() == []


def test_full_records_in_the_order_asked(ledger: Store) -> None:
    (piece,) = ledger.read(need())
    assert piece.entry is not None
    asked = piece.entry.tolist()[::-1]
    found = ledger.full_records(asked)
    assert [r.entry for r in found] == asked
    penalty = next(r for r in found if r.kind == "traffic.penalty")
    assert (penalty.subject, penalty.counterparty, penalty.furnisher) == ("é", "c", "unknown")
    assert penalty.attributes == {"fine": 150}
    assert next(r for r in found if r.ref == "10").attributes == {"note": "n"}


def test_it_is_a_ledger(ledger: Store) -> None:
    as_protocol: Ledger = ledger
    assert as_protocol.latest_entry_at() > 0
    assert isinstance(as_protocol.lab, bool)


def test_answers_may_be_read_in_turns(ledger: Store) -> None:
    first, second = ledger.read(need()), ledger.read(need())
    assert len(next(first)) == len(next(second)) == 5
    assert ledger.size(need()) == 5


def test_few_and_many_participations_are_replaced_alike(ledger: Store) -> None:
    """Of a few subjects it is found out here when each was replaced, of many in the store."""
    words = [("a", "2026-01-01", None, "02"), ("a", "2026-01-01", "2027-01-01", "03"), ("a", "2026-01-01", "2026-06-01", "04")]
    words += [("b", "2026-01-01", None, "02"), ("a", "2025-01-01", None, "05"), ("c", "2026-01-01", "2026-02-01", "01")]
    assert ledger.enrol(
        [
            {"subject": who, "rulebook": "book", "basis": basis, "from": start, "until": until, "recorded_at": f"2026-01-{day}T00:00:00Z"}
            for who, start, until, day in words
            for basis in ("notice", "consent")
        ]
    ).added == 12  # fmt: skip
    every, few = (ledger.participations("book", asked) for asked in (None, ledger.parties(["a", "b", "c", "nobody"])))
    rows = [
        sorted(zip(*(getattr(found, name).tolist() for name in Participations.__dataclass_fields__), strict=True))
        for found in (every, few)
    ]
    assert rows[0] == rows[1]
    assert sum(replaced < NEVER_KNOWN for *_, replaced in rows[0]) == 4


def cells(piece: Records) -> list[tuple[int, ...]]:
    """A piece as rows, in order of entry."""
    plain = [
        getattr(piece, name) for name in ("entry", "subject", "kind", "occurred_on", "ended_on", "counterparty", "recorded_at")
    ]
    return sorted(zip(*(column.tolist() for column in (*plain, *piece.attributes.values())), strict=True))


@pytest.mark.parametrize("most", [2, 5000])
def test_records_of_few_come_as_those_of_all_do(ledger: Store, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "FEW", most)
    monkeypatch.setattr(in_server, "FEW", most)
    wanted = need()
    every = [row for piece in ledger.read(wanted) for row in cells(piece)]
    codes = ledger.parties(["é", "z", "Z", "nobody"])
    assert len(every) == 5
    assert [row for piece in ledger.read(replace(wanted, subjects=codes)) for row in cells(piece)] == every
    assert list(ledger.read(replace(wanted, subjects=ledger.parties(["nobody"])))) == []


def test_whom_records_are_about_changes_nothing_but_the_search(ledger: Store) -> None:
    codes = ledger.parties(["Z"])
    (piece,) = ledger.read(need(subjects=codes))
    assert piece.entry is not None
    assert ledger.full_records(piece.entry.tolist(), codes) == ledger.full_records(piece.entry.tolist())
    assert ledger.tie_order(piece.entry, codes).tolist() == ledger.tie_order(piece.entry).tolist()


def test_a_word_that_comes_later_is_known_then(ledger: Store) -> None:
    assert ledger.codes(["new", "civic.gift"]).tolist()[0] == -1
    ledger.add([{"subject": "y", "kind": "civic.gift", "occurred_on": "2026-01-01", "note": "new"}])
    code = int(ledger.codes(["new"])[0])
    assert ledger.words([code]) == ["new"]
    latest = ledger.latest_entry_at()
    ledger.enrol(
        [{"subject": "y", "rulebook": "b", "basis": "notice", "from": "2026-01-01", "recorded_at": "2099-01-01T00:00:00Z"}]
    )
    assert ledger.latest_entry_at() > latest
    assert ledger.size(need()) == 6


def test_records_from_before_a_kinds_day_may_be_left_out(ledger: Store) -> None:
    second = day_number(dt.date(2026, 1, 3))
    everything, late = need(), need(since=(0, second))
    assert late.kinds == ("traffic.penalty", "civic.gift")
    (whole,), (some,) = ledger.read(everything), ledger.read(late)
    assert whole.entry is not None
    assert some.entry is not None
    assert set(some.entry.tolist()) <= set(whole.entry.tolist())
    assert {day for day in whole.occurred_on.tolist() if day >= second} <= set(some.occurred_on.tolist())
    assert min(some.occurred_on.tolist()) == day_number(dt.date(2026, 1, 1))  # the penalty; of gifts, none before
    assert len(some) == 4
    kept = [batch.num_rows for batch in (fetch() for fetch in ledger.columns(late))]
    assert sum(kept) in {4, 5}  # a hint: not every way of reading heeds it
