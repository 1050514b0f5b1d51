"""One rulebook of all, under each policy: how large it is, what stays open, what the law says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

import bonitas
from bonitas.engine.kernel import layout as ly
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import Rulebook
from bonitas.unify.compare.scale import scale_of
from bonitas.unify.draft.drafted import TOPICS
from bonitas.unify.draft.policy import read_policy
from bonitas.unify.draft.unify import Unified, unify
from examples.unification.systems import DAY, RULES, Systems

#: The draft that shows what the widths do: as the median, with all widths as the rules say.
PLAIN: Final = "median, widths of the rules"


def drafted(systems: Systems) -> dict[str, Unified]:
    """A draft for each policy, and PLAIN. Widths that a policy says of rulebooks which are not unified here are left out."""
    ids = {book.id for book in systems.unified}
    made = {}
    for rule in RULES:
        policy = read_policy(systems.policies / f"{rule}.yaml")
        policy = replace(policy, widths={book: width for book, width in policy.widths.items() if book in ids})
        made[rule] = unify(systems.unified, policy=policy)
    made[PLAIN] = unify(systems.unified, policy=replace(policy, widths={}))
    return made


def described(made: Mapping[str, Unified]) -> list[dict[str, Any]]:
    """Each draft as counts: clauses, conducts, what stays open by topic, what the law says by code."""
    return [{"draft": name, **_described(one)} for name, one in made.items()]


def _described(one: Unified) -> dict[str, Any]:
    clauses, found = one.draft.clauses, bonitas.law(one.book)
    topics = Counter(thing.topic for thing in one.open)
    law = Counter((said.severity, said.code, said.article) for said in found)
    return {
        "rulebook": one.book.id, "hash": one.book.hash, "standing": one.book.standing, "clauses": len(clauses),
        "conducts": len({clause.conduct for clause in clauses}),
        "from": dict(sorted(Counter(origin.book.id for clause in clauses for origin in clause.origins).items())),
        "open": [{"topic": topic, "what": TOPICS[topic], "things": topics[topic]} for topic in TOPICS if topics[topic]],
        "law": [
            {"severity": severity, "code": code, "cite": cite, "findings": count}
            for (severity, code, cite), count in sorted(law.items())
        ],
        "bars": sum(said.severity == "bars" for said in found), "warns": sum(said.severity == "warns" for said in found),
    }  # fmt: skip


def conflicting(made: Unified) -> list[dict[str, Any]]:
    """What a rule may not decide: rewarded by one rulebook, punished by another."""
    return [thing.as_dict() for thing in made.open if thing.topic == "conflict"]


def widths(systems: Systems, made: Unified, plain: Unified, ledger: Ledger) -> list[dict[str, Any]]:
    """For each rulebook with points: how wide its scale is by its rules, how wide it was taken to be, and where the middle 98 of
    100 made-up people stand."""
    found = []
    for book in systems.unified:
        rules = next(one.rules for one in made.books if one.id == book.id)
        if not (rules.scorecard or rules.dimensions or any(clause.points is not None for clause in rules.clauses)):
            continue
        said, used = plain.ground.widths[book.id], made.ground.widths[book.id]
        bounded = scale_of(rules).width is not None and rules.score.low is not None and rules.score.high is not None
        low, high = spread(book, ledger)
        found.append(
            {
                "rulebook": book.id,
                "rules": round(float(said) / 1000, 3),
                "bounded": bounded,
                "used": round(float(used) / 1000, 3),
                "said": said != used,
                "low": low,
                "high": high,
            }  # fmt: skip
        )
    return found


def spread(book: Rulebook, ledger: Ledger) -> tuple[float | None, float | None]:
    """The scores between which the middle 98 of 100 lie on the day; None where nobody has one."""
    results = bonitas.rate(book, ledger, on=DAY).results
    scores = results[results[:, ly.R_STANDING] == ly.SCORED, ly.R_SCORE]
    if not len(scores):
        return None, None
    low, high = np.percentile(scores, [1, 99], method="nearest")
    return round(float(low) / 1000, 3), round(float(high) / 1000, 3)
