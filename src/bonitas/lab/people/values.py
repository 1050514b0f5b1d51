"""Drawing the values of attributes, a column at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bonitas.catalogue.model import Attribute

Draw = np.random.Generator
Ints = npt.NDArray[np.int64]
#: The share of cells left out, so that "could not be judged" occurs.
MISSING: Final = 0.02


def column(rng: Draw, attribute: Attribute, habit: Mapping[str, Any], days: Ints) -> pa.Array:
    """A value for each record (whose days are given), some of them missing."""
    n = len(days)
    gone = rng.random(n) < float(habit.get("missing", MISSING))
    match attribute.type:
        case "yes_no":
            said = pa.array(np.where(rng.random(n) < float(habit.get("yes", 0.15)), "yes", "no"))
            return _without(said, gone)
        case "date":
            first, last = habit.get("days", (-30, 0))
            return _without(
                pa.array((days + rng.integers(int(first), int(last) + 1, n)).astype(np.int32)).view(pa.date32()), gone
            )
        case "choice":
            return _without(words(rng, dict.fromkeys(attribute.choices) if "shares" not in habit else habit["shares"], n), gone)
        case "text":
            return _without(pa.array([str(habit.get("word", "made up"))] * n), gone)
        case _:
            return _without(_numbers(rng, attribute, habit, n), gone)


def words(rng: Draw, shares: Mapping[str, Any], n: int) -> pa.Array:
    """One of the words each time; without weights, the earlier ones are likelier."""
    names = [str(name) for name in shares]
    weights = np.array([1 / (1 + at) if share is None else float(share) for at, share in enumerate(shares.values())])
    return pa.array(names).take(pa.array(rng.choice(len(names), n, p=weights / weights.sum())))


def _numbers(rng: Draw, attribute: Attribute, habit: Mapping[str, Any], n: int) -> pa.Array:
    if "shares" in habit:
        return words(rng, habit["shares"], n)
    if "from" in habit:
        drawn = rng.integers(int(habit["from"]), int(habit["to"]) + 1, n)
        if "mostly" in habit:
            drawn = np.where(rng.random(n) < 0.85, int(habit["mostly"]), drawn)
        return pa.array(drawn)
    if attribute.type == "integer":
        return pa.array(rng.geometric(0.5, n))
    middle = float(habit.get("median", 800 if attribute.type == "money" else 6))
    drawn = np.exp(rng.normal(np.log(middle), 1.1, n))
    return pa.array(np.maximum(np.rint(drawn), 1).astype(np.int64))


def _without(values: pa.Array, gone: npt.NDArray[np.bool_]) -> pa.Array:
    there = np.where(gone, -1, np.arange(len(values)))
    return values.take(pa.array(there, mask=gone))
