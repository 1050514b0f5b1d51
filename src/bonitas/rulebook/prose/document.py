"""A written document without a format: headings, paragraphs, lists, tables, items and sources. The writers turn it into text.

Every string in it is plain text; a writer escapes what its format needs escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def flowing(sentences: Iterable[str]) -> str:
    """Sentences one after the other: with a space, but for those that end in a full-width mark.

    >>> flowing(["One.", "", "Two."]), flowing(["一。", "二。"])
    ('One. Two.', '一。二。')
    """
    text = ""
    for sentence in sentences:
        text += f" {sentence}" if text and sentence and text[-1] not in "。！？；：" else sentence
    return text


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 for a chapter, 3 for a part of one; `anchor` names it in links (letters, digits, dashes)."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead` marks the opening paragraph of the document; `refs` are numbers of sources."""

    text: str
    refs: tuple[int, ...] = ()
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`head` and each row have the same length; columns in `numbers` are aligned to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing made by the program itself: `svg` is put into a page as it is, so no text from elsewhere may stand in it unescaped.
    `caption` says what it shows; where there are no drawings, it stands alone. The figures themselves belong in a table beside it."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Item:
    """One rule: its title, its `name` in the rulebook, its worth in short (`figure`), sentences, a table, its sources."""

    title: str
    name: str = ""
    number: int | None = None
    figure: str = ""
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    refs: tuple[int, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    number: int
    title: str
    details: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """The sources, numbered from 1 as the `refs` name them."""

    entries: tuple[Reference, ...]


Block = Heading | Paragraph | Bullets | Table | Picture | Item | References


@dataclass(frozen=True, slots=True)
class Document:
    """A title and blocks in reading order. `lang` is a language code; `contents` the name of the table of contents."""

    title: str
    lang: str
    blocks: tuple[Block, ...]
    contents: str = ""

    @property
    def chapters(self) -> tuple[Heading, ...]:
        """The headings of level 2, in order.

        >>> Document("T", "en", (Heading(2, "A", "a"), Paragraph("p"), Heading(3, "B"))).chapters
        (Heading(level=2, text='A', anchor='a'),)
        """
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level == 2)  # noqa: PLR2004

    @property
    def outline(self) -> tuple[tuple[Heading, tuple[Heading, ...]], ...]:
        """Each chapter with the headings of level 3 that follow it, in order.

        >>> Document("T", "en", (Heading(2, "A", "a"), Paragraph("p"), Heading(3, "B"))).outline
        ((Heading(level=2, text='A', anchor='a'), (Heading(level=3, text='B', anchor=''),)),)
        """
        found: list[tuple[Heading, list[Heading]]] = []
        for block in self.blocks:
            if isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004
                found.append((block, []))
            elif isinstance(block, Heading) and found:
                found[-1][1].append(block)
        return tuple((chapter, tuple(parts)) for chapter, parts in found)
