"""Who stands before whom: places in order, which can be held against each other where scores cannot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bonitas.engine.kernel import layout as ly

Floats = npt.NDArray[np.float64]


def order_of(bands: ly.Ints, scores: ly.Ints) -> Floats:
    """The place of each subject by band (0 is the best), then by score; the best has the highest, and those who stand alike share
    their mean place.

    >>> order_of(np.array([1, 0, 1, 1]), np.array([500, 900, 700, 500])).tolist()
    [1.5, 4.0, 3.0, 1.5]
    """
    if not len(bands):
        return np.empty(0, np.float64)
    order = np.lexsort((scores, -bands))
    other = (np.diff(bands[order]) != 0) | (np.diff(scores[order]) != 0)
    first = np.concatenate([[0], np.flatnonzero(other) + 1, [len(order)]])
    places = np.empty(len(order), np.float64)
    places[order] = np.repeat((first[:-1] + first[1:] + 1) / 2, np.diff(first))
    return places


def ranked(results: ly.Matrix) -> ly.Ints:
    """Where each row of results stands, the best lowest: by band, then those in none, then those without a score."""
    band = results[:, ly.R_BAND]
    found: ly.Ints = np.where(results[:, ly.R_STANDING] != ly.SCORED, 2**31, np.where(band < 0, 2**30, band))
    return found
