"""The old gives way to the new: shares that rise, and records from before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bonitas.engine.rate import rate
from bonitas.ledger.duck import DuckLedger
from bonitas.ledger.memory import memory_ledger
from bonitas.unify.draft.unify import Unified
from unify.draft.small import body, book, drafted

TOWN = book(
    "town-a",
    "late: {for: loan.arrears, points: -40, lasts: 3 years}\nblood: {for: donation.blood, points: 20, lasts: 3 years}",
    base="1000",
)
OTHER = book("town-b", "late: {for: loan.arrears, points: -20, lasts: 3 years}")
PHASES = "transition: {phase_in: {2027-01-01: 50%, 2028-01-01: 100%}"
LATE = "credit_paid_late"


#: Who has which records: (kind, day).
PEOPLE = {
    "old": [("loan.arrears", "2026-12-31")], "new": [("loan.arrears", "2027-01-01")], "giver": [("donation.blood", "2026-12-31")],
    "both": [("loan.arrears", "2026-12-31"), ("loan.arrears", "2027-01-01")],
}  # fmt: skip
AGO = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def people() -> Iterator[DuckLedger]:
    rows = [
        {"subject": who, "kind": kind, "occurred_on": day, "furnisher": "f", "ref": f"{who} {day}", "recorded_at": AGO}
        for who, records in PEOPLE.items()
        for kind, day in records
    ]
    notices = [{"subject": who, "rulebook": "one", "basis": "notice", "from": "2020-01-01", "recorded_at": AGO} for who in PEOPLE]
    with memory_ledger(rows, participations=notices) as ledger:
        yield ledger


def standing(made: Unified, ledger: DuckLedger, on: str, who: str) -> tuple[Any, Any]:
    row = next(iter(rate(made.book, ledger, on=on, subject=who, changes=False).rows()))
    return row["score"], row["band"]


def test_losses_come_in_by_and_by(people: DuckLedger) -> None:
    made = drafted([TOWN, OTHER], more=PHASES + "}\n")
    assert body(made, LATE)["points"] == {"2027-01-01": -10, "2028-01-01": -20}
    assert body(made, "donation_blood")["points"] == 10
    assert standing(made, people, "2027-12-31", "new") == (90, "fair")
    assert standing(made, people, "2028-01-01", "new") == (80, "fair")


@pytest.mark.parametrize(("of", "late", "blood"), [("gains", -20, {"2027-01-01": 5, "2028-01-01": 10}),
                                                   ("all", {"2027-01-01": -10, "2028-01-01": -20}, {"2027-01-01": 5, "2028-01-01": 10})])  # fmt: skip
def test_of_what_sign(of: str, late: Any, blood: Any) -> None:
    made = drafted([TOWN, OTHER], more=f"{PHASES}, of: {of}}}\n")
    assert (body(made, LATE)["points"], body(made, "donation_blood")["points"]) == (late, blood)


def test_before_the_first_phase_nothing_counts(people: DuckLedger) -> None:
    made = drafted([TOWN, OTHER], more="transition: {phase_in: {2027-07-01: 0%, 2028-01-01: 100%}}\n")
    assert body(made, LATE)["in_force"] == {"from": "2028-01-01"}
    assert standing(made, people, "2027-12-31", "new") == (100, "good")
    assert standing(made, people, "2028-01-01", "new") == (80, "fair")


def test_a_direct_grade_waits_for_the_last_phase(people: DuckLedger) -> None:
    graded = book("town-b", "late: {for: loan.arrears, points: -20, grade: C, lasts: 3 years}")
    made = drafted([TOWN, graded], more=PHASES + "}\n")
    assert body(made, LATE)["grade"] == {"2028-01-01": "low"}
    assert standing(made, people, "2027-12-31", "new") == (95, "fair")
    assert standing(made, people, "2028-01-01", "new") == (90, "low")


@pytest.mark.parametrize(
    ("before", "old", "blood"),
    [
        ("count", 80, 110),
        ("losses do not count", 100, 110),
        ("do not count", 100, 100),
        ("{as: mildest}", 90, 110),
        ("{as: town-b}", 90, 100),
    ],
)
def test_records_from_before(people: DuckLedger, before: str, old: int, blood: int) -> None:
    """By town-b a late payment takes 10 of the draft's points, and it knows nothing of blood."""
    made = drafted([TOWN, OTHER], more=f"transition: {{before: {before}}}\n")
    assert standing(made, people, "2027-03-01", "old")[0] == old
    assert standing(made, people, "2027-03-01", "giver")[0] == blood
    assert standing(made, people, "2027-03-01", "new")[0] == 80


def test_old_and_new_records_count_side_by_side(people: DuckLedger) -> None:
    made = drafted([TOWN, OTHER], more=f"{PHASES}, before: {{as: mildest}}}}\n")
    assert standing(made, people, "2027-03-01", "both")[0] == 100 - 10 - 10
    assert standing(made, people, "2028-03-01", "both")[0] == 100 - 10 - 20
    before = next(one for one in made.draft.clauses if one.before)
    assert (before.id, before.rule) == (f"{LATE}_before", "mildest, for records from before")


def test_a_choice_within_a_range_is_not_halved() -> None:
    chosen = book("town-b", "late: {for: loan.arrears, points: {from: -80, to: -20, chosen: yes}, lasts: 3 years}")
    made = drafted([TOWN, chosen], more=PHASES + "}\n")
    assert body(made, LATE)["points"] == {"from": -40, "to": -10, "chosen": "yes"}
    assert body(made, LATE)["in_force"] == {"from": "2028-01-01"}
    assert any("must be chosen anew" in one.what for one in made.open)
