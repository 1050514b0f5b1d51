"""How wide the scale of a draft is, which has no clauses yet (`compare.scale` says it of whole rulebooks)."""

from __future__ import annotations

from fractions import Fraction

from bonitas.rulebook.model import Rules


def width_of(rules: Rules) -> Fraction | None:
    """In thousandths: from the lowest to the highest score where they are bounded, else between the lowest and the highest floor; None
    where neither can be said."""
    if rules.score.low is not None and rules.score.high is not None:
        return Fraction(rules.score.high - rules.score.low)
    floors = [band.floor for band in rules.bands.bands if band.floor is not None]
    return Fraction(max(floors) - min(floors)) if len(floors) > 1 and max(floors) > min(floors) else None
