"""How chosen points were chosen: exact, like with like, and nothing that tells of one person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bonitas import discretion, explain
from bonitas.common.problems import BonitasError
from bonitas.rights.contest.discretion import shown_of
from bonitas.rights.contest.like import with_like_cases
from engine.small import book, change, fine, ledger

RULES = "clauses: {conduct: {for: traffic.fine, when: amount >= 100, points: {from: -20, to: -1, chosen: yes}, lasts: 5 years}}\n"
BOOK = book(RULES)
ON = "2026-06-01"


def choice(subject: str, points: object, by: str | None = "north", **more: Any) -> dict[str, Any]:
    said = {"chosen_points": points, "chosen_by": by, "chosen_because": "its gravity", "amount": 200}
    return fine("2026-03-01", subject, subject=subject, **{**said, **more})


#: Six of the north, five of the south; and what is no like case: out of range, no decider, another condition.
CASES = [
    *(choice(f"n{n}", points) for n, points in enumerate((-10, -4, -6.5, -20, -4, -5))),
    *(choice(f"s{n}", -1, "south") for n in range(5)),
    choice("x1", -30), choice("x2", -5, None), choice("x3", -15, amount=50),
]  # fmt: skip


def test_count_median_lowest_and_highest_by_clause_and_decider() -> None:
    with ledger(*CASES) as held:
        row = discretion(BOOK, held, on=ON)[0]
    assert (row["clause"], row["from"], row["to"], row["not_shown"]) == ("conduct", -20, -1, 0)
    assert row["all"] == {"count": 11, "median": -4, "lowest": -20, "highest": -1}
    north, south = row["by"]
    assert north == {"by": "north", "count": 6, "median": Decimal("-5.75"), "lowest": -20, "highest": -4}
    assert south == {"by": "south", "count": 5, "median": -1, "lowest": -1, "highest": -1}


def test_a_group_about_few_is_not_shown_nor_can_it_be_worked_out() -> None:
    with ledger(*CASES, choice("w", -20, "west")) as held:
        row = discretion(BOOK, held, on=ON)[0]
    assert ([one["by"] for one in row["by"]], row["not_shown"]) == (["north"], 2), "the whole less the others would tell of w"
    with ledger(*CASES[:4], {**choice("again", -3), "subject": "n0"}) as held:
        row = discretion(BOOK, held, on=ON)[0]
    assert (row["all"], row["by"]) == (None, []), "five cases about four"
    assert shown_of({"a": {"subjects": 9}, "b": {"subjects": 4}, "c": {"subjects": 4}}).keys() == {"a"}


def test_explain_says_who_chose_and_why_and_how_like_cases_were_treated() -> None:
    corrected = change("n0", "corrected", "2026-03-02", chosen_by="south", chosen_points=-3)
    with ledger(*CASES, amendments=[corrected]) as held:
        why = with_like_cases(BOOK, held, explain(BOOK, held, subject="n0", on=ON).as_dict())
    chosen = why["points"][0]["records"][0]["chosen"]
    assert chosen.pop("like") == {"count": 11, "median": -3, "lowest": -20, "highest": -1}
    assert chosen == {"points": -3, "by": "south", "because": "its gravity", "from": -20, "to": -1}, "as corrected"


@pytest.mark.parametrize(
    ("rules", "clause", "code"),
    [("clauses: {a: {for: traffic.fine, points: -1}}\n", None, "G120"), (RULES, "conduc", "G121")],
)
def test_a_rulebook_or_a_clause_without_choice_is_a_problem(rules: str, clause: str | None, code: str) -> None:
    with ledger(*CASES[:1]) as held, pytest.raises(BonitasError) as refused:
        discretion(book(rules), held, clause=clause, on=ON)
    assert refused.value.problems[0].code == code
