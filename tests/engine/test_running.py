"""Running totals, least stays and what direct grades remember, worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bonitas.engine.explain import explain
from bonitas.engine.rate import rate
from engine.small import Row, book, change, fine, gift, ledger, listing


def asked(text: str, records: Sequence[Row], days: Sequence[str], amendments: Sequence[Row] = (), **header: str) -> list[Any]:
    """Score, band and next change on each day."""
    with ledger(*records, amendments=amendments) as held:
        rows = [next(rate(book(text, **header), held, subject="s", on=day).rows()) for day in days]
    return [(int(row["score"]), row["band"], row["next_change_on"]) for row in rows]


def points(text: str, records: Sequence[Row], on: str, amendments: Sequence[Row] = ()) -> dict[str, str]:
    """What each record counts, by its ref."""
    with ledger(*records, amendments=amendments) as held:
        found = explain(book(text), held, subject="s", on=on).points
    return {record["ref"]: str(record["points"]) for item in found for record in item["records"]}


HOURS = "clauses: {helped: {for: civic.gift, points: {by: hours, table: {under 10: 0, 10: 5, 30: 12}, running: calendar year}}}\n"
GIFTS = "clauses: {gave: {for: civic.gift, points: {by: amount, each: 100, gives: 1, running: 30 days}%s}}\n"


def test_thresholds_are_reached_by_what_was_added_up_within_the_year() -> None:
    given = [("2022-12-01", 9), ("2023-01-05", 9), ("2023-02-01", 2), ("2023-03-01", 18), ("2023-04-01", 1), ("2023-05-01", 5)]
    records = [gift(on, str(n), hours=hours) for n, (on, hours) in enumerate(given)]
    assert points(HOURS, records, "2023-06-01") == {"0": "0", "1": "0", "2": "5", "3": "0", "4": "7", "5": "0"}


def test_a_rolling_period_forgets_what_lies_before_it() -> None:
    records = [gift("2022-03-01", "1", amount=50), gift("2022-03-31", "2", amount=50), gift("2022-04-29", "3", amount=60)]
    assert points(GIFTS % "", records, "2022-06-01") == {"1": "0", "2": "0", "3": "1"}, "the second comes 30 days after the first"


def test_records_that_ended_or_gave_way_still_count_in_the_total() -> None:
    short = (
        "clauses: {gave: {for: civic.gift, points: {by: amount, each: 100, gives: 1, running: calendar year}, lasts: 10 days}}\n"
    )
    records = [gift("2022-03-01", "1", amount=90), gift("2022-04-01", "2", amount=20)]
    assert points(short, records, "2022-04-05") == {"2": "1"}
    both = f"overlap: strongest\n{GIFTS.strip()[:-2] % ''}}}, other: {{for: civic.gift, when: amount < 95, points: 9}}}}\n"
    same = [gift("2022-03-01", "1", amount=90), gift("2022-03-02", "2", amount=120)]
    assert points(both, same, "2022-03-05") == {"1": "9", "2": "2"}, "90 and 120 make 210; the 9 points displaced nothing of it"


def test_what_is_missing_or_negative_adds_nothing() -> None:
    records = [gift("2022-03-01", "1", amount=-500), gift("2022-03-02", "2"), gift("2022-03-03", "3", amount=100)]
    assert points(GIFTS % "", records, "2022-03-05") == {"1": "0", "3": "1"}


def test_a_withdrawn_record_leaves_the_total() -> None:
    records = [gift("2022-03-01", "1", amount=90), gift("2022-03-02", "2", amount=20)]
    assert points(GIFTS % "", records, "2022-03-05", [change("1", "withdrawn", "2022-03-03")]) == {"2": "0"}


def test_the_order_within_a_day_is_of_furnisher_and_ref() -> None:
    records = [gift("2022-03-01", "b", amount=90), gift("2022-03-01", "a", amount=20)]
    assert points(GIFTS % "", records, "2022-03-05") == {"a": "0", "b": "1"}


def test_a_total_beyond_all_bounds_cannot_be_judged() -> None:
    records = [gift(f"2022-03-{n:02}", f"{n:02}", amount=9 * 10**11 if n < 3 else 1) for n in (1, 2, 3)]
    by_table = GIFTS.replace("by: amount, each: 100, gives: 1", "by: amount * 1000, table: {under 1: 0, 1: 5}") % ""
    assert points(by_table, records, "2022-03-05") == {"01": "5"}
    assert points(by_table.replace("30 days", "1 day"), records, "2022-03-05") == {"01": "5", "02": "5", "03": "5"}


STAY = "clauses: {fined: {for: traffic.fine, points: -60, lasts: 2 years, repaired: {when: settled, after: 3 months, %s}}}\n"


def test_a_repair_waits_for_the_end_of_the_least_stay() -> None:
    records, early = [fine("2022-03-01", "1")], [change("1", "settled", "2022-04-01")]
    days = ("2022-05-31", "2022-06-01")
    gone = [(40, "C", "2022-06-01"), (100, "A", None)]
    assert asked(STAY % "removed: yes", records, days, early) == gone
    eased = [(40, "C", "2022-06-01"), (80, "B", "2023-06-01")]
    assert asked(STAY % "points: -20, lasts: 1 year", records, days, early) == eased, "its year begins where it takes over"
    late = [change("1", "settled", "2022-09-01")]
    assert [score for score, _, _ in asked(STAY % "removed: yes", records, ("2022-08-31", "2022-09-01"), late)] == [40, 100]


def test_a_stay_reckoned_from_its_end_waits_for_the_end() -> None:
    text = (
        "clauses: {l: {for: court.listing, points: -60, clock: end, repaired: {when: settled, after: 1 month, removed: yes}}}\n"
    )
    records = [listing("2022-01-01", "1", ended_on="2022-05-01")]
    found = asked(text, records, ("2022-04-30", "2022-05-31", "2022-06-01"), [change("1", "settled", "2022-02-01")])
    assert [score for score, _, _ in found] == [40, 40, 100]


GRADED = "clauses: {l: {for: court.listing, grade: %s, lasts: 5 years}, g: {for: civic.gift, points: -60}}\ngrades: {%s}\n"


def test_a_grade_books_what_is_written_for_its_band() -> None:
    for said, score in (("books_lowest: yes", 100), ("books_lowest: {D: -1}", -1), ("books_lowest: {C: 20}", 100)):
        assert asked(GRADED % ("D", said), [listing("2022-01-01", "1")], ["2022-02-01"])[0][:2] == (score, "D")
    assert asked(GRADED % ("C", "books_lowest: {C: 20}"), [listing("2022-01-01", "1")], ["2022-02-01"])[0][:2] == (20, "C")


def test_a_band_is_shown_by_the_one_fallen_from() -> None:
    named = "remembers: {D: {A: DA, B: DA, C: DC}}"
    for said, bands in ((named, "DA DC"), ("remembers: yes", "DA DC"), ("remembers: [D]", "DA DC"), ("remembers: [C]", "D D")):
        high, low = [listing("2022-01-02", "1")], [gift("2022-01-01", "0"), listing("2022-01-02", "1")]
        assert [asked(GRADED % ("D", said), records, ["2022-02-01"])[0][1] for records in (high, low)] == bands.split(), said


def test_another_name_under_the_next_rules_is_a_change() -> None:
    dated = GRADED % ("D", "remembers: {D: {A: {2020-01-01: DA, 2023-01-01: D*}}}")
    assert asked(dated, [listing("2022-01-02", "1")], ["2022-02-01", "2023-01-01"]) == [
        (100, "DA", "2023-01-01"),
        (100, "D*", "2027-01-02"),
    ]


def test_there_is_no_limit_to_the_consequences_that_are_shown() -> None:
    lines = "".join(f"  q{n}: {{benefit: Something, for: A, provider: p, context: trade}}\n" for n in range(130))
    with ledger(gift("2022-01-01", "1")) as held:
        found = explain(book(f"consequences:\n{lines}"), held, subject="s", on="2022-02-01").as_dict()
    assert len(found["consequences"]) == 130


def test_where_there_is_no_score_nothing_was_fallen_from() -> None:
    unscored = GRADED % ("D", "remembers: yes") + "no_score: {when: asked_on >= 2022-03-01, because: {en: So it is.}}\n"
    records = [listing("2022-01-02", "1"), listing("2022-01-20", "2")]
    with ledger(*records) as held:
        rows = [next(rate(book(unscored), held, subject="s", on=day).rows()) for day in ("2022-02-01", "2022-03-01")]
    assert [(row["standing"], row["band"], row["next_change_on"]) for row in rows] == [
        ("scored", "DA", "2022-03-01"),
        ("no_score", None, None),
    ]
