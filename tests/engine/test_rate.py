"""Who is rated, on which day, from what was known: small worlds, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from bonitas.common.problems import BonitasError
from bonitas.engine.question import Day, to_day, to_instant
from bonitas.engine.rate import rate
from bonitas.rulebook.model import Rulebook
from engine.small import Row, book, change, fine, ledger, notice

FINED = "clauses: {fined: {for: traffic.fine, points: -10}}\n"


def why(rules: Rulebook, *records: Row, on: str = "2022-04-01", **more: list[Row]) -> tuple[str, str | None, str | None]:
    """Standing, reason and next change of subject s."""
    with ledger(*records, **more) as found:  # type: ignore[arg-type]
        row = next(rate(rules, found, on=on, subject="s").rows())
    return row["standing"], row["because"], row["next_change_on"]


def test_rated_while_a_participation_covers_the_day() -> None:
    rules = book(FINED)
    with ledger(fine("2022-03-01", "1"), participations=[notice(start="2022-02-01", until="2022-06-01")]) as found:
        days = ["2022-01-31", "2022-02-01", "2022-03-01", "2022-05-31", "2022-06-01"]
        rows = list(rate(rules, found, asked=[("s", day) for day in days]).rows())
    assert [(r["standing"], r["score"], r["next_change_on"]) for r in rows] == [
        ("not_rated", None, "2022-02-01"),
        ("scored", 100, "2022-03-01"),
        ("scored", 90, "2022-06-01"),
        ("scored", 90, "2022-06-01"),
        ("not_rated", None, None),
    ]
    assert rows[0]["because"] == "No consent or notice for small covers this day."


def test_a_notice_is_no_consent() -> None:
    demanding = book(FINED, participation="consent")
    assert why(demanding, fine("2022-03-01", "1")) == ("not_rated", "No consent for small covers this day.", None)
    assert why(demanding, fine("2022-03-01", "1"), participations=[notice(basis="consent")])[0] == "scored"


def test_participations_that_follow_one_another_are_one() -> None:
    rows = [notice(until="2022-05-01"), notice(start="2022-05-01", until="2022-07-01", basis="consent")]
    assert why(book(), fine("2022-03-01", "1"), participations=rows) == ("scored", None, "2022-07-01")


def test_rules_that_are_not_in_force() -> None:
    rules = book(FINED, in_force="{from: 2020-01-01, until: 2024-01-01}")
    reason = "No rules of small were in force on this day."
    assert why(rules, fine("2018-03-01", "1"), on="2019-12-31") == ("not_rated", reason, "2020-01-01")
    assert why(rules, fine("2018-03-01", "1"), on="2024-01-01") == ("not_rated", reason, None)
    assert why(rules, fine("2018-03-01", "1"), on="2023-12-31") == ("scored", None, "2024-01-01")


def test_organisations_that_need_no_participation_are_rated_when_rules_come_into_force() -> None:
    rules = book(FINED, subjects="organisation", participation="none")
    shop = fine("2018-03-01", "1", subject_type="organisation")
    assert why(rules, shop, on="2019-12-31", participations=[])[2] == "2020-01-01"
    assert why(rules, shop, on="2020-01-01", participations=[]) == ("scored", None, None)


def test_a_subject_of_another_type() -> None:
    company = fine("2022-03-01", "1", subject_type="organisation")
    assert why(book(FINED, subjects="person"), company) == ("not_rated", "small rates persons only.", None)
    person = fine("2022-03-01", "1", subject_type="person")
    assert why(book(FINED, subjects="organisation"), person) == ("not_rated", "small rates organisations only.", None)


def test_a_subject_that_nobody_has_seen() -> None:
    with ledger(fine("2022-03-01", "1")) as found:
        row = next(rate(book(FINED), found, on="2022-04-01", subject="nobody").rows())
    assert (row["standing"], row["because"]) == ("not_rated", "This ledger holds nothing about this subject.")


def test_rows_are_in_order_of_subject_and_day_and_each_once() -> None:
    records = [fine("2022-03-01", "1", subject="b"), fine("2022-03-05", "2", subject="a")]
    with ledger(*records) as found:
        asked: list[tuple[str, Day]] = [
            ("b", "2022-03-02"), ("a", "2022-03-06"), ("b", dt.date(2022, 3, 2)), ("a", "2022-03-04"),
        ]  # fmt: skip
        rows = list(rate(book(FINED), found, asked=asked).rows())
        everybody = list(rate(book(FINED), found, on="2022-03-06").rows())
        two = list(rate(book(FINED), found, on="2022-03-06", subject=["b", "a"]).rows())
    assert [(r["subject"], r["on"], r["score"]) for r in rows] == [
        ("a", "2022-03-04", 100), ("a", "2022-03-06", 90), ("b", "2022-03-02", 90),
    ]  # fmt: skip
    assert everybody == two
    assert [r["subject"] for r in everybody] == ["a", "b"]


def test_what_was_known_is_asked_row_by_row() -> None:
    late = fine("2022-03-01", "1", recorded_at="2022-04-10T12:00:00Z")
    gone = change("2", "withdrawn", "2022-05-01", recorded_at="2022-05-01T12:00:00Z")
    moments = ["2022-04-10T11:59:59Z", "2022-04-10T12:00:00Z", "2022-05-01T14:00:00+02:00"]
    with ledger(late, fine("2022-03-02", "2"), amendments=[gone]) as found:
        rows = rate(book(FINED), found, asked=[("s", "2022-04-01", moment) for moment in moments]).rows()
        assert [row["score"] for row in rows] == [90, 80, 90]
        assert next(rate(book(FINED), found, on="2022-04-01", known_at=moments[1]).rows())["score"] == 80


def test_a_new_version_is_a_change_only_if_something_shows() -> None:
    versions = "{2020-01-01: -10, 2022-05-01: {value: -10}, 2022-07-01: -30}"
    rules = book(f"clauses: {{fined: {{for: traffic.fine, points: {versions}}}}}\n")
    assert len(rules.periods) == 3
    assert why(rules, fine("2022-03-01", "1")) == ("scored", None, "2022-07-01")
    assert why(rules, fine("2021-05-01", "1")) == ("scored", None, "2022-05-01"), "it has ended by then"
    assert why(rules, fine("2020-03-01", "1")) == ("scored", None, None), "nothing counts"


def test_new_words_for_no_score_are_a_change() -> None:
    said = "{2020-01-01: {when: fines > 0, because: One.}, 2022-05-01: {when: fines > 0, because: One.}, 2022-07-01: %s}"
    rules = "measures: {fines: {count: traffic.fine}}\nno_score: " + said + "\n"
    fined = fine("2022-03-01", "1")
    assert why(book(rules % "{when: fines > 0, because: Two.}"), fined) == ("no_score", "One.", "2022-07-01")
    assert why(book(rules % "{when: fines > 0, because: {en: One.}}"), fined) == ("no_score", "One.", None)


def test_versions_are_asked_on_their_own_days() -> None:
    rules = book("clauses: {fined: {for: traffic.fine, points: {2020-01-01: -10, 2022-07-01: -30}}}\n")
    with ledger(fine("2022-03-01", "1")) as found:
        rows = rate(rules, found, asked=[("s", day) for day in ("2022-02-01", "2022-06-30", "2022-07-01", "2023-03-01")]).rows()
        assert [(r["score"], r["band"], r["next_change_on"]) for r in rows] == [
            (100, "A", "2022-03-01"), (90, "B", "2022-07-01"), (70, "B", "2023-03-01"), (100, "A", None),
        ]  # fmt: skip


def test_without_changes_nothing_is_said_about_them() -> None:
    with ledger(fine("2022-03-01", "1")) as found:
        rated = rate(book(FINED), found, on="2022-04-01", changes=False)
    assert next(rated.rows())["next_change_on"] is None
    assert rated.to_arrow()["next_change_on"].null_count == 1


def test_progress_adds_up_to_all_rows() -> None:
    done: list[int] = []
    with ledger(*(fine("2022-03-01", str(n), subject=f"s{n}") for n in range(5))) as found:
        rate(book(FINED), found, on="2022-04-01", batch_rows=2, progress=done.append)
    assert sum(done) == 5
    assert len(done) > 1


def test_an_empty_ledger_has_nobody() -> None:
    with ledger(participations=[]) as found:
        rated = rate(book(FINED), found, on="2022-04-01")
    assert (len(rated), list(rated.rows()), rated.to_arrow().num_rows) == (0, [], 0)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("23.11.2026", "E101 '23.11.2026' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("2026-02-30", "E101 '2026-02-30' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("2026-W47-1", "E101 '2026-W47-1' is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."),
        ("1899-12-31", "E104 1899-12-31 is not a day from 1900 to 2199. Ask about a day of these years."),
        (dt.date(2200, 1, 1), "E104 2200-01-01 is not a day from 1900 to 2199. Ask about a day of these years."),
    ],
)
def test_a_day_that_is_none(day: dt.date | str, said: str) -> None:
    with pytest.raises(BonitasError) as raised:
        to_day(day)
    assert str(raised.value) == said


def test_days_and_instants() -> None:
    assert to_day(dt.datetime(2022, 4, 1, 23, 59)) == to_day("2022-04-01") == to_day(dt.date(2022, 4, 1))
    assert to_instant("2022-04-01T02:00:00+02:00") == to_instant(dt.datetime(2022, 4, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("soon", "E102 'soon' is not a time. Write it with a zone, for example 2026-11-23T12:00:00Z."),
        (
            "2026-11-23T12:00:00",
            "E103 '2026-11-23T12:00:00' has no time zone. Write it with a zone, for example 2026-11-23T12:00:00Z.",
        ),
    ],
)
def test_an_instant_that_is_none(moment: str, said: str) -> None:
    with pytest.raises(BonitasError) as raised:
        to_instant(moment)
    assert str(raised.value) == said
