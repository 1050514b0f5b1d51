"""Log-linear presmoothing: the smoothest shares that keep the first moments of what was counted.

Holland & Thayer (2000), Univariate and bivariate loglinear models for discrete test score distributions: log p_j = Σ β_k x_j^k,
k = 0 … C, fitted by maximum likelihood, keeps the first C moments. C is the one with the smallest AIC (Moses & Holland 2009), where
nobody names it. The powers are made orthogonal on the cells first, which changes no fit and keeps the numbers small.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bonitas.unify.equate.cells import Cells, Floats

#: No more moments than this are kept.
MOST_MOMENTS: Final = 6
_ROUNDS: Final = 60
_CLOSE: Final = 1e-10


def smoothed(cells: Cells, total: int, moments: int | None) -> tuple[Cells, int]:
    """The cells smoothed, and how many moments were kept. `moments` None: as AIC says; 0: not smoothed at all."""
    if moments == 0:
        return cells, 0
    most = min(MOST_MOMENTS, len(cells.share) - 2)
    wanted = [min(moments, most)] if moments else list(range(2, most + 1))
    basis = _orthogonal(len(cells.share), most)
    best: tuple[float, int, Floats] | None = None
    for kept in wanted:
        share = _fitted(basis[:, : kept + 1], cells.share)
        if share is None:
            continue
        there = cells.share > 0
        off = 2 * total * float(np.sum(cells.share[there] * np.log(cells.share[there] / share[there])))
        criterion = off + 2 * (kept + 1)
        if best is None or criterion < best[0]:
            best = (criterion, kept, share)
    if best is None:
        return cells, 0
    return Cells(cells.first, cells.width, best[2]), best[1]


def _orthogonal(cells: int, most: int) -> Floats:
    """Polynomials up to a degree, orthonormal over the cells, one a column."""
    x = np.linspace(-1.0, 1.0, cells)
    found = np.empty((cells, most + 1))
    for k in range(most + 1):
        column = np.ones(cells) if k == 0 else found[:, k - 1] * x
        for _ in range(2):  # once more takes away what rounding left
            for j in range(k):
                column = column - found[:, j] * float(np.sum(found[:, j] * column))
        found[:, k] = column / np.sqrt(float(np.sum(column * column)))
    return found


def _fitted(basis: Floats, share: Floats) -> Floats | None:
    """The shares of the model by Newton's method; None where it does not settle."""
    log = np.log(share + 1 / len(share))
    beta = np.einsum("jk,j->k", basis, log)
    target = np.einsum("jk,j->k", basis, share)
    for _ in range(_ROUNDS):
        fitted = np.exp(np.clip(np.einsum("jk,k->j", basis, beta), -60, 5))
        off = target - np.einsum("jk,j->k", basis, fitted)
        if float(np.abs(off).max()) < _CLOSE:
            return np.asarray(fitted / fitted.sum(), np.float64)
        curve = np.einsum("jk,j,jl->kl", basis, fitted, basis)
        try:
            step = np.linalg.solve(curve, off)
        except np.linalg.LinAlgError:
            return None
        beta = beta + step * min(1.0, 3.0 / max(float(np.abs(step).max()), 1e-12))
    return None
