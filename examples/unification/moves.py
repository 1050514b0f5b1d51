"""Who would move, from schemes that there are to each draft and between the drafts; on what a band rests; what one wrong record costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bonitas
from bonitas.engine.kernel import layout as ly
from bonitas.engine.order import order_of
from bonitas.engine.question import to_day
from bonitas.engine.ratings import Ratings
from bonitas.lab.side import agreement
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook
from bonitas.unify.impact.found import Impact
from examples.unification.systems import DAY

#: So many parts and kinds of record are shown for each rulebook.
SHOWN = 5


def moved(
    origins: Sequence[Rulebook], drafts: Sequence[Rulebook], plain: Rulebook, ledger: Ledger, sample: int
) -> dict[str, Any]:
    """The impact of every draft on those who come from each origin; those count who take part in the first origin. `plain` is only held
    against the last of the drafts."""
    first, second, *more = (*origins, *drafts)
    found = bonitas.impact(first, second, ledger, more=more, on=DAY, sample=sample, seed=1)
    also = bonitas.impact(first, drafts[-1], ledger, more=[plain], on=DAY, sample=0)
    said = found.as_dict()
    return {
        "subjects": said["subjects"], "sample": said["sample"], "rulebooks": list(map(book, said["rulebooks"], found.ratings)),
        "moves": [one for one in said["moves"] if _is_draft(one["to"]["rulebook"], drafts)], "orders": orders(found),
        "widths": {**also.as_dict()["moves"][-1], "correlation": orders(also)[-1]["correlation"]},
    }  # fmt: skip


def _is_draft(name: str, drafts: Sequence[Rulebook]) -> bool:
    return any(draft.id == name for draft in drafts)


def book(said: dict[str, Any], ratings: Ratings) -> dict[str, Any]:
    """One rulebook: who stands where, on what bands rest, what an error costs. `ladder`: all its bands, also those that nobody is in."""
    rests, rules = said["rests_on_one"], ratings.book.rules_on(to_day(DAY))
    ladder = [band.name for band in rules.bands.bands] if rules is not None else []
    return {
        "rulebook": said["rulebook"], "standings": said["standings"], "bands": said["bands"], "ladder": ladder,
        "rests": {**{key: rests[key] for key in ("count", "share", "low", "high", "of_parts")}, "parts": rests["parts"][:SHOWN]},
        "wrong": said["wrong_record"],
    }  # fmt: skip


def orders(found: Impact) -> list[dict[str, Any]]:
    """The rank correlation of every two, over those with a score under both."""
    places = []
    for ratings in found.ratings:
        results = ratings.results
        scored = results[:, ly.R_STANDING] == ly.SCORED
        mine = results[:, ly.R_SCORE] * 0.0
        mine[~scored] = float("nan")
        mine[scored] = order_of(results[scored, ly.R_BAND], results[scored, ly.R_SCORE])
        places.append((ratings.book.id, mine))
    found_pairs = []
    for at, (one, mine) in enumerate(places):
        for other, theirs in places[at + 1 :]:
            rho = agreement(mine, theirs)
            found_pairs.append({"one": one, "other": other, "correlation": None if rho is None else round(rho, 3)})
    return found_pairs
