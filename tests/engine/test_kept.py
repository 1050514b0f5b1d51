"""Until when a record is kept: counted from the day its matter is over."""

from __future__ import annotations

from typing import Any

import pytest

import bonitas
from bonitas.rulebook.read import read_text

RULES = """
rulebook: r
title: R
subjects: person
standing: own
in_force: {from: 2000-01-01}
participation: notice
context: credit
base: 100
clauses:
  unpaid: {for: payment.default, points: -10, lasts: 9 years}
  asked: {for: credit.enquiry, points: -1, lasts: 9 years}
bands: {all: below}
"""
WHO = {"subject": "s", "rulebook": "r", "basis": "notice", "from": "2000-01-01", "recorded_at": "2000-01-01T00:00:00Z"}
UNPAID = {"subject": "s", "kind": "payment.default", "occurred_on": "2020-03-31", "furnisher": "f", "ref": "1",
          "recorded_at": "2020-04-01T00:00:00Z"}  # fmt: skip


def change(what: str, on: str, **more: str) -> dict[str, str]:
    return {"furnisher": "f", "ref": "1", "change": what, "effective_on": on, "recorded_at": f"{on}T00:00:00Z", **more}


@pytest.mark.parametrize(
    ("record", "changes", "kept"),
    [
        (UNPAID, [], None),
        ({**UNPAID, "ended_on": "2021-05-05"}, [], "2024-05-05"),
        ({**UNPAID, "ended_on": "2023-05-05"}, [], None),
        (UNPAID, [change("settled", "2021-02-28")], "2024-02-28"),
        (UNPAID, [change("settled", "2022-02-28")], None),
        (UNPAID, [change("corrected", "2021-01-01", ended_on="2020-12-31")], "2023-12-31"),
        ({**UNPAID, "kind": "credit.enquiry"}, [], "2021-03-31"),
        ({**UNPAID, "kind": "credit.enquiry"}, [change("corrected", "2021-01-01", occurred_on="2020-06-30")], "2021-06-30"),
    ],
    ids=["goes on", "ended", "ends later", "settled", "settled later", "end corrected", "of a day", "day corrected"],
)
def test_kept_until(record: dict[str, Any], changes: list[dict[str, str]], kept: str | None) -> None:
    with bonitas.memory_ledger([record], changes, [WHO]) as ledger:
        why = bonitas.explain(read_text(RULES), ledger, subject="s", on="2021-06-01").as_dict()
    assert [one["kept_until"] for item in why["points"] for one in item["records"]] == [kept]
