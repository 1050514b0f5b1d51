"""Compiling: the rules of one period, for the codes of one ledger, as the flat tables that the kernel runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from types import MappingProxyType
from typing import Final

from bonitas.catalogue.model import Catalogue
from bonitas.common.days import FIRST_DAY, day_number
from bonitas.engine.at_hand import AtHand
from bonitas.engine.coding import Coder
from bonitas.engine.kernel import layout as ly
from bonitas.engine.ordering import order_groups, picks_in_order
from bonitas.engine.packing import bind, pack
from bonitas.engine.program_clauses import ClauseTables
from bonitas.engine.program_measures import MeasureTables
from bonitas.engine.program_standing import StandingTables
from bonitas.engine.tables import Builder, ints, matrix
from bonitas.ledger.base import Ledger, Need
from bonitas.rulebook.model import Rules

#: Subjects of so few rows are folded in scratches of these sizes.
ROOMS: Final = (64, 1024)


#: Nothing that lasts so many days is said to have ended.
FAR_BACK: Final = 10**6
#: No record occurred so early: to leave those out is to leave out none.
NOBODY_BEFORE: Final = day_number(FIRST_DAY)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program, and what it must be given to read: `attributes[i]` belongs in column 1 + i of the cells."""

    program: ly.Ints
    rules: Rules
    kinds: tuple[str, ...]
    attributes: tuple[str, ...]
    facts: frozenset[str]
    order_groups: ly.Ints
    """For each kind: the group whose records of one day must be in order of furnisher and ref; −1 where that cannot matter."""
    clauses_per_kind: int
    """At most so many matches come from one record."""
    _bound: dict[tuple[bytes, int, bool], ly.Ints] = field(default_factory=dict, compare=False, repr=False)

    def bound(self, lay: ly.Ints, largest: int, *, trace: bool = False) -> ly.Ints:
        """The program for a batch with these columns and at most `largest` rows a subject (see `bind`). Those with few rows share a
        few copies: a copy is megabytes, and one subject is rated in less time than it takes to make it."""
        room = next((room for room in ROOMS if room >= largest), None)
        if room is None:
            return bind(self.program, lay, largest, self.clauses_per_kind, trace=trace)
        key = lay.tobytes(), room, trace
        if key not in self._bound:
            self._bound[key] = bind(self.program, lay, room, self.clauses_per_kind, trace=trace)
        return self._bound[key]

    def need(self, *, recorded_at: bool, entry: bool) -> Need:
        """What to ask a ledger for."""
        return Need(
            kinds=self.kinds,
            attributes=self.attributes,
            ended=bool(self.facts & {"ended_on", "ongoing"}),
            counterparty="counterparty" in self.facts,
            furnisher="furnisher" in self.facts,
            recorded_at=recorded_at,
            entry=entry,
        )

    def since(self, day: int) -> tuple[int, ...]:
        """For each kind, the day from which on its records can matter to a rating on `day` or later; empty where that holds of all.

        A clause looks at no record whose effect has ended, unless it counts what came before (`again`, limits of a period …: its gate is open for
        ever). Measures look at all records of their kinds, and the band that a direct grade had somebody fall from is that of an earlier day.
        """
        day -= self._looks_back()
        measured = {kind for m in self.rules.measures for kind in m.kinds}
        longest = [ly.NEVER if kind in measured else most for kind, most in zip(self.kinds, self._longest(), strict=True)]
        found = tuple(day - most + 1 if most < FAR_BACK else ly.ALWAYS for most in longest)
        return found if any(first > NOBODY_BEFORE for first in found) else ()

    def _looks_back(self) -> int:
        """How many days before the day asked the rules may be asked once more: a band fallen from is that of the day before the earliest direct
        grade in effect, and is asked for only where a band remembers it."""
        if not self._table(ly.T_BANDS, ly.N_BANDS, ly.B_WIDTH)[:, ly.B_REMEMBERS].any():
            return 0
        clauses = self._table(ly.T_CLAUSES, ly.N_CLAUSES, ly.C_WIDTH)
        graded = (clauses[:, ly.C_GRADE] >= 0) | (clauses[:, ly.C_REPAIR] < clauses[:, ly.C_REPAIR_END])
        return int(clauses[graded, ly.C_LONGEST].max(initial=0))

    def _table(self, begin: int, many: int, width: int) -> ly.Matrix:
        first = self.program[begin]
        return self.program[first : first + self.program[many] * width].reshape(-1, width)

    def _longest(self) -> list[int]:
        """How many days after a record of each kind any clause can still look at it."""
        gates, at = self.program[ly.T_GATES], self.program[ly.T_KIND_CLAUSES_AT]
        starts = self.program[at : at + len(self.kinds) + 1].tolist()
        return [
            int(self.program[gates + first * ly.GT_WIDTH + ly.GT_MOST]) if first < last else 0 for first, last in pairwise(starts)
        ]

    @property
    def needs_ties(self) -> bool:
        """Whether the order of records within a day can matter at all."""
        return bool((self.order_groups >= 0).any())

    @property
    def ties_in_limits(self) -> bool:
        """Whether the order of records within a day can matter to nothing but what limits cut, which the kernel notices itself."""
        return bool(self.program[ly.HEAD + ly.G_PLAIN]) and not any(map(picks_in_order, self.rules.measures))


def compile_rules(rules: Rules, catalogue: Catalogue, ledger: Ledger) -> Compiled:
    """The program of some rules; one that is at hand, unless the ledger has since learnt a word that it names."""
    if not isinstance(ledger, AtHand):
        return _Coded(rules, catalogue, ledger).compiled
    found = ledger.shelf.once("program", rules, lambda: _Coded(rules, catalogue, ledger))
    return found.brought_up_to_date(catalogue, ledger)


class _Coded:
    """A program with the words it was made with. It is compiled twice: once to learn which words occur, and again with the codes
    that the ledger has for them."""

    def __init__(self, rules: Rules, catalogue: Catalogue, ledger: Ledger) -> None:
        self.rules, self.catalogue, self.coder = rules, catalogue, Coder()
        self.lock = Lock()
        _compile(rules, catalogue, self.coder)
        self.coder.learn(ledger)
        self.compiled = _compile(rules, catalogue, self.coder)

    def brought_up_to_date(self, catalogue: Catalogue, ledger: Ledger) -> Compiled:
        """The same again, if the ledger now knows a word that it did not, or if the kinds are others."""
        with self.lock:
            if self.coder.learn(ledger) or self.catalogue is not catalogue:
                self.catalogue = catalogue
                self.compiled = _compile(self.rules, catalogue, self.coder)
            return self.compiled


def used_kinds(rules: Rules) -> tuple[str, ...]:
    """Every kind that a clause or a measure looks at, in order of name."""
    found = {kind for clause in rules.clauses for kind in clause.kinds} | {kind for m in rules.measures for kind in m.kinds}
    return tuple(sorted(found))


def _compile(rules: Rules, catalogue: Catalogue, coder: Coder) -> Compiled:
    kinds = used_kinds(rules)
    number = {kind: i for i, kind in enumerate(kinds)}
    measures = {m.name: (i, m) for i, m in enumerate(rules.measures)}
    builder = Builder(catalogue.attributes, coder, measures)
    clauses = ClauseTables(builder, rules).build()
    standing = StandingTables(builder, rules).build()
    quantities = MeasureTables(builder, rules, standing.looks).build()
    head = _head(rules, builder, clauses, standing)
    clauses_at, clauses_of = _by_kind([clause.kinds for clause in rules.clauses], number)
    measures_at, measures_of = _by_kind([m.kinds for m in rules.measures], number)
    tables = {
        **_clause_tables(clauses, builder, clauses_at, clauses_of),
        **_other_tables(quantities, standing, builder),
        ly.T_KIND_MEASURES_AT: measures_at,
        ly.T_KIND_MEASURES: measures_of,
    }
    return Compiled(
        program=pack(tables, ints(head)),
        rules=rules,
        kinds=kinds,
        attributes=tuple(builder.attributes),
        facts=frozenset(builder.facts | clauses.facts | quantities.facts),
        order_groups=ints(order_groups(rules, kinds)),
        clauses_per_kind=max((int(n) for n in clauses_at[1:] - clauses_at[:-1]), default=0),
    )


def _head(rules: Rules, builder: Builder, clauses: ClauseTables, standing: StandingTables) -> list[int]:
    """The single numbers of a program."""
    head = standing.head
    head[ly.G_STRONGEST] = int(rules.overlap == "strongest")
    if rules.overlap == "strongest":
        head[ly.G_ACT] = builder.column("act")
    for place, name in ((ly.G_CHOSEN, "chosen_points"), (ly.G_CHOSEN_BY, "chosen_by"), (ly.G_CHOSEN_WHY, "chosen_because")):
        head[place] = builder.column(name) if clauses.chosen else -1
    head[ly.G_AGAIN_KEYS], head[ly.G_RUN_KEYS] = clauses.again_keys, len(clauses.running)
    head[ly.G_WAITS] = int(clauses.waits)
    head[ly.G_PLAIN] = int(is_plain(rules, clauses))
    head[ly.G_SCAN] = int(bool(rules.measures) or clauses.timed)
    return head


def is_plain(rules: Rules, clauses: ClauseTables) -> bool:
    """Whether no match looks at another but to share a limit, so that one pass does (see `kernel.plain`)."""

    def alone(row: Sequence[int]) -> bool:
        limits = [limit for limit, _ in clauses.clause_limits[row[ly.C_LIMIT] : row[ly.C_LIMIT_END]]]
        once = row[ly.C_AGAIN] == ly.AGAIN_NONE and row[ly.C_REPAIR] == row[ly.C_REPAIR_END] and row[ly.C_RUN_KEY] < 0
        return once and limits == sorted(limits)

    whole = all(row[ly.LM_PER] == ly.PER_NONE and not row[ly.LM_PARTY] for row in clauses.limits)
    return (
        bool(rules.clauses)
        and whole
        and rules.overlap != "strongest"
        and not clauses.freezes
        and all(map(alone, clauses.clauses))
    )


def _clause_tables(
    clauses: ClauseTables, builder: Builder, clauses_at: ly.Ints, clauses_of: ly.Ints
) -> dict[int, ly.Ints | ly.Matrix]:
    return {
        ly.T_CLAUSES: matrix(clauses.clauses, ly.C_WIDTH),
        ly.T_KIND_CLAUSES_AT: clauses_at,
        ly.T_GATES: gates([gate(clauses.clauses[c], c, builder) for c in clauses_of.tolist()], clauses_at),
        ly.T_LASTS: matrix(clauses.lasts, 3),
        ly.T_AGAIN: ints(clauses.again),
        ly.T_DECAY: matrix(clauses.decay, 3),
        ly.T_REPAIRS: matrix(clauses.repairs, ly.RP_WIDTH),
        ly.T_LIMITS: matrix(clauses.limits, ly.LM_WIDTH),
        ly.T_CLAUSE_LIMITS: matrix(clauses.clause_limits, 2),
        ly.T_FREEZES: matrix(clauses.freezes, 2),
    }


def _other_tables(quantities: MeasureTables, standing: StandingTables, builder: Builder) -> dict[int, ly.Ints | ly.Matrix]:
    return {
        ly.T_OPS: matrix(builder.ops, 4),
        ly.T_EXPR_AT: ints(builder.expr_at),
        ly.T_POOL: ints(builder.pool),
        ly.T_TIERS: matrix(builder.tiers, 4),
        ly.T_ROWS: matrix(builder.rows, ly.T_WIDTH),
        ly.T_MEASURES: matrix(quantities.measures, ly.M_WIDTH),
        ly.T_GROUP_KEYS: matrix(quantities.group_keys, 2),
        ly.T_STATES: matrix(quantities.states, 1),
        ly.T_THRESHOLDS: ints(quantities.thresholds),
        ly.T_ITEMS: matrix(standing.items, ly.I_WIDTH),
        ly.T_DIMENSIONS: matrix(standing.dimensions, ly.D_WIDTH),
        ly.T_BASES: matrix(standing.bases, 2),
        ly.T_NO_SCORE: ints(standing.no_score),
        ly.T_BANDS: matrix(standing.bands, ly.B_WIDTH),
        ly.T_CONSEQUENCES: matrix(standing.consequences, ly.Q_WIDTH),
    }


def gate(clause: Sequence[int], number: int, builder: Builder) -> list[int]:
    """What is asked of a record before anything else of a clause is looked at."""
    row = [-1] * ly.GT_WIDTH
    row[ly.GT_CLAUSE], row[ly.GT_SINCE], row[ly.GT_UNTIL] = number, clause[ly.C_SINCE], clause[ly.C_UNTIL]
    row[ly.GT_LONGEST] = ly.NEVER if clause[ly.C_HISTORY] else clause[ly.C_LONGEST]
    row[ly.GT_WHEN] = when = clause[ly.C_WHEN]
    ops = builder.ops[builder.expr_at[when] : builder.expr_at[when + 1]] if when >= 0 else []
    row[ly.GT_COLUMN], row[ly.GT_LOW], row[ly.GT_HIGH] = as_range(ops)
    return row


def gates(rows: Sequence[list[int]], clauses_at: ly.Ints) -> ly.Matrix:
    """The gates of all kinds; clauses_at[k]…clauses_at[k + 1] are those of kind k."""
    table = matrix(rows, ly.GT_WIDTH)
    for first, last in pairwise(clauses_at.tolist()):
        table[first:last, ly.GT_MOST] = table[first:last, ly.GT_LONGEST].max(initial=0)
    return table


#: The stored values that a comparison takes, as (least, greatest) for the value compared with.
RANGES: Final[Mapping[int, Callable[[int], tuple[int, int]]]] = MappingProxyType(
    {
        ly.OP_EQ: lambda value: (value, value),
        ly.OP_LT: lambda value: (ly.MISSING + 1, value - 1),
        ly.OP_LE: lambda value: (ly.MISSING + 1, value),
        ly.OP_GT: lambda value: (value + 1, ly.MOST),
        ly.OP_GE: lambda value: (value, ly.MOST),
    }
)


def as_range(ops: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int]:
    """(column, least, greatest) of a condition that asks for one column within a range; column −1 if it asks for anything else.

    >>> as_range([(ly.OP_ATTR_CMP, 3, ly.OP_GE, 30), (ly.OP_ATTR_CMP, 3, ly.OP_LT, 90), (ly.OP_AND, 0, 0, 0)])
    (3, 30, 89)
    """
    if not ops:
        return 0, ly.MISSING, ly.MOST
    compared = [op for op in ops if op[0] == ly.OP_ATTR_CMP and op[2] in RANGES]
    columns = {op[1] for op in compared}
    joined = all(op[0] == ly.OP_AND for op in ops if op not in compared)
    if len(columns) != 1 or not joined:
        return -1, 0, 0
    ranges = [RANGES[op[2]](op[3]) for op in compared]
    return columns.pop(), max(low for low, _ in ranges), min(high for _, high in ranges)


def _by_kind(kinds_of: Sequence[Sequence[str]], number: dict[str, int]) -> tuple[ly.Ints, ly.Ints]:
    """For each kind, which entries look at it: (where each kind's list starts, the lists), in rulebook order."""
    lists: list[list[int]] = [[] for _ in number]
    for index, kinds in enumerate(kinds_of):
        for kind in kinds:
            lists[number[kind]].append(index)
    starts = [0]
    for found in lists:
        starts.append(starts[-1] + len(found))
    return ints(starts), ints(i for found in lists for i in found)
