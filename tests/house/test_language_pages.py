"""The pages on the language show rulebooks as they are: every line of a block that names its rulebook stands there, in its clause."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bonitas.common.shipped import shipped

PAGES = Path(__file__).parents[2] / "docs" / "language"
_BLOCK = re.compile(r"^```yaml\n# rulebooks/([a-z0-9-]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def shown() -> list[tuple[str, str, str]]:
    """Page, rulebook and text of each block."""
    pages = sorted(PAGES.glob("*.md"))
    return [(page.name, name, block) for page in pages for name, block in _BLOCK.findall(page.read_text(encoding="utf-8"))]


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def under(lines: list[str], head: str) -> list[str]:
    """The lines of what `head` opens: those after it that lie deeper."""
    rest = lines[lines.index(head) + 1 :]
    end = next((at for at, line in enumerate(rest) if line.strip() and depth(line) <= depth(head)), len(rest))
    return rest[:end]


@pytest.mark.parametrize(("page", "name", "block"), shown())
def test_a_page_shows_what_a_rulebook_says(page: str, name: str, block: str) -> None:
    text = (shipped("rulebooks") / name / "rulebook.yaml").read_text(encoding="utf-8")
    there = [line.partition("  # ")[0].rstrip() for line in text.splitlines()]
    section, body = there, there
    for line in block.splitlines():
        if depth(line) > 0 and depth(line) <= 2 and line not in section:
            section = there  # a block may go on in another section without naming it
        within = there if depth(line) == 0 else section if depth(line) <= 2 else body
        assert line in within, f"{page}: {name} does not say: {line}"
        if depth(line) <= 2:
            body = under(within, line)
        if depth(line) == 0:
            section = body
