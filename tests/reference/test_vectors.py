"""The published systems' own examples, worked by hand."""

from __future__ import annotations

from bonitas.common.days import Duration
from bonitas.rulebook.expression import Ref
from bonitas.rulebook.model import (
    Again,
    Band,
    Bands,
    CalendarPeriod,
    Freeze,
    Grades,
    Grouping,
    Limit,
    NoScore,
    PerUnit,
    Repair,
    Row,
    Rules,
    ScoreItem,
    ScoreRule,
    Table,
    Tier,
)
from reference.build import (
    NOW,
    SETTLED,
    amendment,
    ask,
    attribute,
    bands,
    book,
    clause,
    compare,
    measure,
    measured,
    number,
    record,
    rules,
    score,
    world,
)

GRADES = bands(AAA=1050, AA=1030, A=960, B=850, C=600, D=None)


def district(**more: object) -> Rules:
    """The district rulebook of the project's examples, in small: a fine, blood, a gift, the list of those who do not pay."""
    brackets = tuple(Tier(each * 1000, 1000, 10_000) for each in (100, 400, 500, 1000))
    return rules(
        clause("fine", "traffic.fine", -10, again=Again(times=2000)),
        clause("blood", "trade.review", 10),
        clause("gift", "civic.gift", PerUnit(attribute("amount"), brackets), limits=(Limit(40_000, CalendarPeriod("year")),)),
        clause(
            "listed",
            "court.listing",
            None,
            grade="D",
            lasts=Duration(months=60),
            repairs=(Repair(SETTLED, points=-50_000, lasts=Duration(months=24)),),
        ),
        base=1000,
        bands=GRADES,
        grades=Grades(remembers=True),
        freezes=(Freeze("listed", "unsettled"),),
        **more,
    )


def test_fine_blood_fine() -> None:
    facts = world(
        record("traffic.fine", "2025-03-01", "1"),
        record("trade.review", "2025-04-01", "2"),
        record("traffic.fine", "2025-05-01", "3"),
    )
    found = [ask(book(district()), facts, on) for on in ("2025-06-01", "2026-03-02", "2026-06-01")]
    assert [(o.score, o.band) for o in found] == [(980_000, "A"), (990_000, "A"), (1_000_000, "A")]
    assert found[0].points == {("fine", ("f", "1")): -10_000, ("blood", ("f", "2")): 10_000, ("fine", ("f", "3")): -20_000}


def test_a_gift_of_3000_fills_its_brackets_in_turn() -> None:
    assert score(district(), world(record("civic.gift", "2025-03-01", "1", amount=3000)), "2025-04-01") == 1015


def test_gifts_are_worth_at_most_40_in_a_calendar_year() -> None:
    gifts = [record("civic.gift", f"2025-{month}-01", month, amount=30_000) for month in ("03", "04")]
    outcome = ask(book(district()), world(*gifts), "2025-05-01")
    assert outcome.points == {("gift", ("f", "03")): 40_000, ("gift", ("f", "04")): 0}
    later = record("civic.gift", "2026-01-01", "3", amount=100)
    assert score(district(), world(*gifts, later), "2026-01-01") == 1041


def test_a_listing_drops_to_d_from_a_and_is_repaired() -> None:
    facts = world(
        record("court.listing", "2024-02-01", "1"),
        record("trade.review", "2024-03-01", "2"),
        amendment("1", "settled", "2025-02-01"),
    )
    listed = ask(book(district()), facts, "2024-06-01")
    assert (listed.band, listed.fallen_from, listed.score) == ("D", "A", 1_000_000)
    assert listed.points == {("listed", ("f", "1")): 0, ("blood", ("f", "2")): 0}, "the gain is frozen"
    repaired = ask(book(district()), facts, "2025-04-01")
    assert (repaired.score, repaired.band, repaired.fallen_from) == (950_000, "B", None)
    assert score(district(), facts, "2025-02-15") == 960, "the gain counts again"
    assert score(district(), facts, "2027-02-01") == 1000, "two years after it was settled"


def test_a_listing_never_settled_ends_after_five_years() -> None:
    facts = world(record("court.listing", "2024-02-01", "1"))
    assert ask(book(district()), facts, "2029-01-31").band == "D"
    assert ask(book(district()), facts, "2029-02-01").band == "A"


def test_fourteen_defaults_of_30() -> None:
    defaults = [record("trade.payment", "2012-01-01", str(n)) for n in range(14)]
    county = rules(clause("default", "trade.payment", -30), base=1000, bands=bands(A=970, B=850, C=600, D=None))
    outcome = ask(book(county), world(*defaults), "2012-06-01")
    assert (outcome.score, outcome.band) == (580_000, "D")


def test_tax_points_come_off_a_hundred() -> None:
    breach = clause("breach", "traffic.fine", PerUnit(attribute("stars"), (Tier(1000, -1000),)))
    tax = rules(breach, base=100, bands=bands(A=90, B=70, C=None))
    facts = world(*(record("traffic.fine", "2024-01-01", str(n), stars=s) for n, s in enumerate((5, 5, 3))))
    outcome = ask(book(tax), facts, "2024-02-01")
    assert (outcome.score, outcome.band) == (87_000, "B")


SHARE = measure(
    "positive",
    "share",
    "trade.review",
    type="percent",
    when=compare(attribute("stars"), ">", number(0)),
    of=compare(attribute("stars"), "!=", number(0)),
    within=Duration(months=12),
    once_per=Grouping(("counterparty",), calendar="week"),
)


def test_the_share_of_positive_feedback_leaves_neutral_ones_out() -> None:
    stars = [1] * 98 + [-1] * 2 + [0] * 5
    feedback = [record("trade.review", "2024-05-06", f"{n:03}", stars=s, counterparty=f"c{n}") for n, s in enumerate(stars)]
    assert measured(SHARE, world(*feedback), "2024-06-01") == 98_000
    assert measured(SHARE, world(*feedback[100:]), "2024-06-01") is None, "a share of nothing is missing"


def test_two_from_one_partner_in_a_week_are_one() -> None:
    days = ("2024-05-06", "2024-05-12", "2024-05-13")
    feedback = [record("trade.review", on, on, stars=s, counterparty="c") for on, s in zip(days, (1, -1, -1), strict=True)]
    assert measured(SHARE, world(*feedback), "2024-06-01") == 50_000
    net = measure(
        "net",
        "sum",
        "trade.review",
        value=attribute("stars"),
        net_per=Grouping(("counterparty",), calendar="week"),
        clamp=(-1000, 1000),
    )
    assert measured(net, world(*feedback), "2024-06-01") == -1000, "0 in the first week, -1 in the second"


def bureau() -> Rules:
    """Three lines of a bureau's card, and no score while a default is open."""
    clean = Table(
        (
            Row("range", "0", 264_000, None, 1000),
            Row("range", "1 or more", 100_000, 1000, None),
        )
    )
    card = Table(
        (
            Row("missing", "missing", 24_000),
            Row("range", "under 6 months", 0, None, 6000),
            Row("range", "6 months", 14_000, 6000, None),
        )
    )
    return rules(
        measures=(
            measure("defaults", "count", "trade.payment"),
            measure("open", "count", "court.listing"),
            measure("card", "age", "trade.review", type="months"),
        ),
        scorecard=(ScoreItem("defaults", "defaults", clean), ScoreItem("card", "card", card)),
        no_score=(NoScore(compare(Ref("open", "number"), ">", number(0)), NOW),),
        score=ScoreRule(0, 999_000, 1000),
        bands=Bands((Band("good", 200_000), Band("sufficient", None))),
    )


def test_a_newcomer_gets_the_points_of_missing() -> None:
    assert score(bureau(), world(), "2026-04-01") == 288
    assert score(bureau(), world(record("trade.review", "2026-01-31", "1")), "2026-07-30") == 264
    assert score(bureau(), world(record("trade.review", "2026-01-31", "1")), "2026-07-31") == 278


def test_an_open_default_gives_no_score() -> None:
    outcome = ask(book(bureau()), world(record("court.listing", "2026-01-01", "1")), "2026-02-01")
    assert (outcome.standing, outcome.score, outcome.band, outcome.no_score_index) == ("no_score", None, None, 0)
    assert outcome.scorecard == {"defaults": 264_000, "card": 24_000}, "the parts are still shown"
