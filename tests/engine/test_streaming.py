"""Folding while reading gives what bringing together first gives, however a store's records lie and wherever blocks are cut."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.engine import run, stream, streaming
from bonitas.engine.kernel import layout as ly
from bonitas.engine.pieces import Kinds, Piece, _of_batch
from bonitas.engine.rate import rate
from bonitas.engine.stream import Stream
from bonitas.ledger import new_ledger, row_groups
from bonitas.ledger.arranged.write import arrange
from bonitas.ledger.base import Int32s, Ledger
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from engine.situations import FEWER, FEWEST, Asked, Situation, asked_rows, instant, ledger_of, situations
from engine.small import book as small_book
from engine.small import fine, gift, notice
from engine.test_plain import made_plain
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.small import CATALOGUE

#: From how many subjects on, cells of a block, pieces of the store's, when to give up.
WAYS = ((1, 1, 3, 0), (1, 40, 1, 0), (1, 10**6, 10**6, 0), (1, 15, 2, 4))


def answers(book: Rulebook, ledger: Ledger, asked: Asked) -> list[list[dict[str, Any]]]:
    """Some asked rows, and everybody on one day."""
    day, known_at = asked[0][1], instant(asked[0][2])
    everybody = rate(book, ledger, on=np.datetime64(day, "D").item(), known_at=known_at)
    return [list(rate(book, ledger, asked=asked_rows(asked)).rows()), list(everybody.rows())]


@FEWER
@given(situations(6), st.booleans(), st.randoms(use_true_random=False))
def test_folding_while_reading_changes_nothing(situation: Situation, amended: bool, chance: random.Random) -> None:
    book, world, asked = situation
    rows = sorted(record_dicts(world), key=lambda row: str(row["subject"]))
    later = [row for row in rows if chance.random() < 0.1]
    first = replace(world, records=(), amendments=())
    with ledger_of(first) as ledger, pytest.MonkeyPatch.context() as patch:
        for some in ([row for row in rows if row not in later], later):
            assert not some or not list(ledger.add(some).problems)
        if amended:
            with ledger_of(world) as whole:
                check(patch, book, whole, asked)
        check(patch, book, ledger, asked)


def check(patch: pytest.MonkeyPatch, book: Rulebook, ledger: Ledger, asked: Asked) -> None:
    patch.setattr(streaming, "FROM_SUBJECTS", 10**9)
    expected = answers(book, ledger, asked)
    for subjects, cells, rows, again in WAYS:
        patch.setattr(streaming, "FROM_SUBJECTS", subjects)
        patch.setattr(streaming, "BLOCK_CELLS", cells)
        patch.setattr("bonitas.ledger.reading.PIECE", rows)
        patch.setattr("bonitas.ledger.as_stored.PIECE", rows)
        patch.setattr(stream, "AGAIN", again)
        assert answers(book, ledger, asked) == expected


RULES = """
clauses:
  fine: {for: traffic.fine, points: -3, lasts: 1 year, group: road}
  gift: {for: civic.gift, points: -3, lasts: 2 years, group: road}
groups:
  road: {limit: 4}
"""


@pytest.mark.parametrize(
    ("records", "left"),
    [
        ([fine("2024-03-01", "1"), gift("2024-03-01", "2")], True),  # the later ends sooner or later, and is cut
        ([fine("2024-03-01", "1"), fine("2024-03-01", "2")], False),  # which of them is cut shows nowhere
        (
            [gift("2024-02-01", "0"), gift("2024-02-02", "1"), fine("2024-03-01", "2"), gift("2024-03-01", "3")],
            False,
        ),  # full before
        ([gift("2024-02-01", "0"), fine("2024-03-01", "2"), gift("2024-03-01", "3")], True),  # full after the first of them
        ([fine("2021-03-01", "1"), gift("2023-03-01", "2"), fine("2023-03-01", "3")], True),  # the first has ended
        ([fine("2024-03-01", "1")], False),
    ],
)
def test_order_within_a_day_is_looked_up_only_where_a_limit_hangs_on_it(
    monkeypatch: pytest.MonkeyPatch, records: list[dict[str, Any]], left: bool
) -> None:
    book, given = small_book(RULES), []
    found = streaming.fold_while_read

    def watched(*args: Any) -> Any:
        answer = found(*args)
        given.append(len(answer[0]))
        return answer

    monkeypatch.setattr(streaming, "FROM_SUBJECTS", 1)
    monkeypatch.setattr(run, "fold_while_read", watched)
    on = "2024-04-01" if records[0]["occurred_on"] > "2022" else "2023-04-01"
    for order in (records, [{**row, "ref": str(9 - int(row["ref"]))} for row in records]):
        with memory_ledger(order, participations=[notice()], catalogue=CATALOGUE) as ledger:
            streamed = list(rate(book, ledger, on=on).rows())
            monkeypatch.setattr(streaming, "FROM_SUBJECTS", 10)
            assert streamed == list(rate(book, ledger, on=on).rows())
            monkeypatch.setattr(streaming, "FROM_SUBJECTS", 1)
    assert given[0] == int(left)


@FEWER
@given(situations(6), st.randoms(use_true_random=False))
def test_ties_under_limits_change_nothing(situation: Situation, chance: random.Random) -> None:
    book, world, asked = situation
    book = replace(book, periods=tuple(replace(period, rules=made_plain(period.rules)) for period in book.periods))
    days = sorted({str(row["occurred_on"]) for row in record_dicts(world)})[:3]
    rows = [{**row, "occurred_on": chance.choice(days), "ended_on": None} for row in record_dicts(world)]
    with ledger_of(replace(world, records=(), amendments=())) as ledger, pytest.MonkeyPatch.context() as patch:
        assert not rows or not list(ledger.add(rows).problems)
        check(patch, book, ledger, asked)


@FEWEST
@given(situations(4), st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_rows_in_order_are_folded_as_they_lie(situation: Situation, plain: bool, more: bool, chance: random.Random) -> None:
    """From an arrangement, with records that came after it or without."""
    book, world, asked = situation
    if plain:
        book = replace(book, periods=tuple(replace(period, rules=made_plain(period.rules)) for period in book.periods))
    rows = record_dicts(world)
    later = [row for row in rows if more and chance.random() < 0.2]
    with (
        TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        new_ledger(Path(folder) / "ledger.duckdb", catalogue=CATALOGUE) as ledger,
    ):
        ledger.enrol(participation_dicts(world))
        ledger.add([row for row in rows if row not in later])
        arranged = arrange(ledger).records > 0
        ledger.add(later)
        ledger.amend(amendment_dicts(world))
        assert (ledger.latecomers() is not None) == arranged
        check(patch, book, ledger, asked)


def test_a_folder_is_read_by_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts with other attributes, subjects in one part and in several, at the ends of a row group and in its middle."""
    chance, names = random.Random(7), [f"P{number:02}" for number in range(40)]
    book = small_book(RULES.replace("points: -3, lasts: 2 years", "points: {by: hours, each: 10, gives: -1}, lasts: 2 years"))
    with new_ledger(tmp_path / "ledger", catalogue=CATALOGUE) as ledger:
        for part in range(3):
            rows = [
                {**made(f"2024-0{chance.randint(1, 4)}-01", f"{part}-{n}"), "subject": chance.choice(names[15 * part :])}
                for n, made in enumerate(chance.choices((fine, gift), k=60))
            ]
            given = [{**row, "hours": chance.randint(1, 90)} if part and row["kind"] == "civic.gift" else row for row in rows]
            assert not list(ledger.add(given).problems)
        ledger.enrol([notice(name) for name in names])
        monkeypatch.setattr(streaming, "FROM_SUBJECTS", 10**9)
        expected = list(rate(book, ledger, on="2024-05-01").rows())
        monkeypatch.setattr(streaming, "FROM_SUBJECTS", 1)
        monkeypatch.setattr(stream, "AGAIN", 0)  # many come in several parts
        fetched, read = row_groups._fetched, []

        def watched(*args: Any) -> Any:
            read.append(args)
            return fetched(*args)

        monkeypatch.setattr(row_groups, "_fetched", watched)
        assert list(rate(book, ledger, on="2024-05-01").rows()) == expected
    assert len(read) == 3


def piece(codes: list[int]) -> Piece:
    subject = np.array(codes, np.int32)
    return Piece(subject, np.zeros(len(codes), np.int32), np.arange(len(codes), dtype=np.int32), [])


def blocks(pieces: list[list[int]], apart: tuple[int, ...] = ()) -> tuple[list[tuple[list[int], list[int]]], Stream]:
    """(subject of each stretch, place) of each block, and of what came at the ends of pieces, for subjects 0…5 at places 0…5."""
    each = (partial(piece, codes) for codes in pieces)
    made = Stream(each, np.arange(6, dtype=np.int32), 6, np.array(apart, np.int32))
    found = []
    while (block := made.take()) is not None:
        found.append((block.piece.subject[block.begin].tolist(), block.who.tolist()))
    ends = made.ends()
    if ends is not None:
        found.append((ends.piece.subject.tolist(), ends.who.tolist()))
    return found, made


def test_what_comes_at_the_ends_of_pieces_is_put_together() -> None:
    found, made = blocks([[0, 0, 1, 2], [2, 3, 3, 4], [], [4, 4]])
    assert found == [([0, 1, 2], [-2, 1, -2]), ([2, 3, 4], [-2, 3, -2]), ([4], [-2]), ([0, 0, 2, 2, 4, 4, 4], [0, 2, 4])]
    assert made.state.tolist() == [4, 1, 4, 1, 4, 0]


def test_a_subject_that_comes_again_is_left() -> None:
    found, made = blocks([[5, 0, 1, 2, 3, 4], [1, 0, 3]])
    assert found == [([5, 0, 1, 2, 3, 4], [-2, 0, 1, 2, 3, -2]), ([1, 0, 3], [-1, -1, -1]), ([4, 5], [4, 5])]
    assert made.state.tolist() == [2, 2, 1, 2, 4, 4]


def test_what_is_kept_apart_or_not_asked_for_is_not_handed_out() -> None:
    found, made = blocks([[0, 1, 1, 9, 2]], apart=(1,))
    assert found == [([0, 1, 9, 2], [-2, -1, -1, -2]), ([0, 2], [0, 2])]
    assert made.state.tolist() == [4, 3, 4, 0, 0, 0]


def test_stretches_that_are_known_are_taken_as_they_are() -> None:
    """Of one who is kept apart, or comes elsewhere too, before or after, none is folded here."""
    lying = np.array([0, 2, 3, 5]), np.array([2, 3, 5, 6])
    lies = replace(piece([0, 0, 1, 2, 2, 9]), stretches=(np.array([0, 1, 2, 9], np.int32), *lying))
    for pieces, known, state in (
        ([], [-1, 1, 2, -1], 3),
        ([piece([5, 2, 5])], [-1, 1, -1, -1], 3),
        ([piece([5, 1, 5])], [-1, -1, 2, -1], 3),
    ):
        each = (partial(one, made) for made in (*pieces, lies))
        stream_of = Stream(each, np.arange(6, dtype=np.int32), 6, np.array([0], np.int32))
        for _ in pieces:
            assert stream_of.take() is not None
        block = stream_of.take()
        assert block is not None
        assert (block.begin.tolist(), block.end.tolist()) == ([0, 2, 3, 5], [2, 3, 5, 6])
        assert (block.who.tolist(), stream_of.state[0]) == (known, state)
    after = Stream(
        (partial(one, made) for made in (lies, piece([5, 2, 5]))), np.arange(6, dtype=np.int32), 6, np.zeros(0, np.int32)
    )
    assert [after.take() is not None for _ in range(2)] == [True, True]
    assert after.state.tolist() == [1, 1, 2, 0, 0, 4]


def one(made: Piece) -> Piece:
    return made


def test_it_gives_up_where_subjects_come_again_and_again() -> None:
    found, made = blocks([[0, 1, 0, 1, 0, 1, 0, 1], [2, 3]])
    assert len(found) == 1
    assert made.scattered


def test_an_error_in_one_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(streaming.Streaming, "_fold", fails)
    made = Stream(iter([partial(piece, [0, 1, 2])]), np.arange(6, dtype=np.int32), 6, np.zeros(0, np.int32))
    running = streaming.Streaming.__new__(streaming.Streaming)
    running.stream = made
    with pytest.raises(ValueError, match="no room"):
        running.run(2)
    assert made.take() is None


def test_what_is_missing_by_its_bit_is_laid_as_missing() -> None:
    given = pa.array([7, None, 9, None, 11], pa.int32())[1:]
    codes = pa.array([1, 1, 2, 2], pa.int32())
    columns = {
        "subject": codes,
        "kind": codes,
        "occurred_on": pa.array([3, 4, 5, 6], pa.int32()).view(pa.date32()),
        "amount": given,
    }
    batch = pa.RecordBatch.from_pydict(columns)
    made = _of_batch(batch, ["amount", "lacking"])
    cells, rows = np.zeros((3, 3), np.int64), np.zeros(3, np.int32)
    every = np.full(3, ly.ALWAYS, np.int32)
    at = made.lay(np.array([1]), np.array([4]), Kinds(np.array([0, 5, 6], np.int32), every), cells, rows)
    assert (at.tolist(), rows.tolist()) == ([0, 3], [1, 2, 3])
    assert (cells[:, 0] >> ly.KIND_BITS).tolist() == [4, 5, 6]
    assert (cells[:, 0] & ly.KIND_MASK).tolist() == [5, 6, 6]
    assert cells[:, 1:].tolist() == [[9, ly.MISSING], [ly.MISSING, ly.MISSING], [11, ly.MISSING]]
    assert made.taken(np.array([3, 0])).columns[0].values.tolist() == [11, ly.MISSING]


def test_only_rows_that_can_matter_are_laid() -> None:
    """Kind 1 matters from day 5 on, kind 2 always, and no other; stretches need not touch."""
    kind, day = (np.array(values, np.int32) for values in ([1, 2, 3, 1, 1, 2, 2, 0], [4, 4, 9, 5, 6, 1, 7, 9]))
    for one in (kind, day):
        one.flags.writeable = False
    made = Piece(kind, kind, day, _of_batch(batch_of_days(day), ["amount"]).columns)
    kinds = Kinds(np.array([0, 1, 2], np.int32), np.array([ly.NEVER, 5, ly.ALWAYS], np.int32))
    cells, rows = np.zeros((7, 2), np.int64), np.zeros(7, np.int32)
    begin, end = np.array([0, 3, 5, 7]), np.array([3, 4, 7, 8])
    assert made.lay(begin, end, kinds, cells, rows).tolist() == [0, 1, 2, 4, 4]
    assert rows[:4].tolist() == [1, 3, 5, 6]
    assert [(key >> ly.KIND_BITS, key & ly.KIND_MASK) for key in cells[:4, 0].tolist()] == [(4, 2), (5, 1), (1, 2), (7, 2)]
    assert cells[:4, 1].tolist() == [4, 5, 1, 7]


def batch_of_days(day: Int32s) -> pa.RecordBatch:
    days = pa.array(day, pa.int32())
    return pa.RecordBatch.from_pydict(dict.fromkeys(("subject", "kind", "occurred_on", "amount"), days))
