"""From YAML text to a `Tree`: the events of the parser are built into nodes one by one, with the limits watched on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bonitas.common.yamltext import (
    MOST_BYTES,
    MOST_DEPTH,
    MOST_NODES,
    Entry,
    Fault,
    Items,
    Map,
    Node,
    Scalar,
    Tree,
    plain_value,
)

_CORE: Final = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))
_TEXT: Final = "tag:yaml.org,2002:str"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

#: What the parser says, what we say, what to do, and whether the place is where the thing began.
_SAID: Final = (
    (
        "mapping values are not allowed",
        "A ':' stands where no value can begin.",
        "Put the text in quotes, or mend the indentation.",
        False,
    ),
    ("could not find expected ':'", "This key has no ':' after it.", "Write 'key: value'.", True),
    (r"'\t' that cannot start", "A tab stands here.", "Indent with spaces.", False),
    ("cannot start any token", "A text cannot begin with this sign.", "Put it in quotes.", False),
    ("unexpected end of stream", "The quoted text that begins here is not closed.", "Close the quotes.", True),
    ("expected ',' or ']'", "The list that begins here is not closed, or lacks a ','.", "Write ',' or ']'.", True),
    ("expected ',' or '}'", "The map that begins here is not closed, or lacks a ','.", "Write ',' or '}'.", True),
    ("expected <block end>", "The indentation does not fit the lines above.", "Keys of one map begin in the same column.", False),
    ("escape", "The text in double quotes has a '\\' that means nothing.", "Use single quotes.", False),
    ("", "The YAML cannot be read here.", "Mend the indentation, quotes or brackets.", False),
)


def parse_bytes(data: bytes) -> Tree:
    """UTF-8 bytes of at most 5 MB as a tree."""
    if len(data) > MOST_BYTES:
        return Tree(None, [Fault("003", "The file is larger than 5 MB.", remedy="Split it, or leave out what is not needed.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        column = exc.start - data.rfind(b"\n", 0, exc.start)
        return Tree(None, [Fault("004", "The file is not UTF-8 text.", line, column, remedy="Save it as UTF-8.")])
    return parse_text(text)


def parse_text(text: str) -> Tree:
    """YAML text as a tree.

    >>> parse_text("a: 1\\na: 2").faults[0].message
    "The key 'a' is here twice; it was first in line 1."
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return parse_bytes(b" " * (MOST_BYTES + 1))
    found = _CONTROL.search(text)
    if found:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        sign = f"U+{ord(found[0]):04X}"
        message = f"The control character {sign} does not belong in a text."
        return Tree(None, [Fault("005", message, line, column, sign, "Remove it.")])
    return _built(text)


def _built(text: str) -> Tree:
    try:
        return _read(text, pure=True)
    except MarkedYAMLError as exc:
        return Tree(None, [_in_our_words(exc)])
    except (YAMLError, ValueError, RecursionError):
        return Tree(None, [Fault("006", "The text is not YAML.")])


def by_libyaml(text: str) -> Tree | None:
    """A text as libyaml (YAML 1.1) reads it; None where it gives up."""
    try:
        return _read(text, pure=False)
    except YAMLError:
        return None


def _read(text: str, *, pure: bool) -> Tree:
    """A text of which the signs are in order, as a tree. YAMLError where the parser gives up (`pure`: that of YAML 1.2)."""
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=pure).parse(text):
            builder.take(event)
        if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.value is None):
            raise Fault("012", "The file is empty.", 1, 1)
    except Fault as fault:
        return Tree(None, [*builder.faults, fault])
    return Tree(builder.root, builder.faults)


def _in_our_words(exc: MarkedYAMLError) -> Fault:
    said = f"{exc.context or ''} {exc.problem or ''}"
    _, message, remedy, began = next((words for words in _SAID if words[0] in said), _SAID[-1])
    mark = (exc.context_mark if began else None) or exc.problem_mark or exc.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return Fault("006", message, line, column, remedy=remedy)


@dataclass(slots=True)
class _Open:
    """A map or list that is being built, its anchor, and the key that waits for its value."""

    node: Map | Items
    anchor: str | None
    size: int = 1
    height: int = 1
    key: Scalar | None = None


@dataclass(slots=True)
class _Builder:
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    _aliases: bool = False
    _documents: int = 0

    def take(self, event: Any) -> None:  # the parser's events carry no types
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open(event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            done = self._stack.pop()
            self._put(done.node, done.anchor, done.size, done.height)
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise Fault("011", "The file holds several documents.", *_at(event), "---", "Keep one; remove the line '---'.")

    def _scalar(self, event: Any) -> None:
        _check_tag(event)
        start, end = event.start_mark, event.end_mark
        style = event.style or ""
        quoted = bool(style) or (event.tag is not None and str(event.tag) == _TEXT)
        raw = event.value
        value = raw if quoted else plain_value(raw)
        single = start.line == end.line and style not in ("|", ">")
        node = Scalar(raw, value, start.line + 1, start.column + 1, style, single)
        self._put(node, event.anchor, 1, 0)

    def _open(self, event: Any) -> None:
        _check_tag(event)
        line, column = _at(event)
        if len(self._stack) >= MOST_DEPTH:
            raise _too_deep(line, column)
        node: Map | Items = Map({}, line, column) if type(event) is MappingStartEvent else Items([], line, column)
        if self._stack and isinstance(self._stack[-1].node, Map) and self._stack[-1].key is None:
            raise Fault("014", "A map or list cannot be a key.", line, column, remedy="Use a text, a number or a date as key.")
        self._stack.append(_Open(node, event.anchor))

    def _alias(self, event: Any) -> None:
        line, column = _at(event)
        name = str(event.anchor)
        known = self._anchors.get(name)
        if known is None:
            inside = any(frame.anchor == name for frame in self._stack)
            message = (
                f"'*{name}' stands inside the very value it names." if inside else f"No anchor '&{name}' stands before '*{name}'."
            )
            raise Fault("009", message, line, column, name, "Write the value out.")
        self._aliases = True
        if len(self._stack) + known[2] > MOST_DEPTH:
            raise _too_deep(line, column)
        self._put(known[0], None, known[1], known[2])

    def _put(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        """Hang a finished node where it belongs; `size` counts its nodes, `height` its levels, with aliases written out."""
        if anchor:
            self._anchors[anchor] = (node, size, height)
        if not self._stack:
            self._limit(node, size)
            self.root = node
            return
        top = self._stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        self._limit(node, top.size)
        if isinstance(top.node, Items):
            top.node.items.append(node)
        elif top.key is None:
            top.key = node if isinstance(node, Scalar) else Scalar("", None, node.line, node.column)
        else:
            self._entry(top.node, top.key, node)
            top.key = None

    def _limit(self, node: Node, size: int) -> None:
        if self._aliases and size > MOST_NODES:
            message = f"The aliases of this text stand for more than {MOST_NODES:,} values."
            raise Fault("009", message, node.line, node.column, remedy="Write out what is needed.")

    def _entry(self, into: Map, key: Scalar, value: Node) -> None:
        first = into.entries.get(key.raw)
        if first is None:
            into.entries[key.raw] = Entry(key, value)
            return
        message = f"The key '{key.raw}' is here twice; it was first in line {first.key.line}."
        self.faults.append(Fault("007", message, key.line, key.column, key.raw, "Keep one of them."))


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _too_deep(line: int, column: int) -> Fault:
    return Fault("010", f"Maps and lists are nested more than {MOST_DEPTH} deep.", line, column, remedy="Write it flatter.")


def _check_tag(event: Any) -> None:
    if event.tag is not None and str(event.tag) not in _CORE and str(event.tag) != "!":
        line, column = _at(event)
        raise Fault("008", f"The tag '{event.tag}' is not allowed.", line, column, str(event.tag), "Remove it.")
