"""Gathers what every rulebook does with every conduct, from its treatments (`unify.compare`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import date_of
from bonitas.rulebook.model import Bands, Clause, Fixed, PerUnit
from bonitas.unify.compare.clauses import once
from bonitas.unify.compare.treatment import Treatment, treatments
from bonitas.unify.crosswalk.model import Conduct, Crosswalk
from bonitas.unify.draft.books import Book, band_for, line_ids
from bonitas.unify.draft.dealt import ENDLESS, Dealt, Piece
from bonitas.unify.draft.drafted import Open
from bonitas.unify.draft.model import Policy


@dataclass(slots=True)
class Dealing:
    """`widths` of the rulebooks' scales in thousandths; `bands` of the draft. `open` grows by what cannot be said as a clause."""

    crosswalk: Crosswalk
    catalogue: Catalogue
    widths: Mapping[str, Fraction]
    bands: Bands
    policy: Policy
    open: list[Open] = field(default_factory=list)

    def all(self, books: Sequence[Book]) -> tuple[dict[str, tuple[Dealt, ...]], tuple[Conduct, ...]]:
        """By conduct, what each rulebook that does anything with it does, in the order of the rulebooks; and all conducts."""
        conducts = {one.id: one for one in self.crosswalk.conducts}
        found: dict[str, dict[str, list[Piece]]] = {}
        for book in books:
            for conduct, piece in self._pieces(book):
                conducts.setdefault(conduct.id, conduct)
                found.setdefault(conduct.id, {}).setdefault(book.id, []).append(piece)
        by_id = {book.id: book for book in books}
        dealt = {
            name: tuple(Dealt(by_id[book], name, tuple(pieces)) for book, pieces in found[name].items())
            for name in conducts
            if name in found
        }
        return dealt, tuple(conducts.values())

    def _pieces(self, book: Book) -> Iterator[tuple[Conduct, Piece]]:
        """Each clause once for each conduct that it deals with, and what measures come to."""
        clauses = book.clauses
        whens: dict[tuple[str, str], dict[str, str]] = {}
        first: dict[tuple[str, str], tuple[Conduct, Treatment]] = {}
        for one in treatments(book.book, self.crosswalk, on=date_of(book.day)):
            clause = clauses.get(one.clause) if one.part == "clause" else None
            matched = self._matched(book, one, clause)
            if matched is None or (clause is None and not self._restates(book, one)):
                continue
            key = (matched[0].id, one.clause if clause is not None else f"{one.clause} {one.kind}")
            whens.setdefault(key, {})[one.kind] = matched[1]
            first.setdefault(key, (matched[0], one))
        for key, (conduct, one) in first.items():
            clause = clauses.get(one.clause) if one.part == "clause" else None
            yield conduct, self._piece(book, one, clause, tuple(whens[key].items()))

    def _matched(self, book: Book, one: Treatment, clause: Clause | None) -> tuple[Conduct, str] | None:
        """The conduct of a treatment, and under which condition a record is one; None where a narrower conduct stands for it."""
        pairs = self.crosswalk.of(book.id, self.catalogue.kinds[one.kind], clause.when if clause is not None else None)
        wider = {above.id for conduct, _ in pairs for above in self.crosswalk.above(conduct)}
        found = next(((conduct, member) for conduct, member in pairs if conduct.id == one.conduct), None)
        return (found[0], found[1].said) if found is not None and one.conduct not in wider else None

    def _restates(self, book: Book, one: Treatment) -> bool:
        """Whether what measures do with a record can be said as a clause: it takes, or it gives."""
        if one.part != "measures":
            return False
        settings, lines = self.policy.settings, self._by_lines(book, one)
        if one.no_score and not settings["no_score"].of(book.id):
            what = f"Such a record leaves no score under {book.id} ({one.clause}); a clause cannot say that."
            self.open.append(Open("rest", what, one.conduct, (book.id,)))
        if not one.low and not one.high and (one.bands_low or one.bands_high) and not settings["requirements"].of(book.id):
            what = (
                f"Such a record moves the band under {book.id} and no score ({one.clause}); a clause of points cannot say that."
            )
            self.open.append(Open("rest", what, one.conduct, (book.id,)))
        if one.low and one.high and one.low < 0 < one.high and not lines:
            what = f"It takes or gives by its values and by what else is on file ({one.clause}): no single clause says that."
            self.open.append(Open("rest", what, one.conduct, (book.id,)))
            return False
        return bool(one.low or one.high)

    def _by_lines(self, book: Book, one: Treatment) -> bool:
        """Whether the policy has lines of a scorecard stand as lines, and there are any."""
        return self.policy.as_lines and not set(line_ids(book)).isdisjoint(one.clause.split("+"))

    def _piece(self, book: Book, one: Treatment, clause: Clause | None, whens: tuple[tuple[str, str], ...]) -> Piece:
        low, high = worth(clause) if clause is not None else (one.low or 0, one.high or 0)
        width = self.widths[book.id]
        grades = [clause.grade, *(repair.grade for repair in clause.repairs)] if clause is not None else []
        said = self.policy.grades.get(book.id, {})
        worst = [self.bands.index(said.get(name) or band_for(book.rules.bands, name, self.bands)) for name in grades if name]
        days = ENDLESS if one.days_high is None else one.days_high
        basis = "" if clause is not None else "lines" if self._by_lines(book, one) else "measures"
        return Piece(one.clause, whens, low / width, high / width, days, max(worst, default=None), one.line, clause, basis)


def worth(clause: Clause) -> tuple[int, int]:
    """The least and the most thousandths that a first record brings; an amount without an upper end is taken at its first step."""
    low, high = once(clause)
    if (low is None or high is None) and isinstance(clause.points, PerUnit):
        low, high = once(replace(clause, points=Fixed(clause.points.tiers[0].gives)))
    return low or 0, high or 0
