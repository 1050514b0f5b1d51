"""`decisions` and `remedy`: read, told, and no part of any number; and where the parts of a text stand."""

from __future__ import annotations

from bonitas.rulebook.model import Place
from bonitas.rulebook.prose import prose, to_plain
from bonitas.rulebook.read import check_text, read_text
from strategies.small import CATALOGUE

HEAD = """\
rulebook: small
title: Small
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: civic
sources: {law: {title: The law}}
base: {2020-01-01: 10, 2021-01-01: 20}
bands: {only: below}
decisions: by a person
remedy:
  contest: {en: Write to the desk., de: Der Stelle schreiben.}
  review: {en: An officer who was not part of it.}
  authority: {en: The data protection authority.}
  source: law
"""


def test_read_and_told() -> None:
    book = read_text(HEAD, catalogue=CATALOGUE)
    assert book.decisions == "by a person"
    assert book.remedy is not None
    assert book.remedy.review.say() == "An officer who was not part of it."
    told = to_plain(prose(book, CATALOGUE), 10_000)
    assert "A person decides; the standing is one thing among others that they look at." in told
    assert "How to contest a standing: Write to the desk." in told
    assert "Where to complain: The data protection authority." in told


def test_problems_have_their_place() -> None:
    text = HEAD.replace("by a person", "sometimes").replace("  review:", "  reviewer:")
    _, problems = check_text(text, catalogue=CATALOGUE)
    assert [(one.code, one.line, one.nearest) for one in problems] == [("R104", 11, None), ("R101", 14, "review")]


def test_every_part_has_a_place_and_dates_are_left_out_of_the_way() -> None:
    book = read_text(HEAD, catalogue=CATALOGUE)
    assert book.place_of("remedy", "review") == Place(14, 3)
    assert book.place_of("remedy", "lost") == Place(12, 1)
    assert book.place_of("base") == Place(9, 1)
    assert book.place_of("nowhere") is None
    assert not any("2020" in key for key in book.places)
