"""A file with an error rates as the same file does in a ledger where the error is real."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bonitas.engine.question import everybody, to_day, to_instant
from bonitas.engine.rate import answer
from bonitas.engine.run import Settings
from bonitas.engine.shares import is_relative
from bonitas.engine.variants import NONE, Variants
from bonitas.ledger.base import Ledger, Need
from bonitas.rulebook.model import Rulebook
from engine.situations import FEWER, Situation, instant, ledger_of, situations
from engine.small import book, fine, ledger
from reference.world import World

SHOWN = ("standing", "score", "band", "because", "next_change_on")


def rows(found: Rulebook, where: Ledger, on: Any, known_at: Any, *, changes: bool = True) -> list[dict[str, Any]]:
    question = everybody(where, to_day(on), to_instant(known_at))
    return list(answer(found, where, question, Settings(changes=changes)).rows())


def entries_of(where: Ledger, kinds: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    """Of each entry the rank of its name, and whom it is about."""
    pieces = list(where.read(Need(kinds, (), entry=True)))
    entry = np.concatenate([piece.entry for piece in pieces if piece.entry is not None])
    about = np.concatenate([piece.subject for piece in pieces])
    rank = where.tie_order(entry)
    return {int(r): (int(e), int(s)) for r, e, s in zip(rank, entry, about, strict=True)}


@FEWER
@given(situations(6), st.randoms(use_true_random=False))
def test_each_variant_rates_as_the_changed_world_does(situation: Situation, chance: random.Random) -> None:
    """Every record in turn is missing, or stands in another file in place of its own."""
    found, world, asked = situation
    if is_relative(found) or not world.records:
        return
    on, known_at = np.datetime64(asked[0][1], "D").item(), instant(asked[0][2])
    by_name = sorted(world.records, key=lambda record: (record.furnisher, record.ref))
    with ledger_of(world) as whole:
        entries = entries_of(whole, tuple({record.kind for record in world.records}))
        assert len(entries) == len(by_name)
        who = sorted({record.subject for record in world.records})
        codes = dict(zip(who, whole.parties(who).tolist(), strict=True))
        tried, worlds = [], []
        for rank, record in enumerate(by_name):
            entry, _ = entries[rank]
            other = chance.choice([name for name in who if name != record.subject] or [""])
            rest = tuple(one for one in world.records if one is not record)
            tried.append((codes[record.subject], entry, NONE, codes[record.subject], record.subject))
            worlds.append(replace(world, records=rest, amendments=_without(world, record)))
            if other:
                tried.append((codes[other], NONE, entry, codes[record.subject], other))
                worlds.append(replace(world, records=(*rest, replace(record, subject=other))))
        base, less, more, lender, names = zip(*tried, strict=True)
        _, _, organisation = whole.subjects(list(names))
        variants = Variants(
            whole, np.array(base, np.int32), np.array(less), np.array(more), np.array(lender, np.int32), organisation
        )
        answers = rows(found, variants, on, known_at)
    for name, changed, answered in list(zip(names, worlds, answers, strict=True))[:2]:
        with ledger_of(changed) as other_ledger:
            there = {row["subject"]: row for row in rows(found, other_ledger, on, known_at)}
        expected = there.get(name)
        if expected is not None:
            assert [answered[key] for key in SHOWN] == [expected[key] for key in SHOWN]


def _without(world: World, record: Any) -> tuple[Any, ...]:
    return tuple(one for one in world.amendments if (one.furnisher, one.ref) != (record.furnisher, record.ref))


def test_a_record_less_and_a_record_more() -> None:
    rules = book("clauses: {fined: {for: traffic.fine, points: -30}}\n")
    with ledger(
        fine("2022-03-01", "1", subject="a"), fine("2022-03-02", "2", subject="b"), fine("2022-03-03", "3", subject="b")
    ) as found:
        a, b = found.parties(["a", "b"]).tolist()
        own = {rank: entry for rank, (entry, _) in entries_of(found, ("traffic.fine",)).items()}
        variants = Variants(
            found, np.array([a, a, b], np.int32), np.array([own[0], NONE, NONE]), np.array([NONE, own[1], NONE]),
            np.array([a, b, b], np.int32), np.zeros(3, np.bool_),
        )  # fmt: skip
        scores = [row["score"] for row in rows(rules, variants, "2022-04-01", "2026-01-01T00:00:00Z")]
    assert scores == [100, 40, 40]
