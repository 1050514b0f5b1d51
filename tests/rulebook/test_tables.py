"""Tables of bins: how keys are read, and what counts as covered."""

from __future__ import annotations

import pytest

from bonitas.rulebook.model import Row, Table
from rulebook.small import problems, rules

MEASURES = """measures:
  n: {count: payment.default}
  m: {sum: card.statement.balance, when_missing: 0}
  age: {age_of: oldest account.opened}
  pct: {share: feedback, when: value > 0, when_missing: 0%}
  flag: {latest: card.statement.paid_in_full}
  note: {latest: card.statement.note}
"""


def rows(measure: str, table: str) -> list[tuple[int | None, int | None]]:
    item = rules(MEASURES + f"scorecard: {{line: {{measure: {measure}, table: {{{table}}}}}}}").scorecard[0]
    assert isinstance(item.points, Table)
    return [(row.low, row.high) for row in item.points.rows if row.kind == "range"]


@pytest.mark.parametrize(
    ("measure", "table", "expected"),
    [
        ("n", "0 to 2: 1, 3 or more: 2", [(0, 3_000), (3_000, None)]),
        ("n", "under 5: 1, 5: 2", [(None, 5_000), (5_000, None)]),
        ("n", "0: 1, 1 to under 4: 2, 4: 3", [(0, 1_000), (1_000, 4_000), (4_000, None)]),
        ("m", "under 0.5: 1, 0.5 or more: 2", [(None, 500), (500, None)]),
        (
            "age",
            "missing: 0, under 1 year: 1, 1 to under 2 years: 2, 24 or more: 3",
            [(None, 12_000), (12_000, 24_000), (24_000, None)],
        ),
        ("age", "missing: 0, 0 to 5 months: 1, 6 months: 2", [(0, 6_000), (6_000, None)]),
        ("pct", "under 50%: 1, 50% to under 90%: 2, 90% to 100%: 3", [(None, 50_000), (50_000, 90_000), (90_000, None)]),
        ("pct", "0 to under 50: 1, 50: 2", [(0, 50_000), (50_000, None)]),
        ("flag", "missing: 0, no: 1, yes: 2", [(None, 1), (1, None)]),
    ],
)
def test_bins(measure: str, table: str, expected: list[tuple[int | None, int | None]]) -> None:
    assert rows(measure, table) == expected


def test_free_texts_may_have_no_otherwise_if_missing_is_there() -> None:
    item = rules(MEASURES + "scorecard: {note: {missing: 0, a: 1, 'b c': 2}}").scorecard[0]
    assert item.points == Table(
        (Row("missing", "missing", 0), Row("text", "a", 1_000, text="a"), Row("text", "b c", 2_000, text="b c"))
    )


def test_a_gap_says_which_values() -> None:
    found = problems(MEASURES + "scorecard: {m: {under 5: 1, 6 or more: 2}}")
    assert [p.message for p in found if p.severity == "error"] == [
        "The scorecard line 'm': no bin covers the values from 5 to under 6."
    ]
    assert [p.remedy for p in found if p.severity == "error"] == ["Bins must cover every value once."]
