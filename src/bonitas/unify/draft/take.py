"""From a treatment that was chosen to clauses of the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bonitas.catalogue.model import COMMON_ATTRIBUTES, Catalogue
from bonitas.common.amounts import half_away
from bonitas.common.days import Duration, iso
from bonitas.rulebook.expression import Attr, Expr
from bonitas.rulebook.model import Bands, Clause
from bonitas.rulebook.walk import parts
from bonitas.unify.draft.books import Book, band_for
from bonitas.unify.draft.choose import Chosen
from bonitas.unify.draft.dealt import Piece
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.rescale import Scaling, plain

_AFTER = ("text", "source", "ground")
#: What only a register, or only the prose, knows of a clause.
_LEFT = frozenset({"shown", "section", "in_force", "for", "when"})


@dataclass(slots=True)
class Taking:
    """Makes the text of clauses. `widths`: of each rulebook's scale, and of the draft's (under ""), in thousandths; none of those
    whose points are taken as they are. `groups` grows by the groups that clauses share."""

    policy: Policy
    bands: Bands
    start: int
    widths: Mapping[str, Fraction]
    catalogue: Catalogue
    groups: dict[str, Any] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """(rulebook, what changed in meaning)."""

    def factor(self, book: Book) -> Fraction:
        """By how much a rulebook's points are multiplied to be points of the draft."""
        return Fraction(1) if self.policy.as_they_are else self.widths[""] / self.widths[book.id]

    def grade(self, book: Book) -> Callable[[str], str]:
        """The band of the draft for each band of a rulebook: the policy's, or that at the same place."""
        said = self.policy.grades.get(book.id, {})
        return lambda name: said.get(name) or band_for(book.rules.bands, name, self.bands)

    # ------------------------------------------------------------ one clause

    def body(
        self, piece: Piece, chosen: Chosen, when: tuple[str, ...], kinds: tuple[str, ...], *, phased: bool
    ) -> dict[str, Any]:
        """The text of one clause: for these kinds, under these conditions beside its own."""
        assert chosen.dealt is not None
        book = chosen.dealt.book
        own = self._own(book, piece, kinds)
        written = str(own.pop("when", "")) if "when" in own else ""
        conditions = [part for part in (condition(written), *when) if part]
        found: dict[str, Any] = {"for": kinds[0] if len(kinds) == 1 else list(kinds)}
        if conditions:
            found["when"] = joined(conditions)
        found |= self._phased(book, piece, chosen, own) if phased else self._scaled(book, chosen.times, own)
        if chosen.lasts:
            found["lasts"] = chosen.lasts
        return {
            **{key: value for key, value in found.items() if key not in _AFTER},
            **{key: found[key] for key in _AFTER if key in found},
        }

    def _own(self, book: Book, piece: Piece, kinds: tuple[str, ...]) -> dict[str, Any]:
        """The clause as it is written; of a line of a scorecard, a clause that says the same."""
        if piece.clause is None:
            return self._restated(book, piece, kinds)
        body = book.text_of(piece.id)
        cited = piece.clause.source
        found = {key: value for key, value in body.items() if key not in _LEFT or key == "when"}
        found["source"] = f"{book.id}: {cited}" if cited else book.id
        return found

    def _restated(self, book: Book, piece: Piece, kinds: tuple[str, ...]) -> dict[str, Any]:
        """What was measured, as a clause: the most that a record takes or gives, and for how long; at most as long as it is kept."""
        most = piece.low if piece.low < 0 else piece.high
        exact = most * self.widths[book.id]
        about = [self.catalogue.kinds[kind] for kind in kinds]
        text = about[0].title.versions or (("en", about[0].name),)
        keep = min((kind.keep for kind in about), key=lambda one: one.after(self.start))
        lasts = as_long(piece.days, keep, self.start)
        return {
            "points": plain(half_away(exact.numerator, exact.denominator)),
            "lasts": lasts,
            "text": dict(text),
            "source": book.id,
        }

    def _scaled(self, book: Book, times: Fraction, own: Mapping[str, Any]) -> dict[str, Any]:
        scaling = Scaling(self.factor(book) * times, self.policy.step, self.grade(book), lambda name: self.group(book, name))
        found = scaling.clause(own)
        self.notes += [(book.id, note) for note in scaling.notes if (book.id, note) not in self.notes]
        return found

    # ------------------------------------------------------------ phases

    def _phased(self, book: Book, piece: Piece, chosen: Chosen, own: Mapping[str, Any]) -> dict[str, Any]:
        """The same with a value for each phase, where the phases are for points of its sign."""
        move = self.policy.transition
        loses, gains = piece.low < 0 or piece.grade is not None, piece.high > 0
        if not move.phases or not (move.of == "all" or (move.of == "losses" and loses) or (move.of == "gains" and gains)):
            return self._scaled(book, chosen.times, own)
        counted = [phase for phase in move.phases if phase.share]
        points = own.get("points")
        if points is None or (isinstance(points, Mapping) and "chosen" in points):
            # a band cannot be reached by half, nor does a decider choose by halves: both wait for the last phase
            return {**self._scaled(book, chosen.times, own), **self._from(counted[-1].start)}
        bodies = {phase.start: self._scaled(book, chosen.times * phase.share, own) for phase in counted}
        for start, body in bodies.items():
            if "grade" in body and start != counted[-1].start:
                body["grade"] = None
        return {**merged(bodies), **self._from(counted[0].start)}

    def _from(self, day: int) -> dict[str, Any]:
        return {"in_force": {"from": iso(day)}} if day > self.start else {}

    # ------------------------------------------------------------ groups

    def group(self, book: Book, name: str) -> str:
        """The name that a rulebook's group has in the draft; it is taken along, with its limits in full."""
        new = f"{book.id}_{name}"
        if new not in self.groups:
            self.groups[new] = None
            body = (book.tree.get("groups") or {}).get(name)
            scaling = Scaling(self.factor(book), self.policy.step, str, str)
            if body:
                self.groups[new] = {key: scaling.limit(value) if key == "limit" else value for key, value in body.items()}
        return new


def merged(bodies: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """Bodies by the day from which each holds, as one in which what differs is dated.

    >>> merged({20_454: {"points": -5, "lasts": "1 year"}, 20_819: {"points": -10, "lasts": "1 year"}})
    {'points': {'2026-01-01': -5, '2027-01-01': -10}, 'lasts': '1 year'}
    """
    days = sorted(bodies)
    found: dict[str, Any] = {}
    for key in bodies[days[-1]]:
        values = [(day, bodies[day].get(key)) for day in days]
        if all(value == values[-1][1] for _, value in values):
            found[key] = values[-1][1]
            continue
        kept = [(day, value) for n, (day, value) in enumerate(values) if n == 0 or value != values[n - 1][1]]
        found[key] = {str(iso(day)): value for day, value in kept if value is not None}
    return found


def as_long(days: int, keep: Duration, start: int) -> str:
    """A number of days as months or years where it comes to whole ones, give or take a day; at most `keep`.

    >>> (
    ...     as_long(1096, Duration(months=120), 20_000),
    ...     as_long(100, Duration(months=120), 20_000),
    ...     as_long(10**9, Duration(months=84), 0),
    ... )
    ('3 years', '100 days', '7 years')
    """
    if days >= keep.after(start) - start:
        return str(keep)
    months = round(days * 12 / 365.25)
    whole = months > 0 and abs(Duration(months=months).after(start) - start - days) <= 1
    return str(Duration(months=months) if whole else Duration(days=days))


def joined(conditions: list[str]) -> str:
    """Conditions that must all hold.

    >>> joined(["a = 1 or b = 2", "c > 0"])
    '(a = 1 or b = 2) and c > 0'
    """
    if len(conditions) == 1:
        return conditions[0]
    return " and ".join(f"({one})" if " or " in one else one for one in conditions)


def condition(written: str) -> str:
    """A condition on one line, with the words of the language for yes and no."""
    text = " ".join(written.split())
    return {"True": "yes", "False": "no"}.get(text, text)


def reads(clause: Clause) -> Iterator[str]:
    """The attributes that a clause looks at."""
    every: list[Expr | None] = [clause.when, getattr(clause.points, "by", None), getattr(clause.lasts, "by", None)]
    every += [repair.when for repair in clause.repairs]
    for expr in every:
        yield from (part.name for part in parts(expr) if isinstance(part, Attr) and part.name not in COMMON_ATTRIBUTES)


def can_reach(piece: Piece, kind: str, catalogue: Catalogue) -> bool:
    """Whether a clause can be asked of records of another kind: what it looks at is declared there, and they end if it goes by that."""
    clause, declared = piece.clause, catalogue.kinds[kind]
    if clause is None:
        return not piece.by_lines
    return all(name in declared.attributes for name in reads(clause)) and (clause.clock == "event" or declared.lasting)
