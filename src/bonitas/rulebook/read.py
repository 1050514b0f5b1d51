"""Reads a rulebook: text to checked model, with every problem at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import ALWAYS, NEVER
from bonitas.common.page import Page, clipped
from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.common.shipped import shipped
from bonitas.common.yamlbuild import parse_text
from bonitas.common.yamlfile import comes_with_us, read_tree
from bonitas.common.yamltext import Map, Node, Scalar, Tree, as_plain
from bonitas.rulebook import supplement
from bonitas.rulebook.clauses import in_force_days
from bonitas.rulebook.dated import Dated, check_dated
from bonitas.rulebook.fingerprint import fingerprint
from bonitas.rulebook.frame import read_local, read_remedy, read_withdraws
from bonitas.rulebook.header import HEADER, REQUIRED, RULES, Header, read_header, read_sources
from bonitas.rulebook.mistaken import mistaken
from bonitas.rulebook.model import Clause, Period, Rulebook, Rules, Source
from bonitas.rulebook.places import places
from bonitas.rulebook.reading import Reading
from bonitas.rulebook.rules import Order, check_rules, merged, read_rules

FILE = "rulebook.yaml"


def read_rulebook(where: str | Path, catalogue: Catalogue | None = None) -> Rulebook:
    """The rulebook at `where`: a folder, a file, or the name of a published one. Raises BonitasError with every problem."""
    book, problems = check_rulebook(where, catalogue)
    if book is None:
        raise BonitasError(problems)
    return book


def read_text(text: str, file: str | None = None, catalogue: Catalogue | None = None) -> Rulebook:
    """The rulebook that `text` spells; `file` names it in problems. Raises BonitasError with every problem."""
    book, problems = check_text(text, file, catalogue)
    if book is None:
        raise BonitasError(problems)
    return book


def check_text(text: str, file: str | None = None, catalogue: Catalogue | None = None) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook (None if it has an error), and every error and warning."""
    return _checked(parse_text(text), file, catalogue)


def check_tree(tree: Tree, file: str | None, catalogue: Catalogue | None = None) -> tuple[Rulebook | None, list[Problem]]:
    """The same of a tree that is built already, such as part of another text; its nodes say where everything stands."""
    return _checked(tree, file, catalogue)


def check_rulebook(where: str | Path, catalogue: Catalogue | None = None) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook at `where` (None if it has an error), and every error and warning."""
    path = find_rulebook(where)
    if isinstance(path, Problem):
        return None, [path]
    try:
        if comes_with_us(path) and (catalogue is None or catalogue is read_catalogue()):
            now = path.stat()
            book, problems = _shipped(path, now.st_mtime_ns, now.st_size)
            return book, list(problems)
        tree = read_tree(path)
    except OSError:
        remedy = "Check that it is there and may be read."
        return None, [Problem("R001", "The file cannot be read.", file=str(path), found=str(where), remedy=remedy)]
    return _checked(tree, str(path), catalogue)


@lru_cache(maxsize=64)
def _shipped(path: Path, changed: int, size: int) -> tuple[Rulebook | None, list[Problem]]:
    """A published rulebook by the published catalogue: read once, as long as the file (its time of change and size) is the same."""
    return _checked(read_tree(path), str(path), None)


def published() -> list[str]:
    """The names of the published rulebooks, in order."""
    folder = shipped("rulebooks")
    return sorted(path.parent.name for path in folder.glob(f"*/{FILE}")) if folder.is_dir() else []


def find_rulebook(where: str | Path) -> Path | Problem:
    """The file of a rulebook, or why there is none."""
    path = Path(where)
    try:
        if path.is_file():
            return mistaken(where) or path
        if path.is_dir():
            inside = path / FILE
            why = f"The folder holds no '{FILE}'."
            lacking = Problem("R001", why, file=str(path), remedy=f"Put '{FILE}' into it.")
            return inside if inside.is_file() else mistaken(where) or lacking
    except (OSError, ValueError):
        pass
    if other := mistaken(where):
        return other
    names = published()
    if str(where) in names:
        return shipped("rulebooks") / str(where) / FILE
    name = clipped(str(where))
    close = nearest(str(where), names)
    remedy = None if close else "Give a folder, a file, or the name of a published one ('bonitas systems' lists them)."
    return Problem("R002", f"There is no rulebook '{name}'.", found=str(where), nearest=close, remedy=remedy)


# ---------------------------------------------------------------- from tree to model


def _checked(tree: Tree, file: str | None, catalogue: Catalogue | None) -> tuple[Rulebook | None, list[Problem]]:
    page = Page(file, "R")
    page.faults(tree)
    if tree.root is None:
        return None, page.problems.in_order()
    if not isinstance(tree.root, Map):
        page.note("013", tree.root, "A rulebook is a map of keys and values.", remedy="Begin with 'rulebook: name'.")
        return None, page.problems.in_order()
    known = catalogue if catalogue is not None else read_catalogue()
    extends = "extends" in tree.root.entries
    book = _supplement(page, tree.root, file, known) if extends else _Book(page, tree.root, known).read(file)
    return (None if page.problems.fatal else book), page.problems.in_order()


def _supplement(page: Page, root: Map, file: str | None, catalogue: Catalogue) -> Rulebook | None:
    """A local supplement on its base, as one rulebook."""
    at = root.get("extends")
    found = _base(page, root, file, catalogue)
    if found is None:
        return None
    base, below = found
    merged, own = supplement.joined(page, root, below)
    book = _Book(page, merged, catalogue, own).read(file)
    supplement.only_own(page, at, base.id)
    assert base.local is not None
    supplement.check_bounds(page, root, [period.rules for period in book.periods], base.local)
    if book.periods[0].start < base.periods[0].start or book.periods[-1].end > base.periods[-1].end:
        remedy = "A supplement is in force only while its base is."
        page.note("906", root.get("in_force"), f"The base '{base.id}' is not in force all the while.", remedy=remedy)
    return replace(book, extends=base.id)


def _base(page: Page, root: Map, file: str | None, catalogue: Catalogue) -> tuple[Rulebook, Map] | None:
    """The base of a supplement, if it is sound and may be supplemented; else that is noted."""
    at = root.get("extends")
    name = page.text(at, "'extends'") if at is not None else None
    if name is None:
        return None
    path = find_rulebook(supplement.where(name, file))
    if isinstance(path, Problem):
        page.note("906", at, path.message, found=path.found, known=published(), remedy=path.remedy)
        return None
    tree = read_tree(path)
    if isinstance(tree.root, Map) and "extends" in tree.root.entries:
        remedy = "Supplement its base."
        page.note("906", at, f"'{clipped(name)}' is a supplement itself.", found=name, remedy=remedy)
        return None
    base, _ = _checked(tree, str(path), catalogue)
    if base is None or not isinstance(tree.root, Map):
        remedy = f"Mend it first: bonitas check {name}"
        page.note("906", at, f"The base '{clipped(name)}' has errors of its own.", found=name, remedy=remedy)
        return None
    if base.local is None:
        remedy = "Only a rulebook with 'local' may be supplemented."
        page.note("906", at, f"The base '{base.id}' allows no local supplement.", found=base.id, remedy=remedy)
        return None
    return base, tree.root


class _Book:
    """One rulebook under reading."""

    def __init__(self, page: Page, root: Map, catalogue: Catalogue, local: frozenset[str] = frozenset()) -> None:
        self.page, self.root = page, root
        page.fields(root, "A rulebook", (*HEADER, *RULES), REQUIRED, None)
        self.sources: dict[str, Source] = read_sources(page, root.get("sources"))
        self.reading = Reading(page, catalogue, self.sources, local=local)
        self.withdraws, self.local = read_withdraws(self.reading, root), read_local(self.reading, root)
        self.remedy = read_remedy(self.reading, root)
        self.header: Header = read_header(self.reading, root)
        self.order = Order()
        self.measures: dict[str, Node] = {}
        #: The tree of each period, dated values resolved.
        self.roots: list[Map] = []

    def read(self, file: str | None) -> Rulebook:
        """The whole; worth something only if no error was noted."""
        head = self.header
        check_dated(self.page, self.root, head.start, head.end)
        dated = Dated(self.root)
        days = [head.start, *sorted(d for d in dated.days | self._clause_days() if head.start < d < head.end), head.end]
        self.reading.several = len(days) > 2
        periods = [Period(a, b, self._rules(dated, a)) for a, b in zip(days, days[1:], strict=False)]
        self._warn_unused()
        if head.rules_of == "the event":
            periods = self._by_event(periods)
        self._check_bands(periods)
        tree = cast(dict[str, object], as_plain(self.root))
        if "version" in tree:
            tree["version"] = head.version
        kinds = _kinds(periods)
        return Rulebook(
            id=head.id, version=head.version, hash=fingerprint(tree, self.reading.catalogue, kinds),
            title=head.title, about=head.about,
            subjects=head.subjects, standing=head.standing, participation=head.participation, context=head.context,  # type: ignore[arg-type]
            zone=head.zone, disputes=head.disputes, deadline=head.deadline, rules_of=head.rules_of, sources=self.sources,  # type: ignore[arg-type]
            periods=tuple(periods), languages=tuple(self.reading.languages) or ("en",), jurisdictions=head.jurisdictions,
            place=head.place, numbers=head.numbers, decisions=head.decisions,  # type: ignore[arg-type]
            remedy=self.remedy, withdraws=self.withdraws, local=self.local, tree=tree, file=file,
            kinds={name: self.reading.catalogue.kinds[name] for name in sorted(kinds)}, places=places(self.root, supplement.BELOW),
        )  # fmt: skip

    def _clause_days(self) -> set[int]:
        """The days on which clauses come into force or end."""
        found: set[int] = set()
        clauses = self.root.get("clauses")
        for entry in clauses if isinstance(clauses, Map) else ():
            self.order.of(entry.key.raw)
            held = entry.value.get("in_force") if isinstance(entry.value, Map) else None
            if held is None:
                continue
            since, until = in_force_days(self.reading, held, f"The clause '{clipped(entry.key.raw)}'")
            found |= {day for day in (since, until) if day not in (ALWAYS, NEVER)}
            if since >= self.header.end or until <= self.header.start:
                message = f"The clause '{clipped(entry.key.raw)}' is never in force while the rulebook is."
                self.page.warn("803", held, message, found=entry.key.raw, remedy="Mend its 'in_force', or the rulebook's.")
        return found

    def _rules(self, dated: Dated, day: int) -> Rules:
        root = dated.on(day)
        if not isinstance(root, Map):
            return Rules(())
        rules = read_rules(self.reading, root, day, self.order)
        self.roots.append(root)
        for entry in self.page.map_of(root.get("measures"), "'measures'"):
            self.measures.setdefault(entry.key.raw, entry.key)
        return rules

    def _check_bands(self, periods: list[Period]) -> None:
        """Whether every score reaches a band, and every band is reached in some period; asked only where there is no error."""
        if self.page.problems.fatal:
            return
        each = [check_rules(self.reading, root, period.rules) for root, period in zip(self.roots, periods, strict=True)]
        sure = each if not self.page.problems.fatal else []
        for name, unreached in sure[0].items() if sure else ():
            if all(name in others for others in each):
                message = f"The band '{clipped(name)}' is never reached: {unreached.why}."
                self.page.warn("704", unreached.at, message, found=name, remedy="Remove it, or change its floor.")

    def _warn_unused(self) -> None:
        """What nothing uses; only of a rulebook without errors, for a misspelt name leaves the right one unused."""
        if self.page.problems.fatal:
            return
        declared = self.root.get("sources")
        for entry in declared if isinstance(declared, Map) else ():
            if entry.key.raw not in self.reading.used_sources:
                message = f"The source '{clipped(entry.key.raw)}' is never cited."
                self.page.warn("208", entry.key, message, found=entry.key.raw, remedy="Cite it, or remove it.")
        for name, key in self.measures.items():
            if name not in self.reading.used_measures:
                self.page.warn(
                    "212", key, f"The measure '{clipped(name)}' is never used.", found=name, remedy="Use it, or remove it."
                )

    def _by_event(self, periods: list[Period]) -> list[Period]:
        """Clauses of all periods as versions, the same in each."""
        clauses = merged(_versions((period, period.rules.clauses) for period in periods))
        shown = merged(_versions((period, period.rules.shown) for period in periods))
        for period in periods:
            bands = {band.name for band in period.rules.bands.bands}
            for clause in clauses:
                lost = {clause.grade, *(repair.grade for repair in clause.repairs)} - {None} - bands
                if lost and not self.page.problems.fatal:
                    message = f"The clause '{clause.id}' names the band '{lost.pop()}', which is not there in every period."
                    remedy = "With 'rules_of: the event' the bands keep their names."
                    self.page.note("204", self._clause_key(clause.id), message, remedy=remedy)
        return [Period(p.start, p.end, replace(p.rules, clauses=clauses, shown=shown)) for p in periods]

    def _clause_key(self, name: str) -> Scalar | None:
        clauses = self.root.get("clauses")
        entry = clauses.entries.get(name) if isinstance(clauses, Map) else None
        return entry.key if entry else None


def _versions(written: Iterable[tuple[Period, tuple[Clause, ...]]]) -> list[Clause]:
    """Clauses of several periods, each bounded by its period."""
    return [replace(clause, since=period.start, until=period.end) for period, clauses in written for clause in clauses]


def _kinds(periods: list[Period]) -> set[str]:
    """Every kind of record that a clause or a measure looks at."""
    clauses = {kind for p in periods for clause in (*p.rules.clauses, *p.rules.shown) for kind in clause.kinds}
    passed = {kind for p in periods for rule in p.rules.passes_on for kind in rule.every_kind}
    return clauses | passed | {kind for period in periods for measure in period.rules.measures for kind in measure.kinds}
