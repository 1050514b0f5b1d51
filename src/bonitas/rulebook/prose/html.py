"""A document as one HTML page: no script, nothing fetched, made to be read and printed. Every text is escaped."""

from __future__ import annotations

import re
from html import escape as escaped
from importlib.resources import files

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


def to_html(doc: Document) -> str:
    """The document as a self-contained page, valid HTML and well-formed XML after its first line.

    >>> "<p>1 &lt; 2</p>" in to_html(Document("T", "en", (Paragraph("1 < 2"),)))
    True
    """
    style = files("bonitas.rulebook.prose").joinpath("page.css").read_text(encoding="utf-8")
    first = next((n for n, block in enumerate(doc.blocks) if isinstance(block, Heading)), len(doc.blocks))
    opening, rest = ("\n".join(_block(block) for block in part) for part in (doc.blocks[:first], doc.blocks[first:]))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(doc.lang)}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/>\n<title>{escape(doc.title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{escape(doc.title)}</h1>\n{opening}\n{_contents(doc)}{rest}\n</main>\n</body>\n</html>\n"
    )


def escape(text: str) -> str:
    """Fit to stand in an element or a quoted attribute."""
    return escaped(clean(text))


def _contents(doc: Document) -> str:
    """The chapters as links, each with its parts, after the opening paragraphs."""
    links = "\n".join(f"<li>{_link(chapter)}{_parts(parts)}</li>" for chapter, parts in doc.outline if chapter.anchor)
    return f'<nav aria-label="{escape(doc.contents)}">\n<ul>\n{links}\n</ul>\n</nav>\n' if links else ""


def _parts(parts: tuple[Heading, ...]) -> str:
    links = "\n".join(f"<li>{_link(part)}</li>" for part in parts if part.anchor)
    return f"\n<ul>\n{links}\n</ul>\n" if links else ""


def _link(heading: Heading) -> str:
    return f'<a href="#{_anchor(heading.anchor)}">{escape(heading.text)}</a>'


def _block(block: Block) -> str:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Heading():
            return f"<h{block.level}{_id(block.anchor)}>{escape(block.text)}</h{block.level}>"
        case Paragraph():
            kind = ' class="lead"' if block.lead else ""
            return f"<p{kind}>{escape(block.text)}{_refs(block.refs)}</p>"
        case Bullets():
            return "<ul>\n" + "\n".join(f"<li>{escape(entry)}</li>" for entry in block.items) + "\n</ul>"
        case Table():
            return _table(block)
        case Picture():
            return f"<figure>{block.svg}\n<figcaption>{escape(block.caption)}</figcaption></figure>"
        case Item():
            return _item(block)
        case References():
            return '<ol class="sources">\n' + "\n".join(_reference(entry) for entry in block.entries) + "\n</ol>"


def _anchor(name: str) -> str:
    """Letters, digits and dashes only.

    >>> _anchor("clause-a b")
    'clause-a-b'
    """
    return re.sub(r"[^\w-]+", "-", name)


def _id(name: str) -> str:
    return f' id="{_anchor(name)}"' if name else ""


def _refs(refs: tuple[int, ...]) -> str:
    return "".join(f' <a class="ref" href="#source-{number}">[{number}]</a>' for number in refs)


def _item(item: Item) -> str:
    number = f'<span class="number">{item.number}</span> ' if item.number is not None else ""
    figure = f'<span class="figure">{escape(item.figure)}</span>' if item.figure else ""
    name = f" <code>{escape(item.name)}</code>" if item.name else ""
    head = f"<header><strong>{number}{escape(item.title)}</strong>{figure}</header>"
    said = escape(flowing(item.sentences))
    body = f"<p>{said}{name}{_refs(item.refs)}</p>" if said or name or item.refs else ""
    return f'<section class="item"{_id(item.anchor)}>\n{head}\n{body}{_table(item.table) if item.table else ""}\n</section>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col"{_right(n, table)}>{escape(cell)}</th>' for n, cell in enumerate(table.head))
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_right(n, table)}>{escape(cell)}</td>" for n, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _right(column: int, table: Table) -> str:
    return ' class="n"' if column in table.numbers else ""


def _reference(entry: Reference) -> str:
    """One source; only addresses of the web become links."""
    shown = escape(entry.address)
    link = f' <a href="{shown}">{shown}</a>' if re.match(r"https?://", entry.address) else f" {shown}" if shown else ""
    details = f". {escape(entry.details)}" if entry.details else "."
    return f'<li id="source-{entry.number}">{escape(entry.title)}{details}{link}</li>'
