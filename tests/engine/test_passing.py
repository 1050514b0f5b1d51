"""Passing on: records of others from records, records from standings; worked by hand on the small catalogue."""

from __future__ import annotations

from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.passing import PassedOn, pass_on
from bonitas.ledger.duck import DuckLedger
from bonitas.rulebook.model import Rulebook
from engine.small import book, change, fine, gift, ledger, listing, notice, row

SPILL = """
clauses: {c: {for: traffic.fine, points: -10}}
passes_on:
  joint:
    for: traffic.fine
    when: amount > 100
    to: counterparty
    as: civic.gift
    attributes: {amount: amount / 2, level: level, hours: 2.5, note: "'joint'"}
"""
SAME = (
    SPILL.split("passes_on", maxsplit=1)[0]
    + "passes_on: {same: {for: [traffic.fine, court.listing], to: counterparty, as: same}}\n"
)
OFFICE = """
clauses: {c: {for: traffic.fine, points: -10}}
passes_on:
  office: {for: traffic.fine, to: %s of court.listing, as: traffic.fine, attributes: {amount: amount}}
"""
STARS = """
clauses: {c: {for: traffic.fine, points: -60}}
measures: {gifts: {count: civic.gift}}
passes_on:
  stars: {on: 12-31, when: gifts > 0, as: trade.review, attributes: {hours: score, channel: "'web'"}}
"""
A, B = "subject", "counterparty"


def of(subject: str, made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "subject": subject}


def refs(found: PassedOn) -> list[tuple[str, str]]:
    return [(one["subject"], one["ref"]) for one in found.rows]


def company(*more: dict[str, Any], **how: Any) -> DuckLedger:
    """A fine of subject s, counterparty p; p is known by a gift."""
    return ledger(
        fine("2024-01-31", "F1", amount=500, level="county", counterparty="p"), of("p", gift("2023-01-01", "G1")), *more, **how
    )


def test_a_record_is_made_of_the_counterparty() -> None:
    with company() as store:
        found = pass_on(book(SPILL), store, on="2024-06-01")
    assert found.rows == [
        {
            "subject": "p", "kind": "civic.gift", "occurred_on": "2024-01-31", "furnisher": "passed on by small",
            "ref": "joint:f/F1", "counterparty": "s", "amount": "250", "level": "county", "hours": "2.5", "note": "joint",
        }
    ]  # fmt: skip
    assert (found.made, found.already_there, found.nobody, found.gone) == ({"joint": 1}, {}, [], [])


def test_what_does_not_meet_the_condition_stays() -> None:
    with ledger(fine("2024-01-31", "F1", amount=100, counterparty="p"), of("p", gift("2023-01-01", "G1"))) as store:
        assert pass_on(book(SPILL), store, on="2024-06-01").rows == []
    with company() as store:
        assert pass_on(book(SPILL), store, on="2024-01-30").rows == []


def test_twice_adds_nothing_and_it_counts_like_any_other() -> None:
    with company() as store:
        first = pass_on(book(SPILL), store, on="2024-06-01", into=store)
        again = pass_on(book(SPILL), store, on="2024-07-01", into=store)
        assert (first.added, again.added, again.already_there, again.rows) == (1, 0, {"joint": 1}, [])
        counted = book("clauses: {c: {for: civic.gift, points: 5}}")
        why = bonitas.explain(counted, store, subject="p", on="2024-06-01").points
    (record,) = [one for one in why[0]["records"] if one["furnisher"] != "f"]
    assert (record["furnisher"], record["ref"]) == ("passed on by small", "joint:f/F1")


def test_the_same_kind_carries_the_same_contents() -> None:
    more = listing("2024-02-01", "L1", ended_on="2024-03-01", level="nation", due_on="2024-05-05", counterparty="p", act="a 1")
    with company(more) as store:
        found = pass_on(book(SAME), store, on="2024-06-01", into=store)
        assert pass_on(book(SAME), store, on="2024-06-01", into=store).added == 0
    assert (found.added, found.problems) == (2, ())
    one, two = found.rows
    assert (one["kind"], one["amount"], one["level"]) == ("traffic.fine", "500", "county")
    assert (two["kind"], two["ended_on"], two["level"], two["due_on"], two["act"]) == (
        "court.listing", "2024-03-01", "nation", "2024-05-05", "a 1",
    )  # fmt: skip


def test_what_was_passed_on_is_not_passed_on_again() -> None:
    with ledger(
        fine("2024-01-31", "F1", counterparty="p"), of("p", gift("2023-01-01", "G1")), of("p", gift("2023-01-01", "G2"))
    ) as store:
        pass_on(book(SAME), store, on="2024-06-01", into=store)
        found = pass_on(book(SAME), store, on="2024-06-01", into=store)
    assert (found.rows, found.already_there) == ([], {"same": 1})


@pytest.mark.parametrize(("to", "holder", "party"), [("counterparty", "s", "p"), ("subject", "p", "s")])
def test_whoever_holds_an_office_that_day_takes_it(to: str, holder: str, party: str) -> None:
    held = [
        of(holder, listing("2024-01-31", "O1", ended_on="2024-02-01", counterparty=party)),
        of(holder, listing("2024-01-01", "O2", counterparty=party)),
        of(holder, listing("2023-01-01", "O3", ended_on="2024-01-31", counterparty=party)),
    ]
    with ledger(fine("2024-01-31", "F1", amount=5), of("p", gift("2023-01-01", "G1")), *held) as store:
        assert refs(pass_on(book(OFFICE % to), store, on="2024-06-01")) == [("p", "office:f/F1/p")]
    with ledger(fine("2024-01-31", "F1", amount=5), of("p", gift("2023-01-01", "G1")), held[2]) as store:
        found = pass_on(book(OFFICE % to), store, on="2024-06-01")
        assert [(one.rule, one.origin, one.recipient) for one in found.nobody] == [("office", "f/F1", None)]


def test_recipients_that_nobody_knows_are_listed() -> None:
    with ledger(fine("2024-01-31", "F1", amount=500, counterparty="q"), fine("2024-01-31", "F2", amount=500)) as store:
        found = pass_on(book(SPILL), store, on="2024-06-01")
    assert [(one.origin, one.recipient) for one in found.nobody] == [("f/F1", "q"), ("f/F2", None)]
    assert found.rows == []


def test_a_record_whose_origin_is_gone_is_withdrawn() -> None:
    with company() as store:
        pass_on(book(SPILL), store, on="2024-06-01", into=store)
        store.amend([{key: str(value) for key, value in change("F1", "withdrawn", "2024-06-02").items()}])
        listed = pass_on(book(SPILL), store, on="2024-06-03")
        done = pass_on(book(SPILL), store, on="2024-06-03", into=store)
        again = pass_on(book(SPILL), store, on="2024-06-03", into=store)
        gift_ = bonitas.explain(book("clauses: {c: {for: civic.gift, points: 5}}"), store, subject="p", on="2024-06-03")
    assert [(one.ref, one.subject, one.origin) for one in listed.gone] == [("joint:f/F1", "p", "f/F1")]
    assert (listed.withdrawn, done.withdrawn, again.withdrawn, again.gone, again.rows) == (0, 1, 0, [], [])
    assert [record["ref"] for item in gift_.points for record in item["records"]] == []


def test_a_disputed_record_is_not_passed_on_while_it_is_held() -> None:
    with company(amendments=[change("F1", "disputed", "2024-03-01"), change("F1", "rejected", "2024-05-01")]) as store:
        assert pass_on(book(SPILL), store, on="2024-04-01").rows == []
        assert len(pass_on(book(SPILL), store, on="2024-05-01").rows) == 1
        assert len(pass_on(book(SPILL, disputes="count"), store, on="2024-04-01").rows) == 1


def test_a_corrected_record_is_passed_on_as_corrected() -> None:
    corrected = change("F1", "corrected", "2024-03-01", amount="800", occurred_on="2024-01-15")
    with company(amendments=[corrected]) as store:
        (one,) = pass_on(book(SPILL), store, on="2024-06-01").rows
    assert (one["amount"], one["occurred_on"]) == ("400", "2024-01-15")


def years(*more: dict[str, Any]) -> DuckLedger:
    people = [gift("2022-05-01", "G1"), of("p", gift("2024-05-01", "G2")), of("q", fine("2022-01-01", "F1"))]
    enrolled = [notice("s", "2022-06-01"), notice("p", "2023-06-01"), notice("q", "2022-01-01")]
    return ledger(*people, *more, participations=enrolled)


def test_standings_of_each_year_are_passed_on() -> None:
    with years(fine("2023-11-01", "F2")) as store:
        found = pass_on(book(STARS), store, on="2024-12-31", into=store)
        assert pass_on(book(STARS), store, on="2024-12-31", into=store).added == 0
        later = pass_on(book(STARS), store, on="2025-01-01", into=store)
    assert [(one["ref"], one["occurred_on"], one["hours"], one["channel"]) for one in found.rows] == [
        ("stars:2022/s", "2023-01-01", "100", "web"),
        ("stars:2023/s", "2024-01-01", "40", "web"),
    ]
    assert [(one["ref"], one["hours"]) for one in later.rows] == [("stars:2024/p", "100"), ("stars:2024/s", "100")]
    assert found.problems == later.problems == ()


def test_a_standing_that_changed_since_is_not_made_again() -> None:
    with years() as store:
        pass_on(book(STARS), store, on="2024-01-01", into=store)
        store.add([{key: str(value) for key, value in fine("2023-11-01", "late").items()}])
        found = pass_on(book(STARS), store, on="2024-01-01", into=store)
    assert (found.rows, found.already_there, found.problems) == ([], {"stars": 2}, ())


def test_standings_rest_on_what_is_passed_on_before_them() -> None:
    text = (
        SPILL.replace("as: civic.gift", "as: traffic.fine").replace(", hours: 2.5, note: \"'joint'\"", "").replace("-10", "-60")
    )
    text += STARS.split("passes_on:\n")[1].replace("when: gifts > 0, ", "")
    people = (fine("2023-01-31", "F1", amount=500, counterparty="p"), of("p", gift("2023-01-01", "G1")))
    with ledger(*people, participations=[notice("p", "2023-01-01")]) as store:
        alone = pass_on(book(text), store, on="2024-01-01")
        found = pass_on(book(text), store, on="2024-01-01", into=store)
    assert (alone.incomplete, [one.get("hours") for one in alone.rows]) == (True, [None, "100"])
    assert (found.incomplete, [one.get("hours") for one in found.rows]) == (False, [None, "40"])


def test_what_a_ledger_refuses_is_a_problem() -> None:
    text = STARS.replace("hours: score", "stars: score").replace("points: -60", "points: -0.5")
    with years(fine("2022-11-01", "F2")) as store:
        found = pass_on(book(text), store, on="2023-01-01", into=store)
    assert [one.code for one in found.problems] == ["L210"]


def test_a_rulebook_that_passes_nothing_on() -> None:
    with company() as store, pytest.raises(BonitasError, match="E114 'small' passes nothing on"):
        pass_on(book(), store)


def specimen(text: str = SPILL) -> Rulebook:
    return book(text, standing="specimen")


def test_specimens_stay_in_the_lab() -> None:
    with company() as real, company(lab=True) as lab:
        for source, target in ((real, None), (real, lab), (lab, real)):
            with pytest.raises(BonitasError, match="E110"):
                pass_on(specimen(), source, into=target)
        assert pass_on(specimen(), lab, on="2024-06-01", into=lab).added == 1
        assert lab.lab


def test_people_of_a_lab_do_not_go_among_real_ones() -> None:
    with company() as real, company(lab=True) as lab:
        with pytest.raises(BonitasError, match="E115"):
            pass_on(book(SPILL), lab, into=real)
        assert pass_on(book(SPILL), real, on="2024-06-01", into=lab).added == 1


def test_two_origins_under_one_name_are_a_problem() -> None:
    held = of("p", listing("2024-01-01", "O1", counterparty="s"))
    twins = [fine("2024-01-31", "F1", amount=5), fine("2024-01-31", "F1/p", amount=5)]
    other = of("p/p", listing("2024-01-01", "O2", counterparty="s"))
    with ledger(*twins, held, other) as store, pytest.raises(BonitasError, match=r"E116 Two records .* 'office:f/F1/p/p'"):
        pass_on(book(OFFICE % "subject"), store, on="2024-06-01")


def test_rows_of_other_kinds_do_not_matter() -> None:
    with company(row("trade.payment", "2024-01-31", "P1", amount=900, counterparty="p")) as store:
        assert len(pass_on(book(SPILL), store, on="2024-06-01").rows) == 1
