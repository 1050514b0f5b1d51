"""Headings that a rulebook gives its clauses, in the prose and in the contents of a page; and what groups are called."""

from __future__ import annotations

from bonitas.common.texts import Text
from bonitas.rulebook.model import Again, Clause, Fixed, Group
from bonitas.rulebook.prose import Document, prose, to_html, to_markdown
from bonitas.rulebook.prose.document import Heading, Item
from prose_books import book, both, catalogue, clause, rules

NONE = Text()


def sectioned(name: str, points: int, section: Text = NONE) -> Clause:
    return clause(id=name, points=Fixed(points * 1000), section=section, text=both(name, name))


def written(lang: str = "en") -> Document:
    clauses = (
        sectioned("before", -1),
        sectioned("late", -2, both("Contracts", "Verträge")),
        sectioned("kept", 5),
        sectioned("broken", -3),
        sectioned("fined", -4, both("Traffic", "Verkehr")),
    )
    return prose(book(rules(clauses=clauses)), catalogue(), lang=lang)


def test_a_heading_stands_over_its_clause_and_those_after_it() -> None:
    found = [
        (block.text if isinstance(block, Heading) else block.title)
        for block in written().blocks
        if isinstance(block, Item) or (isinstance(block, Heading) and block.level == 3)
    ]
    assert found[:7] == ["Contracts", "kept", "before", "Contracts", "late", "broken", "Traffic"]
    assert "### Verträge" in to_markdown(written("de"))


def test_the_contents_of_a_page_list_the_headings_within_their_chapter() -> None:
    page = to_html(written())
    assert '<a href="#losses-late">Contracts</a>' in page
    assert '<h3 id="losses-late">Contracts</h3>' in page
    assert '<h3 id="gains-kept">Contracts</h3>' in page


def test_without_headings_nothing_is_said() -> None:
    blocks = prose(book(), catalogue()).blocks
    assert not [block for block in blocks if isinstance(block, Heading) and block.level == 3]


def test_a_group_is_called_by_its_text() -> None:
    named = {"minor_fines": Group("minor_fines", text=both("Small fines", "Kleine Bußen")), "rest_of_it": Group("rest_of_it")}
    clauses = (
        clause(id="one", group="minor_fines", again=Again(times=2_000, group="minor_fines")),
        clause(id="two", group="rest_of_it"),
    )
    said = to_markdown(prose(book(rules(clauses=clauses, groups=named)), catalogue(), lang="de"))
    assert "Die Regel gehört zur Gruppe „Kleine Bußen“." in said
    assert "unter irgendeiner Regel der Gruppe „Kleine Bußen“ noch zählt" in said
    assert "Gruppe „rest of it“" in said
