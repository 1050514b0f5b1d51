"""What a rulebook does with a conduct: worked by hand, and held against the engine."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bonitas.catalogue.model import Catalogue
from bonitas.rulebook.model import Rulebook
from bonitas.rulebook.read import read_rulebook, read_text
from bonitas.unify.compare.asked.files import Asker, Entry
from bonitas.unify.compare.clauses import once
from bonitas.unify.compare.treatment import Treatment, day_of, treatments
from bonitas.unify.crosswalk import read_crosswalk
from bonitas.unify.crosswalk.fits import could_be, situations

ON = "2026-06-01"
HEAD = """\
rulebook: mine
title: Mine
subjects: person
standing: own
in_force: {from: 2020-01-01}
participation: notice
context: credit
base: 100
bands: {A: 100, B: 60, C: 20, D: below}
sources: {own: {title: Ours}}
"""


def book(text: str) -> Rulebook:
    return read_text(HEAD + text, "mine.yaml")


def treated(text: str) -> dict[str, Treatment]:
    return {one.clause: one for one in treatments(book(text), read_crosswalk(), on=ON)}


def test_a_clause_is_read() -> None:
    found = treated("clauses: {late: {for: payment.default, points: -30, lasts: 1 year, text: Not paid, source: own}}")["late"]
    assert (found.conduct, found.kind, found.part, found.sign) == ("credit_default", "payment.default", "clause", "loss")
    assert (found.low, found.high, found.days_low, found.days_high) == (-30_000, -30_000, 365, 365)
    assert (found.share_low, found.bands_low) == (Fraction(-30, 80), -1)  # from 20, the lowest floor, to 100, the highest score
    assert (found.chosen, found.again, found.repaired, found.asked, found.grade) == (False, False, "no", False, None)
    assert (found.file, found.line, found.source) == ("mine.yaml", 11, "own")
    assert "31(2) BDSG" in found.basis.say("en")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("points: {from: -50, to: -5, chosen: yes}, lasts: 1 month", (-50_000, -5_000, 30, 30, -2, -1)),
        ("points: {by: months_late, each: 1, gives: -10}, lasts: 28 days", (None, 0, 28, 28, -3, 0)),
        ("points: -10, lasts: calendar year", (-10_000, -10_000, 1, 366, -1, -1)),
        ("points: {by: amount, table: {under 100: -5, 100: -50}}, lasts: {up to 10: 1 month, up to 40: 2 months, above: 1 year}",
         (-50_000, -5_000, 30, 365, -2, -1)),
        ("points: -200, lasts: 2 years", (-200_000, -200_000, 731, 731, -3, -3)),
        ("grade: C, lasts: 1 year", (0, 0, 365, 365, -2, -2)),
    ],
)  # fmt: skip
def test_every_form_of_points_and_ends(clause: str, expected: tuple[int | None, ...]) -> None:
    found = treated(f"clauses: {{c: {{for: payment.default, {clause}, text: Not paid}}}}")["c"]
    assert (found.low, found.high, found.days_low, found.days_high, found.bands_low, found.bands_high) == expected
    assert found.sign == "loss"


def test_repeats_and_repairs_are_told_apart_from_the_first_record() -> None:
    found = treated(
        "clauses: {c: {for: payment.default, points: -20, lasts: 1 year, again: double, repaired: {when: settled, removed: yes}, text: X}}"
    )["c"]
    assert (found.low, found.high, found.again, found.repaired) == (-20_000, -20_000, True, "removed")


def test_a_clause_about_several_conducts_comes_once_for_each() -> None:
    rules = book("clauses: {c: {for: card.statement, points: 5, lasts: 1 year, text: X}}")
    found = treatments(rules, read_crosswalk(), on=ON)
    assert [(one.conduct, one.clause) for one in found] == [("credit_paid_late", "c"), ("credit_paid_in_time", "c")]
    rules = book("clauses: {c: {for: card.statement, when: card_months_late >= 2, points: -5, lasts: 1 year, text: X}}")
    assert [one.conduct for one in treatments(rules, read_crosswalk(), on=ON)] == ["credit_paid_late"]


CARD = """\
measures:
  asked: {count: credit.enquiry, within: 6 months, text: Enquiries}
  open_ones: {count: payment.default, when: not settled, text: Open}
  oldest: {age_of: oldest account.opened, text: Age}
no_score: {when: open_ones > 0, because: {en: Open.}}
scorecard:
  enquiries: {measure: asked, table: {0: 20, 1: 5, 2 or more: 0}, text: Enquiries}
  age: {measure: oldest, table: {missing: 0, under 2 years: -10, 2 years: 30}, text: Age}
"""


def test_measures_are_asked() -> None:
    found = {one.kind: one for one in treatments(book(CARD), read_crosswalk(), on=ON)}
    asked, account, default = (found[kind] for kind in ("credit.enquiry", "account.opened", "payment.default"))
    assert (asked.clause, asked.part, asked.sign, asked.low, asked.high, asked.asked) == (
        "enquiries",
        "measures",
        "loss",
        -15_000,
        -15_000,
        True,
    )
    # six months before 2026-06-01 is 2025-12-01, 182 days: a record of that day counts no more
    assert (asked.days_low, asked.days_high) == (182, 182)
    assert (account.low, account.high, account.sign, account.days_high) == (-10_000, 30_000, "both", None)
    assert (default.no_score, default.sign, default.low, default.clause) == (True, "loss", 0, "no_score")
    assert asked.share_low == Fraction(-15_000, 150_000 - 90_000)
    assert asked.line == 17


def test_a_file_that_has_a_score_is_found() -> None:
    both = CARD.replace(
        "no_score: {when: open_ones > 0, because: {en: Open.}}",
        "no_score:\n  - {when: oldest is missing or oldest < 12 months, because: {en: New.}}\n  - {when: asked < 3, because: {en: Few.}}",
    )
    found = {one.kind: one for one in treatments(book(both), read_crosswalk(), on=ON)}
    assert found["credit.enquiry"].low == found["credit.enquiry"].high == 0  # it has three already
    assert found["credit.enquiry"].sign == "none"
    assert found["account.opened"].days_high == 0  # and an old account


def test_a_file_that_has_none_is_not_made_up() -> None:
    never = "measures: {n: {count: credit.enquiry, text: N}}\nno_score: {when: n < 1000, because: {en: Few.}}\n"
    assert (
        treatments(book(never + "scorecard: {a: {measure: n, table: {0 or more: 1}, text: A}}\n"), read_crosswalk(), on=ON) == ()
    )


@pytest.mark.parametrize("name", ["cn-rongcheng-2019", "cn-suining-2010"])
def test_what_is_read_is_what_the_engine_does(name: str) -> None:
    """Of every clause, each record tried that it alone matches brings what the text was read to say."""
    rules_book = read_rulebook(name)
    day, rules = day_of(rules_book, "2019-06-01")
    asker = Asker(rules_book, day, Catalogue(rules_book.kinds))
    by_clause = {one.clause: one for one in treatments(rules_book, read_crosswalk(), on="2019-06-01")}
    files, clauses = [()], []
    for clause in rules.clauses:
        looked = [clause.when, getattr(clause.points, "by", None)]
        for cells in situations(rules_book.kinds[clause.kinds[0]], looked, 40):
            others = [one for one in rules.clauses if clause.kinds[0] in one.kinds and one is not clause]
            alone = all("T" not in could_be(one.when, cells) for one in others)
            if could_be(clause.when, cells) == frozenset("T") and alone and not by_clause[clause.id].chosen:
                files.append((Entry(clause.kinds[0], tuple(cells.items())),))
                clauses.append(clause)
    bare, *answers = asker.ask(files)
    assert bare.score is not None
    assert bare.band is not None
    assert len({clause.id for clause in clauses}) > len(rules.clauses) // 2
    for clause, answer in zip(clauses, answers, strict=True):
        low, high = once(clause)
        one = by_clause[clause.id]
        assert answer.score is not None
        change = answer.score - bare.score
        assert (low is None or change >= low or change == 0) and (high is None or change <= max(high, 0)), clause.id
        if low == high and one.grade is None:
            assert (change, bare.band - (answer.band or 0)) == (low, one.bands_low), clause.id


def test_a_shown_entry_gives_and_takes_nothing() -> None:
    shown = "shown: {as: On the list, lasts: 3 years, clock: event}"
    text = f"clauses: {{c: {{for: debtor_register.entry, when: entry_ground = 'payment_not_proved', text: X, {shown}}}}}"
    [found] = treatments(book(text), read_crosswalk(), on=ON)
    assert (found.part, found.conduct, found.sign, found.low, found.high) == ("shown", "judgment_not_performed", "none", 0, 0)
    assert (found.days_low, found.days_high, found.days_taking, found.bands_low) == (1096, 1096, 0, None)
