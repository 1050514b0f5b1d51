"""The kernel and the independent evaluator agree on random rulebooks and ledgers, to the last thousandth."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from bonitas.common.days import day_number, iso
from bonitas.engine.parts import folded_parts
from bonitas.engine.rate import rate
from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from reference.changes import next_change
from reference.evaluate import evaluate
from reference.world import World
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_texts
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

#: How far ahead the evaluator looks day by day for the next change.
AHEAD = 400
EXAMPLES = int(os.environ.get("BONITAS_EXAMPLES", "120"))
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    print_blob=True,
)


def instant(microseconds: int) -> str:
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)).isoformat()


def ledger_of(world: World) -> Any:
    return memory_ledger(
        records=record_dicts(world),
        amendments=amendment_dicts(world),
        participations=participation_dicts(world),
        catalogue=CATALOGUE,
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rulebook, World, list[tuple[str, int, int]]]:
    """A rulebook, a world and some questions."""
    book = read_text(draw(rulebook_texts()), catalogue=CATALOGUE)
    world = draw(worlds(book.id))
    asked = [draw(questions(world)) for _ in range(4)]
    return book, world, [(str(q[0]), int(q[1]), int(q[2])) for q in asked]


@quick
@given(situations())
def test_kernel_and_evaluator_agree(situation: tuple[Rulebook, World, list[tuple[str, int, int]]]) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked:
            expected = evaluate(book, world, subject, on, known_at, catalogue=CATALOGUE)
            note(f"{subject} on {iso(on)} known {instant(known_at)}\n{expected}")
            row = next(rate(book, ledger, asked=[(subject, str(iso(on)), instant(known_at))]).rows())
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


@settings(quick, max_examples=max(EXAMPLES // 4, 10))
@given(situations())
def test_next_change_agrees_day_by_day(situation: tuple[Rulebook, World, list[tuple[str, int, int]]]) -> None:
    book, world, asked = situation
    with ledger_of(world) as ledger:
        for subject, on, known_at in asked[:2]:
            expected = next_change(book, world, subject, on, known_at, on + AHEAD, catalogue=CATALOGUE)
            row = next(rate(book, ledger, asked=[(subject, str(iso(on)), instant(known_at))]).rows())
            found = row["next_change_on"]
            note(f"{subject} on {iso(on)} known {instant(known_at)}: expected {iso(expected) if expected else None}, found {found}")
            if expected is not None:
                assert found == iso(expected)
            else:
                assert found is None or day_number(dt.date.fromisoformat(found)) > on + AHEAD
