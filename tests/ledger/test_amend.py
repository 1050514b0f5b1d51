"""Amendments: later entries about records; alike in every store."""

from __future__ import annotations

import pytest

from bonitas.ledger import Store

from .seen import codes, need

RECORD = {
    "subject": "a", "kind": "civic.gift", "occurred_on": "2026-01-03", "ended_on": "2026-02-03", "furnisher": "f", "ref": "1",
}  # fmt: skip
ABOUT = {"furnisher": "f", "ref": "1", "effective_on": "2026-03-01"}


@pytest.fixture(autouse=True)
def _a_record(ledger: Store) -> None:
    ledger.add([RECORD, {**RECORD, "kind": "traffic.penalty", "ref": "2", "subject": "b"}])


def test_amendments_are_kept_in_codes(ledger: Store) -> None:
    rows = [
        {**ABOUT, "change": "settled", "recorded_at": "2026-03-02T00:00:00Z"},
        {
            **ABOUT, "change": "corrected", "amount": "2.50", "level": "large", "thanked_on": "2026-01-01", "counterparty": "c",
            "reason": "x",
        },
        {**ABOUT, "ref": "2", "change": "withdrawn"},
    ]  # fmt: skip
    assert ledger.amend(rows).added == 3
    found = sorted(ledger.amendments(need()), key=lambda a: (a.subject, a.change))
    assert [a.change for a in found] == ["corrected", "settled", "withdrawn"]
    corrected, settled, _ = found
    assert corrected.corrected == {
        "amount": 250, "level": ledger.codes(["large"])[0], "thanked_on": 20454, "counterparty": ledger.parties(["c"])[0],
    }  # fmt: skip
    assert corrected.reason == "x"
    assert (settled.effective_on, settled.recorded_at) == (20513, 1_772_409_600_000_000)
    assert settled.corrected == {}


def test_only_amendments_of_what_is_needed(ledger: Store) -> None:
    ledger.amend([{**ABOUT, "change": "settled"}, {**ABOUT, "ref": "2", "change": "settled"}])
    only = need(subjects=ledger.parties(["b"]))
    assert [a.subject for a in ledger.amendments(only)] == ledger.parties(["b"]).tolist()


def test_amending_twice_changes_nothing(ledger: Store) -> None:
    row = {**ABOUT, "change": "corrected", "amount": 3}
    first = ledger.amend([row, row])
    assert (first.added, first.already_there) == (1, 1)
    again = ledger.amend([row, {**row, "amount": 4}])
    assert (again.added, again.already_there) == (1, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**ABOUT, "ref": "9", "change": "settled"}, "L301"),
        ({**ABOUT, "furnisher": "g", "change": "settled"}, "L301"),
        ({**ABOUT, "change": "setled"}, "L302"),
        ({**ABOUT, "change": "corrected"}, "L303"),
        ({**ABOUT, "change": "settled", "amount": 3}, "L304"),
        ({**ABOUT, "change": "corrected", "ended_on": "2025-01-01"}, "L305"),
        ({**ABOUT, "change": "corrected", "occurred_on": "2026-01-05", "ended_on": "2026-01-04"}, "L206"),
        ({**ABOUT, "change": "corrected", "fine": 3}, "L214"),
        ({**ABOUT, "change": "corrected", "level": "low"}, "L212"),
        ({**ABOUT, "change": "corrected", "amount": "much"}, "L209"),
        ({**ABOUT, "change": "settled", "effective_on": None}, "L201"),
    ],
)
def test_what_is_wrong_with_an_amendment(ledger: Store, row: dict[str, object], code: str) -> None:
    report = ledger.amend([row, {**ABOUT, "change": "settled"}])
    assert (report.added, report.rejected, codes(report.problems)) == (1, 1, [code])


def test_both_dates_corrected_at_once(ledger: Store) -> None:
    assert ledger.amend([{**ABOUT, "change": "corrected", "occurred_on": "2024-01-01", "ended_on": "2024-02-01"}]).ok
