"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from house.readme import refreshed, steady
from house.tree import ROOT, shown, texts


def test_readme_shows_what_happens(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
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
