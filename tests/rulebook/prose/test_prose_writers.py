"""The writers: well-formed, escaped, and made to be read."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET

import pytest

from bonitas.common.texts import Text
from bonitas.rulebook.model import Band, Bands, Rulebook, Source
from bonitas.rulebook.prose import LANGUAGES, prose, to_html, to_markdown, to_plain
from bonitas.rulebook.prose.document import (
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
)  # fmt: skip
from prose_books import book as small_book
from prose_books import catalogue, full_book, full_rules

NASTY = "<script>alert(\"x\")</script> & 'y' | `z` *b* [a](b) #1 \x1b[31m"


def parsed(page: str) -> ET.Element:
    first, rest = page.split("\n", 1)
    assert first == "<!DOCTYPE html>"
    return ET.fromstring(rest)


def nasty_book() -> Rulebook:
    nasty = Text((("en", NASTY),))
    rules = full_rules()
    rules = dataclasses.replace(
        rules,
        clauses=tuple(dataclasses.replace(c, text=nasty, group=NASTY) for c in rules.clauses),
        bands=Bands((Band(NASTY, None, title=nasty),)),
        groups={},
        consequences=tuple(dataclasses.replace(c, text=nasty, provider=NASTY) for c in rules.consequences),
    )
    source = Source("law", NASTY, NASTY, "javascript:alert(1)", NASTY, NASTY)
    return small_book(rules, title=nasty, about=nasty, zone=NASTY, hash=NASTY, sources={"law": source})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_is_well_formed_and_says_what_the_document_says(lang: str) -> None:
    doc = prose(full_book(), catalogue(), lang=lang)
    page = parsed(to_html(doc))
    assert page.attrib["lang"] == lang
    said = " ".join("".join(page.itertext()).split())
    for block in doc.blocks:
        if isinstance(block, Paragraph):
            assert " ".join(block.text.split()) in said
        if isinstance(block, Item):
            assert " ".join(flowing(block.sentences).split()) in said
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    links = [element.attrib["href"][1:] for element in page.iter("a") if element.attrib["href"].startswith("#")]
    assert links
    assert set(links) <= set(ids)


def test_html_fetches_nothing_and_runs_nothing() -> None:
    page = parsed(to_html(prose(full_book(), catalogue())))
    tags = {element.tag for element in page.iter()}
    assert not tags & {"script", "link", "img", "iframe", "form"}
    assert all(not name.startswith("on") and name != "src" for element in page.iter() for name in element.attrib)
    style = next(page.iter("style")).text or ""
    assert "url(" not in style
    assert "@import" not in style


def test_html_escapes_every_text() -> None:
    page = to_html(prose(nasty_book(), catalogue()))
    assert "<script" not in page
    root = parsed(page)
    assert "<script>alert" in "".join(root.itertext())
    assert not [a for a in root.iter("a") if not a.attrib["href"].startswith(("#", "https://", "http://"))]


def test_markdown_escapes_every_text() -> None:
    text = to_markdown(prose(nasty_book(), catalogue()))
    assert "<script" not in text.replace("\\<script", "")
    assert "*b*" not in text.replace("\\*b\\*", "")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows
    head = [line for line in rows if "---" in line]
    assert len(head) == 3  # noqa: PLR2004 (bands, records, the scorecard's one table)


def test_plain_text_holds_no_control_characters() -> None:
    text = to_plain(prose(nasty_book(), catalogue()))
    assert "\x1b" not in text


def test_a_picture_stands_in_a_page_and_its_words_stand_everywhere() -> None:
    doc = Document("T", "en", (Picture("<svg><rect/></svg>", NASTY),))
    page = parsed(to_html(doc))
    assert page.find(".//figure/svg/rect") is not None
    assert "<script>alert" in (page.findtext(".//figcaption") or "")
    for written in (to_plain(doc), to_markdown(doc)):
        assert "svg" not in written
        assert "alert" in written


def test_nothing_turns_the_direction_of_reading() -> None:
    doc = Document("a\u202eb", "en", (Paragraph("c\u2066d"),))
    for written in (to_plain(doc), to_html(doc), to_markdown(doc)):
        assert "a b" in written
        assert "c d" in written


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_plain_text_keeps_to_the_width(lang: str, width: int) -> None:
    text = to_plain(prose(full_book(), catalogue(), lang=lang), width)
    assert [line for line in text.splitlines() if len(line) > width and len(line.split()) > 1] == []


DOC = Document(
    "Title",
    "en",
    (
        Paragraph("A lead.", lead=True),
        Heading(2, "Part", "part"),
        Paragraph("1. not a list", (1, 2)),
        Bullets(("one", "- two")),
        Table(("a", "b"), (("x", "1"), ("long cell", "22")), numbers=(1,)),
        Item("Rule", "rule_id", 7, "−5 points", ("It counts.", "For a year."), None, (1,), "rule"),
        References((Reference(1, "Law", "State.", "https://example.org"), Reference(2, "Other"))),
    ),
)


def test_markdown_word_for_word() -> None:
    assert to_markdown(DOC) == (
        "# Title\n\n*A lead.*\n\n## Part\n\n1\\. not a list \\[1\\] \\[2\\]\n\n- one\n- \\- two\n\n"
        "| a | b |\n| --- | ---: |\n| x | 1 |\n| long cell | 22 |\n\n"
        "**7\\. Rule** — −5 points · `rule_id` \\[1\\]\\\nIt counts. For a year.\n\n"
        "1. Law. State. <https://example.org>\n2. Other.\n"
    )


def test_plain_word_for_word() -> None:
    assert to_plain(DOC, 40) == (
        "Title\n=====\n\nA lead.\n\nPart\n----\n\n1. not a list [1] [2]\n\n•  one\n•  - two\n\n"
        "a           b\n---------  --\nx           1\nlong cell  22\n\n"
        "7. Rule — −5 points (rule_id) [1]\n   It counts. For a year.\n\n"
        "[1] Law. State. https://example.org\n[2] Other.\n"
    )


def test_lines_of_wide_characters_break_neither_words_nor_marks() -> None:
    text = to_plain(Document("信用", "zh", (Paragraph("条件是：“情形”是“able but refusing”，并且没有记载（见下）。"),)), 16)
    assert text.split("\n\n")[1].splitlines() == ["条件是：“情形”是", "“able but", "refusing”，并且", "没有记载（见", "下）。"]


def test_wide_characters_take_two_columns() -> None:
    text = to_plain(Document("信用", "zh", (Paragraph("信用" * 30),)), 40)
    assert text.splitlines()[1] == "===="
    assert max(len(line) for line in text.splitlines()) == 20  # noqa: PLR2004
