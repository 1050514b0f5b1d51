"""Reads the parts of a licence: what may be read, run and seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.page import Page, listed
from bonitas.common.yamltext import Map, Node, Scalar
from bonitas.engine.licence.codes import problem
from bonitas.engine.licence.model import ASPECTS, Aspect, Layer, Reads
from bonitas.ledger.allowed import Run

READS: Final = ("contexts", "kinds", "furnishers", "basis")
RUN: Final = ("rulebook", "part")
#: Every context.
ALL: Final = "all"
#: Whatever may be read.
READABLE: Final = "readable"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Contexts of which other layers than `to` read single kinds only, each on a basis of its own."""

    to: tuple[Layer, ...]
    contexts: frozenset[str]


def read_reads(
    page: Page, node: Node | None, catalogue: Catalogue, operator: str, layer: Layer, reserved: Reserved
) -> tuple[Reads, ...]:  # fmt: skip
    """What may be read."""
    found = []
    for item in page.one_or_list(node):
        fields = page.fields(item, "An entry of 'reads'", READS, ("basis",))
        if fields is None:
            continue
        contexts, kinds = fields.get("contexts"), fields.get("kinds")
        if contexts is None and kinds is None:
            page.problems.add(problem("U733", page=page, at=item))
        furnishers = tuple(page.text(one, "A furnisher") or "" for one in page.one_or_list(fields.get("furnishers")))
        every = isinstance(contexts, Scalar) and contexts.raw == ALL
        named = [] if every else page.one_or_list(contexts)
        if layer not in reserved.to:
            stars = _starred(page.one_or_list(kinds), catalogue)
            _refuse_reserved(page, item if every else None, [*named, *stars], operator, layer, reserved)
        of_contexts = tuple(catalogue.kinds) if every else _of_contexts(page, named, catalogue)
        of_kinds = _of_kinds(page, page.one_or_list(kinds), catalogue)
        whole = every and not furnishers
        basis = page.texts(fields.get("basis"), "'basis'")
        found.append(Reads(None if whole else (*of_contexts, *of_kinds), furnishers or None, basis))
    return tuple(found)


def _refuse_reserved(page: Page, every: Node | None, named: list[Node], operator: str, layer: Layer, reserved: Reserved) -> None:
    """U732 where a whole context is read that is reserved to other layers."""
    found = [(every, one) for one in sorted(reserved.contexts)] if every is not None else []
    found += [(one, one.raw) for one in named if isinstance(one, Scalar) and one.raw in reserved.contexts]
    for at, context in found:
        page.problems.add(
            problem("U732", page=page, at=at, operator=operator, layer=layer, found=context, to=listed(reserved.to))
        )


def _starred(named: list[Node], catalogue: Catalogue) -> list[Node]:
    """`traffic.*` is not a single kind: it is held against what is reserved as its contexts are."""
    found: list[Node] = []
    for one in named:
        if isinstance(one, Scalar) and one.raw.endswith(".*"):
            contexts = dict.fromkeys(catalogue.kinds[kind].context for kind in catalogue.matching(one.raw))
            found += [replace(one, raw=context) for context in contexts]
    return found


def _of_contexts(page: Page, named: list[Node], catalogue: Catalogue) -> tuple[str, ...]:
    """Every kind of some contexts."""
    wanted = {one: _context(page, one, catalogue) for one in named}
    return tuple(name for name, kind in catalogue.kinds.items() if kind.context in wanted.values())


def _context(page: Page, node: Node, catalogue: Catalogue) -> str | None:
    """The name of a context; U730 if there is none of that name."""
    context = page.text(node, "A context")
    if context is not None and context not in catalogue.contexts:
        page.problems.add(problem("U730", page=page, at=node, found=context, known=tuple(catalogue.contexts)))
    return context


def _of_kinds(page: Page, named: list[Node], catalogue: Catalogue) -> tuple[str, ...]:
    """Single kinds, and all below a prefix (`traffic.*`); U731 if there are none of that name."""
    found: dict[str, None] = {}
    for one in named:
        pattern = page.text(one, "A kind")
        matching = catalogue.matching(pattern) if pattern is not None else ()
        if pattern is not None and not matching:
            page.problems.add(problem("U731", page=page, at=one, found=pattern, known=tuple(catalogue.kinds)))
        found |= dict.fromkeys(matching)
    return tuple(found)


def read_runs(page: Page, node: Node | None, catalogue: Catalogue) -> dict[str, Run]:
    """What may be run: a name for the whole rulebook; a map for a part of it."""
    found: dict[str, Run] = {}
    for item in page.one_or_list(node):
        fields = page.fields(item, "An entry of 'runs'", RUN, ("rulebook",)) if isinstance(item, Map) else None
        if isinstance(item, Map) and fields is None:
            continue
        named = fields.get("rulebook") if fields is not None else item
        book = page.text(named, "A rulebook") if named is not None else None
        if book is None:
            continue
        if book in found:
            page.problems.add(problem("U735", page=page, at=named, found=book))
        part = fields.get("part") if fields is not None else None
        found[book] = Run(book) if part is None else Run(book, True, _part(page, part, catalogue))
    return found


def _part(page: Page, node: Node, catalogue: Catalogue) -> frozenset[str] | None:
    """The kinds of a part: of the contexts named, or (None) whatever may be read."""
    if isinstance(node, Scalar) and node.raw == READABLE:
        return None
    return frozenset(_of_contexts(page, page.one_or_list(node), catalogue))


def read_sees(page: Page, node: Node | None, what: str) -> dict[str, tuple[Aspect, ...]]:
    """What may be seen of others' ratings, by rulebook, in the order of ASPECTS. Who sees anything sees the standing."""
    found = {}
    for entry in page.map_of(node, f"{what}: 'sees'"):
        shown = {page.word(one, "What is seen", ASPECTS) for one in page.one_or_list(entry.value)}
        found[entry.key.raw] = tuple(one for one in ASPECTS if one in shown or (shown - {None} and one == "standing"))
    return found


def rulebooks(page: Page, node: Node | None, what: str) -> dict[str, Scalar]:
    """Names of rulebooks, each with its place."""
    found: dict[str, Scalar] = {}
    for one in page.one_or_list(node):
        name = page.text(one, what)
        if name is not None and isinstance(one, Scalar):
            found[name] = one
    return found
