"""A document as Markdown (CommonMark with tables). Everything that Markdown would read as markup is escaped."""

from __future__ import annotations

import re

from bonitas.rulebook.prose.clean import clean
from bonitas.rulebook.prose.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Item,
    Paragraph,
    Picture,
    References,
    Table,
    flowing,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
#: At the start of a line these would begin a list or a rule.
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")


def to_markdown(doc: Document) -> str:
    """The document as Markdown text, ending in a newline.

    >>> print(to_markdown(Document("A *title*", "en", (Paragraph("Text.", (1,)),))), end="")
    # A \\*title\\*
    <BLANKLINE>
    Text. \\[1\\]
    """
    parts = [f"# {_text(doc.title)}", *(_block(block) for block in doc.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> str:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Heading():
            return f"{'#' * block.level} {_text(block.text)}"
        case Paragraph():
            said = _start(_text(block.text)) + _refs(block.refs)
            return f"*{said}*" if block.lead and "\n" not in said else said
        case Bullets():
            return "\n".join(f"- {_start(_text(entry))}" for entry in block.items)
        case Table():
            return _table(block)
        case Picture():
            return f"*{_text(block.caption)}*"
        case Item():
            return _item(block)
        case References():
            return "\n".join(_reference(entry.number, entry.title, entry.details, entry.address) for entry in block.entries)


def _text(text: str) -> str:
    """One line of plain text, escaped; `&` only where it would begin an entity."""
    return re.sub(r"&(?=#?\w+;)", r"\\&", _MARKUP.sub(r"\\\1", clean(text)))


def _start(text: str) -> str:
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)


def _refs(refs: tuple[int, ...]) -> str:
    return "".join(f" \\[{number}\\]" for number in refs)


def _item(item: Item) -> str:
    number = f"{item.number}\\. " if item.number is not None else ""
    figure = f" — {_text(item.figure)}" if item.figure else ""
    name = f" · `{item.name.replace('`', '')}`" if item.name else ""
    head = f"**{number}{_text(item.title)}**{figure}{name}{_refs(item.refs)}"
    parts = [head + ("\\\n" + _text(flowing(item.sentences)) if item.sentences else "")]
    return "\n\n".join([*parts, _table(item.table)] if item.table else parts)


def _table(table: Table) -> str:
    rule = ["---:" if n in table.numbers else "---" for n in range(len(table.head))]
    lines = [[_text(cell) for cell in table.head], rule, *([_text(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _reference(number: int, title: str, details: str, address: str) -> str:
    bare = re.sub(r"[<>\s]", "", address)
    link = f" <{bare}>" if re.match(r"https?://", bare) else f" {_text(address)}" if address else ""
    said = f"{number}. {_text(title)}" + (f". {_text(details)}" if details else ".")
    return said + link
