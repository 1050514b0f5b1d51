"""One file of feedback rates buyers and sellers, each side by a rulebook of its own; nothing is mirrored."""

from __future__ import annotations

from typing import Any

import pytest

import bonitas

SELLERS, BUYERS = "aliexpress-feedback", "aliexpress-feedback-buyers"


def judged(ref: str, subject: str, by: str, role: str, stars: int) -> dict[str, Any]:
    """One judgement: about the subject, by the counterparty; `role` is what the subject was in the trade."""
    return {
        "subject": subject, "kind": "feedback", "occurred_on": "2026-09-01", "recorded_at": "2026-09-01T12:00:00Z", "furnisher": "market",
        "ref": ref, "counterparty": by, "role": role, "stars": stars,
    }  # fmt: skip


RECORDS = [judged("F1", "mia", "nils", "seller", 5), judged("F2", "nils", "mia", "buyer", 1), judged("F3", "mia", "otto", "buyer", 4),
           judged("F4", "otto", "mia", "seller", 2), judged("F5", "mia", "pia", "buyer", 5)]  # fmt: skip


@pytest.mark.parametrize(
    ("rulebook", "scores"),
    [(SELLERS, {"mia": 1, "nils": 0, "otto": -1}), (BUYERS, {"mia": 2, "nils": -1, "otto": 0}), ("ebay-feedback-buyers", None)],
)
def test_each_side_from_the_same_records(rulebook: str, scores: dict[str, int] | None) -> None:
    members = ("mia", "nils", "otto")
    agreed = [
        {"subject": name, "rulebook": book, "basis": "consent", "from": "2026-01-01"}
        for name in members
        for book in (SELLERS, BUYERS)
    ]
    with bonitas.memory_ledger(records=RECORDS, participations=agreed) as ledger:
        rows = bonitas.rate(bonitas.read_rulebook(rulebook), ledger, on="2026-11-23").rows()
    rated = {row["subject"]: int(row["score"]) for row in rows if row["standing"] == "scored"}
    assert rated == (scores or {})
