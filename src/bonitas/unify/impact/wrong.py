"""What one wrong record costs: for a sample of people, one record of somebody else in their file, and one of their own missing.

The same errors are tried under every rulebook, and the engine itself rates each file with its error: within the sample the figures are
exact, and what they say of everybody has an interval. A file is wrong before anybody has seen it: what the error makes other rules
do (a record passed on to relatives, say) is not followed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bonitas.common.amounts import decimal_of
from bonitas.engine.impact import spread
from bonitas.engine.kernel import layout as ly
from bonitas.engine.order import ranked
from bonitas.engine.question import everybody
from bonitas.engine.rate import answer
from bonitas.engine.ratings import Ratings
from bonitas.engine.run import Settings
from bonitas.rulebook.model import Rulebook
from bonitas.unify.impact.errors import Files, Sample
from bonitas.unify.impact.shares import share


def costs(files: Files, ratings: Ratings, enrolled_in: Rulebook, settings: Settings) -> tuple[dict[str, Any], ...]:
    """What each sort of error costs under one rulebook, as `impact --json` prints it."""
    question = ratings.question
    asked = everybody(files.variants, int(question.days[0]), int(question.knowns[0]))
    then = answer(ratings.book, files.variants, asked, settings, enrolled_in=enrolled_in, floors=ratings.drawn).results
    now = ratings.results[files.rows]
    return tuple(_cost(one, now[one.first : one.last], then[one.first : one.last]) for one in files.samples)


def _cost(sample: Sample, now: ly.Matrix, then: ly.Matrix) -> dict[str, Any]:
    """One sort: of any kind of record, and kind by kind."""
    first, kinds = sample.any_kind, np.array(sample.kinds[sample.any_kind :])
    listed = []
    for kind in sorted(set(kinds.tolist())):
        of_kind = first + np.flatnonzero(kinds == kind)
        listed.append({"kind": kind, **_summed(now[of_kind], then[of_kind])})
    return {"error": sample.error, **_summed(now[:first], then[:first]), "kinds": listed}


def _summed(now: ly.Matrix, then: ly.Matrix) -> dict[str, Any]:
    """How many stand worse (in a worse band, or without a score) or better, and how far the scores of the others move."""
    scored = then[:, ly.R_STANDING] == ly.SCORED
    before, after = ranked(now), ranked(then)
    change = (then[:, ly.R_SCORE] - now[:, ly.R_SCORE])[scored]
    return {
        "tried": len(now),
        "worse": share(int((after > before).sum()), len(now)),
        "better": share(int((after < before).sum()), len(now)),
        "no_score": int((~scored).sum()),
        "score_lower": int((change < 0).sum()),
        "score_higher": int((change > 0).sum()),
        "score_change": spread(change),
        "worst": None if not len(change) else decimal_of(int(change.min())),
    }
