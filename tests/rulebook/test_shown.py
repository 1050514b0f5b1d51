"""Publicity windows: what a rulebook says is shown to others, read and told."""

from __future__ import annotations

from bonitas.common.days import Duration
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Fact
from bonitas.rulebook.model import CalendarEnd, LastsByTable, Rulebook, Shown, ShownRepair
from bonitas.rulebook.prose import prose, to_markdown
from bonitas.rulebook.read import check_text
from rulebook.small import CATALOGUE

HEAD = """
rulebook: xx-register
title: A register
subjects: both
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
"""
CLAUSES = """
clauses:
  unpaid:
    for: payment.default
    shown:
      as: {en: Unpaid, zh: 未付}
      lasts: 3 years
      repaired: [{when: settled, after: 3 months, removed: yes}, {when: amount > 5, as: Satisfied, lasts: calendar year}]
"""
BOTH = """
  fine:
    for: traffic.penalty
    points: -5
    lasts: 1 year
    shown: {as: Fined, lasts: {by: severity, table: {serious: 2 years, otherwise: 1 year}}}
bands: {all: below}
"""
SETTLED = Fact("settled", "yes_no")


def read(text: str) -> Rulebook:
    book, problems = check_text(text, None, CATALOGUE)
    assert book is not None, problems
    assert problems == []
    return book


def test_a_register_needs_no_bands_and_rates_nobody() -> None:
    rules = read(HEAD + CLAUSES).periods[0].rules
    assert rules.clauses == ()
    assert not rules.rates
    (clause,) = rules.shown
    assert clause.shown is not None
    assert clause.shown.as_ == Text((("en", "Unpaid"), ("zh", "未付")))
    assert (clause.shown.lasts, clause.shown.clock) == (Duration(months=36), "event")
    removed, satisfied = clause.shown.repairs
    assert removed == ShownRepair(SETTLED, removed=True, after=Duration(months=3))
    assert (satisfied.as_.say(), satisfied.lasts, satisfied.after) == ("Satisfied", CalendarEnd("year"), None)


def test_a_clause_may_count_and_be_shown() -> None:
    rules = read(HEAD + CLAUSES + BOTH).periods[0].rules
    assert [clause.id for clause in rules.clauses] == ["fine"]
    assert [clause.id for clause in rules.shown] == ["unpaid", "fine"]
    shown = rules.shown[1].shown
    assert isinstance(shown, Shown)
    assert isinstance(shown.lasts, LastsByTable)


def test_versions_of_windows_go_by_the_event_where_the_rulebook_says_so() -> None:
    text = HEAD + "rules_of: the event\n" + CLAUSES.replace("lasts: 3 years", "lasts: {2020-01-01: 3 years, 2022-01-01: 2 years}")
    book = read(text)
    for period in book.periods:
        assert [clause.shown.lasts for clause in period.rules.shown if clause.shown] == [Duration(months=36), Duration(months=24)]


def test_prose_says_as_what_how_long_and_what_ends_it() -> None:
    book = read(HEAD + CLAUSES + BOTH)
    said = to_markdown(prose(book, CATALOGUE))
    assert "It is shown as “Unpaid” for 3 years from the day it occurred." in said
    assert "it is taken out and no longer shown, but not sooner than 3 months from the day it occurred." in said
    assert "it is shown as “Satisfied”, until the end of the calendar year in which it was settled." in said
    assert "It is shown as “Fined”; how long from the day it occurred goes by" in said


def test_prose_of_a_register_speaks_of_no_score() -> None:
    for lang in ("en", "de", "zh"):
        said = to_markdown(prose(read(HEAD + CLAUSES), CATALOGUE, lang=lang))
        assert "score" not in said.lower()
        assert "Punktzahl" not in said
        assert "得分" not in said
