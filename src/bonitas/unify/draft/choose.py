"""The rules by which a policy chooses one of several treatments of a conduct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bonitas.common.amounts import half_away
from bonitas.common.days import Duration
from bonitas.unify.draft.dealt import Dealt, order
from bonitas.unify.draft.model import Rule


@dataclass(frozen=True, slots=True)
class Chosen:
    """The treatment that was chosen (None: silence, so no clause). `times` multiplies its points, `lasts` (if given) takes the place of
    its end, and `used` are all treatments that had a part in it. `notes` say what the rule could not take in."""

    dealt: Dealt | None
    used: tuple[Dealt, ...] = ()
    times: Fraction = Fraction(1)
    lasts: str = ""
    notes: tuple[str, ...] = ()


def choose(rule: Rule, among: Sequence[Dealt], silent: int, weights: Mapping[str, Fraction], silent_weight: Fraction) -> Chosen:
    """One treatment by a rule; `among` in the order in which the rulebooks were named. `silent` rulebooks count as doing nothing."""
    if rule == "weighted":
        return weighted(among, weights, silent_weight)
    every: list[Dealt | None] = [*among, *[None] * silent]
    placed = sorted(every, key=order)  # equals stay in the order in which the rulebooks were named
    assert rule != "by hand"  # it names the treatment itself
    at = {"strictest": 0, "mildest": len(placed) - 1, "median": len(placed) // 2}[rule]
    found = placed[at]
    return Chosen(found, (found,) if found is not None else ())


def weighted(among: Sequence[Dealt], weights: Mapping[str, Fraction], silent_weight: Fraction) -> Chosen:
    """The mean of all treatments by their weights, in the form of the weightiest. A direct grade cannot be averaged with points: whichever
    has the greater weight decides, and the other has no part in it."""
    heard = [one for one in among if weights.get(one.book.id)]
    graded = [one for one in heard if one.grade is not None]
    counted = [one for one in heard if one.grade is None]
    for_grade = sum((weights[one.book.id] for one in graded), Fraction(0))
    for_points = sum((weights[one.book.id] for one in counted), silent_weight)
    if not heard:
        return Chosen(None)
    if for_grade > for_points:
        return Chosen(_weightiest(graded, weights), tuple(graded), notes=_not_heard(counted, "points"))
    if not counted:
        return Chosen(None, notes=_not_heard(graded, "a direct grade"))
    mean = sum((one.most * weights[one.book.id] for one in counted), Fraction(0)) / for_points
    form = _weightiest(counted, weights)
    if not mean or not form.most:
        return Chosen(None, notes=("the mean is 0",))
    if (mean < 0) != (form.most < 0):
        form = _weightiest([one for one in counted if (one.most < 0) == (mean < 0)], weights)
    lasts, notes = _lasts(counted, weights)
    return Chosen(form, tuple(counted), mean / form.most, lasts, (*_not_heard(graded, "a direct grade"), *notes))


def _weightiest(among: Sequence[Dealt], weights: Mapping[str, Fraction]) -> Dealt:
    return max(among, key=lambda one: weights[one.book.id])  # the first of equals


def _not_heard(among: Sequence[Dealt], what: str) -> tuple[str, ...]:
    return tuple(f"{one.book.id} answers with {what}, which has no part in the mean" for one in among)


def _lasts(among: Sequence[Dealt], weights: Mapping[str, Fraction]) -> tuple[str, tuple[str, ...]]:
    """The mean of the ends, where each rulebook has but one, and all are in months or all in days."""
    if len(among) == 1:
        return "", ()
    ends: list[tuple[Duration, Fraction]] = []
    for one in among:
        own = {piece.clause.lasts for piece in one.pieces if piece.clause is not None}
        end = own.pop() if len(own) == 1 and len(one.pieces) == len([p for p in one.pieces if p.clause is not None]) else None
        if not isinstance(end, Duration):
            return "", ("the ends are of different sorts, so that of the weightiest rulebook stands",)
        ends.append((end, weights[one.book.id]))
    total = sum((weight for _, weight in ends), Fraction(0))
    if all(end.months for end, _ in ends):
        mean = sum((end.months * weight for end, weight in ends), Fraction(0)) / total
        return str(Duration(months=max(1, half_away(mean.numerator, mean.denominator)))), ()
    if all(end.days for end, _ in ends):
        mean = sum((end.days * weight for end, weight in ends), Fraction(0)) / total
        return str(Duration(days=max(1, half_away(mean.numerator, mean.denominator)))), ()
    return "", ("the ends are of different sorts, so that of the weightiest rulebook stands",)
