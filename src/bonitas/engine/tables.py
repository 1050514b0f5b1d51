"""Building flat tables: expressions into code, bins and lapses into rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bonitas.catalogue.model import STORED_UNIT, Attribute
from bonitas.common.days import Duration
from bonitas.engine.coding import Coder
from bonitas.engine.kernel import layout as ly
from bonitas.rulebook.expression import (
    Arithmetic, Attr, Both, Call, Compare, Const, Either, Expr, Fact, IsMissing, Not, OneOf, Ref,
)  # fmt: skip
from bonitas.rulebook.model import CalendarEnd, Lapse, Measure, Table, Tier

FACTS: Mapping[str, int] = {
    "settled": ly.F_SETTLED, "settled_on": ly.F_SETTLED_ON, "occurred_on": ly.F_OCCURRED_ON, "ended_on": ly.F_ENDED_ON,
    "ongoing": ly.F_ONGOING, "counterparty": ly.F_COUNTERPARTY, "furnisher": ly.F_FURNISHER, "asked_on": ly.F_ASKED_ON,
    "kind": ly.F_KIND,
}  # fmt: skip
COMPARISONS: Mapping[str, int] = {"=": ly.OP_EQ, "!=": ly.OP_NE, "<": ly.OP_LT, "<=": ly.OP_LE, ">": ly.OP_GT, ">=": ly.OP_GE}
ARITHMETIC: Mapping[str, int] = {"+": ly.OP_ADD, "-": ly.OP_SUB, "*": ly.OP_MUL, "/": ly.OP_DIV}
CALLS: Mapping[str, int] = {
    "months_until": ly.OP_MONTHS_UNTIL, "months_since": ly.OP_MONTHS_SINCE, "days_until": ly.OP_DAYS_UNTIL,
    "days_since": ly.OP_DAYS_SINCE, "abs": ly.OP_ABS, "min": ly.OP_MIN, "max": ly.OP_MAX,
    "months_between": ly.OP_MONTHS_BETWEEN,
}  # fmt: skip
TIME_CALLS = frozenset({"months_until", "months_since", "days_until", "days_since"})
CALENDAR: Mapping[str, int] = {"week": ly.LAPSE_WEEK, "month": ly.LAPSE_MONTH, "quarter": ly.LAPSE_QUARTER, "year": ly.LAPSE_YEAR}


def lapse(value: Lapse) -> tuple[int, int]:
    """A lapse as (kind, n)."""
    if isinstance(value, CalendarEnd):
        return CALENDAR[value.unit], 0
    return (ly.LAPSE_MONTHS, value.months) if value.months else (ly.LAPSE_DAYS, value.days)


def longest_days(value: Lapse) -> int:
    """No effect with this lapse lasts longer than so many days."""
    if isinstance(value, Duration):
        return value.days or value.months * 31 + 1
    return {"week": 7, "month": 31, "quarter": 92, "year": 366}[value.unit]


def matrix(rows: Sequence[Sequence[int]], width: int) -> ly.Matrix:
    """Rows of numbers as a C-ordered int64 matrix (0 × width if there are none)."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def ints(values: Iterable[int]) -> ly.Ints:
    """Numbers as an int64 array."""
    return np.array(list(values), dtype=np.int64)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly below one."""
    match expr:
        case Call(args=args):
            return args
        case Arithmetic(left=a, right=b) | Compare(left=a, right=b) | Both(left=a, right=b) | Either(left=a, right=b):
            return (a, b)
        case OneOf(item=x) | IsMissing(item=x) | Not(item=x):
            return (x,)
        case _:
            return ()


def walk(expr: Expr) -> Iterable[Expr]:
    """An expression and all below it."""
    yield expr
    for part in parts(expr):
        yield from walk(part)


def timed(expr: Expr | None) -> bool:
    """Whether an expression's value can change with the asked day alone."""
    return expr is not None and any(
        (isinstance(x, Call) and x.function in TIME_CALLS) or (isinstance(x, Fact) and x.name == "asked_on") for x in walk(expr)
    )


@dataclass(slots=True)
class Builder:
    """Collects the tables while the rules are walked through once."""

    types: Mapping[str, Attribute]
    coder: Coder
    measures: Mapping[str, tuple[int, Measure]]
    attributes: list[str] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    ops: list[tuple[int, int, int, int]] = field(default_factory=list)
    expr_at: list[int] = field(default_factory=lambda: [0])
    pool: list[int] = field(default_factory=list)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    tiers: list[tuple[int, ...]] = field(default_factory=list)

    def column(self, attribute: str) -> int:
        """The column of `cells` that will hold an attribute (column 0 is the key)."""
        if attribute not in self.attributes:
            self.attributes.append(attribute)
        return 1 + self.attributes.index(attribute)

    def expression(self, expr: Expr | None) -> int:
        """Compile an expression; its index, or −1 for none."""
        if expr is None:
            return -1
        self._emit(expr)
        self.expr_at.append(len(self.ops))
        return len(self.expr_at) - 2

    def timed_list(self, exprs: Iterable[tuple[Expr | None, int]]) -> int:
        """Where in the pool the time-dependent ones of some compiled expressions are listed; −1 if none is."""
        found = [index for expr, index in exprs if timed(expr)]
        return self.listed(found) if found else -1

    def listed(self, values: Sequence[int]) -> int:
        """Append a counted list to the pool; the index of its count."""
        self.pool.extend([len(values), *values])
        return len(self.pool) - len(values) - 1

    def table(self, table: Table, code: Callable[[str], int]) -> tuple[int, int]:
        """Append the rows of a table; where they start and end."""
        start = len(self.rows)
        kinds = {"missing": ly.ROW_MISSING, "text": ly.ROW_TEXT, "otherwise": ly.ROW_OTHERWISE, "range": ly.ROW_RANGE}
        for row in table.rows:
            low = ly.MISSING if row.low is None else row.low
            high = ly.MISSING if row.high is None else row.high
            text = ly.MISSING if row.text is None else code(row.text)
            self.rows.append((kinds[row.kind], low, high, text, row.points))
        return start, len(self.rows)

    def tier_rows(self, tiers: Sequence[Tier]) -> tuple[int, int]:
        """Append tiers as (each, gives, up_to, units until it is full); where they start and end."""
        start = len(self.tiers)
        for tier in tiers:
            up_to = ly.MISSING if tier.up_to is None else tier.up_to
            width = 0 if tier.up_to is None else tier.each * (abs(tier.up_to) // abs(tier.gives)) if tier.gives else 0
            self.tiers.append((tier.each, tier.gives, up_to, width))
        return start, len(self.tiers)

    def text_code(self, beside: Expr) -> Callable[[str], int]:
        """How a text beside this expression is coded: a state's name, a counterparty, or a word."""
        match beside:
            case Ref(name=name):
                measure = self.measures[name][1]
                if measure.how == "state":
                    names = [state for state, _ in measure.states]
                    return lambda text: names.index(text) if text in names else -2
                if measure.value is not None:
                    return self.text_code(measure.value)
                return self.coder.word
            case Fact(name="counterparty"):
                return self.coder.party
            case _:
                return self.coder.word

    def _emit(self, expr: Expr) -> None:
        match expr:
            case Const(value=value):
                self.ops.append((ly.OP_CONST, self.coder.word(value) if isinstance(value, str) else value, 0, 0))
            case Attr(name=name):
                self.ops.append((ly.OP_ATTR, self.column(name), self._unit(name), 0))
            case Fact(name=name):
                self.facts.add(name)
                self.ops.append((ly.OP_FACT, FACTS[name], 0, 0))
            case Ref(name=name):
                self.ops.append((ly.OP_REF, self.measures[name][0], 0, 0))
            case Call(function=function, args=args):
                for arg in args:
                    self._emit(arg)
                self.ops.append((CALLS[function], 0, 0, 0))
            case Arithmetic(operator=operator, left=left, right=right):
                self._emit(left)
                self._emit(right)
                dates = operator == "-" and expr.type == "days" and _is_date(left)
                self.ops.append((ly.OP_DATE_DIFF if dates else ARITHMETIC[operator], 0, 0, 0))
            case Compare():
                self._emit_compare(expr)
            case OneOf(item=item, values=values):
                self._emit(item)
                code = self.text_code(item)
                start = len(self.pool)
                self.pool.extend(code(v.value) if isinstance(v.value, str) else v.value for v in values)
                self.ops.append((ly.OP_IN, start, len(values), 0))
            case IsMissing(item=item):
                self._emit(item)
                self.ops.append((ly.OP_IS_MISSING, 0, 0, 0))
            case Not(item=item):
                self._emit(item)
                self.ops.append((ly.OP_NOT, 0, 0, 0))
            case Both(left=left, right=right) | Either(left=left, right=right):
                self._emit(left)
                self._emit(right)
                self.ops.append((ly.OP_AND if isinstance(expr, Both) else ly.OP_OR, 0, 0, 0))

    def _emit_compare(self, expr: Compare) -> None:
        op, left, right = COMPARISONS[expr.operator], expr.left, expr.right
        if isinstance(left, Attr) and isinstance(right, Const):
            unit = self._unit(left.name)
            value = self.coder.word(right.value) if isinstance(right.value, str) else right.value
            if value % unit == 0 or isinstance(right.value, str):
                # one step for the commonest condition, on the stored value itself
                self.ops.append((ly.OP_ATTR_CMP, self.column(left.name), op, value if unit == 1 else value // unit))
                return
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Const) and isinstance(side.value, str):
                self.ops.append((ly.OP_CONST, self.text_code(other)(side.value), 0, 0))
            else:
                self._emit(side)
        self.ops.append((op, 0, 0, 0))

    def _unit(self, attribute: str) -> int:
        return STORED_UNIT.get(self.types[attribute].type, 1)


def _is_date(expr: Expr) -> bool:
    return isinstance(expr, Const | Attr | Fact) and expr.type == "date"
