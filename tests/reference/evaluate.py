"""The standing of one subject on one day, by the steps of `docs/semantics.md` in their order."""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.model import Rulebook, Rules

from . import standing
from .effects import with_effects
from .expressions import Scene
from .limits import counted, frozen_since
from .matches import Match, matches, strongest
from .measures import measures
from .seen import Asked, is_rated, seen_records
from .world import Outcome, Seen, World


def evaluate(  # noqa: PLR0913  the question has this many parts
    book: Rulebook, world: World, subject: str, on: int, known_at: int, *, catalogue: Catalogue
) -> Outcome:
    """The outcome on day `on`, from what was known at the instant `known_at` (microseconds)."""
    asked = Asked(book, world, subject, known_at, catalogue)
    rules = book.rules_on(on)  # step 3; the versions of `rules_of: the event` are told apart in step 4
    if rules is None or not is_rated(asked, on):  # step 1
        return Outcome("not_rated")
    records = seen_records(asked, on)  # step 2
    parts = _parts(rules, records, on)
    graded = [m for m in parts.matches if m.grade is not None]
    worst = standing.ceiling(rules, graded)  # step 16
    score = standing.booked(rules, parts.score, worst)
    band = standing.band(rules, score, parts.scene, worst)  # step 17
    reason = standing.no_score(rules, parts.scene)
    fallen_from = None
    if standing.remembers(rules, worst) and reason is None:
        before = min(m.record.occurred_on for m in graded) - 1
        fallen_from = _band_without_grades(asked, rules, before)
    return Outcome(
        standing="scored" if reason is None else "no_score",
        score=score if reason is None else None,
        band=band if reason is None else None,
        fallen_from=fallen_from,
        shown=standing.shown(rules, band, worst, fallen_from) if reason is None else None,
        base=parts.base,
        points={m.name: m.counted for m in parts.matches},
        scorecard={item: points for item, (points, _) in parts.scorecard.items()},
        dimensions=parts.dimensions,
        measures=parts.scene.measures,
        no_score_index=reason,
        consequences=standing.consequences(rules, band, parts.scene) if reason is None else (),
        bins={item: label for item, (_, label) in parts.scorecard.items()},
        grades={m.name: m.grade for m in graded if m.grade is not None},
        frozen_since=frozen_since(parts.matches, rules),
        conditions=standing.conditions(rules, parts.scene),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What steps 4 to 15 come to: the matches in effect, the measures, and the score as it is before any direct grade."""

    matches: list[Match]
    scene: Scene
    base: int
    scorecard: dict[str, tuple[int, str]]
    dimensions: dict[str, int]
    score: int


def _parts(rules: Rules, records: list[Seen], on: int) -> _Parts:
    found = matches(rules, records, on)  # steps 4 and 5
    found = strongest(found, rules)  # step 6
    found = with_effects(found, on)  # steps 7 and 8
    found = counted(found, rules, on)  # steps 9 to 11
    scene = Scene(on, measures=measures(rules, records, on))  # step 12
    base = standing.base(rules, scene)
    card = standing.scorecard(rules, scene)  # step 13
    dimensions = standing.dimensions(rules, scene)  # step 14
    total = base + sum(m.counted for m in found) + sum(points for points, _ in card.values())
    if rules.dimensions is not None:
        total += rules.dimensions.low + sum(dimensions.values())
    return _Parts(found, scene, base, card, dimensions, standing.rounded(rules.score, total))  # step 15


def _band_without_grades(asked: Asked, rules: Rules, on: int) -> str | None:
    """Step 16. The band that the same rules give on an earlier day with no direct grades."""
    parts = _parts(rules, seen_records(asked, on), on)
    if standing.no_score(rules, parts.scene) is not None:
        return None
    return standing.band(rules, parts.score, parts.scene, None)
