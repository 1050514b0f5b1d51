"""What amendments make of records: holds, and the versions that are seen on different days by different askers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from bonitas.common.days import NEVER, NO_DAY, Duration, WorkingDays, day_number
from bonitas.engine.held import holds
from bonitas.engine.versions import Version, amended, free_days, versions
from bonitas.ledger.base import NEVER_KNOWN, Amendment, Change, Records
from bonitas.rulebook.model import Deadline, Hold


def amend(change: Change, on: int, recorded: int, **corrected: int) -> Amendment:
    return Amendment(entry=7, subject=0, change=change, effective_on=on, recorded_at=recorded, corrected=corrected)


def out(changes: list[Amendment], deadline: Deadline | None = None) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in holds(changes, Hold(deadline))]


def test_a_dispute_holds_until_the_first_rejection_that_is_not_earlier() -> None:
    assert out([amend("disputed", 10, 1)]) == [(10, NEVER)]
    assert out([amend("disputed", 10, 1), amend("rejected", 20, 2)]) == [(10, 20)]
    assert out([amend("disputed", 10, 1), amend("rejected", 5, 2)]) == [(10, NEVER)], "it was rejected before"
    assert out([amend("disputed", 10, 1), amend("rejected", 10, 2)]) == [], "on the day itself: never held"
    assert out([amend("rejected", 30, 1), amend("disputed", 10, 2), amend("rejected", 20, 3)]) == [(10, 30)]
    assert out([amend("disputed", 10, 1), amend("disputed", 40, 2), amend("rejected", 20, 3)]) == [(10, 20), (40, NEVER)]


DAYS = Duration(days=10)
COUNTS, REMOVED = Deadline(DAYS, "counts"), Deadline(DAYS, "removed")
MORE = replace(REMOVED, extended_by=Duration(days=5))


def disputed(*days: int) -> list[Amendment]:
    return [amend("disputed", day, n) for n, day in enumerate(days)]


def rejected(*days: int) -> list[Amendment]:
    return [amend("rejected", day, 100 + n) for n, day in enumerate(days)]


def test_a_deadline_ends_a_hold_or_makes_it_good_for_ever() -> None:
    assert out(disputed(10), COUNTS) == [(10, 20)]
    assert out(disputed(10), REMOVED) == [(10, NEVER)]
    assert [out(disputed(10) + rejected(day), REMOVED) for day in (20, 21)] == [[(10, 20)], [(10, NEVER)]]
    assert [out(disputed(10) + rejected(day), COUNTS) for day in (15, 21)] == [[(10, 15)], [(10, 20)]]
    assert out(disputed(10) + rejected(30, 18), REMOVED) == [(10, 18)], "the first comes too late"


def test_a_second_dispute_moves_the_deadline_once_and_is_no_hold_of_its_own() -> None:
    assert out(disputed(10, 15), COUNTS) == [(10, 20)]
    assert out(disputed(10, 20), COUNTS) == [(10, 20), (20, 30)], "the first is over"
    assert out(disputed(10, 15, 22) + rejected(25), MORE) == [(10, 25)]
    assert out(disputed(10, 15, 22) + rejected(26), MORE) == [(10, NEVER)]
    assert out(disputed(10, 15) + rejected(12), MORE) == [(10, 12), (15, NEVER)], "when the second came, the first was decided"


def test_working_days_are_counted_from_monday_to_friday() -> None:
    friday, saturday = day_number(dt.date(2026, 5, 22)), day_number(dt.date(2026, 5, 23))
    for start, n, due in ((friday, 1, 3), (saturday, 1, 3), (friday, 5, 7), (friday, 6, 10), (saturday, 7, 11)):
        assert out(disputed(start), Deadline(WorkingDays(n), "counts")) == [(start, friday + due)]


def test_free_days_are_what_holds_leave() -> None:
    assert free_days(5, []) == [(5, NEVER)]
    assert free_days(5, [(10, 20)]) == [(5, 10), (20, NEVER)]
    assert free_days(5, [(3, 8), (7, 12)]) == [(12, NEVER)]
    assert free_days(5, [(10, 20), (15, NEVER)]) == [(5, 10)]


def test_a_record_without_amendments_is_seen_from_its_day_and_its_recording() -> None:
    assert versions(100, 5, [], hold=Hold()) == [Version(100, NEVER_KNOWN, 5, NEVER, NO_DAY, {})]


def test_what_was_known_before_stays() -> None:
    found = versions(
        100, 5, [amend("settled", 50, 200), amend("corrected", 5, 300, amount=9), amend("withdrawn", 5, 400)], hold=Hold()
    )
    assert found == [
        Version(100, 200, 5, NEVER, NO_DAY, {}),
        Version(200, 300, 5, NEVER, 50, {}),
        Version(300, 400, 5, NEVER, 50, {"amount": 9}),
    ]


def test_a_later_correction_overrides_and_may_move_the_day() -> None:
    changes = [amend("corrected", 5, 200, occurred_on=8, amount=1), amend("corrected", 5, 300, occurred_on=3)]
    last = versions(100, 5, changes, hold=Hold())[-1]
    assert (last.seen_from, last.corrected) == (3, {"occurred_on": 3, "amount": 1})


def test_disputes_hold_only_where_the_rulebook_holds_them() -> None:
    changes = [amend("disputed", 10, 100), amend("rejected", 20, 100)]
    assert [(v.seen_from, v.seen_until) for v in versions(100, 5, changes, hold=Hold())] == [(5, 10), (20, NEVER)]
    assert [(v.seen_from, v.seen_until) for v in versions(100, 5, changes, hold=None)] == [(5, NEVER)]
    assert versions(100, 5, [*changes, amend("upheld", 30, 100)], hold=None) == []


def test_an_amendment_known_before_its_record_counts_from_the_record_on() -> None:
    assert versions(100, 5, [amend("settled", 50, 20)], hold=Hold()) == [Version(100, NEVER_KNOWN, 5, NEVER, 50, {})]


def records() -> Records:
    return Records(
        subject=np.array([0, 1], np.int32),
        kind=np.array([2, 2], np.int32),
        occurred_on=np.array([5, 6], np.int32),
        attributes={"amount": np.array([1, 2], np.int64)},
        counterparty=np.array([3, 4], np.int32),
        recorded_at=np.array([100, 100], np.int64),
        entry=np.array([7, 8], np.int64),
    )


def test_amended_records_stand_as_all_their_versions_beside_the_others() -> None:
    plain, versioned = amended(
        [records()], [amend("corrected", 5, 200, amount=9, counterparty=6, ended_on=1, hours=4)], hold=Hold()
    )
    assert (plain.entry is not None and plain.entry.tolist(), plain.attributes["@known_from"].tolist()) == ([8], [100])
    assert versioned.attributes["amount"].tolist() == [1, 9]
    assert versioned.counterparty is not None
    assert versioned.counterparty.tolist() == [3, 6]
    assert versioned.attributes["@known_until"].tolist() == [200, NEVER_KNOWN]
    assert set(versioned.attributes) == set(plain.attributes), "columns that nobody needs are not added"


def test_a_withdrawn_record_leaves_an_empty_piece_behind_at_most() -> None:
    one = records()
    alone = Records(one.subject[:1], one.kind[:1], one.occurred_on[:1], {}, recorded_at=np.array([100]), entry=np.array([7]))
    (empty,) = amended([alone], [amend("withdrawn", 5, 50)], hold=Hold())
    assert len(empty) == 0
    assert "@settled" in empty.attributes
