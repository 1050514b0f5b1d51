"""Reads a folder of catalogue files (`<context>.yaml`) into a checked `Catalogue`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, cast, get_args

from bonitas.catalogue.model import COMMON_ATTRIBUTES, RECORD_COLUMNS, REVEALS, Attribute, AttributeType, By, Catalogue, Kind
from bonitas.common.days import Duration
from bonitas.common.page import Page, clipped
from bonitas.common.problems import BonitasError, Problem, Problems
from bonitas.common.shipped import shipped
from bonitas.common.texts import Text
from bonitas.common.yamlfile import read_tree
from bonitas.common.yamltext import Entry, Map, Node, Scalar

_TYPES: Final = get_args(AttributeType)
_CONTEXT: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z|[a-z][a-z0-9_]*\Z")
_ATTRIBUTE: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
#: Words of the expressions, facts of every record, and columns of the files: no attribute may be called so.
RESERVED: Final = frozenset(
    (*RECORD_COLUMNS, *COMMON_ATTRIBUTES, "settled", "settled_on", "ongoing", "asked_on", "and", "or", "not", "in", "is",
     "missing", "yes", "no", "abs", "min", "max", "months_until", "months_since", "days_until", "days_since", "otherwise",
     "calendar")
)  # fmt: skip
_DEFAULT_KEEP: Final = Duration(months=12)


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue in `folder` (None: the shipped one). Raises BonitasError with every problem found."""
    if folder is None:
        return _shipped_catalogue()
    problems = Problems()
    titles: dict[str, Text] = {}
    kinds = _read_folder(Path(folder), problems, titles)
    if problems.fatal:
        raise BonitasError(problems.in_order())
    return Catalogue(kinds, titles)


@lru_cache(maxsize=1)
def _shipped_catalogue() -> Catalogue:
    return read_catalogue(shipped("catalogue"))


def _read_folder(folder: Path, problems: Problems, titles: dict[str, Text]) -> dict[str, Kind]:
    """The kinds of every file; `titles` is filled with what each context is called."""
    try:
        paths = sorted(folder.glob("*.yaml"))
    except OSError:
        paths = []
    if not paths:
        remedy = "Give a folder with one YAML file a context."
        problems.add(Problem("C001", f"No catalogue is in '{folder.name}'.", file=str(folder), remedy=remedy))
    kinds: dict[str, Kind] = {}
    agreed: dict[str, tuple[Attribute, str]] = {}
    contexts: dict[str, str] = {}
    for path in paths:
        page = Page(str(path), "C", problems)
        context, title, found = _read_file(path, page)
        if context is not None and context.raw in contexts:
            page.note(
                "125",
                context,
                f"The context '{context.raw}' is already in {contexts[context.raw]}.",
                remedy="Put both in one file.",
            )
        elif context is not None:
            contexts[context.raw] = path.name
            titles[context.raw] = title
        for key, kind in found:
            if kind.name in kinds:
                page.note("120", key, f"The kind '{kind.name}' is declared twice.", found=kind.name, remedy="Keep one of them.")
            _agree(page, key, kind, agreed)
            kinds.setdefault(kind.name, kind)
    return kinds


def _agree(page: Page, at: Node, kind: Kind, agreed: dict[str, tuple[Attribute, str]]) -> None:
    """An attribute has one type (and money one currency) over the whole catalogue."""
    for attribute in kind.attributes.values():
        first, where = agreed.setdefault(attribute.name, (attribute, kind.name))
        if (first.type, first.currency) != (attribute.type, attribute.currency):
            here = " ".join(filter(None, (attribute.type, attribute.currency)))
            there = " ".join(filter(None, (first.type, first.currency)))
            message = f"The attribute '{attribute.name}' is {here} in '{kind.name}' but {there} in '{where}'."
            page.note("121", at, message, found=attribute.name, remedy="Give one of them another name.")


def _read_file(path: Path, page: Page) -> tuple[Scalar | None, Text, list[tuple[Node, Kind]]]:
    """The context of a file, its title, and its kinds."""
    try:
        tree = read_tree(path)
    except OSError:
        page.note("001", None, "The file cannot be read.", remedy="Check that it is there and may be read.")
        return None, Text(), []
    page.faults(tree)
    if tree.root is None:
        return None, Text(), []
    root = page.fields(
        tree.root, "A catalogue file", ("context", "title", "relates_to", "reveals", "kinds"), ("context", "kinds")
    )
    if root is None:
        return None, Text(), []
    title = page.texts(root.get("title"), "The title")
    node = root.get("context")
    context = page.scalar(node, "The context") if node is not None else None
    if context is not None:
        _name(page, context, "A context", _CONTEXT)
    related = tuple(page.text(one, "'relates_to'") or "" for one in page.one_or_list(root.get("relates_to")))
    shared = _reveals(page, root, "The file")
    found: list[tuple[Node, Kind]] = []
    for entry in page.map_of(root.get("kinds"), "'kinds'"):
        kind = _kind(page, entry, context.raw if context else "")
        if kind is not None:
            told = tuple(dict.fromkeys((*shared, *kind.reveals)))
            found.append((entry.key, replace(kind, relates_to=related, reveals=told)))
    return context, title, found


def _name(page: Page, at: Scalar, what: str, pattern: re.Pattern[str]) -> None:
    if not pattern.match(at.raw):
        message = f"{what} cannot be called '{clipped(at.raw)}'."
        page.note("110", at, message, found=at.raw, remedy="Use lower case letters, digits and '_', and begin with a letter.")


_KIND_KEYS: Final = ("title", "attributes", "keep", "keep_at_least", "legal_basis", "lasting", "by", "reveals", "register")


def _kind(page: Page, entry: Entry, context: str) -> Kind | None:
    _name(page, entry.key, "A kind", _KIND)
    name = entry.key.raw
    what = f"The kind '{clipped(name)}'"
    fields = page.fields(entry.value, what, _KIND_KEYS, ("keep",), entry.key)
    if fields is None:
        return None
    keep = fields.get("keep")
    lasting = fields.get("lasting")
    by = fields.get("by")
    register = fields.get("register")
    attributes = {e.key.raw: _attribute(page, e) for e in page.map_of(fields.get("attributes"), f"{what}: 'attributes'")}
    longest = (page.duration(keep, f"{what}: 'keep'") if keep is not None else None) or _DEFAULT_KEEP
    return Kind(
        name, context, attributes, longest,
        page.texts(fields.get("title"), f"{what}: 'title'"),
        page.texts(fields.get("legal_basis"), f"{what}: 'legal_basis'"),
        bool(page.yes_no(lasting, f"{what}: 'lasting'")) if lasting is not None else False,
        cast(By, (page.word(by, f"{what}: 'by'", get_args(By)) if by is not None else None) or "others"),
        _reveals(page, fields, what),
        page.duration(register, f"{what}: 'register'") if register is not None else None,
        keep_at_least=_at_least(page, fields, what, longest),
    )  # fmt: skip


def _reveals(page: Page, fields: Map, what: str) -> tuple[str, ...]:
    """The words of `reveals`: one or a list, each once, in the order of REVEALS."""
    said = {page.word(item, f"{what}: 'reveals'", REVEALS) for item in page.one_or_list(fields.get("reveals"))}
    return tuple(word for word in REVEALS if word in said)


def _at_least(page: Page, fields: Map, what: str, longest: Duration) -> Duration | None:
    """How long a record must be kept, which is never longer than it may be."""
    node = fields.get("keep_at_least")
    found = page.duration(node, f"{what}: 'keep_at_least'") if node is not None else None
    if node is not None and found is not None and found.after(0) > longest.after(0):
        message = f"{what} must be kept for {found} and may be kept for {longest} only."
        page.note("126", node, message, remedy="Let 'keep' be at least as long as 'keep_at_least'.")
    return found


def _attribute(page: Page, entry: Entry) -> Attribute:
    name = entry.key.raw
    what = f"The attribute '{clipped(name)}'"
    _name(page, entry.key, "An attribute", _ATTRIBUTE)
    if name in RESERVED:
        page.note(
            "124",
            entry.key,
            f"No attribute may be called '{name}'; every record has it already, or it is a word of expressions.",
            found=name,
        )
    if isinstance(entry.value, Scalar):
        entry_type, fields = page.word(entry.value, f"{what}: its type", _TYPES), Map({}, entry.value.line, entry.value.column)
    else:
        read = page.fields(entry.value, what, ("type", "choices", "currency", "text", "reveals"), ("type",), entry.key)
        if read is None:
            return Attribute(name, "text")
        fields = read
        node = fields.get("type")
        entry_type = page.word(node, f"{what}: its type", _TYPES) if node is not None else None
    if entry_type is None:
        return Attribute(name, "text")
    choices = _choices(page, fields, what)
    currency = _currency(page, fields, what)
    if (entry_type == "choice") != bool(choices):
        message = f"{what} is a choice without choices." if entry_type == "choice" else f"{what} has choices but is no choice."
        page.note("122", entry.key, message, remedy="Write '{type: choice, choices: [a, b]}'.")
    if (entry_type == "money") != (currency is not None):
        message = f"{what} is money without a currency." if entry_type == "money" else f"{what} has a currency but is no money."
        page.note("123", entry.key, message, remedy="Write '{type: money, currency: EUR}'.")
    text, words = page.texts(fields.get("text"), f"{what}: 'text'"), _words(page, fields, what)
    return Attribute(name, cast(AttributeType, entry_type), choices, currency, text, words, _reveals(page, fields, what))


def _choices(page: Page, fields: Map, what: str) -> tuple[str, ...]:
    node = fields.get("choices")
    if isinstance(node, Map):
        return tuple(node.entries)
    found: Iterable[str | None] = (page.text(one, f"{what}: a choice") for one in page.one_or_list(node))
    return tuple(dict.fromkeys(choice for choice in found if choice is not None))


def _words(page: Page, fields: Map, what: str) -> tuple[tuple[str, Text], ...]:
    """What the choices are called, where they are written as a map."""
    node = fields.get("choices")
    if not isinstance(node, Map):
        return ()
    return tuple((entry.key.raw, page.texts(entry.value, f"{what}: '{clipped(entry.key.raw)}'")) for entry in node)


def _currency(page: Page, fields: Map, what: str) -> str | None:
    node = fields.get("currency")
    found = page.text(node, f"{what}: 'currency'") if node is not None else None
    if node is not None and found is not None and not _CURRENCY.match(found):
        message = f"'{clipped(found)}' is not a currency."
        page.note("123", node, message, found=found, remedy="Write its three capital letters, such as EUR.")
    return found
