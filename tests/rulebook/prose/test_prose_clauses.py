"""Small clauses, word for word, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Attr, Const, OneOf
from bonitas.rulebook.model import (
    Again,
    ByTable,
    CalendarEnd,
    CalendarPeriod,
    Chosen,
    Clause,
    DecayStep,
    Fixed,
    Freeze,
    LastsBySize,
    LastsByTable,
    Limit,
    PerUnit,
    Repair,
    Rolling,
    Row,
    Table,
    Tier,
)
from bonitas.rulebook.prose.clauses import describe_clause
from bonitas.rulebook.prose.languages import language_of
from bonitas.rulebook.prose.voice import Voice
from prose_books import AMOUNT, SETTLED, YEAR, both, catalogue, clause, day, rules

LEVEL = Attr("level", "text")


def voice(lang: str, **changes: object) -> Voice:
    found = catalogue()
    return Voice(language_of(lang), found, found.attributes, rules(**changes), {})


def side(of: Clause, name: str, lang: str = "en", **changes: object) -> str:
    return describe_clause(of, voice(lang, **changes)).sides.get(name, "")


def test_a_small_clause_as_a_whole() -> None:
    en = describe_clause(clause(again=Again(times=2_000)), voice("en"))
    assert (en.title, en.figure, en.number) == ("Small fine", "−5 points", 1)
    assert " ".join(sentence for _, sentence in en.sentences) == (
        "The rule applies to each record of the kind “Traffic penalty”, if the fine (yuan) is at most 500. Each takes 5 points. "
        "This counts for 1 year from the day it occurred. While an earlier one still counts, a further one counts double."
    )
    de = describe_clause(clause(again=Again(times=2_000)), voice("de"))
    assert " ".join(sentence for _, sentence in de.sentences) == (
        "Die Regel gilt für jeden Eintrag der Art „Verkehrsbuße“, wenn „fine (yuan)“ höchstens 500 beträgt. Jeder "
        "zieht 5 Punkte ab. "
        "Das zählt 1 Jahr lang ab dem Tag des Ereignisses. Solange ein früherer noch zählt, zählt ein weiterer doppelt."
    )


def test_the_authors_text_leads() -> None:
    short = clause(text=both("A small fine.", "Eine kleine Buße."))
    assert describe_clause(short, voice("en")).title == "A small fine"
    assert describe_clause(short, voice("de")).title == "Eine kleine Buße"
    long = clause(text=both("First sentence. And a second.", "Erster Satz. Und ein zweiter."))
    described = describe_clause(long, voice("de"))
    assert described.title == "Erster Satz"
    assert described.sentences[0] == ("text", "Und ein zweiter.")
    endless = describe_clause(clause(text=both("word " * 40, "")), voice("en"))
    assert endless.title == "Small fine"
    assert endless.sentences[0] == ("text", "word " * 39 + "word.")


POINTS = [
    (Fixed(1_000), "Each gives 1 point.", "Jeder bringt 1 Punkt."),
    (Fixed(-1_000), "Each takes 1 point.", "Jeder zieht 1 Punkt ab."),
    (Fixed(-2_500), "Each takes 2.5 points.", "Jeder zieht 2,5 Punkte ab."),
    (Fixed(0), "Each counts 0 points.", "Jeder zählt 0 Punkte."),
    (
        Chosen(-50_000, -10_000),
        "The points are chosen case by case from −50 to −10 points; who chose them, and why, stands in the record.",
        "Die Punkte werden im Einzelfall zwischen −50 und −10 Punkten gewählt; wer sie gewählt hat und warum, steht im Eintrag.",
    ),
    (
        PerUnit(AMOUNT, (Tier(100_000, 1_000, 10_000), Tier(400_000, 1_000))),
        "The points go by amount: 1 point for each whole 100 EUR of the amount given (at most 10 points in this way); "
        "then, for what is left, 1 point for each whole 400 EUR of the amount given.",
        "Die Punkte richten sich nach der Höhe: 1 Punkt je volle 100 EUR bei „Spendenbetrag“ (auf diesem Weg "
        "höchstens 10 Punkte); "
        "dann für den Rest 1 Punkt je volle 400 EUR bei „Spendenbetrag“.",
    ),
    (
        PerUnit(AMOUNT, (Tier(1_000, -500),), fractions=True),
        "The points go by amount: −0.5 points for each unit of the amount given, and part of that for a part of it.",
        "Die Punkte richten sich nach der Höhe: −0,5 Punkte je Einheit bei „Spendenbetrag“, Teile davon anteilig.",
    ),
    (
        ByTable(
            Attr("times", "number"),
            Table((Row("range", "0", 0, 0, 1_000), Row("range", "1 to 2", 5_000, 1_000, 3_000), Row("range", "3", 9_000, 3_000))),
        ),
        "The points go by the times: 0: 0 points; 1 to 2: 5 points; 3 or more: 9 points.",
        "Die Punkte richten sich nach „times“: 0: 0 Punkte; 1 bis 2: 5 Punkte; 3 oder mehr: 9 Punkte.",
    ),
]


@pytest.mark.parametrize(("points", "en", "de"), POINTS)
def test_points(points: Fixed, en: str, de: str) -> None:
    assert side(clause(points=points), "points") == en
    assert side(clause(points=points), "points", "de") == de


RUNNING = [
    (
        CalendarPeriod("year"),
        "Amounts add up within a calendar year, in order of date: each record counts what the total gives with it, less what it gave"
        " before.",
        "Beträge summieren sich je Kalenderjahr, in der Reihenfolge der Tage: jeder Eintrag zählt, was die Summe mit ihm ergibt,"
        " abzüglich dessen, was sie vorher ergab.",
        "数额在同一自然年内按日期先后累计：每条记录计其加入后累计数额所得分数与加入前所得分数之差。",
    ),
    (
        Rolling(Duration(days=30)),
        "Amounts add up within 30 days up to the record, in order of date: each record counts what the total gives with it, less what"
        " it gave before.",
        "Beträge summieren sich innerhalb von 30 Tagen bis zum Eintrag, in der Reihenfolge der Tage: jeder Eintrag zählt, was die"
        " Summe mit ihm ergibt, abzüglich dessen, was sie vorher ergab.",
        "数额在截至该记录的30天内按日期先后累计：每条记录计其加入后累计数额所得分数与加入前所得分数之差。",
    ),
]


@pytest.mark.parametrize(("per", "en", "de", "zh"), RUNNING)
def test_running_totals(per: Any, en: str, de: str, zh: str) -> None:
    points = PerUnit(AMOUNT, (Tier(100_000, 1_000),), running=per)
    for lang, words in (("en", en), ("de", de), ("zh", zh)):
        assert side(clause(points=points), "points", lang).endswith(words)


def test_a_least_stay() -> None:
    repair = Repair(SETTLED, points=-2_000, lasts=Duration(months=24), after=Duration(months=3))
    assert side(clause(repairs=(repair,)), "repairs") == (
        "Once it is settled, but not sooner than 3 months from the day it occurred, it counts −2 points instead, for 2 years"
        " from that day."
    )
    assert side(clause(repairs=(repair,)), "repairs", "de") == (
        "Sobald er erledigt ist, frühestens aber 3 Monate nach dem Tag des Ereignisses, gilt: er zählt stattdessen −2 Punkte, 2 Jahre"
        " lang ab diesem Tag."
    )
    assert side(clause(repairs=(repair,)), "repairs", "zh") == "了结后，且自发生之日起满3个月，改计−2分，自该日起2年。"


LASTS = [
    (
        Duration(days=28),
        "event",
        "This counts for 28 days from the day it occurred.",
        "Das zählt 28 Tage lang ab dem Tag des Ereignisses.",
    ),
    (
        CalendarEnd("year"),
        "event",
        "This counts until the end of the calendar year in which it occurred.",
        "Das zählt bis zum Ende des Kalenderjahres, in das der Tag des Ereignisses fällt.",
    ),
    (
        Duration(months=18),
        "end",
        "While it goes on it counts without an end date; once it has ended it counts for 18 months from the day it ended.",
        "Solange der Vorgang andauert, zählt er ohne Enddatum; ist er beendet, zählt er 18 Monate lang ab dem Tag des Endes.",
    ),
    (
        LastsBySize(((40_000, YEAR), (None, Duration(months=24)))),
        "event",
        "How long this counts from the day it occurred goes by the number of points (after any multiplying for repeats): "
        "up to 40 points: 1 year; above that: 2 years.",
        "Wie lange das ab dem Tag des Ereignisses zählt, richtet sich nach der Zahl der Punkte (nach dem "
        "Vervielfachen bei Wiederholung): "
        "bis zu 40 Punkten: 1 Jahr; darüber: 2 Jahre.",
    ),
    (
        LastsByTable(LEVEL, (("nation", Duration(months=60)),), YEAR),
        "event",
        "How long this counts from the day it occurred goes by the level: “nation”: 5 years; otherwise: 1 year.",
        "Wie lange das ab dem Tag des Ereignisses zählt, richtet sich nach „level“: „nation“: 5 Jahre; sonst: 1 Jahr.",
    ),
]


@pytest.mark.parametrize(("lasts", "clock", "en", "de"), LASTS)
def test_how_long(lasts: Duration, clock: str, en: str, de: str) -> None:
    again = Again(times=2_000)  # so that the size of the points is not always the same
    assert side(clause(lasts=lasts, clock=clock, again=again), "lasts") == en
    assert side(clause(lasts=lasts, clock=clock, again=again), "lasts", "de") == de


@pytest.mark.parametrize(("points", "time"), [(-40_000, "1 year"), (-40_001, "2 years"), (60_000, "2 years")])
def test_how_long_where_the_size_is_always_the_same(points: int, time: str) -> None:
    lasts = LastsBySize(((40_000, YEAR), (None, Duration(months=24))))
    assert side(clause(points=Fixed(points), lasts=lasts), "lasts") == f"This counts for {time} from the day it occurred."


AGAIN = [
    (Again(times=3_000), "While an earlier one still counts, a further one counts threefold."),
    (
        Again(times=1_500, group="traffic"),
        "While an earlier one under any rule of the group “traffic” still counts, a further one counts 1.5 times as much.",
    ),
    (
        Again(table=(-20_000, -40_000, -60_000)),
        "Where earlier ones still count, the points go by how many there are: the 1st: −20 points; the 2nd: −40 points; "
        "the 3rd and every later one: −60 points.",
    ),
]


@pytest.mark.parametrize(("again", "en"), AGAIN)
def test_repeats(again: Again, en: str) -> None:
    assert side(clause(again=again), "again") == en


LIMITS = [
    (Limit(40_000), "At no time can more than 40 points of this count.", "Dafür gilt zu jeder Zeit eine Grenze von 40 Punkten."),
    (
        Limit(1_000, CalendarPeriod("month")),
        "No more than 1 point of this can count in a calendar month.",
        "Dafür gilt eine Grenze von 1 Punkt je Kalendermonat.",
    ),
    (
        Limit(40_000, Rolling(Duration(days=30)), True),
        "No more than 40 points of this can count within any 30 days for each counterparty.",
        "Dafür gilt eine Grenze von 40 Punkten innerhalb von je 30 Tagen und je Gegenseite.",
    ),
]


@pytest.mark.parametrize(("limit", "en", "de"), LIMITS)
def test_limits(limit: Limit, en: str, de: str) -> None:
    assert side(clause(limits=(limit,)), "limit 0") == en
    assert side(clause(limits=(limit,)), "limit 0", "de") == de


def test_decay() -> None:
    steps = (DecayStep(Duration(months=6), 750), DecayStep(Duration(months=12), 500))
    assert side(clause(decay=steps), "decay") == (
        "It fades, reckoned from the day it occurred: after 6 months 75% of it counts; after 1 year 50% of it counts."
    )
    assert side(clause(decay=steps, clock="end"), "decay", "de") == (
        "Es verblasst, gerechnet ab dem Tag des Endes: nach 6 Monaten zählen 75\u00a0% davon; nach 1 Jahr zählen 50\u00a0% davon."
    )


REPAIRS = [
    (
        Repair(SETTLED, removed=True),
        "Once it is settled, it no longer counts.",
        "Sobald er erledigt ist, gilt: er zählt nicht mehr.",
    ),
    (
        Repair(SETTLED, points=-1_000, lasts=Duration(months=24)),
        "Once it is settled, it counts −1 point instead, for 2 years from the day it was settled; the ceiling is lifted.",
        "Sobald er erledigt ist, gilt: er zählt stattdessen −1 Punkt, 2 Jahre lang ab dem Tag der Erledigung; die "
        "Obergrenze entfällt.",
    ),
    (
        Repair(OneOf(LEVEL, (Const("nation", "text"),)), grade="B"),
        "Once it is settled, and if the level is “nation”, its points stay as they were and the ceiling is “B”, "
        "until the same end as before.",
        "Sobald er erledigt ist und wenn „level“ „nation“ ist, gilt: seine Punkte bleiben unverändert und die "
        "Obergrenze ist „B“, "
        "bis zum selben Ende wie zuvor.",
    ),
]


@pytest.mark.parametrize(("repair", "en", "de"), REPAIRS)
def test_repairs(repair: Repair, en: str, de: str) -> None:
    assert side(clause(repairs=(repair,), grade="C"), "repairs") == en
    assert side(clause(repairs=(repair,), grade="C"), "repairs", "de") == de


def test_a_ceiling() -> None:
    described = describe_clause(clause(points=None, grade="C"), voice("en"))
    assert described.figure == "at most “C”"
    assert described.sides["grade"] == "While it counts, the band can be no better than “C”."
    assert side(clause(grade="C"), "grade", "de") == "Solange das zählt, ist die Stufe nicht besser als „C“."


def test_a_clause_that_freezes_gains_says_so() -> None:
    freezes = (Freeze("small_fine", "ongoing"),)
    assert side(clause(), "freeze", freezes=freezes) == (
        "While it counts and has not ended, gains that begin on or after the day it began count 0."
    )
    assert side(clause(id="other"), "freeze", freezes=freezes) == ""
    assert side(clause(grade="B"), "freeze", freezes=(Freeze(None, "in effect"),)) != ""


def test_group_and_wording() -> None:
    assert side(clause(group="traffic"), "group") == "The rule belongs to the group “traffic”."
    assert side(clause(since=day("2024-07-01")), "wording") == "This wording is for what occurred from 1 July 2024 on."
    assert side(clause(until=day("2024-07-01")), "wording", "de") == "Dieser Wortlaut gilt für Ereignisse vor dem 1. Juli 2024."


def test_several_kinds() -> None:
    two = clause(kinds=("traffic.penalty", "civic.donation"), when=None)
    assert side(two, "applies") == "The rule applies to each record of one of the kinds “Traffic penalty” or “Donation”."
    assert side(two, "applies", "de") == "Die Regel gilt für jeden Eintrag einer der Arten „Verkehrsbuße“ oder „Spende“."
