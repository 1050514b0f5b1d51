"""Any rulebook that can be read can be written out, in every language and every form."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bonitas.catalogue.read import read_catalogue
from bonitas.rulebook.prose import LANGUAGES, prose, to_html, to_markdown, to_plain
from bonitas.rulebook.read import check_rulebook, check_text
from strategies.rulebooks import rulebook_trees, to_yaml
from strategies.small import CATALOGUE

ROOT = Path(__file__).parents[3]
PUBLISHED = sorted(path.parent for path in (ROOT / "rulebooks").glob("*/rulebook.yaml"))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(rulebook_trees())
def test_any_rulebook_can_be_written(tree: dict[str, object]) -> None:
    book, problems = check_text(to_yaml(tree), None, CATALOGUE)
    assert book is not None, problems
    for lang in LANGUAGES:
        doc = prose(book, CATALOGUE, lang=lang)
        ET.fromstring(to_html(doc).partition("\n")[2])
        for text in (to_markdown(doc), to_plain(doc)):
            assert not any(sign in text for sign in ("Const(", "Attr(", "None", "Worded(", "Duration("))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_the_published_rulebooks_can_be_written(folder: Path, lang: str) -> None:
    catalogue = read_catalogue(ROOT / "catalogue")
    book, problems = check_rulebook(folder, catalogue)
    assert book is not None, problems
    doc = prose(book, catalogue, lang=lang)
    root = ET.fromstring(to_html(doc).partition("\n")[2])
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    text = to_plain(doc)
    assert ".." not in text.replace("...", "")
