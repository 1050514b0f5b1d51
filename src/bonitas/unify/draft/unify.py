"""`unify`: a draft of one rulebook from several, by a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import BonitasError
from bonitas.rulebook.model import Rulebook
from bonitas.unify.compare.scale import scale_of
from bonitas.unify.crosswalk.read import read_crosswalk
from bonitas.unify.draft.assemble import assemble
from bonitas.unify.draft.books import Book, read_books
from bonitas.unify.draft.cases import cases
from bonitas.unify.draft.codes import problem, trouble
from bonitas.unify.draft.dealing import Dealing
from bonitas.unify.draft.drafted import Open
from bonitas.unify.draft.folder import write_folder
from bonitas.unify.draft.frame import Frame, read_frame, start_of
from bonitas.unify.draft.ground import Draft, Ground
from bonitas.unify.draft.model import Policy
from bonitas.unify.draft.papers import sources, unresolved
from bonitas.unify.draft.policy import read_policy
from bonitas.unify.draft.rest import rest
from bonitas.unify.draft.width import width_of

#: What the folder of a draft holds.
FILES: Final = ("rulebook.yaml", "cases.yaml", "SOURCES.md", "UNRESOLVED.md")


@dataclass(frozen=True, slots=True)
class Unified:
    """A draft, what it is made from, and what stays open."""

    draft: Draft
    ground: Ground
    open: tuple[Open, ...]

    @property
    def book(self) -> Rulebook:
        """The draft as a rulebook that rates."""
        return self.draft.book

    @property
    def books(self) -> tuple[Book, ...]:
        """The rulebooks that it is made from, as they were named."""
        return tuple(self.ground.books)

    @property
    def policy(self) -> Policy:
        """What chose."""
        return self.ground.policy

    def files(self) -> dict[str, str]:
        """The text of each file of the folder; the same bytes for the same rulebooks, policy and crosswalk."""
        texts = (
            self.draft.text, cases(self.draft, self.ground.catalogue), sources(self.draft, self.ground), unresolved(self.draft, self.open),
        )  # fmt: skip
        return dict(zip(FILES, texts, strict=True))

    def write(self, folder: str | Path) -> None:
        """Write the folder: to the whole, or not at all. BonitasError U536 if something is there, or it cannot be written."""
        write_folder(Path(folder), self.files())

    def as_dict(self) -> dict[str, Any]:
        """What `unify --json` prints."""
        book, found = self.draft.book, self.draft.law
        return {
            "rulebook": book.id, "version": book.version, "hash": book.hash, "standing": book.standing, "policy": self.policy.name,
            "choose": self.policy.choose,
            "from": [{"rulebook": one.id, "version": one.book.version, "hash": one.book.hash} for one in self.books],
            "clauses": [one.as_dict() for one in self.draft.clauses], "parts": [one.as_dict() for one in self.draft.parts],
            "unresolved": [one.as_dict() for one in self.open],
            "law": {"bars": sum(one.severity == "bars" for one in found), "warns": sum(one.severity == "warns" for one in found)},
            "files": list(FILES),
        }  # fmt: skip


def unify(
    books: Sequence[Rulebook | str | Path], *, policy: Policy | str | Path, out: str | Path | None = None,
    crosswalk: str | Path | None = None, catalogue: Catalogue | None = None,
) -> Unified:  # fmt: skip
    """A draft of one rulebook from `books`, chosen conduct by conduct by `policy` (a file, or one read before), and its papers; written to
    the folder `out`, if given.

    BonitasError, and nothing written: a rulebook or the crosswalk cannot be read; U500 to U509, U532, U534, U537 to U539 for the text
    of the policy, and what the rulebook reader says of its frame; U520 to U531 and U533 where it cannot be carried out; U535 where the draft
    does not pass the check; U536 where it cannot be written.
    """
    ground = prepared(books, policy, crosswalk, catalogue)
    draft = assemble(ground)
    made = Unified(draft, ground, tuple(dict.fromkeys((*draft.open, *rest(draft, ground)))))
    if out is not None:
        made.write(out)
    return made


def prepared(
    wheres: Sequence[Rulebook | str | Path], policy: Policy | str | Path, crosswalk: str | Path | None, catalogue: Catalogue | None
) -> Ground:  # fmt: skip
    """Everything read and held against each other."""
    rule, kinds = policy if isinstance(policy, Policy) else read_policy(policy), catalogue or read_catalogue()
    books = read_books(wheres, start_of(rule), kinds)
    frame = read_frame(rule, books, kinds)
    _check_grades(rule, books, frame)
    widths = _widths(rule, books, frame)
    dealing = Dealing(read_crosswalk(crosswalk, catalogue), kinds, widths, frame.bands, rule)
    dealt, conducts = dealing.all(books)
    return Ground(rule, frame, books, conducts, dealt, widths, kinds, tuple(dealing.open))


def _widths(policy: Policy, books: Sequence[Book], frame: Frame) -> dict[str, Fraction]:
    """How wide each scale is, and under "" the draft's. Where points are taken as they are, all are as wide as the draft's."""
    name, said = frame.book.id, {book: Fraction(width) for book, width in policy.widths.items()}
    known = (*(one.id for one in books), name)
    strange = [
        problem("U522", page=policy.page, at=policy.at("points", "widths", one), found=one, known=known) for one in said if one not in known
    ]  # fmt: skip
    if strange:
        raise BonitasError(strange)
    own = said.get(name, width_of(frame.rules))
    if policy.as_they_are:
        return dict.fromkeys(["", *(one.id for one in books)], own or Fraction(1_000_000))
    found = {"": own, **{one.id: said.get(one.id) or (_width(one) if _gives_points(one) else own) for one in books}}
    unknown = [book or name for book, width in found.items() if width is None]
    if unknown:
        raise trouble("U533", page=policy.page, at=policy.at("rulebook"), found=unknown[0])
    return {book: width for book, width in found.items() if width is not None}


def _gives_points(book: Book) -> bool:
    """Whether a rulebook has points at all, so that it matters how wide its scale is."""
    rules = book.rules
    return bool(rules.scorecard or rules.dimensions) or any(clause.points is not None for clause in rules.clauses)


def _width(book: Book) -> Fraction | None:
    """As `compare` takes it; where no points move anybody (there are only direct grades), as for a draft."""
    width = scale_of(book.rules).width
    return width_of(book.rules) if width is None else Fraction(width)


def _check_grades(policy: Policy, books: Sequence[Book], frame: Frame) -> None:
    """Whether the bands that the policy names are there."""
    by_id = {one.id: one for one in books}
    found = []
    for name, said in policy.grades.items():
        for old, new in said.items():
            for band, bands, book in (
                (old, by_id[name].rules.bands if name in by_id else None, name),
                (new, frame.bands, frame.book.id),
            ):
                names = [one.name for one in bands.bands] if bands is not None else [band]
                if band not in names:
                    at = policy.at("grades", name, old)
                    found.append(problem("U538", page=policy.page, at=at, found=band, known=names, rulebook=book))
    if found:
        raise BonitasError(found)
