"""The report: complete, printable, the same each time."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bonitas.common.problems import BonitasError
from bonitas.unify.compare.compare import Comparison, compare

from .books import MILD, STRICT, book


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare([book("strict", STRICT), book("mild", MILD.replace("text: trip", "text: 'a <b> & c'"))], on="2026-06-01")


def test_the_page_says_it_all(found: Comparison, tmp_path: Path) -> None:
    found.write(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    ElementTree.fromstring(page.partition("\n")[2])  # well-formed after its first line
    text = re.sub(r"<[^>]*>", " ", page)
    for words in (
        "Compared: strict, mild", "For 1 one gives and another takes.", "mild gives, strict takes.", "points taken for each given", "−40", "−50.0\u00a0%",
        "365\u00a0days", "Exchange rates of severity", "0.15", "How to read this",
    ):  # fmt: skip
        assert words in text, words
    assert page.count("<figure>") == 3
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    found.write(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_nothing_is_drawn_in_red(found: Comparison, tmp_path: Path) -> None:
    found.write(tmp_path / "report.html")
    colours = set(
        re.findall(r"(?:fill|stroke)=\"(#[0-9a-f]{6}|rgb\([^)]*\)|red)\"", (tmp_path / "report.html").read_text(encoding="utf-8"))
    )
    assert "red" not in colours
    for colour in colours:
        parts = (
            [int(one) for one in re.findall(r"\d+", colour)]
            if colour.startswith("rgb")
            else [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
        )
        red, green, _ = parts[:3]
        assert red < 2 * green + 40, colour


def test_a_page_that_cannot_be_written_is_said(found: Comparison, tmp_path: Path) -> None:
    with pytest.raises(BonitasError) as caught:
        found.write(tmp_path / "none" / "report.html")
    assert "U323 The report cannot be written to" in str(caught.value)
    assert "no such file or directory. Name a file in a folder that is there and may be written." in str(caught.value)
