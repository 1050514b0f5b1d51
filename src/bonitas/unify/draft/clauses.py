"""The clauses of the draft, each with its id, its origins and what the other rulebooks do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bonitas.common.days import iso
from bonitas.unify.draft.books import Book
from bonitas.unify.draft.dealt import Dealt, Piece
from bonitas.unify.draft.deciding import Decision
from bonitas.unify.draft.drafted import Drafted, Open, Origin
from bonitas.unify.draft.lines import Wanted
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.take import Taking

_OTHER: Final = re.compile(r"[^\w-]+")


@dataclass(slots=True)
class Writing:
    """Writes clauses. `ids` are those in use."""

    policy: Policy
    taking: Taking
    ids: set[str] = field(default_factory=set)
    lines: list[Wanted] = field(default_factory=list)
    """What lines of a scorecard say, not clauses."""

    def clauses(self, decision: Decision) -> Iterator[Drafted]:
        """One clause for each piece of the treatment, and for each condition that makes a record this conduct."""
        dealt = decision.chosen.dealt
        assert dealt is not None
        said = [piece for piece in dealt.pieces if not piece.by_lines]
        self.lines += [Wanted(decision, dealt, piece, self._since(decision, piece)) for piece in dealt.pieces if piece.by_lines]
        pieces = [(piece, when, kinds) for piece in said for when, kinds in self._kinds(decision, dealt, piece)]
        beside = tuple(
            Origin.of(one, piece) for one in decision.dealt if one not in decision.chosen.used for piece in one.pieces
        )  # fmt: skip
        for piece, when, kinds in pieces:
            shared = [one for one in decision.chosen.used if one is not dealt]
            origins = (Origin.of(dealt, piece), *(Origin.of(one, part) for one in shared for part in one.pieces))
            yield Drafted(
                self._id(decision, piece if len(pieces) > 1 else None), decision.conduct.id,
                self._body(decision, piece, when, kinds), decision.rule, decision.because, origins, beside,
                decision.by_hand, decision.before,
            )  # fmt: skip

    def _kinds(self, decision: Decision, dealt: Dealt, piece: Piece) -> list[tuple[str, tuple[str, ...]]]:
        """(condition of the crosswalk, the kinds that it holds for): those of the piece, and those of others that it is extended to."""
        own = dict(piece.whens)
        theirs = {kind for part in dealt.pieces for kind in part.kinds}
        others = {kind: when for one in decision.dealt for part in one.pieces for kind, when in part.whens}
        found: dict[str, list[str]] = {}
        for kind in decision.kinds:
            if kind in own:
                found.setdefault(own[kind], []).append(kind)
            elif kind not in theirs:
                found.setdefault(others[kind], []).append(kind)
        return [(when, tuple(kinds)) for when, kinds in found.items()]

    def _body(self, decision: Decision, piece: Piece, when: str, kinds: tuple[str, ...]) -> dict[str, Any]:
        since = self._since(decision, piece)
        return self.taking.body(piece, decision.chosen, (when, since), kinds, phased=not decision.before)

    def _since(self, decision: Decision, piece: Piece) -> str:
        """The condition on the day of a record: before the draft is in force, from then on, or none."""
        move, start = self.policy.transition, iso(self.taking.start)
        loses = piece.low < 0 or piece.grade is not None
        fresh = move.before in ("do not count", "as") or (move.before == "losses do not count" and loses)
        return f"occurred_on < {start}" if decision.before else f"occurred_on >= {start}" if fresh else ""

    def _id(self, decision: Decision, piece: Piece | None) -> str:
        """A name that nothing else has: of the conduct, and of the clause where there are several."""
        own = [] if piece is None else [piece.id if piece.clause is not None else piece.kinds[0]]
        parts = [decision.conduct.id, *own, *(["before"] if decision.before else [])]
        base = _OTHER.sub("_", "_".join(parts))
        base = base if not base[0].isdigit() else f"c{base}"
        name, n = base, 1
        while name in self.ids:
            n += 1
            name = f"{base}_{n}"
        self.ids.add(name)
        return name


def counted_twice(drafted: Sequence[Drafted]) -> Iterator[tuple[str, list[str]]]:
    """(kind, conducts) for kinds of record that the clauses of several conducts count without a condition between them."""
    by_kind: dict[str, dict[str, bool]] = {}
    for one in drafted:
        if one.before:
            continue
        kinds = one.body["for"]
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            conducts = by_kind.setdefault(str(kind), {})
            conducts[one.conduct] = conducts.get(one.conduct, False) or "when" not in one.body
    for kind, conducts in by_kind.items():
        if len(conducts) > 1 and any(conducts.values()):
            yield kind, list(conducts)


def in_part(decisions: Sequence[Decision]) -> Iterator[Open]:
    """Conducts of which the treatment that was chosen asks for something more, while another rulebook counts other records too."""
    for one in decisions:
        dealt = one.chosen.dealt
        if dealt is None or any(piece.clause is None or piece.clause.when is None for piece in dealt.pieces):
            continue
        others = tuple(other.book.id for other in one.dealt if other is not dealt and _otherwise(other, dealt))
        if others:
            asks = "; ".join(_asked(dealt.book, piece) for piece in dealt.pieces)
            what = f"The draft counts them as {dealt.book.id} does, only where {asks}. What meets none of it counts nothing."
            yield Open("unreached", what, one.conduct.id, others)


def _otherwise(other: Dealt, dealt: Dealt) -> bool:
    """Whether another rulebook asks for less, or for something else."""
    mine = {piece.clause.when for piece in dealt.pieces if piece.clause is not None}
    return any(piece.clause is None or piece.clause.when not in mine for piece in other.pieces)


def _asked(book: Book, piece: Piece) -> str:
    return " ".join(str(book.text_of(piece.id).get("when", "")).split())
