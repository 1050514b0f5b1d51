"""Conditions in words, exactly, in both languages."""

from __future__ import annotations

import pytest

from bonitas.catalogue.model import Attribute
from bonitas.common.texts import Text
from bonitas.rulebook.expression import (
    Arithmetic,
    Attr,
    Both,
    Call,
    Compare,
    Const,
    Either,
    Expr,
    Fact,
    IsMissing,
    Not,
    OneOf,
    Ref,
)
from bonitas.rulebook.prose.expressions import condition, value
from bonitas.rulebook.prose.languages import language_of
from bonitas.rulebook.prose.voice import Voice
from prose_books import AMOUNT, FINE, SETTLED, SMALL, catalogue, day, measure, rules

SECTOR = Attr("sector", "text")
DUE = Attr("due_on", "date")
INJURY = Attr("injury", "yes_no")
ONGOING = Fact("ongoing", "yes_no")
COUNT = Ref("enquiries", "number")
BANK = Const("banking", "text")


def voice(lang: str) -> Voice:
    found = catalogue()
    return Voice(language_of(lang), found, found.attributes, rules(measures=(measure(),)), {})


CONDITIONS: list[tuple[Expr, str, str]] = [
    (SMALL, "the fine (yuan) is at most 500", "„fine (yuan)“ höchstens 500 beträgt"),
    (Not(SMALL), "the fine (yuan) is more than 500", "„fine (yuan)“ mehr als 500 beträgt"),
    (
        Compare(">", Const(12_345_500, "number"), AMOUNT),
        "the amount given is less than 12,345.5 EUR",
        "„Spendenbetrag“ weniger als 12.345,5 EUR beträgt",
    ),
    (Compare("=", SECTOR, BANK), "the sector is “banking”", "„Branche“ „banking“ ist"),
    (Compare("!=", SECTOR, Const("mail_order", "text")), "the sector is not “mail order”", "„Branche“ nicht „mail order“ ist"),
    (OneOf(SECTOR, (BANK, Const("x", "text"))), "the sector is “banking” or “x”", "„Branche“ „banking“ oder „x“ ist"),
    (Not(OneOf(SECTOR, (BANK,))), "the sector is not “banking”", "„Branche“ nicht „banking“ ist"),
    (IsMissing(SECTOR), "the sector is not on record", "„Branche“ nicht erfasst ist"),
    (Not(IsMissing(SECTOR)), "the sector is on record", "„Branche“ erfasst ist"),
    (SETTLED, "it is settled", "er erledigt ist"),
    (Not(SETTLED), "it is not settled", "er nicht erledigt ist"),
    (Not(ONGOING), "it has ended", "der Vorgang beendet ist"),
    (INJURY, "“injury” is yes", "„injury“ mit Ja angegeben ist"),
    (Compare("=", INJURY, Const(0, "yes_no")), "“injury” is no", "„injury“ mit Nein angegeben ist"),
    (Not(Compare("!=", INJURY, Const(0, "yes_no"))), "“injury” is no", "„injury“ mit Nein angegeben ist"),
    (
        Compare("<", DUE, Const(day("2024-07-01"), "date")),
        "“due on” is before 1 July 2024",
        "„due on“ vor dem 1. Juli 2024 liegt",
    ),
    (
        Compare("<=", Fact("settled_on", "date"), Fact("ended_on", "date")),
        "the day it was settled is not after the day it ended",
        "der Tag der Erledigung nicht nach dem Tag des Endes liegt",
    ),
    (
        Compare("<", Ref("age", "months"), Const(18_000, "months")),
        "“age” is less than 18 months",
        "„age“ weniger als 18 Monate beträgt",
    ),
    (Compare(">=", Ref("age", "months"), Const(12_000, "months")), "“age” is at least 1 year", "„age“ mindestens 1 Jahr beträgt"),
    (Compare("=", Ref("s", "percent"), Const(80_500, "percent")), "“s” is 80.5%", "„s“ genau 80,5\u00a0% beträgt"),
    (Both(SETTLED, Both(ONGOING, INJURY)), "it is settled, it is still going on and “injury” is yes", ""),
    (Both(SETTLED, Either(ONGOING, INJURY)), "it is settled and (it is still going on or “injury” is yes)", ""),
    (Either(SETTLED, Both(ONGOING, INJURY)), "it is settled, or it is still going on and “injury” is yes", ""),
    (
        Not(Both(SETTLED, INJURY)),
        "it is not settled or “injury” is no",
        "er nicht erledigt ist oder „injury“ mit Nein angegeben ist",
    ),
    (Const(1, "yes_no"), "in every case", "in jedem Fall"),
    (Not(Const(1, "yes_no")), "in no case", "in keinem Fall"),
]


@pytest.mark.parametrize(("expr", "en", "de"), CONDITIONS)
def test_conditions(expr: Expr, en: str, de: str) -> None:
    assert condition(expr, voice("en")) == en
    if de:
        assert condition(expr, voice("de")) == de


VALUES: list[tuple[Expr, str, str]] = [
    (
        Arithmetic("/", COUNT, Arithmetic("+", COUNT, Const(1_000, "number"), "number"), "number"),
        "“enquiries” divided by (“enquiries” plus 1)",
        "",
    ),
    (
        Arithmetic("-", Fact("ended_on", "date"), Fact("occurred_on", "date"), "days"),
        "the number of days from the day it occurred to the day it ended",
        "die Zahl der Tage von dem Tag des Ereignisses bis zu dem Tag des Endes",
    ),
    (
        Call("months_until", (DUE,), "months"),
        "the number of whole months from the day of the rating to “due on”",
        "die Zahl der vollen Monate vom Tag der Bewertung bis zu „due on“",
    ),
    (Call("min", (FINE, AMOUNT), "number"), "the smaller of the fine (yuan) and the amount given", ""),
    (
        Call("abs", (FINE,), "number"),
        "the size of the fine (yuan) without its sign",
        "die Größe von „fine (yuan)“ ohne Vorzeichen",
    ),
    (Fact("asked_on", "date"), "the day of the rating", "der Tag der Bewertung"),
]


@pytest.mark.parametrize(("expr", "en", "de"), VALUES)
def test_values(expr: Expr, en: str, de: str) -> None:
    assert str(value(expr, voice("en"))) == en
    if de:
        assert str(value(expr, voice("de"))) == de


def test_chinese() -> None:
    chinese = voice("zh")
    assert condition(Both(SMALL, Not(SETTLED)), chinese) == "“fine（yuan）”不超过500，并且该记录尚未了结"
    assert condition(Compare("<", DUE, Const(day("2024-07-01"), "date")), chinese) == "“due on”早于2024年7月1日"


def test_a_long_text_of_an_attribute_is_cut_or_quoted() -> None:
    def said(text: str) -> str:
        found = catalogue()
        attribute = Attribute("x", "integer", text=Text((("en", text),)))
        return str(value(Attr("x", "number"), Voice(language_of("en"), found, {"x": attribute}, rules(), {})))

    assert said("Paid in full") == "“Paid in full”"
    assert said("The amount owed on the day") == "the amount owed on the day"
    assert said("Balance owed on the day of the statement (below 0 if overpaid)") == "“Balance owed on the day of the statement”"
    assert said("How the account was run") == "“How the account was run”"
    assert said("1 positive, 0 neutral") == "“x (1 positive, 0 neutral)”"


def test_a_choice_is_called_as_the_catalogue_says() -> None:
    words = (("top", Text((("zh", "顶格"),))), ("low", Text((("en", "a low one"), ("zh", "从轻")))))
    attribute = Attribute("range", "choice", ("top", "low", "new"), words=words)
    asked = OneOf(Attr("range", "text"), tuple(Const(value, "text") for value in ("top", "low", "new")))
    en, zh = (Voice(language_of(lang), catalogue(), {"range": attribute}, rules(), {}) for lang in ("en", "zh"))
    assert str(condition(asked, en)) == "the range is “top”, “a low one” or “new”"
    assert str(condition(asked, zh)) == "“range”是“顶格”、“从轻”或“new”"


def test_a_broken_line_of_chinese_is_joined() -> None:
    zh = Voice(language_of("zh"), catalogue(), {}, rules(), {})
    assert zh.text(Text((("zh", "分值未见公布；\n  此处 A 级\n  自定。"),))) == "分值未见公布；此处 A 级自定。"
