"""Programs with one part taken out: a clause that matches nothing, a line or a dimension that gives everybody the same.

The parts stay where they are in the tables, so a program that lacks one reads the same columns as the whole one: what was loaded for
the whole serves for every one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bonitas.engine.kernel import layout as ly
from bonitas.engine.program import Compiled
from bonitas.ledger.base import Int32s

#: No day lies so far back that a record would reach from it: a gate with this reach lets nothing pass.
NO_REACH: Final = -(2**40)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rulebook that points come from: a clause with all its versions, a line of the scorecard, or a dimension."""

    what: Literal["clause", "line", "dimension"]
    id: str
    place: int
    """Of a line or a dimension: its place in its table."""


def parts_of(compiled: Compiled) -> Iterator[Part]:
    """Every part of some rules, in the order of the rulebook, each clause once."""
    rules = compiled.rules
    for name in dict.fromkeys(clause.id for clause in rules.clauses):
        yield Part("clause", name, -1)
    for place, item in enumerate(rules.scorecard):
        yield Part("line", item.id, place)
    for place, one in enumerate(rules.dimensions.parts if rules.dimensions else ()):
        yield Part("dimension", one.id, place)


def without(compiled: Compiled, program: ly.Ints, part: Part, instead: int = 0) -> ly.Ints:
    """A copy of a program (bound or not) without a part. `instead`: what a line or a dimension gives everybody in its place, in
    thousandths; the base carries it."""
    made = program.copy()
    match part.what:
        case "clause":
            _shut(compiled, made, part.id)
        case "line":  # a table without rows gives 0
            at = int(made[ly.T_ITEMS]) + part.place * ly.I_WIDTH
            made[at + ly.I_TABLE] = made[at + ly.I_TABLE_END] = 0
        case "dimension":
            made[int(made[ly.T_DIMENSIONS]) + part.place * ly.D_WIDTH + ly.D_WEIGHT] = 0
    for case in range(int(made[ly.N_BASES])):  # the last case always holds
        made[int(made[ly.T_BASES]) + 2 * case + 1] += instead
    return made


def _shut(compiled: Compiled, program: ly.Ints, clause: str) -> None:
    """Let nothing pass the gates of a clause."""
    for _, gate in gates_of(compiled, program, clause):
        program[gate + ly.GT_LONGEST] = NO_REACH


def gates_of(compiled: Compiled, program: ly.Ints, clause: str) -> Iterator[tuple[int, int]]:
    """The gates of a clause, all its versions: the number of the kind of record, and where the gate stands in the program."""
    starts = program[int(program[ly.T_KIND_CLAUSES_AT]) :][: len(compiled.kinds) + 1].tolist()
    for kind, (first, last) in enumerate(zip(starts, starts[1:], strict=False)):
        for gate in range(
            int(program[ly.T_GATES]) + first * ly.GT_WIDTH, int(program[ly.T_GATES]) + last * ly.GT_WIDTH, ly.GT_WIDTH
        ):
            if compiled.rules.clauses[int(program[gate + ly.GT_CLAUSE])].id == clause:
                yield kind, gate


def may_pass(program: ly.Ints, gate: int, cells: ly.Matrix, rows: ly.Ints, days: Int32s, day: int) -> ly.Ints:
    """Those of some rows of cells (of `days`) that a gate may let pass on a day: what it refuses there, it refuses in the kernel. A
    condition that asks for more than one column within a range is not looked at."""
    since, until, longest = (int(program[gate + column]) for column in (ly.GT_SINCE, ly.GT_UNTIL, ly.GT_LONGEST))
    first, last = max(since, day - longest + 1), min(until - 1, day)
    found: ly.Ints = rows[(days >= first) & (days <= last)]
    column = int(program[gate + ly.GT_COLUMN])
    if column > 0:
        values = cells[found, column]
        found = found[(values >= program[gate + ly.GT_LOW]) & (values <= program[gate + ly.GT_HIGH])]
    return found
