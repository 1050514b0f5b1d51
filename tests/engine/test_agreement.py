"""The kernel and the independent evaluator agree on random rulebooks and ledgers, to the last thousandth."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, note, settings

from bonitas.common.days import NEVER, day_number, iso
from bonitas.engine.rate import rate
from engine.parts import folded_parts
from engine.situations import EXAMPLES, QUICK, Situation, asked_rows, instant, ledger_of, situations
from reference.changes import next_change
from reference.evaluate import evaluate
from strategies.small import CATALOGUE

#: How far ahead the evaluator looks day by day for the next change.
AHEAD = 400


@QUICK
@given(situations())
def test_kernel_and_evaluator_agree(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked:
            expected = evaluate(book, world, subject, on, known_at, catalogue=CATALOGUE)
            note(f"{subject} on {iso(on)} known {instant(known_at)}\n{expected}")
            row = next(rate(book, ledger, asked=asked_rows([(subject, on, known_at)])).rows())
            assert row["standing"] == expected.standing
            if expected.standing == "not_rated":
                continue
            parts = folded_parts(book, ledger, subject=subject, on=str(iso(on)), known_at=instant(known_at))
            assert parts.base == expected.base
            assert {k: v for k, v in parts.points.items() if v} == {k: v for k, v in expected.points.items() if v}
            assert parts.scorecard == dict(expected.scorecard)
            assert parts.dimensions == dict(expected.dimensions)
            assert parts.measures == dict(expected.measures)
            assert set(parts.consequences) == set(expected.consequences)
            if expected.standing == "scored":
                assert row["score"] * 1000 == expected.score
                assert parts.band == expected.band
                assert parts.fallen_from == expected.fallen_from
                assert row["band"] == expected.shown


@settings(QUICK, max_examples=max(EXAMPLES // 4, 10))
@given(situations())
def test_next_change_agrees_day_by_day(situation: Situation) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked[:2]:
            expected = next_change(book, world, subject, on, known_at, on + AHEAD, catalogue=CATALOGUE)
            row = next(rate(book, ledger, asked=asked_rows([(subject, on, known_at)])).rows())
            found = row["next_change_on"]
            note(f"{subject} on {iso(on)} known {instant(known_at)}: expected {iso(expected or NEVER)}, found {found}")
            if expected is not None:
                assert found == iso(expected)
            else:
                assert found is None or day_number(dt.date.fromisoformat(found)) > on + AHEAD
