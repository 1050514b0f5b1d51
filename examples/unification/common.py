"""What is a common conduct: how many the definition lets in, and what it does to the median."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from bonitas.unify.draft.choose import choose
from bonitas.unify.draft.dealt import Dealt, in_conflict, order
from bonitas.unify.draft.unify import Unified

#: A conduct is common if so many rulebooks deal with it.
LEAST: Final = (2, 3, 4, 5)


def common(made: Unified) -> list[dict[str, Any]]:
    """For each bound: the conducts that so many deal with and none rewards what another punishes; of these, those in which the median takes
    a treatment as mild as the mildest, or as strict as the strictest; and, where each rulebook that is silent counts as doing nothing,
    those in which the median, and the mildest, still comes to a clause."""
    every = [dealt for dealt in made.ground.dealt.values() if not in_conflict(dealt)]
    return [_at(least, [dealt for dealt in every if len(dealt) >= least], len(made.books)) for least in LEAST]


def _at(least: int, among: Sequence[Sequence[Dealt]], books: int) -> dict[str, Any]:
    heard = [{rule: _chosen(rule, dealt, 0) for rule in ("strictest", "mildest", "median")} for dealt in among]
    silent = [{rule: _chosen(rule, dealt, books - len(dealt)) for rule in ("strictest", "mildest", "median")} for dealt in among]
    return {
        "at_least": least, "conducts": len(among), "median_as_mildest": _same(heard, "mildest"), "median_as_strictest": _same(heard, "strictest"),
        "with_silence": {rule: sum(one[rule] is not None for one in silent) for rule in ("strictest", "mildest", "median")},
    }  # fmt: skip


def _chosen(rule: Any, dealt: Sequence[Dealt], silent: int) -> Dealt | None:
    return choose(rule, dealt, silent, {}, Fraction(0)).dealt


def _same(chosen: Sequence[Mapping[str, Dealt | None]], rule: str) -> int:
    return sum(order(one["median"]) == order(one[rule]) for one in chosen)
