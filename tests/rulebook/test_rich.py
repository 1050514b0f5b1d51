"""A rulebook with every construct, and what each of them becomes."""

from __future__ import annotations

import datetime as dt

from bonitas.common.days import Duration, day_number
from bonitas.common.texts import Text
from bonitas.rulebook.expression import Attr, Both, Compare, Const, Fact, IsMissing, Not, Ref
from bonitas.rulebook.model import (
    Again,
    Band,
    BaseCase,
    CalendarEnd,
    CalendarPeriod,
    Chosen,
    Consequence,
    DecayStep,
    Fixed,
    Freeze,
    Group,
    Grouping,
    LastsBySize,
    LastsByTable,
    Limit,
    PerUnit,
    Repair,
    Rolling,
    Row,
    ScoreRule,
    Table,
    Tier,
)
from bonitas.rulebook.read import check_rulebook
from rulebook.small import CATALOGUE, HERE

BOOK, PROBLEMS = check_rulebook(HERE / "rich.yaml", CATALOGUE)
assert BOOK is not None
RULES = BOOK.periods[1].rules
CLAUSES = {clause.id: clause for clause in RULES.clauses}
MEASURES = {measure.name: measure for measure in RULES.measures}
ITEMS = {item.id: item for item in RULES.scorecard}
YEAR = Duration(months=12)


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def test_it_has_no_problems() -> None:
    assert PROBLEMS == []


def test_the_head() -> None:
    assert BOOK is not None
    assert (BOOK.id, BOOK.version, BOOK.subjects, BOOK.standing) == ("xx-rich-2024", "2", "person", "own")
    assert (BOOK.participation, BOOK.context, BOOK.zone, BOOK.disputes) == ("notice", "credit", "Europe/Berlin", "hold")
    assert BOOK.title == Text((("en", "A rich example"), ("de", "Ein Beispiel")))
    assert BOOK.languages == ("en", "de")
    assert BOOK.jurisdictions == ("EU", "DE")
    assert BOOK.sources["law"].publisher == "The state"
    assert BOOK.sources["law"].seen == "2024-01-01"


def test_the_periods_begin_where_something_changes() -> None:
    assert BOOK is not None
    starts = ["2020-01-01", "2021-01-01", "2024-07-01", "2025-01-01", "2030-01-01"]
    assert [p.start for p in BOOK.periods] == [day(text) for text in starts[:-1]]
    assert [p.end for p in BOOK.periods] == [day(text) for text in starts[1:]]
    assert BOOK.rules_on(day("2019-12-31")) is None
    assert BOOK.rules_on(day("2030-01-01")) is None
    assert [clause.id for clause in BOOK.periods[0].rules.clauses] == ["fine_small", "any_traffic", "judged", "chosen"]


def test_a_dated_value_carries_its_source() -> None:
    assert BOOK is not None
    late = BOOK.periods[2].rules.clauses[0]
    assert (CLAUSES["fine_small"].points, CLAUSES["fine_small"].source) == (Fixed(-5_000), "law")
    assert (late.points, late.source) == (Fixed(-10_000), "amendment")


def test_a_clause() -> None:
    clause = CLAUSES["fine_small"]
    serious = Compare("!=", Attr("severity", "text"), Const("serious", "text"))
    assert clause.when == Both(Compare("<=", Attr("fine_yuan", "number"), Const(500_000, "number")), serious)
    assert clause.again == Again(times=1500, group="traffic")
    assert clause.group == "traffic"
    assert clause.limits == (Limit(40_000, Rolling(Duration(days=30)), True), Limit(12_500))
    assert clause.decay == (DecayStep(Duration(months=6), 750), DecayStep(YEAR, 500))
    assert clause.repairs == (
        Repair(Fact("settled", "yes_no"), points=-2_000, lasts=Duration(months=24)),
        Repair(IsMissing(Fact("settled_on", "date")), removed=True),
    )
    assert clause.lasts == LastsBySize(((40_000, YEAR), (None, Duration(months=24))))


def test_the_other_clauses() -> None:
    both = CLAUSES["any_traffic"]
    assert both.kinds == ("traffic.penalty", "traffic.accident")
    assert both.again == Again(times=2000)
    by = Attr("severity", "text")
    assert both.lasts == LastsByTable(by, (("serious", Duration(months=60)),), CalendarEnd("year"))
    donation = CLAUSES["donation"]
    tiers = (Tier(100_000, 1_000, 10_000), Tier(400_000, 1_000, 10_000))
    assert donation.points == PerUnit(Attr("amount_yuan", "number"), tiers)
    assert donation.limits == (Limit(40_000, CalendarPeriod("year"), True),)
    judged = CLAUSES["judged"]
    assert (judged.grade, judged.clock, judged.points) == ("D", "end", None)
    assert judged.repairs == (Repair(Fact("settled", "yes_no"), grade="C"),)
    assert CLAUSES["chosen"].points == Chosen(-50_000, -10_000)
    assert CLAUSES["chosen"].lasts == YEAR


def test_what_holds_clauses_together() -> None:
    assert RULES.groups == {"traffic": Group("traffic", (Limit(40_000, CalendarPeriod("year")),)), "minor": Group("minor")}
    assert RULES.overlap == "strongest"
    assert RULES.freezes == (Freeze("judged", "unsettled"), Freeze(None, "in effect"))
    assert (RULES.grades.books_lowest, RULES.grades.remembers) == (True, True)


def test_measures() -> None:
    assert MEASURES["open_defaults"].when == Not(Fact("settled", "yes_no"))
    enquiries = MEASURES["enquiries"]
    assert (enquiries.within, enquiries.once_per) == (YEAR, Grouping(run=Duration(days=28)))
    assert (MEASURES["oldest"].how, MEASURES["oldest"].type, MEASURES["oldest"].pick) == ("age", "months", "oldest")
    score = MEASURES["score"]
    assert (score.value, score.clamp, score.when_missing) == (Attr("value", "number"), (-1_000, 1_000), 0)
    assert score.net_per == Grouping(("counterparty",), "week")
    positive = MEASURES["positive"]
    assert (positive.type, positive.of) == ("percent", Compare("!=", Attr("value", "number"), Const(0, "number")))
    state = MEASURES["state"]
    assert [name for name, _ in state.states] == ["bad", "young", "good", "never"]
    assert state.states[1][1] == Compare("<", Ref("oldest", "months"), Const(12_000, "months"))
    assert state.states[2][1] == Compare(">=", Ref("positive", "percent"), Const(98_000, "percent"))
    assert state.states[3][1] is None
    assert MEASURES["last_sector"].type == "text"


def test_the_scorecard() -> None:
    assert ITEMS["enquiries"].points == Table(
        (
            Row("range", "0", 117_000, 0, 1_000),
            Row("range", "1", 82_000, 1_000, 2_000),
            Row("range", "2", 44_000, 2_000, 3_000),
            Row("range", "3 or more", 0, 3_000, None),
        )
    )
    assert ITEMS["enquiries"].source == "law"
    assert ITEMS["oldest"].points == Table(
        (
            Row("missing", "missing", 24_000),
            Row("range", "under 6 months", 0, None, 6_000),
            Row("range", "6 months", 14_000, 6_000, 12_000),
            Row("range", "1 year", 23_000, 12_000, 24_000),
            Row("range", "2 years", 32_000, 24_000, None),
        )
    )
    assert ITEMS["state_line"].measure == "state"
    assert ITEMS["state_line"].text.say() == "The state"
    ratio = ITEMS["ratio"]
    assert (ratio.points, ratio.missing) == (PerUnit(Ref("ratio", "number"), (Tier(1_000, 1_000, 5_000),)), 0)


def test_from_points_to_the_standing() -> None:
    assert RULES.base == (
        BaseCase(Compare(">", Ref("open_defaults", "number"), Const(2_000, "number")), 90_000),
        BaseCase(None, 100_000),
    )
    dimensions = RULES.dimensions
    assert dimensions is not None
    assert (dimensions.low, dimensions.high) == (0, 50_000)
    assert [(part.weight, part.low, part.high, part.missing) for part in dimensions.parts] == [
        (35_000, 0, 60_000, 500),
        (65_000, 100_000, 0, 500),
    ]
    assert RULES.score == ScoreRule(0, 1_000_000, 1_000)
    assert RULES.no_score[0].because.say() == "Too much is open."
    assert [(band.name, band.floor, band.exclusive) for band in RULES.bands.bands] == [
        ("AAA", 700_000, False),
        ("AA", 500_000, False),
        ("A", 400_000, True),
        ("C", 100_000, False),
        ("D", None, False),
    ]
    none_open = Compare("=", Ref("open_defaults", "number"), Const(0, "number"))
    assert RULES.bands.bands[1] == Band("AA", 500_000, when=none_open, title=Text((("en", "Very good"),)))


def test_consequences() -> None:
    loan, none = RULES.consequences
    assert loan == Consequence(
        "loan", "benefit", ("AAA", "AA"), Text((("en", "A better rate"),)), "The bank", "credit", lasts=YEAR
    )
    assert (none.kind, none.bands) == ("detriment", ("C", "D"))
