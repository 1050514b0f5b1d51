"""A document as plain text for a terminal."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from itertools import zip_longest

from bonitas.rulebook.prose.clean import clean
from bonitas.rulebook.prose.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Item,
    Paragraph,
    Picture,
    Reference,
    References,
    Table,
    flowing,
)

_INDENT = "   "
_GAP = "  "
#: A column is never made narrower than this.
_NARROWEST = 8
_OPENS, _CLOSES = "“‘（《「『【", "”’）》」』】。，、；：！？…"
#: Scripts whose characters are wide and written without spaces between words.
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
#: What a line may be broken after: a word or one wide character, with the marks around it; or space.
_PIECE = re.compile(rf"\s+|[{_OPENS}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENS}{_CLOSES}]+)?[{_CLOSES}]*")


def to_plain(doc: Document, width: int = 100) -> str:
    """The document in lines of at most `width` columns (a long word may stick out), ending in a newline.

    >>> print(to_plain(Document("Title", "en", (Heading(2, "Part"), Paragraph("One two three.")))), end="")
    Title
    =====
    <BLANKLINE>
    Part
    ----
    <BLANKLINE>
    One two three.
    """
    parts = [_underlined(doc.title, "=", width), *(_block(block, width) for block in doc.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters take two.

    >>> columns("ab"), columns("信用")
    (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _block(block: Block, width: int) -> str:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Heading():
            return _underlined(block.text, "-", width) if block.level == 2 else clean(block.text)  # noqa: PLR2004
        case Paragraph():
            return _wrapped(block.text + _refs(block.refs), width)
        case Bullets():
            return "\n".join(_wrapped(entry, width, "•  ", _INDENT) for entry in block.items)
        case Table():
            return _table(block, width, "")
        case Picture():
            return _wrapped(f"[{block.caption}]", width)
        case Item():
            return _item(block, width)
        case References():
            return "\n".join(_reference(entry, width) for entry in block.entries)


def _underlined(text: str, line: str, width: int) -> str:
    rows = _wrapped(text, width)
    return f"{rows}\n{line * min(width, max(columns(row) for row in rows.splitlines() or ['']))}"


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    if columns(text) == len(text):
        lines = textwrap.wrap(
            clean(text), width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
        return "\n".join(lines)
    return "\n".join((first if n == 0 else rest) + line for n, line in enumerate(_wide(clean(text), width - columns(first))))


def _wide(text: str, width: int) -> list[str]:
    """Lines of a text with wide characters: broken before any of these, and between words, but never within a word, before a
    mark that closes or after one that opens."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and columns(line) + columns(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _refs(refs: tuple[int, ...]) -> str:
    return "".join(f" [{number}]" for number in refs)


def _item(item: Item, width: int) -> str:
    number = f"{item.number}. " if item.number is not None else ""
    figure = f" — {item.figure}" if item.figure else ""
    name = f" ({item.name})" if item.name else ""
    parts = [_wrapped(f"{number}{item.title}{figure}{name}{_refs(item.refs)}", width)]
    if item.sentences:
        parts.append(_wrapped(flowing(item.sentences), width, _INDENT, _INDENT))
    if item.table:
        parts.append(_table(item.table, width, _INDENT))
    return "\n".join(parts)


def _table(table: Table, width: int, indent: str) -> str:
    sizes = _sizes(table, width - len(indent))
    rule = _GAP.join("-" * size for size in sizes)
    lines = [
        *_row(table.head, sizes, table.numbers),
        rule,
        *(line for row in table.rows for line in _row(row, sizes, table.numbers)),
    ]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _sizes(table: Table, width: int) -> list[int]:
    """As wide as the longest cell; where that is too wide, the widest column gives way first."""
    sizes = [max(columns(clean(row[n])) for row in (table.head, *table.rows)) for n in range(len(table.head))]
    room = width - len(_GAP) * (len(sizes) - 1)
    while sum(sizes) > room and max(sizes) > _NARROWEST:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _row(cells: tuple[str, ...], sizes: list[int], numbers: tuple[int, ...]) -> list[str]:
    wrapped = [_wrapped(cell, size).splitlines() for cell, size in zip(cells, sizes, strict=True)]
    lines = zip_longest(*wrapped, fillvalue="")
    return [_GAP.join(_padded(cell, sizes[n], n in numbers) for n, cell in enumerate(line)) for line in lines]


def _padded(text: str, size: int, right: bool) -> str:
    space = " " * max(0, size - columns(text))
    return space + text if right else text + space


def _reference(entry: Reference, width: int) -> str:
    details = f". {entry.details}" if entry.details else "."
    text = f"{entry.title}{details}" + (f" {entry.address}" if entry.address else "")
    return _wrapped(text, width, f"[{entry.number}] ", " " * len(f"[{entry.number}] "))
