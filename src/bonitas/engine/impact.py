"""Impact: two rulebooks, the same subjects, the same day. Who would move?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from bonitas.common.amounts import decimal_of, half_away
from bonitas.common.days import iso
from bonitas.engine.kernel import layout as ly
from bonitas.engine.question import Day, Instant, to_day, today
from bonitas.engine.rate import answer, ask
from bonitas.engine.ratings import STANDINGS, Ratings
from bonitas.engine.run import Settings
from bonitas.engine.still import of_one_state
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes from one rulebook to another, counted over the same subjects on the same day."""

    on: int
    old: Ratings
    new: Ratings

    def as_dict(self) -> dict[str, Any]:
        """As `impact --json` prints it."""
        both = (self.old.results[:, ly.R_STANDING] == ly.SCORED) & (self.new.results[:, ly.R_STANDING] == ly.SCORED)
        change = (self.new.results[:, ly.R_SCORE] - self.old.results[:, ly.R_SCORE])[both]
        return {
            "on": iso(self.on),
            "old": named(self.old.book),
            "new": named(self.new.book),
            "subjects": len(self.old),
            "compared": int(both.sum()),
            "unchanged": int((change == 0).sum()),
            "better": int((change > 0).sum()),
            "worse": int((change < 0).sum()),
            "score_change": spread(change),
            "bands": self.moves(),
            "standings": self.standings(),
        }

    def moves(self) -> list[dict[str, Any]]:
        """How many subjects go from which band to which, most first; None is no band."""
        (old_names, old), (new_names, new) = self.old.band_names(), self.new.band_names()
        scored_old = self.old.results[:, ly.R_STANDING] == ly.SCORED
        scored_new = self.new.results[:, ly.R_STANDING] == ly.SCORED
        pairs = _counted(np.where(scored_old, old, -1) + 1, np.where(scored_new, new, -1) + 1, len(new_names) + 1)
        listed = [
            {"from": old_names[a - 1] if a else None, "to": new_names[b - 1] if b else None, "subjects": n} for a, b, n in pairs
        ]
        return sorted(listed, key=lambda row: (-int(str(row["subjects"])), str(row["from"]), str(row["to"])))

    def standings(self) -> list[dict[str, Any]]:
        """How many are scored, have no score, or are not rated, before and after."""
        pairs = _counted(self.old.results[:, ly.R_STANDING], self.new.results[:, ly.R_STANDING], len(STANDINGS))
        return [{"from": STANDINGS[a], "to": STANDINGS[b], "subjects": n} for a, b, n in pairs]


@of_one_state
def impact(
    old: Rulebook, new: Rulebook, ledger: Ledger, *, on: Day | None = None, known_at: Instant | None = None, threads: int = 0
) -> Impact:
    """Rate every subject by both rulebooks on one day. Errors as in `rate`.

    Participations in the old rulebook count for both: the question is what would change for those who take part now, and only
    counts come out of it.
    """
    question = ask(old, ledger, on=on, known_at=known_at)
    settings = Settings(threads=threads, changes=False)
    return Impact(
        today(old) if on is None else to_day(on),
        answer(old, ledger, question, settings),
        answer(new, ledger, question, settings, enrolled_in=old),
    )


def _counted(one: ly.Ints, other: ly.Ints, width: int) -> list[tuple[int, int, int]]:
    """Each pair of small numbers that occurs (the second under `width`), in order, and how often."""
    counts = np.bincount(one * width + other)
    return [(*divmod(int(at), width), int(counts[at])) for at in np.flatnonzero(counts)]


def named(book: Rulebook) -> dict[str, str]:
    """A rulebook as a rating names it."""
    return {"rulebook": book.id, "version": book.version, "hash": book.hash}


def spread(change: ly.Ints) -> dict[str, Decimal] | None:
    """Mean (rounded to a thousandth), and the 5th, 50th and 95th of a hundred by rank; None where nobody has both scores."""
    if len(change) == 0:
        return None
    ordered = np.sort(change)
    ranks = {f"p{p:02d}": decimal_of(int(ordered[min(len(ordered) * p // 100, len(ordered) - 1)])) for p in (5, 50, 95)}
    return {"mean": decimal_of(half_away(int(change.sum()), len(change))), **ranks}
