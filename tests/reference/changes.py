"""Step 19: the next change, by asking on every day."""

from __future__ import annotations

from collections.abc import Callable

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.model import Rulebook

from .evaluate import evaluate
from .world import Outcome, World


def visible(outcome: Outcome) -> object:
    """What a person can see of an outcome. A match that counts 0 is not told from one that has ended."""
    return (
        outcome.standing,
        outcome.score,
        outcome.band,
        outcome.fallen_from,
        outcome.shown,
        outcome.base,
        {name: points for name, points in outcome.points.items() if points},
        outcome.scorecard,
        outcome.dimensions,
        outcome.no_score_index,
        outcome.consequences,
    )


def inner(outcome: Outcome) -> object:
    """All that may count as a change: also matches that count 0, bins, conditions over measures, freezes and direct grades."""
    return (visible(outcome), outcome.points, outcome.bins, outcome.grades, outcome.frozen_since, outcome.conditions)


def next_change(  # noqa: PLR0913, PLR0917  the question has this many parts
    book: Rulebook,
    world: World,
    subject: str,
    on: int,
    known_at: int,
    horizon: int,
    *,
    catalogue: Catalogue,
    parts: Callable[[Outcome], object] = visible,
) -> int | None:
    """The first day after `on`, and at most `horizon`, on which `parts` of the outcome differ from those on `on`."""
    alone = world.of(subject)
    now = parts(evaluate(book, alone, subject, on, known_at, catalogue=catalogue))
    for day in range(on + 1, horizon + 1):
        if parts(evaluate(book, alone, subject, day, known_at, catalogue=catalogue)) != now:
            return day
    return None
