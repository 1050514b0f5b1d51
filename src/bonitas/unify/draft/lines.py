"""Lines of a scorecard in the draft: what measures do with a conduct, taken over as they are drawn, on the draft's scale.

A line counts by how far it departs from what it gives to somebody of whom nothing is on record, so that nobody's base moves by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from bonitas.common.amounts import decimal_of, half_away, thousandths
from bonitas.common.days import iso
from bonitas.rulebook.model import Dimension, PerUnit, ScoreItem, Table, Tier
from bonitas.unify.draft.books import Book, line_ids
from bonitas.unify.draft.carried import Carrying, Narrow
from bonitas.unify.draft.dealt import Dealt, Piece
from bonitas.unify.draft.deciding import Decision
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.nothing import at_nothing
from bonitas.unify.draft.parts import Part, Whence, name_for
from bonitas.unify.draft.rescale import Scaling, plain
from bonitas.unify.draft.take import Taking

#: Thousandths of a rulebook as points of the draft, rounded to a step (None: the policy's).
Scaled = Callable[[int, int | None], Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of a treatment that lines of a scorecard say; `since`: the condition on the day of its records."""

    decision: Decision
    dealt: Dealt
    piece: Piece
    since: str

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(use for use in self.piece.id.split("+") if use in line_ids(self.dealt.book))

    @property
    def whens(self) -> dict[str, str]:
        """By kind that it was chosen for, the condition under which a record is this conduct."""
        return {kind: when for kind, when in self.piece.whens if kind in self.decision.kinds}


@dataclass(slots=True)
class Lines:
    """Writes them. `dealt`: everything that the rulebooks do, so that it is known when a line was chosen for all that it looks at."""

    policy: Policy
    taking: Taking
    carrying: Carrying
    dealt: Mapping[str, Sequence[Dealt]]
    _nothing: dict[str, dict[str, int]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def parts(self, wanted: Sequence[Wanted]) -> list[Part]:
        """Each line once for all that it was chosen for; apart where the mean of a conduct multiplies it otherwise, or by the day of records."""
        groups: dict[tuple[str, str, Fraction, str, bool], list[Wanted]] = {}
        for one in wanted:
            for line in one.lines:
                key = (one.dealt.book.id, line, one.decision.chosen.times, one.since, one.decision.before)
                groups.setdefault(key, []).append(one)
        found: list[Part] = []
        for (_, line, *_), several in groups.items():
            found += self._part(line, several)
        return found

    def _part(self, line: str, several: Sequence[Wanted]) -> Iterator[Part]:
        first = several[0]
        book, decision = first.dealt.book, first.decision
        tag = ["before"] if decision.before else []
        narrow = Narrow(tuple(self._whens(line, several)), first.since, "_".join((line, *tag)))
        item = next((one for one in book.rules.scorecard if one.id == line), None)
        whence = Whence(book, ("scorecard" if item is not None else "dimensions", line))
        measure = self._measure(book, line, item, narrow, whence)
        conducts = tuple(dict.fromkeys(one.decision.conduct.id for one in several))
        said = Part(
            "scorecard", self._free(name_for(book, line, *tag)), {}, _each(one.decision.rule for one in several),
            _each(one.decision.because for one in several), (whence,), conducts, frozenset({measure}),
            all(one.decision.by_hand for one in several),
        )  # fmt: skip
        of = item if item is not None else _as_line(_dimension(book, line), book)
        nothing = self._of_nothing(book)[line]
        bodies = {day: self._body(of, nothing, scaled) for day, scaled in self._phases(book, of, several)}
        around = _around(book, of)
        yield replace(said, body=_dated({day: {"measure": measure, **body, **around} for day, body in bodies.items()}))
        if nothing and not isinstance(of.points, Table):
            yield self._constant(
                said, measure, {day: scaled(-nothing, 1) for day, scaled in self._phases(book, of, several)}, of, around
            )

    def _free(self, name: str) -> str:
        """A name that no measure has, so that a line never stands for another measure than its own."""
        n, base = 1, name
        while name in self._taken:
            n += 1
            name = f"{base}_{n}"
        self._taken.add(name)
        return name

    def _whens(self, line: str, several: Sequence[Wanted]) -> Iterator[tuple[str, str]]:
        """By kind the condition under which its records are those that the line was chosen for; none where it was for all of them."""
        book = several[0].dealt.book.id
        kinds = dict.fromkeys(kind for one in several for kind in one.whens)
        for kind in kinds:
            mine = {one.decision.conduct.id: one.whens[kind] for one in several if kind in one.whens}
            every = {
                name for name, dealt in self.dealt.items() for one in dealt if one.book.id == book
                for piece in one.pieces if kind in piece.kinds and line in piece.id.split("+")
            }  # fmt: skip
            whens = [when for when in dict.fromkeys(mine.values()) if when]
            free = len(whens) < len(mine) or every <= mine.keys()
            yield kind, "" if free else whens[0] if len(whens) == 1 else " or ".join(f"({when})" for when in whens)

    # ------------------------------------------------------------ measures and numbers

    def _measure(self, book: Book, line: str, item: ScoreItem | None, narrow: Narrow, whence: Whence) -> str:
        """The measure of a line in the draft; of a dimension, how far its value is from the end that counts nothing."""
        if item is not None:
            return self.carrying.name(book, item.measure, narrow)
        part, of = _dimension(book, line), book.tree["dimensions"][line]["of"]
        text, needs = self.carrying.text(book, of, self.carrying.of_value(book, part.of, narrow))
        formula = _on_its_way(text, part)
        body = {"formula": formula, **({"text": dict(part.text.versions)} if part.text else {})}
        return self.carrying.add(name_for(book, line, "on_its_way"), body, whence, needs)

    def _body(self, of: ScoreItem, nothing: int, scaled: Scaled) -> dict[str, Any]:
        """The numbers of a line, less what it gives where nothing is on record."""
        if isinstance(of.points, Table):
            return {"table": {row.label: scaled(row.points - nothing, None) for row in of.points.rows}}
        tiers = [_tier(tier, scaled) for tier in of.points.tiers]
        said: dict[str, Any] = {**tiers[0], **({"then": tiers[1:]} if len(tiers) > 1 else {})}
        if of.points.fractions:
            said["fractions"] = True
        if of.missing is not None:
            said["missing"] = scaled(of.missing - nothing, 1)
        return said

    def _phases(self, book: Book, of: ScoreItem, several: Sequence[Wanted]) -> Iterator[tuple[int, Scaled]]:
        """For each phase from which day on, and how thousandths of the rulebook become points of the draft: bins of the sign that the phases
        are for count in part; points by units as a whole."""
        move, decision = self.policy.transition, several[0].decision
        factor = self.taking.factor(book) * decision.chosen.times
        loses, gains = any(one.piece.low < 0 for one in several), any(one.piece.high > 0 for one in several)
        whole = move.of == "all" or (move.of == "losses" and loses) or (move.of == "gains" and gains)
        by_unit = isinstance(of.points, PerUnit)

        def scaling(share: Fraction) -> Scaled:
            def scaled(points: int, step: int | None) -> Any:
                hit = whole if by_unit else move.of == "all" or (points < 0) == (move.of == "losses")
                return Scaling(factor * (share if hit else 1), self.policy.step, str, str).points(decimal_of(points), step)

            return scaled

        if not move.phases or decision.before:
            yield self.taking.start, scaling(Fraction(1))
            return
        first = move.phases[0].start
        if first > self.taking.start:
            yield self.taking.start, scaling(Fraction(0))
        for phase in move.phases:
            yield phase.start, scaling(phase.share)

    def _of_nothing(self, book: Book) -> dict[str, int]:
        if book.id not in self._nothing:
            self._nothing[book.id] = at_nothing(book)
        return self._nothing[book.id]

    def _constant(self, said: Part, measure: str, points: Mapping[int, Any], of: ScoreItem, around: Mapping[str, Any]) -> Part:
        """What points by units give where nothing is on record is taken from everybody whose value is known."""
        known = "otherwise" if of.missing is None else f"{measure} is not missing"
        states = {"known": known, **({"unknown": "otherwise"} if of.missing is not None else {})}
        name = self.carrying.add(
            f"{measure}_known", {"state": states}, said.origins[0], frozenset({measure} if of.missing is not None else ())
        )
        rest = {"unknown": 0} if of.missing is not None else {}
        body = _dated({day: {"measure": name, "table": {"known": worth, **rest}, **around} for day, worth in points.items()})
        return replace(said, id=self._free(f"{said.id}_known"), body=body, uses=frozenset({name}))


def _dated(bodies: Mapping[int, Any]) -> Any:
    """One body where all days have the same; else each from its day on."""
    values = list(bodies.values())
    if all(value == values[0] for value in values):
        return values[0]
    kept = [(day, body) for n, (day, body) in enumerate(bodies.items()) if n == 0 or body != values[n - 1]]
    return {str(iso(day)): body for day, body in kept}


def _each(words: Any) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))


def _around(book: Book, of: ScoreItem) -> dict[str, Any]:
    """What stands beside the numbers of a line."""
    said: dict[str, Any] = {}
    if of.text:
        said["text"] = dict(of.text.versions)
    said["source"] = f"{book.id}: {of.source}" if of.source else book.id
    if of.grounds:
        said["ground"] = list(of.grounds)
    return said


def _dimension(book: Book, name: str) -> Dimension:
    dimensions = book.rules.dimensions
    assert dimensions is not None
    return next(one for one in dimensions.parts if one.id == name)


def _on_its_way(text: str, part: Dimension) -> str:
    """How far a value is from the end of its dimension that counts nothing, as a formula."""
    low, minus = decimal_of(abs(part.low)), part.low < 0
    if part.high < part.low:
        return f"{'0 - ' if minus else ''}{low} - ({text})"
    return f"({text}) {'+' if minus else '-'} {low}" if part.low else text


def _as_line(part: Dimension, book: Book) -> ScoreItem:
    """A dimension as a line by units: all of its span for all of the way from the end that counts nothing, and parts of it for parts. (A formula can
    be missing as far as the text goes: what never is is worth nothing.)"""
    dimensions = book.rules.dimensions
    assert dimensions is not None
    span = half_away((dimensions.high - dimensions.low) * part.weight, 100_000)
    points = PerUnit(part.of, (Tier(abs(part.high - part.low), span, span),), fractions=True)
    missing = half_away(span * (part.missing or 0), 1000)
    return ScoreItem(part.id, "", points, missing, part.text, part.source, part.grounds)


def _tier(tier: Tier, scaled: Scaled) -> dict[str, Any]:
    """A tier stays full after as many steps as before."""
    gives = scaled(tier.gives, 1)
    found = {"each": plain(tier.each), "gives": gives}
    if tier.up_to is not None and tier.gives:
        steps = Fraction(tier.up_to, tier.gives)
        found["up_to"] = plain(int(thousandths(gives) * steps))
    return found
