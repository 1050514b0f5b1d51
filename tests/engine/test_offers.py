"""What a standing opens, until when, and what the next better band would."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given

from bonitas.common.days import iso
from bonitas.engine.explain import explain
from bonitas.engine.offers import offers
from engine.situations import FEWER, Situation, instant, ledger_of, situations
from engine.small import book, fine, gift, ledger, listing, notice

ON = "2026-03-01"
RULES = """
clauses:
  fine: {for: traffic.fine, points: -30}
  listed: {for: court.listing, grade: C, clock: end}
measures:
  gifts: {count: civic.gift}
consequences:
  queue: {benefit: {en: A short queue, de: Eine kurze Schlange}, for: A, provider: town, context: civic}
  lamp: {benefit: {en: A lamp}, for: B and above, provider: town, context: civic, when: gifts > 0, lasts: 1 year}
  dearer: {detriment: {en: A dearer loan}, for: B and below, provider: bank, context: trade}
"""


def test_in_force_and_the_next_band() -> None:
    with ledger(fine("2026-01-01", "r1"), gift("2026-01-02", "g")) as found:
        told = offers(book(RULES), found, subject="s", on=ON).as_dict()
        assert (told["score"], told["band"], told["band_until"]) == (70, "B", "2027-01-01")
        lamp, dearer = told["in_force"]
        assert (lamp["id"], lamp["kind"], lamp["lasts"], lamp["until"], lamp["provider"]) == (
            "lamp",
            "benefit",
            "1 year",
            None,
            "town",
        )
        assert lamp["when"] == "“gifts” is more than 0"
        assert (dearer["kind"], dearer["until"], dearer["when"]) == ("detriment", "2027-01-01", None)
        assert told["on_condition"] == []
        better = told["next"]
        assert (better["band"], better["floor"], better["lacking"]) == ("A", 100, Decimal(30))
        assert [one["id"] for one in better["opens"]] == ["queue"]
        assert [one["id"] for one in better["ends"]] == ["dearer"]
        assert (
            offers(book(RULES), found, subject="s", on=ON, lang="de").as_dict()["next"]["opens"][0]["text"]
            == "Eine kurze Schlange"
        )


def test_a_condition_that_is_not_met() -> None:
    with ledger(fine("2026-01-01", "r1")) as found:
        told = offers(book(RULES), found, subject="s", on=ON).as_dict()
        assert [one["id"] for one in told["on_condition"]] == ["lamp"]
        assert [one["id"] for one in told["next"]["opens"]] == ["queue"]


def test_from_the_best_band_none_is_next() -> None:
    with ledger(gift("2026-01-02", "g")) as found:
        told = offers(book(RULES), found, subject="s", on=ON).as_dict()
        assert (told["band"], told["band_until"], told["next"]) == ("A", None, None)


def test_a_direct_grade_stands_in_the_way() -> None:
    with ledger(listing("2026-01-01", "r1")) as found:
        better = offers(book(RULES), found, subject="s", on=ON).as_dict()["next"]
        assert (better["band"], better["lacking"], better["under_a_direct_grade"]) == ("B", 0, True)


def test_bands_by_a_measure_and_no_lowest() -> None:
    rules = book("measures: {gifts: {count: civic.gift}}", bands="{by: gifts, A: {from: 3, when: gifts < 9}, B: above 1, C: 0}")
    with ledger(gift("2026-01-02", "g")) as found:
        better = offers(rules, found, subject="s", on=ON).as_dict()["next"]
        shown = (better["band"], better["by"], better["floor"], better["exclusive"], better["lacking"], better["reached"])
        assert shown == ("B", "gifts", 1, True, 0, False)
        assert better["when"] is None


def test_without_a_score_nothing_follows() -> None:
    with ledger(fine("2026-01-01", "r1"), participations=[notice("t")]) as found:
        told = offers(book(RULES), found, subject="s", on=ON).as_dict()
        assert (told["standing"], told["in_force"], told["next"], told["band_until"]) == ("not_rated", [], None, None)


@FEWER
@given(situations(2))
def test_what_is_in_force_is_what_an_explanation_says(situation: Situation) -> None:
    rules, world, asked = situation
    with ledger_of(world) as found:
        for subject, on, known_at in asked:
            asks = {"subject": subject, "on": str(iso(on)), "known_at": instant(known_at)}
            told, why = offers(rules, found, **asks).as_dict(), explain(rules, found, **asks).as_dict()
            if told["standing"] == "scored":
                assert [one["id"] for one in told["in_force"]] == [one["id"] for one in why["consequences"]]
                days = [one["until"] for one in told["in_force"] if one["until"]]
                for day in days:
                    later = explain(rules, found, **{**asks, "on": day}).as_dict()
                    gone = {one["id"] for one in told["in_force"] if one["until"] == day}
                    assert not gone & {one["id"] for one in later["consequences"]}
