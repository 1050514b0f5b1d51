"""Reads a file of licences: YAML to a checked model, with every problem at its place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.days import ALWAYS, NEVER
from bonitas.common.page import Page
from bonitas.common.problems import BonitasError
from bonitas.common.texts import Text
from bonitas.common.yamlbuild import parse_bytes
from bonitas.common.yamltext import Entry, Items, Map, Scalar
from bonitas.engine.licence.codes import problem
from bonitas.engine.licence.model import LAYERS, Layer, Licences, Operator
from bonitas.engine.licence.read_parts import Reserved, read_reads, read_runs, read_sees, rulebooks
from bonitas.ledger.allowed import Run

KEYS: Final = ("licences", "title", "in_force", "reserved", "operators")
OPERATOR: Final = ("layer", "title", "in_force", "reads", "runs", "sees", "hands_on", "links", "passes_on")
RESERVED: Final = ("to", "contexts")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*\Z")


def read_licences(path: str | Path, catalogue: Catalogue | None = None) -> Licences:
    """The licences in a YAML file (docs/licences.md). `catalogue`: of the ledgers they are for (None: the published one).

    BonitasError lists every problem with its place: U70x the text, U73x what it says.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as exc:
        why = replace(problem("U708"), file=str(path))
        raise BonitasError(why) from exc
    return licences_of(data, str(path), catalogue)


def licences_of(data: bytes, file: str | None = None, catalogue: Catalogue | None = None) -> Licences:
    """The licences that the bytes of a file spell; `file` names it in problems."""
    page = Page(file, "U")
    tree = parse_bytes(data)
    page.faults(tree)
    root = tree.root
    if root is not None and not isinstance(root, Map):
        page.note("103", root, "A file of licences is a map of keys and values.", remedy="Begin with 'licences: name'.")
    if not isinstance(root, Map) or page.problems.fatal:
        raise _told(page)
    found = _read(page, root, catalogue or read_catalogue(), hashlib.sha256(data).hexdigest())
    if page.problems.fatal:
        raise _told(page)
    return found


def _told(page: Page) -> BonitasError:
    """The problems under the codes of this room: U101 becomes U701, and whatever made the text no tree is U700."""
    return BonitasError([replace(one, code=_code(one.code)) for one in page.problems.in_order()])


def _code(code: str) -> str:
    if code.startswith("U0"):
        return "U700"
    if not code.startswith("U1"):
        return code
    moved = "U7" + code[2:]
    return moved if moved in ("U701", "U702", "U704", "U707", "U709") else "U703"


def _read(page: Page, root: Map, catalogue: Catalogue, digest: str) -> Licences:
    page.fields(root, "A file of licences", KEYS, ("licences", "operators"), None)
    name = root.get("licences")
    start, end = _span(page, root.get("in_force"))
    reserved = _reserved(page, root.get("reserved"), catalogue)
    listed_ones = page.map_of(root.get("operators"), "'operators'")
    if "operators" in root.entries and not listed_ones:
        page.problems.add(problem("U734", page=page, at=root.entries["operators"].key))
    operators = {}
    for entry in listed_ones:
        one = _operator(page, entry, catalogue, reserved)
        operators[one.id] = replace(one, start=max(start, one.start), end=min(end, one.end))
    title = page.texts(root.get("title"), "'title'")
    return Licences((page.text(name, "'licences'") if name else None) or "", title, operators, digest, page.file)


def _reserved(page: Page, node: object, catalogue: Catalogue) -> Reserved:
    """Contexts that only some layers may read as a whole."""
    if not isinstance(node, Map | Items | Scalar):
        return Reserved((), frozenset())
    fields = page.fields(node, "'reserved'", RESERVED, RESERVED)
    if fields is None:
        return Reserved((), frozenset())
    to = [page.word(one, "'reserved': 'to'", LAYERS) for one in page.one_or_list(fields.get("to"))]
    contexts = set()
    for one in page.one_or_list(fields.get("contexts")):
        context = page.text(one, "A context")
        if context is not None and context not in catalogue.contexts:
            page.problems.add(problem("U730", page=page, at=one, found=context, known=tuple(catalogue.contexts)))
        contexts.add(context or "")
    return Reserved(tuple(cast(Layer, layer) for layer in to if layer), frozenset(contexts))


def _operator(page: Page, entry: Entry, catalogue: Catalogue, reserved: Reserved) -> Operator:
    """One licence, as far as it can be read."""
    name = entry.key.raw
    if not _NAME.match(name):
        page.problems.add(problem("U738", page=page, at=entry.key, found=name))
    what = f"The licence of '{name}'"
    fields = page.fields(entry.value, what, OPERATOR, ("layer",), entry.key)
    if fields is None:
        return Operator(name, "platform", page.texts(None, ""))
    node = fields.get("layer")
    layer = cast(Layer, (page.word(node, f"{what}: 'layer'", LAYERS) if node is not None else None) or "platform")
    start, end = _span(page, fields.get("in_force"))
    runs = read_runs(page, fields.get("runs"), catalogue)
    hands_on = rulebooks(page, fields.get("hands_on"), f"{what}: 'hands_on'")
    passes_on = rulebooks(page, fields.get("passes_on"), f"{what}: 'passes_on'")
    _whole(page, name, hands_on, runs, "U736")
    _whole(page, name, passes_on, runs, "U739")
    return Operator(
        name, layer, page.texts(fields.get("title"), f"{what}: 'title'"), start, end,
        read_reads(page, fields.get("reads"), catalogue, name, layer, reserved), runs, read_sees(page, fields.get("sees"), what), tuple(hands_on),
        _links(page, fields.get("links"), what), tuple(passes_on),
    )  # fmt: skip


def _links(page: Page, node: object, what: str) -> Text | None:
    """The basis of linking subjects of several ledgers; None where nothing is said of it."""
    if not isinstance(node, Map | Items | Scalar):
        return None
    fields = page.fields(node, f"{what}: 'links'", ("basis",), ("basis",))
    return None if fields is None else page.texts(fields.get("basis"), "'basis'")


def _whole(page: Page, name: str, named: dict[str, Scalar], runs: dict[str, Run], code: str) -> None:
    """A joint rating, and what is passed on, are of the whole rulebook."""
    for book, at in named.items():
        if book not in runs or runs[book].part:
            page.problems.add(problem(code, page=page, at=at, operator=name, found=book))


def _span(page: Page, node: object) -> tuple[int, int]:
    """From when until when: the first day it is in force, and the first day it is not."""
    if not isinstance(node, Map | Items | Scalar):
        return ALWAYS, NEVER
    fields = page.fields(node, "'in_force'", ("from", "until"))
    if fields is None:
        return ALWAYS, NEVER
    first, last = fields.get("from"), fields.get("until")
    start = page.day(first, "'from'") if first is not None else None
    end = page.day(last, "'until'") if last is not None else None
    if start is not None and end is not None and end <= start:
        page.problems.add(problem("U737", page=page, at=last))
    return ALWAYS if start is None else start, NEVER if end is None else end
