"""An arrangement changes no answer, only how soon it comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import ALWAYS, day_number
from bonitas.ledger import Store, open_ledger
from bonitas.ledger.arranged import pieces, write
from bonitas.ledger.arranged import who as whose
from bonitas.ledger.arranged.who import Who, found_by, found_of
from bonitas.ledger.arranged.write import arrange
from bonitas.ledger.arrays import runs_of

from .arranging import MANY, answers, gifts, plainly, rows, used
from .seen import need


def test_it_changes_no_answer(arranged: Store, address: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    assert used(arranged)
    assert answers(arranged) == plainly(arranged, monkeypatch)
    assert arranged.latecomers() is not None and not len(arranged.latecomers())
    arranged.add(gifts("bbea", first=100))
    assert used(arranged)
    assert arranged.latecomers().tolist() == sorted(arranged.parties(list("abe")).tolist())
    assert answers(arranged) == plainly(arranged, monkeypatch)
    arranged.compact()
    assert used(arranged)
    assert answers(arranged) == plainly(arranged, monkeypatch)
    arranged.close()
    with open_ledger(address, catalogue=catalogue) as ledger:  # only read
        assert used(ledger)
        assert answers(ledger) == plainly(ledger, monkeypatch)
        made = arrange(ledger)
        assert (made.records, made.subjects) == (len(MANY) + 4, 5)
        assert len(ledger.latecomers()) == 0
        assert answers(ledger) == plainly(ledger, monkeypatch)
        assert arrange(ledger) == made  # it says all already


def test_several_batches_and_pieces(arranged: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.add(gifts("e", first=200))
    expected = plainly(arranged, monkeypatch)
    monkeypatch.setattr(write, "PIECE", 3)
    monkeypatch.setattr(write, "cut", lambda held: cut(held, 12))
    arrange(arranged)
    assert answers(arranged) == expected
    found = arranged._arranged()
    assert found is not None and len(found.batches) > 1 and len(found.refs) > 2
    several = list(pieces.pieces(found, need(), dict.fromkeys(found.made.kinds, ALWAYS), 6))
    assert len(several) > len(found.batches)
    assert sum(len(piece()) for piece in several) == len(MANY) + 1


cut = write.cut


@pytest.mark.parametrize(("amount", "bits"), [("21474836.47", 32), ("-21474836.48", 32), ("21474836.48", 64), (None, 32)])
def test_numbers_lie_in_as_few_bits_as_all_of_them_fit_in(
    arranged: Store, monkeypatch: pytest.MonkeyPatch, amount: str | None, bits: int
) -> None:
    if amount is not None:
        arranged.add([{**one, "amount": amount} for one in gifts("zaz", first=300)])
    expected = plainly(arranged, monkeypatch)
    arrange(arranged)
    found = arranged._arranged()
    assert found is not None
    widths = {name: found.batches[0].schema.field(name).type.bit_width for name in ("a_amount", "a_note", "recorded_at")}
    assert widths == {"a_amount": bits, "a_note": 32, "recorded_at": 64}
    assert answers(arranged) == expected


def test_pieces_are_in_order_and_say_whose_rows_are_where(arranged: Store) -> None:
    some = arranged.parties(["d", "a"])
    for wanted in (need(), replace(need(), kinds=("civic.gift",)), need(subjects=some), need(subjects=some[:1])):
        (fetch,) = arranged.columns(wanted)
        whole, subjects, begin, end = fetch.stretches()  # type: ignore[attr-defined]
        batch = fetch()
        assert fetch.in_order  # type: ignore[attr-defined]
        assert (end > begin).all() and (begin[1:] >= end[:-1]).all()
        theirs = whole.take(runs_of(begin, end - begin))
        assert np.repeat(subjects, end - begin).tolist() == theirs.column("subject").to_pylist()
        assert batch.equals(theirs.filter(pa.array(np.isin(theirs.column("kind"), arranged.codes(wanted.kinds)))))
        told = {one.entry: one for one in arranged.full_records(batch.column("entry").to_pylist())}
        keys = [
            (code, told[entry].occurred_on, told[entry].furnisher, told[entry].ref)
            for code, entry in zip(batch.column("subject").to_pylist(), batch.column("entry").to_pylist(), strict=True)
        ]
        assert keys == sorted(keys)
        assert len(batch) == len(rows(arranged, wanted))


def test_only_what_can_matter_is_read(arranged: Store) -> None:
    """Of gifts, those from the 8th on: for everybody, for some, and beside those that came later."""
    late = replace(need(), since=(ALWAYS, day_number(dt.date(2026, 1, 8))))
    arranged.add(gifts("bde", first=300))
    gift, some = int(arranged.codes(["civic.gift"])[0]), arranged.parties(["d", "a"])
    for wanted in (late, replace(late, subjects=some)):
        whole = [row for row in rows(arranged, replace(wanted, since=())) if row[1] != gift or row[2] >= late.since[1]]
        assert rows(arranged, wanted) == whole
        assert len(whole) < len(rows(arranged, replace(wanted, since=())))
        assert sum(fetch().num_rows for fetch in arranged.columns(wanted)) == len(whole)
    none = replace(need(), since=(day_number(dt.date(2100, 1, 1)),) * 2)
    assert (rows(arranged, none), sum(fetch().num_rows for fetch in arranged.columns(none))) == ([], 0)


def test_attributes_that_came_later(arranged: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.add(
        [{"subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-04", "hours": "1.5", "thanked_on": "2026-02-01"}]
    )
    assert used(arranged)
    assert answers(arranged) == plainly(arranged, monkeypatch)
    assert 1500 in {row[-2] for row in rows(arranged, replace(need(), attributes=("hours", "note")))}


def test_names_that_share_a_number_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a", "b", "c"]
    shared = np.array([7, 7, 9], np.uint64)
    monkeypatch.setattr(whose, "found_by", lambda name: {"c": 9}.get(name, 7))
    batch = pa.RecordBatch.from_arrays(
        [pa.array(names), pa.array([4, 5, 6], pa.int32()), pa.array([0, 1, -1], pa.int32())], ["id", "no", "organisation"]
    )
    who = Who((batch,), found_of(np.array([4, 5, 6], np.int32), shared), (), (), {})
    assert who.codes(["b", "c", "a", "d", "c"]).tolist() == [5, 6, 4, -1, 6]
    assert who.ids_of(np.array([4, 6, 9], np.int32)) == {4: "a", 6: "c"}


def test_the_store_finds_names_by_the_same_number(arranged: Store) -> None:
    with arranged._asking() as asking:
        assert asking.rows("SELECT md5_number_lower('Zoë 中')") == [(found_by("Zoë 中"),)]


def test_what_was_added_to_people_counts(arranged: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert arranged._who("parties", "subjects", "participations") is not None
    arranged.enrol([{"subject": "c", "rulebook": "r", "basis": "consent", "from": "2026-01-01"}])
    assert arranged._who("parties", "subjects") is not None and arranged._who("participations") is None
    assert answers(arranged) == plainly(arranged, monkeypatch)
    arranged.enrol([{"subject": "y", "subject_type": "organisation", "rulebook": "r", "basis": "consent", "from": "2026-01-01"}])
    assert arranged._who("parties") is None
    assert answers(arranged) == plainly(arranged, monkeypatch)
