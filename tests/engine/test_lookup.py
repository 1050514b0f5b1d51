"""Looking up in a register: entries, their three clocks, what ends them earlier. Numbers worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

import bonitas
from bonitas.common.problems import BonitasError
from bonitas.engine.lookup import lookup
from bonitas.rulebook.model import Rulebook
from engine.small import book, change, fine, ledger, listing

REGISTER = """
clauses:
  unpaid:
    for: traffic.fine
    when: amount > 100
    text: {en: A fine, de: Ein Bußgeld}
    shown:
      as: {en: Unpaid, de: Offen}
      lasts: 3 years
      repaired: [{when: settled and amount > 900, removed: yes}, {when: settled, as: {en: Satisfied}, lasts: 1 year}]
  listed: {for: court.listing, shown: {as: Listed, lasts: 2 years, clock: end}}
"""


def register(text: str = REGISTER, **header: str) -> Rulebook:
    """A register over the small catalogue: it rates nobody."""
    return book(text, **{"base": "", "lasts": "", "bands": "", **header})


def entry(found: list[dict[str, Any]], **expected: Any) -> None:
    """The one entry has these."""
    assert [{key: one[key] for key in expected} for one in found] == [expected]


def test_an_entry_has_three_clocks() -> None:
    with ledger(fine("2024-03-31", "F1", amount=500)) as store:
        found = lookup(register(), store, subject="s", on="2024-11-23").as_dict()
    entry(found["entries"], **{"as": "Unpaid"}, clause="unpaid", since="2024-03-31", until="2027-03-31", counts=False,
          counted_until=None, kept_until="2034-03-31", contested=False, settled_on=None, coming=[])  # fmt: skip
    record = {"furnisher": "f", "ref": "F1", "kind": "traffic.fine", "occurred_on": "2024-03-31"}
    assert found["entries"][0]["record"] == record
    assert (found["because"], found["held"], found["not_judged"]) == (None, [], [])


def test_what_settling_would_do_is_told() -> None:
    records = [fine("2024-03-31", "F1", amount=500), fine("2024-03-31", "F2", amount=1000), listing("2024-01-01", "L1")]
    with ledger(*records) as store:
        found = lookup(register(), store, subject="s", on="2024-11-23").entries
        again = lookup(register(), store, subject="s", on="2024-11-23").entries
    assert [(e["record"]["ref"], e["if_settled"]) for e in found] == [
        ("L1", None),
        ("F1", {"on": "2024-11-23", "removed": False, "as": "Satisfied", "until": "2025-11-23", "coming": []}),
        ("F2", {"on": "2024-11-23", "removed": True, "as": None, "until": "2024-11-23", "coming": []}),
    ]
    assert found == again


def test_settling_may_change_more_than_once() -> None:
    text = """
clauses:
  c:
    for: traffic.fine
    shown:
      as: Open
      lasts: 3 years
      repaired: [{when: settled, after: 1 year, removed: yes}, {when: settled, after: 6 months, as: Old}, {when: settled, as: Paid}]
"""
    with ledger(fine("2024-03-31", "F1")) as store:
        (one,) = lookup(register(text), store, subject="s", on="2024-05-01").entries
    then = {
        "on": "2024-05-01",
        "removed": False,
        "as": "Paid",
        "until": "2025-03-31",
        "coming": [{"on": "2024-09-30", "as": "Old"}],
    }
    assert one["if_settled"] == then


def test_a_settled_entry_changes_its_words_or_goes() -> None:
    records = [fine("2024-03-31", "F1", amount=500), fine("2024-03-31", "F2", amount=1000)]
    settled = [change(ref, "settled", "2024-06-30") for ref in ("F1", "F2")]
    with ledger(*records, amendments=settled) as store:
        before = lookup(register(), store, subject="s", on="2024-06-29").entries
        after = lookup(register(), store, subject="s", on="2024-06-30").entries
        gone = lookup(register(), store, subject="s", on="2025-06-30").entries
    assert [(e["record"]["ref"], e["as"], e["until"], e["coming"]) for e in before] == [
        ("F1", "Unpaid", "2025-06-30", [{"on": "2024-06-30", "as": "Satisfied"}]),
        ("F2", "Unpaid", "2024-06-30", []),
    ]
    entry(after, **{"as": "Satisfied"}, until="2025-06-30", settled_on="2024-06-30", if_settled=None)
    assert gone == []


def test_an_act_that_goes_on_is_shown_without_an_end() -> None:
    with ledger(listing("2022-01-31", "L1"), listing("2021-01-01", "L2", ended_on="2023-02-28")) as store:
        found = lookup(register(), store, subject="s", on="2024-01-01").entries
    assert [(e["record"]["ref"], e["until"]) for e in found] == [("L2", "2025-02-28"), ("L1", None)]


def test_contested_entries_are_held_out_or_marked() -> None:
    disputed = [change("F1", "disputed", "2024-05-01")]
    for disputes, shown, held in (("hold", 0, 1), ("count", 1, 0)):
        with ledger(fine("2024-03-31", "F1", amount=500), amendments=disputed) as store:
            found = lookup(register(disputes=disputes), store, subject="s", on="2024-11-23").as_dict()
        assert (len(found["entries"]), len(found["held"])) == (shown, held)
        assert all(one["contested"] for one in found["entries"])
        assert all((one["held_since"], one["as"]) == ("2024-05-01", "Unpaid") for one in found["held"])


def test_a_contested_entry_that_was_not_decided_in_time_is_gone_for_good() -> None:
    disputed = [change("F1", "disputed", "2024-05-01")]
    late = register(disputes="{decide_within: 30 days, then: removed}")
    with ledger(fine("2024-03-31", "F1", amount=500), amendments=disputed) as store:
        found = [lookup(late, store, subject="s", on=on).as_dict()["held"][0] for on in ("2024-05-31", "2024-06-01")]
    assert [(one["decide_by"], one["for_good"]) for one in found] == [("2024-05-31", False), ("2024-05-31", True)]


def test_what_cannot_be_judged_is_told_and_not_shown() -> None:
    with ledger(fine("2024-03-31", "F1")) as store:
        found = lookup(register(), store, subject="s", on="2024-11-23").as_dict()
    assert (found["entries"], [one["clause"] for one in found["not_judged"]]) == ([], ["unpaid"])


def test_nothing_is_shown_that_was_not_known() -> None:
    with ledger(fine("2024-03-31", "F1", amount=500, recorded_at="2024-04-05T00:00:00Z")) as store:
        found = lookup(register(), store, subject="s", on="2024-11-23", known_at="2024-04-04T00:00:00Z")
    assert found.entries == []


def test_a_look_up_needs_no_participation() -> None:
    with ledger(fine("2024-03-31", "F1", amount=500), participations=[]) as store:
        assert len(lookup(register(), store, subject="s", on="2024-11-23").entries) == 1


def test_why_nothing_can_be_shown() -> None:
    persons, short = register(subjects="organisation"), register(in_force="{from: 2020-01-01, until: 2023-01-01}")
    with ledger(fine("2024-03-31", "F1", amount=500)) as store:
        whys = [
            lookup(one, store, subject=who, on="2024-11-23").as_dict()["because"]
            for one, who in ((persons, "s"), (short, "s"), (register(), "nobody"))
        ]
    assert whys == [
        "small shows organisations only.",
        "No rules of small were in force on this day.",
        "This ledger holds nothing about this subject.",
    ]


def test_a_window_that_changes_with_the_date_takes_the_later_rules() -> None:
    text = "clauses: {c: {for: traffic.fine, shown: {as: A, lasts: {2020-01-01: 5 years, 2025-01-01: 1 year}}}}"
    with ledger(fine("2022-03-31", "F1")) as store:
        entry(lookup(register(text), store, subject="s", on="2024-11-23").entries, until="2025-01-01")


COUNTED = """
clauses:
  small: {for: traffic.fine, points: -5, lasts: 1 year, shown: {as: Fined, lasts: 2 years}}
"""


def test_a_rated_record_is_shown_and_counted_each_to_its_own_end() -> None:
    with ledger(fine("2024-03-31", "F1", amount=5)) as store:
        entry(lookup(book(COUNTED), store, subject="s", on="2024-11-23").entries, counts=True, until="2026-03-31",
              counted_until="2025-03-31", kept_until="2034-03-31")  # fmt: skip
        entry(lookup(book(COUNTED), store, subject="s", on="2025-11-23").entries, counts=False, counted_until=None)
        why = bonitas.explain(book(COUNTED), store, subject="s", on="2024-11-23")
    (record,) = why.points[0]["records"]
    assert (record["ends_on"], record["shown_until"], record["kept_until"]) == ("2025-03-31", "2026-03-31", "2034-03-31")


WAITS = """
clauses:
  general:
    for: traffic.fine
    points: -10
    lasts: 1 year
    repaired: {when: settled, after: 3 months, removed: yes}
    shown: {as: General, lasts: 1 year, repaired: {when: settled, after: 3 months, removed: yes}}
"""


def test_a_least_stay_ends_both_clocks_alike() -> None:
    with ledger(fine("2024-05-10", "F1"), amendments=[change("F1", "settled", "2024-06-01")]) as store:
        entry(lookup(book(WAITS), store, subject="s", on="2024-07-01").entries, until="2024-08-10", counted_until="2024-08-10")
        assert lookup(book(WAITS), store, subject="s", on="2024-08-10").entries == []


def test_a_rulebook_that_shows_nothing_cannot_be_looked_up_in() -> None:
    with ledger(fine("2024-03-31", "F1")) as store, pytest.raises(BonitasError, match=r"E113 'small' says nothing of what is"):
        lookup(book(), store, subject="s")


def test_a_register_rates_nobody() -> None:
    with ledger(fine("2024-03-31", "F1")) as store, pytest.raises(BonitasError, match=r"E112 'small' is a register: it shows"):
        bonitas.rate(register(), store)


def test_a_specimen_shows_nothing_outside_a_lab() -> None:
    with ledger(fine("2024-03-31", "F1")) as store, pytest.raises(BonitasError, match="E110"):
        lookup(register(standing="specimen"), store, subject="s")
    with ledger(fine("2024-03-31", "F1"), lab=True) as store:
        lookup(register(standing="specimen"), store, subject="s")
