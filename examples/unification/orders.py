"""Whether every two rulebooks put people in the same order, and whether one scale can be read off the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

import bonitas
from bonitas.engine.question import to_day
from bonitas.engine.rate import answer, ask
from bonitas.engine.run import Settings
from bonitas.lab.side import agreements, side_by_side
from bonitas.ledger.base import Ledger
from bonitas.unify.equate.common import scores_of
from bonitas.unify.equate.equate import checked
from bonitas.unify.equate.relation import BOUND, FEWEST_VALUES, relation
from examples.unification.systems import DAY, Systems

#: In words, why equating was refused.
REASONS = {
    "U402": "one of them is not in force on the day",
    "U410": "too few have a score under both",
    "U411": "one gives everybody the same score",
    "U412": "one gives fewer than five different scores: bands in disguise",
    "U413": "the orders are too different",
}


def ranks(systems: Systems, ledger: Ledger) -> dict[str, Any]:
    """Everybody by every rulebook: how many stand where, and the rank correlation of every two (None: it cannot be said)."""
    sides = side_by_side(systems.books, ledger, DAY)
    found = agreements(sides, systems.who)
    pairs = [
        {"one": one, "other": other, "correlation": None if rho is None else round(rho, 3), "same_order": _same(rho)}
        for (one, other), rho in found.items()
    ]
    said = [abs(pair["correlation"]) for pair in pairs if pair["correlation"] is not None]
    return {
        "sides": [side.as_dict() for side in sides], "pairs": pairs, "bound": BOUND, "said": len(said),
        "same": sum(pair["same_order"] is True for pair in pairs), "weak": sum(one < 0.3 for one in said),
        "median": round(float(np.median(said)), 3) if said else None,
    }  # fmt: skip


def _same(rho: float | None) -> bool | None:
    return None if rho is None else abs(rho) >= BOUND


def scales(systems: Systems, ledger: Ledger) -> dict[str, Any]:
    """Every two rulebooks asked to be equated: those that can be, and for the others the code of the refusal."""
    tried = list(_tried(systems, ledger))
    counted = Counter(one["refused"] for one in tried if one["refused"])
    return {
        "tried": tried, "pairs": len(tried), "equated": [one for one in tried if not one["refused"]],
        "refused": [{"code": code, "because": REASONS.get(code, ""), "pairs": count} for code, count in sorted(counted.items())],
    }  # fmt: skip


def _tried(systems: Systems, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """What `equate` says of every two. Everybody is rated once by each, and not anew for each pair."""
    day = to_day(DAY)
    question = ask(systems.books[0], ledger, on=DAY)
    there = [book for book in systems.books if book.rules_on(day) is not None]
    every = {book.id: answer(book, ledger, question, Settings(changes=False)) for book in there}
    for one, other in combinations(systems.books, 2):
        pair: dict[str, Any] = {"one": one.id, "other": other.id, "refused": None, "both": None, "correlation": None}
        try:
            checked(one, other, day, "equipercentile", None)
            scores = scores_of(every[one.id], every[other.id])
            found = relation(scores, (one.id, other.id), BOUND, values=FEWEST_VALUES)
        except bonitas.BonitasError as refusal:
            said = refusal.problems[0]
            rho = re.search(r"rank correlation (-?[\d.]+)", said.message)
            yield {**pair, "refused": said.code, "correlation": float(rho[1]) if rho else None}
            continue
        yield {**pair, "both": scores.by_both.total(), "correlation": round(found.rho, 3)}
