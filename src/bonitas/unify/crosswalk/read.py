"""Reads a crosswalk: a YAML file of conducts, with every problem at its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, cast, get_args

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.page import Page
from bonitas.common.problems import BonitasError, Problem, nearest
from bonitas.common.shipped import shipped
from bonitas.common.texts import Text
from bonitas.common.yamlfile import read_tree
from bonitas.common.yamltext import Entry, Map, Node
from bonitas.rulebook.header import read_sources
from bonitas.rulebook.model import Source
from bonitas.rulebook.names import record_names
from bonitas.rulebook.parse import read_condition
from bonitas.unify.crosswalk.check import check
from bonitas.unify.crosswalk.codes import HERE, WORDS
from bonitas.unify.crosswalk.model import Conduct, Crosswalk, Member, Sure

FILE: Final = "crosswalk.yaml"
_TOP: Final = ("title", "sources", "conducts")
_CONDUCT: Final = ("title", "members", "part_of", "source", "sure")
_MEMBER: Final = ("kind", "when", "rulebook", "sure", "because")


def read_crosswalk(path: str | Path | None = None, catalogue: Catalogue | None = None) -> Crosswalk:
    """The crosswalk in a file (None: the shipped one). Each kind of the catalogue that it does not name is a conduct of its own.

    Raises BonitasError with every problem (U301 to U312; of conditions, R2xx and R3xx), each with file, line and column.

    >>> [member.kind for member in read_crosswalk().conduct("credit_enquiry").members]
    ['credit.enquiry', 'us_credit.enquiry']
    """
    if path is None and catalogue is None:
        return _shipped_crosswalk()
    return _read(shipped("data") / FILE if path is None else Path(path), catalogue or read_catalogue())


@lru_cache(maxsize=1)
def _shipped_crosswalk() -> Crosswalk:
    return _read(shipped("data") / FILE, read_catalogue())


def _read(path: Path, catalogue: Catalogue) -> Crosswalk:
    page = Page(str(path), "R")
    try:
        tree = read_tree(path)
    except OSError as error:
        words, remedy = WORDS["U301"]
        why = (error.strerror or "it cannot be opened").lower()
        raise BonitasError(Problem("U301", words.format(why=why), file=str(path), found=str(path), remedy=remedy)) from None
    page.faults(tree)
    root = page.fields(tree.root, "A crosswalk", _TOP, _TOP) if tree.root is not None else None
    found = _Reader(page, catalogue).conducts(root) if root is not None else ()
    title = page.texts(root.get("title"), "The title") if root is not None else Text()
    if page.problems.fatal:
        raise BonitasError([_here(one) for one in page.problems.in_order()])
    named = {member.kind for conduct in found for member in conduct.members}
    own = tuple(Conduct.alone(kind) for kind in catalogue.kinds.values() if kind.name not in named)
    return Crosswalk(title, (*found, *own), str(path))


def _here(problem: Problem) -> Problem:
    return replace(problem, code=HERE.get(problem.code, problem.code))


@dataclass(slots=True)
class _Reader:
    page: Page
    catalogue: Catalogue
    sources: dict[str, Source] = field(default_factory=dict)

    def conducts(self, root: Map) -> tuple[Conduct, ...]:
        """Every conduct of the file; worth something only if no error was noted."""
        self.sources = read_sources(self.page, root.get("sources"))
        found = {entry.key.raw: (entry, self.conduct(entry)) for entry in self.page.map_of(root.get("conducts"), "'conducts'")}
        if not self.page.problems.fatal:
            check(found, self.catalogue, self.note)
        return tuple(conduct for _, conduct in found.values())

    def note(self, code: str, at: Node, found: str, known: tuple[str, ...] = (), **words: str) -> None:
        """Note a problem of the codes of crosswalks."""
        message, remedy = WORDS[code]
        close = nearest(found, known)
        said = message.format(found=found, **words)
        self.page.problems.add(
            Problem(code, said, "error", self.page.file, at.line, at.column, found, close, None if close else remedy)
        )

    def conduct(self, entry: Entry) -> Conduct:
        page, name = self.page, entry.key.raw
        what = f"The conduct '{name}'"
        fields = page.fields(entry.value, what, _CONDUCT, ("title", "source", "sure"), entry.key)
        if fields is None:
            return Conduct(name, Text(), ())
        sure = self.sure(fields.get("sure"), what, "exact")
        part_of = fields.get("part_of")
        return Conduct(
            name,
            page.texts(fields.get("title"), f"{what}: 'title'"),
            tuple(one for node in page.one_or_list(fields.get("members")) if (one := self.member(node, what, sure)) is not None),
            page.text(part_of, f"{what}: 'part_of'") if part_of is not None else None,
            self.source(fields.get("source"), what),
            sure,
        )

    def sure(self, node: Node | None, what: str, otherwise: Sure) -> Sure:
        said = self.page.word(node, f"{what}: 'sure'", get_args(Sure)) if node is not None else None
        return cast(Sure, said or otherwise)

    def source(self, node: Node | None, what: str) -> Source | None:
        name = self.page.text(node, f"{what}: 'source'") if node is not None else None
        if node is not None and name is not None and name not in self.sources:
            self.note("U311", node, name, tuple(self.sources))
        return self.sources.get(name or "")

    def member(self, node: Node, what: str, sure: Sure) -> Member | None:
        """One kind of record: its name alone, or a map."""
        page, what = self.page, f"{what}: a member"
        if not isinstance(node, Map):
            name = page.text(node, what)
            return Member(name, sure=sure) if name is not None and self.known(node, name) else None
        fields = page.fields(node, what, _MEMBER, ("kind",))
        kind = fields.get("kind") if fields is not None else None
        name = page.text(kind, f"{what}: 'kind'") if kind is not None else None
        if fields is None or kind is None or name is None or not self.known(kind, name):
            return None
        when, rulebook = fields.get("when"), fields.get("rulebook")
        names = record_names(self.catalogue, (name,), frozenset())
        expr = read_condition(page, when, names, f"{what}: 'when'") if when is not None else None
        said = page.text(when, f"{what}: 'when'") if when is not None and expr is not None else None
        only = page.text(rulebook, f"{what}: 'rulebook'") if rulebook is not None else None
        because = fields.get("because")
        why = page.text(because, f"{what}: 'because'") if because is not None else None
        return Member(name, expr.expr if expr else None, said or "", only, self.sure(fields.get("sure"), what, sure), why or "")

    def known(self, at: Node, name: str) -> bool:
        if name not in self.catalogue.kinds:
            self.note("U306", at, name, tuple(self.catalogue.kinds))
        return name in self.catalogue.kinds
