"""The parts of one rating as plain numbers, by name: what the parts lead to is checked against this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant
from bonitas.engine.rate import ask
from bonitas.engine.trace import measure_value, trace
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Parts:
    """Amounts in thousandths. `points` by (clause, (furnisher, ref)); measures are numbers, texts or None (missing)."""

    base: int
    points: Mapping[tuple[str, tuple[str, str]], int]
    scorecard: Mapping[str, int]
    dimensions: Mapping[str, int]
    measures: Mapping[str, int | str | None]
    consequences: tuple[str, ...]
    band: str | None
    fallen_from: str | None


def folded_parts(
    book: Rulebook, ledger: Ledger, *, subject: str, on: Day | None = None, known_at: Instant | None = None
) -> Parts:
    """The parts of a rating, for a subject who is rated (participation is not asked here: see `rate`)."""
    found = trace(book, ledger, ask(book, ledger, on=on, known_at=known_at, subject=subject))
    points: dict[tuple[str, tuple[str, str]], int] = {}
    for match in found.matches:
        if match.state == "counts":
            record = found.records[match.entry]
            key = (match.clause.id, (record.furnisher, record.ref))
            points[key] = points.get(key, 0) + match.counted
    return Parts(
        base=int(found.result[ly.R_BASE]),
        points=points,
        scorecard=found.items,
        dimensions=found.dimensions,
        measures={m.name: measure_value(found, ledger, m) for m in found.compiled.rules.measures},
        consequences=found.consequences,
        band=found.band,
        fallen_from=found.fallen_from,
    )
