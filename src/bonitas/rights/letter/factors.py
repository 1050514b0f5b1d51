"""Which factors a letter names: those that were scored and lost points, most first, four at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

#: So many factors are named: more are "not likely helpful" (commentary on 12 CFR 1002.9(b)(2)).
MOST: Final = 4
#: Under the FCRA a fifth is named if enquiries are a key factor and not among the four (15 USC 1681g(f)(9), from memory: read it before use).
ENQUIRY: Final = "enquiry"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: what it is, what it gave and could have given at best (None: nothing is the best), and the records behind it.

    `lost` is how many points it took; a direct grade takes none and comes first. `item` "" stands for why there is no score.
    """

    item: str
    text: str
    points: Decimal | None
    best: Decimal | None
    lost: Decimal
    records: tuple[Mapping[str, Any], ...]


def factors(why: Mapping[str, Any], *, fifth: bool = False) -> list[Factor]:
    """The factors of an explanation (as `explain` gives it) that told against its subject.

    Without a score there is one: why there is none. Otherwise direct grades that hold the band down, then every item by what it lost
    against the best it could give; ties in the order of the rulebook. What lost nothing is never named. `fifth`: add one where enquiries
    lost points and are not among the four.

    >>> item = {"item": "late", "text": "Paid late", "points": Decimal(-5), "records": []}
    >>> [
    ...     one.text
    ...     for one in factors(
    ...         {"standing": "scored", "band": "bad", "points": [item, {**item, "points": Decimal(3)}], "steps": []}
    ...     )
    ... ]
    ['Paid late']
    """
    if why["standing"] == "no_score":
        return [Factor("", str(why["because"]).rstrip("."), None, None, Decimal(0), ())]
    graded = [one for one in why["points"] if one["item"] in _grading(why)]
    found = [_factor(one) for one in graded]
    items = [_factor(one) for one in why["points"] if one["item"] != "range" and one not in graded]
    lost = sorted((one for one in items if one.lost > 0), key=lambda one: -one.lost)
    found += lost
    named = found[:MOST]
    if fifth and not any(map(_is_enquiry, named)):
        named += [one for one in found[MOST:] if _is_enquiry(one)][:1]
    return named


def _factor(item: Mapping[str, Any]) -> Factor:
    points, best = Decimal(item["points"]), item.get("best")
    top = None if best is None else Decimal(best)
    return Factor(item["item"], item["text"].rstrip(".。"), points, top, (top or Decimal(0)) - points, tuple(item["records"]))


def _grading(why: Mapping[str, Any]) -> set[str]:
    """The clauses whose direct grade is the band that came out."""
    return {step["item"] for step in why["steps"] if step["step"] == "grade" and step.get("band") == why["band"]}


def _is_enquiry(factor: Factor) -> bool:
    return any(ENQUIRY in str(record["kind"]) for record in factor.records)


def refs_of(found: Sequence[Factor]) -> list[Mapping[str, Any]]:
    """The records behind factors, each once, in order of date."""
    listed = {(one["furnisher"], one["ref"]): one for factor in found for one in factor.records}
    return sorted(listed.values(), key=lambda one: (one["occurred_on"], one["furnisher"], one["ref"]))
