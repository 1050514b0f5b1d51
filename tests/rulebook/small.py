"""Small rulebooks for the tests of the reader."""

from __future__ import annotations

from pathlib import Path

from bonitas.catalogue.model import Catalogue
from bonitas.catalogue.read import read_catalogue
from bonitas.common.problems import Problem
from bonitas.rulebook.model import Clause, Rulebook, Rules
from bonitas.rulebook.read import check_text, read_text

HERE = Path(__file__).parent
CATALOGUE: Catalogue = read_catalogue(HERE.parent / "catalogue_small")

HEAD = """rulebook: xx-small-2024
title: A small one
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
lasts: 1 year
"""
BANDS = "bands: {good: 0, other: below}\n"


def text_of(body: str, head: str = HEAD, bands: str = BANDS) -> str:
    """A whole rulebook around a few lines of one."""
    return head + body + ("\n" if body and not body.endswith("\n") else "") + bands


def book(body: str, head: str = HEAD, bands: str = BANDS) -> Rulebook:
    return read_text(text_of(body, head, bands), "small.yaml", CATALOGUE)


def rules(body: str, bands: str = BANDS) -> Rules:
    """The rules of the first period."""
    return book(body, bands=bands).periods[0].rules


def problems(body: str, head: str = HEAD, bands: str = BANDS) -> list[Problem]:
    return check_text(text_of(body, head, bands), "small.yaml", CATALOGUE)[1]


def clause(body: str) -> Clause:
    """The one clause `c` with these lines (a flow map without braces)."""
    return rules(f"clauses: {{c: {{{body}}}}}").clauses[0]
