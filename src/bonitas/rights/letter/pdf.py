"""A letter as a tagged PDF, by Typst. The texts reach it as data, never as markup; the fonts are its own, and nothing is fetched."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import Any

from bonitas.rulebook.prose.clean import clean
from bonitas.rulebook.prose.document import Bullets, Document, Heading, Paragraph, Table


def to_pdf(doc: Document, day: dt.date) -> bytes:
    """The document as PDF/UA-1 (headings, language and title for whoever has it read aloud). The same document always gives the same
    bytes: the file is dated `day`."""
    import typst  # noqa: PLC0415 - slow to import, and only letters need it

    source = files("bonitas.rights.letter").joinpath("letter.typ").read_bytes()
    return bytes(
        typst.compile(
            source,
            format="pdf",
            sys_inputs={"letter": json.dumps(as_data(doc), ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()),
        )
    )


def as_data(doc: Document) -> dict[str, Any]:
    """What the template is given.

    >>> as_data(Document("T", "en", (Paragraph("p"),)))
    {'title': 'T', 'lang': 'en', 'blocks': [{'is': 'p', 'text': 'p'}]}
    """
    return {"title": clean(doc.title), "lang": doc.lang, "blocks": [_block(block) for block in doc.blocks]}


def _block(block: object) -> dict[str, Any]:
    match block:
        case Heading(text=text):
            return {"is": "h", "text": clean(text)}
        case Paragraph(text=text):
            return {"is": "p", "text": clean(text)}
        case Bullets(items=items):
            return {"is": "list", "items": [clean(one) for one in items]}
        case Table(head=head, rows=rows):
            return {"is": "table", "head": [clean(one) for one in head], "rows": [[clean(one) for one in row] for row in rows]}
    msg = f"no letter has a {type(block).__name__}"
    raise TypeError(msg)
