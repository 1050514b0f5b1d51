"""Bands as they are shown: where a rulebook remembers, with what a direct grade made of the band fallen from."""

from __future__ import annotations

import numpy as np

from bonitas.engine.kernel import layout as ly
from bonitas.rulebook.model import Rulebook


def shown_bands(
    book: Rulebook, days: ly.Ints, results: ly.Matrix, names: dict[str, int] | None = None
) -> tuple[tuple[str, ...], ly.Ints]:
    """Every band as shown, and which one each row of results (asked for on `days`) has; −1: none. `names`: numbers given before."""
    names = {} if names is None else names
    index = np.full(len(days), -1, np.int64)
    for period in book.periods:
        inside = (days >= period.start) & (days < period.end)
        if not inside.any():
            continue
        bands, grades = period.rules.bands, period.rules.grades
        band = results[:, ly.R_BAND] if inside.all() else np.where(inside, results[:, ly.R_BAND], -1)
        there = np.bincount(band + 1, minlength=len(bands.bands) + 1)[1:]
        number = [names.setdefault(one.name, len(names)) if n else -1 for one, n in zip(bands.bands, there.tolist(), strict=True)]
        index = np.where(inside, np.array([*number, -1])[band], index)
        for i, one in enumerate(bands.bands):
            if not there[i] or not grades.remembers_at(one.name):
                continue
            mine = band == i
            for j in np.unique(results[mine, ly.R_FALLEN]).tolist():
                if j >= 0:
                    graded = mine & (results[:, ly.R_FALLEN] == j) & (results[:, ly.R_GRADE] == i)
                    index[graded] = names.setdefault(grades.shown(bands, one.name, bands.bands[j].name), len(names))
    return tuple(names), index
