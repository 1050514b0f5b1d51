"""`example-card-conduct` worked out a second time, straight from the columns of the data and in whole thousandths.

It shares nothing with the engine: no rulebook is read and no ledger. It holds for 2005-10-01 and this data only.
"""

import gzip

import numpy as np
import numpy.typing as npt

from bonitas.common.shipped import shipped

Ints = npt.NDArray[np.int64]

FILE = shipped("data") / "taiwan_credit_default" / "default_of_credit_card_clients.csv.gz"
#: Full weight for July to September; three quarters for April to June, which are three months old.
WEIGHTS = np.array([750, 750, 750, 1000, 1000, 1000])
FLOORS = (("excellent", 670), ("good", 640), ("fair", 610), ("modest", 550))


def columns() -> tuple[Ints, Ints, Ints, Ints]:
    """Limit (n), state, balance and paid (n × 6, April first), in order of person."""
    with gzip.open(FILE, "rt", encoding="utf-8") as text:
        names = text.readline().strip().split(",")
        rows = np.loadtxt(text, delimiter=",", dtype=np.int64)
    at = {name: rows[:, i] for i, name in enumerate(names)}
    state = np.column_stack([at[f"PAY_{m}"] for m in (6, 5, 4, 3, 2, 0)])
    balance, paid = (np.column_stack([at[f"{name}{m}"] for m in (6, 5, 4, 3, 2, 1)]) for name in ("BILL_AMT", "PAY_AMT"))
    return at["LIMIT_BAL"], state, balance, paid


def items(limit: Ints, state: Ints, balance: Ints, paid: Ints) -> dict[str, Ints]:
    """The points of each item of the rulebook, in thousandths."""
    late = np.maximum(state, 0)
    worth = np.select([late >= 3, late == 2, late == 1], [-24, -20, -12], 0)
    missed = np.sum((balance[:, :-1] > 0) & (paid[:, 1:] == 0), axis=1)
    in_use = (balance != 0) | (paid > 0)
    owed = np.sum(np.where(in_use, balance, 0), axis=1)
    room = np.sum(in_use, axis=1) * limit
    used = half_away(100_000 * owed, np.maximum(room, 1))
    average = half_away(1000 * np.sum(paid, axis=1), np.full(len(paid), paid.shape[1]))
    return {
        "late_statement": np.sum(worth * WEIGHTS, axis=1),
        "nothing_paid": -1000 * np.minimum(20 * missed, 40),
        "lateness_now": 1000 * np.select([late[:, -1] >= 3, late[:, -1] == 2, late[:, -1] == 1], [-100, -95, -20], 0),
        "use_of_limit": np.where(room == 0, 0, step(used, (30, 50, 90), (20, 15, 0, -5))),
        "payments": step(average, (500, 1000, 2000, 3000, 5000, 10_000, 15_000), (0, 10, 20, 35, 45, 50, 60, 70)),
    }


def scores() -> Ints:
    """The score of everyone, in thousandths, in order of person."""
    return 600_000 + np.sum(list(items(*columns()).values()), axis=0)


def band_of(score: int) -> str:
    return next((name for name, floor in FLOORS if score >= floor * 1000), "low")


def step(value: Ints, edges: tuple[int, ...], points: tuple[int, ...]) -> Ints:
    """Points by bin; `value` in thousandths, an edge belongs to the bin above it."""
    chosen = np.searchsorted(1000 * np.array(edges), value, side="right")
    return 1000 * np.array(points, dtype=np.int64)[chosen]


def half_away(numerator: Ints, denominator: Ints) -> Ints:
    """Rounded half away from zero, exactly."""
    return np.sign(numerator) * ((2 * np.abs(numerator) + denominator) // (2 * denominator))
