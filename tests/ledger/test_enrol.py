"""Participations: consents and notices; alike in every store."""

from __future__ import annotations

import numpy as np
import pytest

from bonitas.common.days import NEVER
from bonitas.ledger import Store
from bonitas.ledger.base import NEVER_KNOWN

from .seen import codes

ROW = {"subject": "a", "rulebook": "x", "basis": "consent", "from": "2026-01-01"}


def test_subjects_known_by_participation_alone(ledger: Store) -> None:
    assert ledger.enrol([ROW, {**ROW, "subject": "b", "basis": "notice", "subject_type": "organisation"}]).added == 2
    code, found, organisation = ledger.subjects()
    names = found.to_pylist()
    assert (names, organisation.tolist()) == (["a", "b"], [False, True])
    found = ledger.participations("x", code[1:])
    assert (found.subject.tolist(), found.consent.tolist()) == (code[1:].tolist(), [False])
    assert (found.start.tolist(), found.end.tolist()) == ([20454], [NEVER])
    assert len(ledger.participations("y").subject) == 0


def test_a_later_end_replaces_the_earlier_one(ledger: Store) -> None:
    ledger.enrol([{**ROW, "recorded_at": "2026-01-01T00:00:00Z"}])
    ledger.enrol([{**ROW, "until": "2026-06-01", "recorded_at": "2026-03-01T00:00:00Z"}])
    found = ledger.participations("x")
    order = np.argsort(found.recorded_at)
    assert found.end[order].tolist() == [NEVER, 20605]
    assert found.replaced_at[order].tolist() == [found.recorded_at[order][1], NEVER_KNOWN]


def test_enrolling_twice_changes_nothing(ledger: Store) -> None:
    assert ledger.enrol([ROW, ROW]).already_there == 1
    again = ledger.enrol([ROW])
    assert (again.added, again.already_there) == (0, 1)


def test_two_ends_of_one_moment(ledger: Store) -> None:
    report = ledger.enrol([{**ROW, "until": "2026-06-01"}, {**ROW, "until": "2026-07-01"}])
    assert (report.added, report.rejected, codes(report.problems)) == (1, 1, ["L403"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"basis": "conset"}, "L401"),
        ({"until": "2026-01-01"}, "L402"),
        ({"until": "2025-01-01"}, "L402"),
        ({"from": "1.1.2026"}, "L203"),
        ({"rulebook": ""}, "L201"),
        ({"subject_type": "Person"}, "L215"),
    ],
)
def test_what_is_wrong_with_a_participation(ledger: Store, change: dict[str, str], code: str) -> None:
    report = ledger.enrol([{**ROW, **change}])
    assert (report.added, report.rejected, codes(report.problems)) == (0, 1, [code])


def test_the_order_of_enrolling_and_adding_does_not_matter(ledger: Store) -> None:
    ledger.enrol([ROW])
    report = ledger.add([{"subject": "a", "subject_type": "organisation", "kind": "civic.gift", "occurred_on": "2026-01-01"}])
    assert report.ok
    assert ledger.subjects()[2].tolist() == [True]
