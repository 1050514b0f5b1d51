"""Additive rules are folded in one pass: to the same bits as step by step, whatever the rules and the records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from bonitas.engine import program
from bonitas.engine.kernel import layout as ly
from bonitas.engine.program import compile_rules
from bonitas.engine.rate import answer, ask
from bonitas.engine.run import Settings
from bonitas.ledger.base import Ledger
from bonitas.rulebook.model import ByTable, Clause, Limit, PerUnit, Rulebook, Rules
from engine.situations import FEW, Asked, Situation, asked_rows, ledger_of, situations
from strategies.small import CATALOGUE


def made_plain(rules: Rules) -> Rules:
    """The rules without what makes one match look at another."""
    groups = {name: replace(group, limits=tuple(map(whole, group.limits))) for name, group in rules.groups.items()}
    return replace(rules, overlap="all", freezes=(), groups=groups, clauses=tuple(map(alone, rules.clauses)))


def whole(limit: Limit) -> Limit:
    return replace(limit, per=None, each_counterparty=False)


def alone(clause: Clause) -> Clause:
    points = clause.points
    if isinstance(points, PerUnit | ByTable):
        points = replace(points, running=None)
    return replace(clause, again=None, repairs=(), limits=tuple(map(whole, clause.limits)), points=points)


def folded(book: Rulebook, ledger: Ledger, asked: Asked) -> tuple[object, ...]:
    ratings = answer(book, ledger, ask(book, ledger, asked=asked_rows(asked)), Settings(whole=True))
    shown = [
        ly.R_STANDING,
        ly.R_SCORE,
        ly.R_BAND,
        ly.R_FALLEN,
        ly.R_POINTS,
        ly.R_GRADE,
        ly.R_MATCHES,
        ly.R_SIGN,
        ly.R_FROZEN_FROM,
    ]
    return ratings.results[:, shown].tolist(), ratings.nexts.tolist(), list(ratings.rows())


@FEW
@given(situations(12))
def test_one_pass_gives_the_bits_of_step_by_step(situation: Situation) -> None:
    book, world, asked = situation
    book = replace(book, periods=tuple(replace(period, rules=made_plain(period.rules)) for period in book.periods))
    with ledger_of(world) as ledger, pytest.MonkeyPatch.context() as patch:
        rules = [period.rules for period in book.periods if period.rules.clauses]
        assert all(compile_rules(one, CATALOGUE, ledger).program[ly.HEAD + ly.G_PLAIN] for one in rules)
        quick = folded(book, ledger, asked)
        patch.setattr(program, "is_plain", lambda *_: False)
        assert quick == folded(book, ledger, asked)


@pytest.mark.parametrize(
    ("ops", "expected"),
    [
        ([], (0, ly.MISSING, ly.MOST)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_EQ, 7)], (2, 7, 7)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_LT, 7)], (2, ly.MISSING + 1, 6)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_NE, 7)], (-1, 0, 0)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_GT, 7), (ly.OP_ATTR_CMP, 3, ly.OP_LE, 9), (ly.OP_AND, 0, 0, 0)], (-1, 0, 0)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_GT, 7), (ly.OP_ATTR_CMP, 2, ly.OP_LE, 9), (ly.OP_AND, 0, 0, 0)], (2, 8, 9)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_GT, 9), (ly.OP_ATTR_CMP, 2, ly.OP_LE, 7), (ly.OP_OR, 0, 0, 0)], (-1, 0, 0)),
        ([(ly.OP_ATTR_CMP, 2, ly.OP_GT, 9), (ly.OP_NOT, 0, 0, 0)], (-1, 0, 0)),
    ],
)
def test_a_condition_on_one_column_is_a_range(ops: list[tuple[int, int, int, int]], expected: tuple[int, int, int]) -> None:
    assert program.as_range(ops) == expected


def test_the_range_takes_the_values_that_the_comparison_takes() -> None:
    for op, meant in (
        (ly.OP_EQ, np.equal),
        (ly.OP_LT, np.less),
        (ly.OP_LE, np.less_equal),
        (ly.OP_GT, np.greater),
        (ly.OP_GE, np.greater_equal),
    ):
        _, low, high = program.as_range([(ly.OP_ATTR_CMP, 1, op, -3)])
        assert [low <= value <= high for value in range(-6, 3)] == [bool(meant(value, -3)) for value in range(-6, 3)]
