"""Measures and bins in words, exactly."""

from __future__ import annotations

import pytest

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Attr, Compare, Const, Expr, Ref
from bonitas.rulebook.model import Grouping, Measure, Row
from bonitas.rulebook.prose.bins import bin_words
from bonitas.rulebook.prose.languages import language_of
from bonitas.rulebook.prose.measures import describe_measure
from bonitas.rulebook.prose.voice import Voice
from prose_books import AMOUNT, YEAR, catalogue, measure, rules

BANK: Expr = Compare("=", Attr("sector", "text"), Const("banking", "text"))
WEEKLY = Grouping(keys=("counterparty",), calendar="week")


def said(of: Measure, lang: str = "en") -> str:
    found = catalogue()
    voice = Voice(language_of(lang), found, found.attributes, rules(measures=(of,)), {})
    return " ".join(sentence for _, sentence in describe_measure(of, voice).sentences)


MEASURES = [
    (
        measure(when=BANK, within=YEAR, once_per=Grouping(run=Duration(days=28))),
        "The number of records of the kind “Enquiry”. A record counts only if the sector is “banking”. "
        "Only what lies within 12 months up to the day of the rating counts. "
        "After a record that counts, further ones within 28 days do not count.",
        "Die Zahl der Einträge der Art „Anfrage“. Ein Eintrag zählt nur, wenn „Branche“ „banking“ ist. "
        "Es zählt nur, was innerhalb von 12 Monaten bis zum Tag der Bewertung liegt. "
        "Nach einem Eintrag, der zählt, zählen weitere innerhalb von 28 Tagen nicht.",
    ),
    (
        measure(
            how="sum",
            kinds=("civic.donation",),
            value=AMOUNT,
            net_per=WEEKLY,
            clamp=(-1_000, 1_000),
            when_missing=0,
            within="year",
        ),
        "The sum of the amount given over records of the kind “Donation”. Only what lies in the calendar year of "
        "the rating counts. "
        "Values are first added up over records with the same counterparty in the same calendar week. "
        "Each of these sums is kept between −1 EUR and 1 EUR. Where there is nothing to go by, 0 EUR is taken.",
        "Die Summe von „Spendenbetrag“ über die Einträge der Art „Spende“. Es zählt nur, was im Kalenderjahr der "
        "Bewertung liegt. "
        "Die Werte werden zuerst über Einträge mit gleicher Gegenseite in derselben Kalenderwoche addiert. "
        "Jede dieser Summen wird begrenzt: mindestens −1 EUR und höchstens 1 EUR. Liegt nichts vor, so gilt 0 EUR.",
    ),
    (
        measure(how="age", type="months", kinds=("account.opened",), pick="latest", dated="settled_on"),
        "The age of the latest of the records of the kind “Account opened”, in whole months. The day that counts "
        "is the day it was settled. "
        "Where there is nothing to go by, it is missing; missing is not 0.",
        "Das Alter des jüngsten der Einträge der Art „Kontoeröffnung“, in vollen Monaten. Maßgeblich ist der Tag der Erledigung. "
        "Liegt nichts vor, so fehlt der Wert; fehlend ist nicht 0.",
    ),
    (
        measure(
            how="share",
            type="percent",
            when=BANK,
            of=Compare("!=", Attr("sector", "text"), Const("x", "text")),
            when_missing=100_000,
        ),
        "The percentage of records of the kind “Enquiry” that fit. Only records for which this holds are looked "
        "at: the sector is not “x”. "
        "A record fits if the sector is “banking”. Where there is nothing to go by, 100% is taken.",
        "Der Anteil der Einträge der Art „Anfrage“, die passen, in Prozent. Betrachtet werden nur Einträge, für "
        "die gilt, dass „Branche“ nicht „x“ ist. "
        "Ein Eintrag passt, wenn „Branche“ „banking“ ist. Liegt nichts vor, so gilt 100\u00a0%.",
    ),
    (
        Measure(
            "fate",
            "state",
            "text",
            states=(("badly_ended", Compare(">", Ref("open", "number"), Const(0, "number"))), ("never", None)),
        ),
        "It is one of several states, the first that fits: “badly ended”, if “open” is more than 0; otherwise “never”.",
        "Es gibt mehrere Zustände; es gilt der erste, der passt: „badly ended“, wenn „open“ mehr als 0 beträgt; sonst „never“.",
    ),
]


@pytest.mark.parametrize(("of", "en", "de"), MEASURES)
def test_measures(of: Measure, en: str, de: str) -> None:
    assert said(of) == en
    assert said(of, "de") == de


MONTHS, COUNT, SHARE = Ref("age", "months"), Ref("enquiries", "number"), Ref("share", "percent")
BINS = [
    (Row("missing", "missing", 0), COUNT, "nothing on record", "nichts erfasst"),
    (Row("otherwise", "otherwise", 0), COUNT, "anything else", "alles andere"),
    (Row("text", "mail_order", 0, text="mail_order"), COUNT, "“mail order”", "„mail order“"),
    (Row("range", "under 6 months", 0, 0, 6_000), MONTHS, "under 6 months", "unter 6 Monaten"),
    (Row("range", "6 months", 0, 6_000, 12_000), MONTHS, "6 months to under 1 year", "6 Monate bis unter 1 Jahr"),
    (Row("range", "2 years", 0, 24_000, None), MONTHS, "2 years or more", "2 Jahre oder mehr"),
    (Row("range", "0", 0, 0, 1_000), COUNT, "0", "0"),
    (Row("range", "1 to 3", 0, 1_000, 4_000), COUNT, "1 to 3", "1 bis 3"),
    (Row("range", "4 or more", 0, 4_000, None), COUNT, "4 or more", "4 oder mehr"),
    (Row("range", "0.5 to under 1", 0, 500, 1_000), COUNT, "0.5 to under 1", "0,5 bis unter 1"),
    (Row("range", "under 80%", 0, 0, 80_000), SHARE, "under 80%", "unter 80\u00a0%"),
    (Row("range", "80% to 100%", 0, 80_000, 100_001), SHARE, "80% or more", "80\u00a0% oder mehr"),
    (Row("range", "0%", 0, 0, 100_001), SHARE, "any value", "jeder Wert"),
    (Row("range", "any", 0), COUNT, "any value", "jeder Wert"),
]


@pytest.mark.parametrize(("row", "of", "en", "de"), BINS)
def test_bins(row: Row, of: Expr, en: str, de: str) -> None:
    found = catalogue()
    for lang, words in (("en", en), ("de", de)):
        voice = Voice(language_of(lang), found, found.attributes, rules(measures=(measure(),)), {})
        assert bin_words(row, of, voice) == words
