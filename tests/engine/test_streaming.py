"""Folding while reading gives what bringing together first gives, however a store's records lie and wherever blocks are cut."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonitas.engine import stream, streaming
from bonitas.engine.rate import rate
from bonitas.engine.stream import Stream, part_of
from bonitas.ledger.base import Ledger, Records
from bonitas.rulebook.model import Rulebook
from engine.situations import FEWER, Asked, Situation, asked_rows, instant, ledger_of, situations
from strategies.rows import record_dicts

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
        patch.setattr(stream, "AGAIN", again)
        assert answers(book, ledger, asked) == expected


def piece(codes: list[int]) -> Records:
    subject = np.array(codes, np.int32)
    return Records(
        subject, np.zeros(len(codes), np.int32), np.arange(len(codes), dtype=np.int32), {"a": subject.astype(np.int64)}
    )


def blocks(pieces: list[list[int]], most: int, apart: tuple[int, ...] = ()) -> tuple[list[tuple[list[int], list[int]]], Stream]:
    """(subjects row by row, places) of each block, for subjects 0…5 at places 0…5."""
    made = Stream(iter(map(piece, pieces)), np.arange(6, dtype=np.int32), 6, np.array(apart, np.int32), most)
    found = []
    while (block := made.take()) is not None:
        rows = [int(code) for part in block.parts for code in part.subject]
        assert len(rows) == block.at[-1]
        found.append((rows, block.who.tolist()))
    return found, made


def test_blocks_end_where_a_subject_ends_across_pieces() -> None:
    found, made = blocks([[0, 0, 1], [1, 1, 1, 2], [2], [], [2, 3]], 2)
    assert found == [([0, 0], [0]), ([1, 1, 1, 1], [1]), ([2, 2, 2], [2]), ([3], [3])]
    assert made.state.tolist() == [1, 1, 1, 1, 0, 0]


def test_a_subject_that_comes_again_is_left() -> None:
    found, made = blocks([[0, 1, 2, 3, 4, 0, 9]], 3)
    assert found == [([0, 1, 2], [0, 1, 2]), ([3, 4, 0], [3, 4, -1]), ([9], [-1])]
    assert made.state.tolist() == [2, 1, 1, 1, 1, 0]
    assert not made.scattered


def test_what_is_kept_apart_is_not_handed_out() -> None:
    found, made = blocks([[0, 1, 1]], 10, apart=(1,))
    assert found == [([0, 1, 1], [0, -1])]
    assert made.state.tolist() == [1, 3, 0, 0, 0, 0]


def test_it_gives_up_where_subjects_come_again_and_again() -> None:
    found, made = blocks([[0, 1, 0, 1, 0, 1, 0, 1]], 4)
    assert found == [([0, 1, 0, 1], [0, 1, -1, -1])]
    assert made.scattered


def test_an_error_in_one_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(streaming.Streaming, "_fold", fails)
    made = Stream(iter([piece([0, 1, 2])]), np.arange(6, dtype=np.int32), 6, np.zeros(0, np.int32), 1)
    running = streaming.Streaming.__new__(streaming.Streaming)
    running.stream = made
    with pytest.raises(ValueError, match="no room"):
        running.run(2)
    assert made.take() is None


def test_a_part_of_a_piece_is_its_rows() -> None:
    whole = piece([3, 4, 5])
    part = part_of(whole, 1, 3)
    assert (part.subject.tolist(), part.attributes["a"].tolist(), part.entry) == ([4, 5], [4, 5], None)
    assert part_of(whole, 0, 3) is whole
