"""What the README and other pages show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.readme import RUN, refreshed, steady
from house.tree import ROOT, shown, texts


@pytest.mark.parametrize("page", RUN)
def test_a_page_shows_what_happens(tmp_path: Path, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert steady(refreshed(text, tmp_path)) == steady(text), "run `make readme` and look at what changed"


def test_blocks_are_found_and_replaced(tmp_path: Path) -> None:
    text = (
        "<!-- file: a.txt -->\n```text\nhello\n```\n\n```python\nprint(open('a.txt').read().strip())\n```\n\n```text\nold\n```\n"
    )
    assert refreshed(text, tmp_path) == text.replace("old", "hello")


def test_links_lead_somewhere() -> None:
    wrong = []
    for path, text in texts():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
                if not (path.parent / target).exists():
                    wrong.append(f"{shown(path)}: {target}")
    assert not wrong, "\n".join(wrong)
