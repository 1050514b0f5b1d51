"""Small catalogues and rulebooks, built from the model, that the prose is tested on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from bonitas.catalogue.model import Attribute, Catalogue, Kind
from bonitas.common.days import NEVER, Duration, day_number
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Arithmetic, Attr, Compare, Const, Expr, Fact, Not, OneOf, Ref
from bonitas.rulebook.model import (
    Again,
    Band,
    Bands,
    BaseCase,
    ByTable,
    CalendarEnd,
    CalendarPeriod,
    Clause,
    Consequence,
    DecayStep,
    Dimension,
    Dimensions,
    Fixed,
    Freeze,
    Grades,
    Group,
    Grouping,
    Limit,
    Measure,
    NoScore,
    Period,
    PerUnit,
    Repair,
    Row,
    Rulebook,
    Rules,
    ScoreItem,
    ScoreRule,
    Source,
    Table,
    Tier,
)

YEAR = Duration(months=12)
MONTH = Duration(months=1)


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def both(en: str, de: str) -> Text:
    return Text((("en", en), ("de", de)))


def catalogue() -> Catalogue:
    """Traffic penalties, donations, court listings, enquiries and accounts."""

    def kind(name: str, title: Text, *attributes: Attribute, lasting: bool = False) -> Kind:
        basis = both("The traffic act", "Das Verkehrsgesetz")
        declared = {attribute.name: attribute for attribute in attributes}
        return Kind(name, name.partition(".")[0], declared, Duration(months=60), title, basis, lasting)

    fine = Attribute("fine_yuan", "money", currency="CNY")
    amount = Attribute("amount", "money", currency="EUR", text=both("Amount given", "Spendenbetrag"))
    level = Attribute("level", "choice", choices=("county", "nation"))
    sector = Attribute("sector", "choice", choices=("banking", "mail_order"), text=both("Sector", "Branche"))
    return Catalogue(
        {
            "traffic.penalty": kind(
                "traffic.penalty",
                both("Traffic penalty", "Verkehrsbuße"),
                fine,
                Attribute("injury", "yes_no"),
                Attribute("times", "integer"),
            ),
            "civic.donation": kind("civic.donation", both("Donation", "Spende"), amount, level),
            "court.listing": kind(
                "court.listing", both("Court listing", "Gerichtseintrag"), Attribute("due_on", "date"), lasting=True
            ),
            "credit.enquiry": kind("credit.enquiry", both("Enquiry", "Anfrage"), sector),
            "account.opened": kind("account.opened", both("Account opened", "Kontoeröffnung"), sector),
        }
    )


FINE = Attr("fine_yuan", "number")
AMOUNT = Attr("amount", "number")
SETTLED = Fact("settled", "yes_no")
SMALL: Expr = Compare("<=", FINE, Const(500_000, "number"))


def clause(**changes: Any) -> Clause:
    """A small fine: 5 points for a year; with what a test changes."""
    base = Clause("small_fine", 0, ("traffic.penalty",), SMALL, Fixed(-5_000), None, YEAR)
    return dataclasses.replace(base, **changes)


def measure(**changes: Any) -> Measure:
    base = Measure("enquiries", "count", "number", ("credit.enquiry",))
    return dataclasses.replace(base, **changes)


def rules(**changes: Any) -> Rules:
    base = Rules((BaseCase(None, 1_000_000),), bands=Bands((Band("A", 900_000), Band("B", None))))
    return dataclasses.replace(base, **changes)


def book(only: Rules | None = None, **changes: Any) -> Rulebook:
    """A rulebook of one period."""
    base = Rulebook(
        id="test-book",
        version="3",
        hash="5f2c9a",
        title=both("Test book", "Prüfbuch"),
        about=both("A rulebook for tests.", "Ein Regelwerk für Prüfungen."),
        subjects="person",
        standing="own",
        participation="consent",
        context="credit",
        zone="Europe/Berlin",
        disputes="hold",
        rules_of="the asked day",
        sources={"law": Source("law", "The law", "The state", "https://example.org/law", "2026-05-11", "Article 1")},
        periods=(Period(day("2024-01-01"), NEVER, only or rules()),),
    )
    return dataclasses.replace(base, **changes)


def full_rules() -> Rules:
    """Every construct of the language once."""
    fine_large = Compare(">", FINE, Const(500_000, "number"))
    tiers = (Tier(100_000, 1_000, 10_000), Tier(400_000, 1_000, 10_000))
    clauses = (
        clause(
            again=Again(times=2_000),
            source="law",
            text=both("A small traffic fine.", "Eine kleine Verkehrsbuße."),
            group="traffic",
        ),
        clause(
            id="large_fine",
            order=1,
            when=fine_large,
            points=Fixed(-20_000),
            group="traffic",
            decay=(DecayStep(Duration(months=6), 500),),
        ),
        Clause(
            "donation",
            2,
            ("civic.donation",),
            None,
            PerUnit(AMOUNT, tiers),
            None,
            CalendarEnd("year"),
            limits=(Limit(40_000, CalendarPeriod("year"), True),),
            text=both("Giving to a good cause", "Spenden für einen guten Zweck"),
        ),
        Clause(
            "honours",
            3,
            ("civic.donation",),
            OneOf(Attr("level", "text"), (Const("county", "text"), Const("nation", "text"))),
            ByTable(
                Attr("level", "text"), Table((Row("text", "county", 5_000, text="county"), Row("otherwise", "otherwise", 1_000)))
            ),
            None,
            YEAR,
        ),
        Clause(
            "judgment_defaulter",
            4,
            ("court.listing",),
            None,
            Fixed(-100_000),
            "B",
            Duration(months=60),
            "end",
            repairs=(Repair(SETTLED, points=-50_000, lasts=Duration(months=24)),),
        ),
    )
    measures = (
        measure(
            within=YEAR,
            once_per=Grouping(run=Duration(days=28)),
            when=Compare("=", Attr("sector", "text"), Const("banking", "text")),
        ),
        Measure(
            "oldest_account",
            "age",
            "months",
            ("account.opened",),
            text=both("Age of the oldest account", "Alter des ältesten Kontos"),
        ),
        Measure(
            "per_account",
            "formula",
            "number",
            formula=Arithmetic("/", Ref("enquiries", "number"), Ref("oldest_account", "months"), "number"),
        ),
    )
    bins = Table(
        (
            Row("missing", "missing", 24_000),
            Row("range", "under 6 months", 0, None, 6_000),
            Row("range", "6 months", 14_000, 6_000, 12_000),
            Row("range", "1 year or more", 23_000, 12_000, None),
        )
    )
    return Rules(
        base=(BaseCase(Compare(">", Ref("enquiries", "number"), Const(10_000, "number")), 900_000), BaseCase(None, 1_000_000)),
        clauses=clauses,
        groups={"traffic": Group("traffic", (Limit(100_000),))},
        overlap="strongest",
        freezes=(Freeze("judgment_defaulter", "unsettled"),),
        measures=measures,
        no_score=(
            NoScore(
                Compare("<", Ref("oldest_account", "months"), Const(6_000, "months")),
                both("Too little is known.", "Zu wenig ist bekannt."),
            ),
        ),
        scorecard=(
            ScoreItem("oldest_account", "oldest_account", bins, source="law"),
            ScoreItem("enquiries", "enquiries", PerUnit(Ref("enquiries", "number"), (Tier(1_000, -2_000, 20_000),))),
        ),
        dimensions=Dimensions(0, 100_000, (Dimension("depth", 100_000, Ref("oldest_account", "months"), 0, 60_000, 500),)),
        score=ScoreRule(0, 2_000_000, 1_000),
        grades=Grades(True, True),
        bands=Bands(
            (
                Band(
                    "AA",
                    1_030_000,
                    title=both("Very good", "Sehr gut"),
                    when=Not(Compare(">", Ref("enquiries", "number"), Const(3_000, "number"))),
                ),
                Band("A", 960_000, exclusive=True, title=both("Good", "Gut")),
                Band("B", None, title=both("Fair", "Mäßig")),
            )
        ),
        consequences=(
            Consequence(
                "fast_lane",
                "benefit",
                ("AA", "A"),
                both("Applications are dealt with first", "Anträge werden zuerst bearbeitet"),
                "the city",
                "credit",
            ),
            Consequence(
                "no_loan",
                "detriment",
                ("B",),
                both("No loan without a surety", "Kein Kredit ohne Bürgschaft"),
                "the bank",
                "credit",
                lasts=YEAR,
            ),
        ),
    )


def full_book() -> Rulebook:
    """Two periods: from 1 July 2024 the small fine takes 10 points."""
    old = full_rules()
    new = dataclasses.replace(
        old,
        clauses=(dataclasses.replace(old.clauses[0], points=Fixed(-10_000)), *old.clauses[1:]),
        base=(BaseCase(None, 1_000_000),),
    )
    periods = (Period(day("2020-01-01"), day("2024-07-01"), old), Period(day("2024-07-01"), NEVER, new))
    return book(periods=periods, jurisdictions=("DE", "EU"))
