"""Random rulebooks are read, random worlds are kept, and the evaluator answers every question about them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonitas.ledger.memory import memory_ledger
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_text
from reference.changes import inner, next_change, visible
from reference.evaluate import evaluate
from reference.world import Outcome, World
from strategies.days import days
from strategies.plain import Tree
from strategies.rows import amendment_dicts, participation_dicts, record_dicts
from strategies.rulebooks import rulebook_trees, to_yaml
from strategies.small import CATALOGUE
from strategies.worlds import questions, worlds

HEAVY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=HEAVY)


def read(tree: Tree) -> Rulebook:
    return read_text(to_yaml(tree), catalogue=CATALOGUE)


def parts_sum(book: Rulebook, outcome: Outcome, on: int) -> int:
    """The score before clamp, rounding and direct grades."""
    rules = book.rules_on(on)
    assert rules is not None
    low = rules.dimensions.low if rules.dimensions else 0
    found = (outcome.points, outcome.scorecard, outcome.dimensions)
    return outcome.base + low + sum(sum(part.values()) for part in found)


@FEW
@given(rulebook_trees(), worlds(), st.data())
def test_the_parts_lead_to_the_whole(tree: Tree, world: World, data: st.DataObject) -> None:
    book = read(tree)
    for _ in range(3):
        subject, on, known_at = data.draw(questions(world))
        rules = book.rules_on(on)
        outcome = evaluate(book, world, subject, on, known_at, catalogue=CATALOGUE)
        assert outcome == evaluate(book, world.of(subject), subject, on, known_at, catalogue=CATALOGUE)
        if outcome.standing == "scored" and rules is not None:
            plain = not {"score", "grades"} & tree.keys()
            assert not plain or outcome.score == parts_sum(book, outcome, on)
            assert outcome.band is not None


@FEW
@given(rulebook_trees(), worlds(most_records=4), days())
def test_nothing_visible_moves_before_the_next_change(tree: Tree, world: World, on: int) -> None:
    book, known_at = read(tree), 2**62
    change = next_change(book, world, "s1", on, known_at, on + 60, catalogue=CATALOGUE)
    earlier = next_change(book, world, "s1", on, known_at, on + 60, catalogue=CATALOGUE, parts=inner)
    assert change is None or (earlier is not None and earlier <= change)
    last = on + 60 if change is None else change - 1
    now, then = (visible(evaluate(book, world, "s1", day, known_at, catalogue=CATALOGUE)) for day in (on, last))
    assert now == then


@FEW
@given(worlds())
def test_a_ledger_takes_every_world(world: World) -> None:
    ledger = memory_ledger(
        records=record_dicts(world),
        amendments=amendment_dicts(world),
        participations=participation_dicts(world),
        catalogue=CATALOGUE,
    )
    names = {r.subject for r in world.records} | {p.subject for p in world.participations}
    assert set(map(str, ledger.subjects()[1])) == names
    ledger.close()
