"""The model of a rulebook, part six: what the head says beyond who is rated, by which words and since when."""

from __future__ import annotations

from dataclasses import dataclass

from bonitas.common.days import Term
from bonitas.common.texts import Text


@dataclass(frozen=True, slots=True)
class Withdraws:
    """Records of these kinds their subject may have deleted; `within` such a time that is done."""

    kinds: tuple[str, ...]
    within: Term | None = None
    text: Text = Text()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where whoever is rated turns: how to `contest` a standing, which person will `review` it, and to which `authority` one may
    complain. A text that is not given is empty."""

    contest: Text = Text()
    review: Text = Text()
    authority: Text = Text()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """What a local supplement may add: so many clauses that give, so many that take, each of at most so many points (thousandths)."""

    gains: int
    losses: int
    points: int
